from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.debit_files import Part, check_part, check_whole, spans


class ArrearsDebitBatch(models.Model):
    """The files of a batch: one, or several where the bank limits rows or bytes.

    All of them are taken or none: the batch is exported, and the sidecar lets the bank have its
    files, only when the last one is there and together they are the batch.
    """

    _inherit = "arrears.debit.batch"

    def _seam_confirm_export(
        self, *, name, sha256, row_count, total, content_base64, part=1, parts=1
    ):
        """Take over a file of this batch; its rows and total must be those of the batch.

        :return: ``{"state", "file_id"}``; the same bytes again give the same answer
        """
        if not self.try_lock_for_update():
            raise UserError(
                self.env._("Batch %(name)s is in use: try again in a moment.", name=self.name)
            )
        self.invalidate_recordset()
        if self.state != "approved":
            return self._confirmed_before(sha256)
        said = self._part_of(part, parts, row_count, total)
        file = self._keep_part(said, name, content_base64, sha256)
        if len(self.file_out_ids) == said.of:
            self._export()
        return {"state": self.state, "file_id": file.id}

    def _part_of(self, *numbers):
        """What a file says about itself, as whole numbers that can be right."""
        if not all(isinstance(one, int) and not isinstance(one, bool) for one in numbers):
            raise UserError(
                self.env._("Number, count and total of a file are whole numbers: send it again.")
            )
        said = Part(*numbers)
        self._refuse_files(check_part(said))
        return said

    def _confirmed_before(self, sha256):
        """The answer for bytes that were taken over already; refuses all others."""
        known = self.file_out_ids.filtered(lambda file: file.sha256 == sha256)
        if known:
            return {"state": "exported", "file_id": known.id}
        if not self.file_out_ids:
            raise UserError(
                self.env._("Batch %(name)s is not approved: no file is wanted.", name=self.name)
            )
        raise UserError(
            self.env._(
                "Batch %(name)s was exported with other bytes (SHA-256 %(first)s…, now "
                "%(second)s…). Nothing was changed; keep the first file.",
                name=self.name,
                first=self.file_out_ids[:1].sha256[:12],
                second=str(sha256)[:12],
            )
        )

    def _keep_part(self, said, name, content_base64, sha256):
        """Keep a file that nobody may have yet, in place of what an earlier attempt left.

        A file of another cut, or other bytes for the same place, means that the batch was
        rendered anew: what was kept of the first attempt is void.
        """
        kept = self.file_out_ids
        same = kept.filtered(lambda file: file.part == said.number and file.sha256 == sha256)
        if same and same.part_count == said.of:
            return same
        if any(file.part_count != said.of or file.part == said.number for file in kept):
            kept._void(self.env._("The batch was rendered anew before it was exported."))
        file = self.env["arrears.bank.file"]._keep_export(self, said, name, content_base64, sha256)
        self.invalidate_recordset(["file_out_ids", "file_ids"])
        return file

    def _export(self):
        """All files are there: they are the batch, or none of them is taken."""
        files = self.file_out_ids.sorted("part")
        parts = [
            Part(file.part, file.part_count, file.row_count, self._minor(file.total_offered))
            for file in files
        ]
        lines = self.line_ids.sorted("sequence")
        self._refuse_files(check_whole([self._minor(line.amount) for line in lines], parts))
        if len(parts) > 1:
            self._number_lines(spans(parts))
        self.file_out_id = files[0]
        self._mark_exported()
        self._tell(
            self.env._(
                "File made: %(count)s rows, %(total)s.",
                count=self.line_count,
                total=self.currency_id.format(self.amount_total),
            )
            if len(parts) == 1
            else self.env._(
                "%(files)s files made: %(count)s rows, %(total)s.",
                files=len(parts),
                count=self.line_count,
                total=self.currency_id.format(self.amount_total),
            )
        )

    def _number_lines(self, places):
        """Write on each instruction in which file it is."""
        self.env["arrears.debit.line"].flush_model(["sequence", "part"])
        values = SQL(", ").join(
            SQL("(%s, %s, %s)", number, first, last)
            for number, (first, last) in enumerate(places, start=1)
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE arrears_debit_line l SET part = v.number
                  FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY sequence) AS place
                          FROM arrears_debit_line
                         WHERE batch_id = %(batch)s AND company_id = ANY(%(companies)s)) n
                  JOIN (VALUES %(values)s) AS v (number, first, last)
                    ON n.place > v.first AND n.place <= v.last
                 WHERE n.id = l.id
                """,
                batch=self.id,
                companies=self._companies().ids,
                values=values,
            )
        )
        self.line_ids.invalidate_recordset(["part"])

    def _refuse_files(self, reason):
        """Refuse files that are not this batch, with the words of the reason."""
        if reason:
            words = self.env["arrears.reason.wording"]
            said = words._word([self._readable(reason).as_json()])
            raise UserError(
                self.env._(
                    "The file of batch %(name)s is not taken. %(cause)s", name=self.name, cause=said
                )
            )

    def _open_files_out(self):
        """Open the files for the bank, each with its count, total and hash."""
        return {
            **self._open("action_arrears_bank_file", self.env._("Files for the bank")),
            "domain": [("id", "in", self.file_out_ids.ids)],
        }
