from collections import defaultdict
from functools import partial

from odoo import models

# They also see documents whose record is no longer there.
OFFICE = ("property_arrears.group_manager", "property_arrears.group_accountant")


class ArrearsDocument(models.Model):
    """A document is seen by whoever may see the record it was made for.

    The record rules narrow to companies and estates; what lies behind is asked here, since a rule
    cannot follow a reference to any model.
    """

    _inherit = "arrears.document"

    def _check_access(self, operation):
        """Extended: no document without its record."""
        result = super()._check_access(operation)
        if self.env.su or not self:
            return result
        allowed = self - result[0] if result else self
        hidden = allowed - allowed._with_readable_record()
        if not hidden:
            return result
        if result:
            return result[0] + hidden, result[1]
        refuse = self.env["ir.rule"]._make_access_error
        return hidden, partial(refuse, operation, hidden)

    def _with_readable_record(self):
        """Those of these documents whose record the user may read."""
        behind = defaultdict(list)
        for document in self.sudo():
            behind[document.res_model].append(document.res_id)
        readable = self.env["arrears.document.record"]._readable(behind)
        return self.filtered(
            lambda document: (document.sudo().res_model, document.sudo().res_id) in readable
        )

    def _search(self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs):
        """Extended: leaves out documents of records that the user may not read."""
        if self.env.su or bypass_access:
            return super()._search(
                domain, offset, limit, order, bypass_access=bypass_access, **kwargs
            )
        query = super()._search(domain, order=order, **kwargs)
        columns = ("id", "res_model", "res_id")
        rows = self.env.execute_query(
            query.select(*(self._field_to_sql(self._table, name) for name in columns))
        )
        behind = defaultdict(list)
        for _id, model, record_id in rows:
            behind[model].append(record_id)
        readable = self.env["arrears.document.record"]._readable(behind)
        found = [row_id for row_id, *record in rows if tuple(record) in readable]
        page = found[offset : offset + limit if limit else None]
        return self.browse(page)._as_query(order)


class ArrearsDocumentRecord(models.AbstractModel):
    """Which records behind documents a user may read."""

    _name = "arrears.document.record"
    _description = "Record behind a document"

    def _readable(self, behind):
        """What the user may read, and for the office also what is no longer there.

        :param behind: ``{model: [ids]}``
        :return: set of (model, id)
        """
        office = any(self.env.user.has_group(group) for group in OFFICE)
        readable = set()
        for model, ids in behind.items():
            if model not in self.env:
                continue
            records = self.env[model].browse(ids)
            there = records.exists()
            seen = there._filtered_access("read")
            gone = records - there if office else records.browse()
            readable.update((model, record_id) for record_id in (seen + gone).ids)
        return readable
