import psycopg2
from odoo import api, models

LISTENING = "arrears_import_problems"
MOST_MESSAGES = 200


class _Problems:
    """Messages about rows of one import. An object that equals only itself: environments of
    equal contexts are shared. No client can send it."""

    def __init__(self):
        self.messages = []


class _LotRefused(psycopg2.InternalError):
    """Ends a lot: Odoo takes this for a broken transaction and does not try row by row."""


class ArrearsImportChecked(models.AbstractModel):
    """An import that finds what clashes in the whole file at once, and names each row.

    Odoo creates the rows of a file in one lot. When that fails it says so on the first row,
    whichever is to blame, and tries the rows one by one: 10,000 rows took two minutes, and what
    was good before an error is rolled back with it. So the lot is looked at as a set first.
    """

    _name = "arrears.import.checked"
    _description = "Import that is checked as a whole"

    @api.model
    def load(self, fields, data):
        """Extended: rows that clash with each other or with what is there are named, all of them.

        :return: as Odoo's own; nothing is kept when there is an error
        """
        problems = _Problems()
        result = super(ArrearsImportChecked, self.with_context(**{LISTENING: problems})).load(
            fields, data
        )
        if not problems.messages:
            return result
        # The first message only says that the lot was ended.
        others = [message for message in result["messages"] if LISTENING not in message["message"]]
        return {**result, "ids": False, "messages": [*others, *problems.messages[:MOST_MESSAGES]]}

    @api.model
    def _load_records(self, data_list, update=False):
        problems = self.env.context.get(LISTENING)
        if isinstance(problems, _Problems) and len(data_list) > 1 and self._all_new(data_list):
            found = self._import_problems([row["values"] for row in data_list])
            problems.messages += [
                {**data_list[place]["info"], "type": "error", "message": message}
                for place, message in sorted(found.items())
            ]
            if found:
                raise _LotRefused(LISTENING)
        return super()._load_records(data_list, update)

    @api.model
    def _all_new(self, data_list):
        """Whether no row changes a record that is there; else Odoo's own way is right."""
        if any(row["values"].get("id") for row in data_list):
            return False
        xml_ids = [row["xml_id"] for row in data_list if row.get("xml_id")]
        known = self.env["ir.model.data"].sudo()._lookup_xmlids(xml_ids, self) if xml_ids else ()
        return not any(row[-1] for row in known)

    @api.model
    def _import_problems(self, rows):
        """What clashes among new rows, or with what is there. A few queries for any number.

        :param rows: values as for ``create``, with dates as texts
        :return: ``{place of the row: message}``
        """
        return {}
