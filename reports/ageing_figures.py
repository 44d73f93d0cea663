from odoo import models

from ..engine import money
from .ageing_axes import BUCKET_FIELDS

# Dimension → field of a line. Credits know neither collector nor reason.
DIMENSIONS = {
    "estate": "estate_id",
    "collector": "collector_id",
    "reason": "reason_id",
    "kind": "kind",
    "debtor": "debtor_id",
}
WITH_CREDITS = ("estate", "debtor")


class ArrearsAgeingReport(models.Model):
    """The report's figures as tables of a dimension and age: for papers, workbooks and mail."""

    _inherit = "arrears.ageing.report"

    def _matrix(self, by, axis, estates=None, overdue_only=False):
        """What is owed, by a dimension and age.

        :param by: a key of ``DIMENSIONS``
        :param axis: a key of ``BUCKET_FIELDS``
        :param estates: only these ``arrears.estate``; None: everything, also without an estate
        :param overdue_only: leave out what is not yet due
        :return: list of dictionaries ``label``, ``buckets`` ({code: minor units}), ``owed`` and
            ``credit`` (minor units), by label, what has none at the end
        """
        self.ensure_one()
        digits = self.currency_id.decimal_places
        field, bucket = DIMENSIONS[by], BUCKET_FIELDS[axis]
        scope = [("estate_id", "in", estates.ids)] if estates else []
        debts = [("entry", "=", "debt"), *scope]
        if overdue_only:
            debts.append(("due_bucket", "!=", "0_not_due"))
        rows = {}
        for key, code, amount in self._groups([field, bucket], ["amount_owed:sum"], debts):
            row = self._matrix_row(rows, key)
            minor = money.minor_units(amount, digits)
            row["buckets"][code] = minor
            row["owed"] += minor
        if by in WITH_CREDITS:
            credit = [("entry", "=", "credit"), *scope]
            for key, amount in self._groups([field], ["amount_credit:sum"], credit):
                self._matrix_row(rows, key)["credit"] = money.minor_units(amount, digits)
        return self._labelled(rows, by)

    def _matrix_row(self, rows, key):
        """The row of a record, a selection's value, or of nothing."""
        known = key.id if isinstance(key, models.BaseModel) else key
        empty = {"key": key, "buckets": {}, "owed": 0, "credit": 0}
        return rows.setdefault(known or False, empty)

    def _labelled(self, rows, by):
        kinds = dict(
            self.env["arrears.ageing.line"]._fields["kind"]._description_selection(self.env)
        )
        nothing = self._nothing(by)
        for row in rows.values():
            key = row.pop("key")
            name = key.sudo().display_name if isinstance(key, models.BaseModel) else kinds.get(key)
            row["label"] = name or nothing
        return sorted(rows.values(), key=lambda row: (row["label"] == nothing, row["label"]))

    def _nothing(self, by):
        """What stands where a line has no value of a dimension."""
        return {
            "estate": self.env._("Without estate"),
            "collector": self.env._("Nobody"),
            "reason": self.env._("No reason recorded"),
            "kind": self.env._("Not classified"),
            "debtor": self.env._("Without partner"),
        }[by]

    def _dimension_label(self, by):
        """The heading of a dimension's column."""
        return {
            "estate": self.env._("Estate"),
            "collector": self.env._("Collector"),
            "reason": self.env._("Reason given"),
            "kind": self.env._("Kind of charge"),
            "debtor": self.env._("Debtor"),
        }[by]

    def _axis_label(self, axis):
        return dict(self._fields["axis"]._description_selection(self.env))[axis]

    def _classes(self, axis):
        """The classes of an axis in order: ``{code: label}``."""
        return self.env["arrears.ageing.total"]._labels(axis)

    def _definitions(self):
        """What the words of the report mean: (word, meaning), in the reader's language."""
        return [
            (self.env._("As of"), self.env._(
                "Everything that counted up to the end of this day. Bills count from their date; "
                "money by the clock named in the head of the report.")),
            (self.env._("By due date"), self.env._(
                "Days since the due date; on the due date itself nothing is overdue. Up to 365 "
                "days by days, then by anniversaries. For collection.")),
            (self.env._("By service period"), self.env._(
                "Time since the last day of the service period; without one, since the due date. "
                "For the accounts.")),
            (self.env._("By limitation"), self.env._(
                "Months since limitation began on the day after the due date, or last began anew, "
                "for each service period by itself.")),
            (self.env._("Owed"), self.env._(
                "What is left of a charge after payments, credit notes, waivers and write-offs. "
                "A part payment reduces the period it was applied to.")),
            (self.env._("Unapplied credits"), self.env._(
                "Money and credit notes that no charge has used. Shown apart and never taken off "
                "what is owed.")),
            (self.env._("Reason and collector"), self.env._(
                "As the card says on the day the report is made, also for a past day.")),
            (self.env._("Unexplained"), self.env._(
                "Ledger balance less everything the report explains. Must be zero.")),
        ]  # fmt: skip
