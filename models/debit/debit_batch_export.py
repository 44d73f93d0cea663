from datetime import timezone

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.money import minor_units


class ArrearsDebitBatch(models.Model):
    """A batch on its way to the bank: the sidecar makes the file, people download it."""

    _inherit = "arrears.debit.batch"

    # What the sidecar asks for

    def _to_export(self, companies):
        """Approved batches whose file goes to a folder, oldest first."""
        return self.search(
            [
                ("state", "=", "approved"),
                ("exchange", "=", "folder"),
                ("company_id", "in", companies.ids),
            ],
            order="id",
        )

    def _to_render(self, companies):
        """Approved batches whose file somebody waits for on the form, oldest first."""
        return self.search(
            [
                ("state", "=", "approved"),
                ("exchange", "=", "browser"),
                ("render_requested", "=", True),
                ("company_id", "in", companies.ids),
            ],
            order="id",
        )

    def _seam_summary(self):
        """A batch as the sidecar sees it; the total is in minor units."""
        return {
            "batch_id": self.id,
            "reference": self.name,
            "channel": self.channel_id.code,
            "profile": self.channel_id.profile,
            "company_id": self.company_id.id,
            "currency": self.currency_id.name,
            "digits": self.currency_id.decimal_places,
            "row_count": self.line_count,
            "total": self._minor(self.amount_total),
            "collection_date": self.collection_date.isoformat(),
            "summary": self.channel_id.summary or "",
            "approved_at": self._approved_at(),
            "creditor": self.channel_id._creditor(),
        }

    def _approved_at(self):
        """The moment of approval in the firm's own time, as messages to a bank carry it."""
        if not self.approved_on:
            return ""
        moment = self.approved_on.replace(tzinfo=timezone.utc)
        local = moment.astimezone(self.company_id._arrears_time_zone())
        return local.strftime("%Y-%m-%dT%H:%M:%S")

    def _seam_rows(self, after, limit):
        """A page of rows with whole account numbers, in the order of the file."""
        if self.state not in ("approved", "exported"):
            raise UserError(
                self.env._(
                    "Batch %(name)s is %(state)s: rows are given only for an approved batch.",
                    name=self.name,
                    state=self.state,
                )
            )
        lines = self.env["arrears.debit.line"].search(
            [("batch_id", "=", self.id), ("sequence", ">", after)],
            order="sequence",
            limit=limit + 1,
        )
        page = lines[:limit]
        numbers = page._account_numbers()
        return {
            "rows": [self._seam_row(line, numbers[line.id]) for line in page],
            "next": page[-1].sequence if len(lines) > limit else None,
        }

    def _seam_row(self, line, account_number):
        return {
            "sequence": line.sequence,
            "reference": line.reference,
            "account_number": account_number,
            "holder_name": line.holder_name,
            "amount": self._minor(line.amount),
            "bank_name": line.bank_name or "",
            "bank_code": line.bank_code or "",
            "agreement": line.agreement_number or "",
            "summary": self.channel_id.summary or "",
            "memo": line.unit_names or "",
            "signed_on": fields.Date.to_string(line.mandate_id.signed_date) or "",
        }

    # The file comes back: see debit_batch_files

    def _mark_exported(self):
        """From now on the instructions are out of our hands."""
        self.write({"state": "exported", "exported_on": self.company_id._arrears_today()})
        self.env["arrears.debit.line"].flush_model(["state"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE arrears_debit_line SET state = 'sent', write_date = %(now)s
                 WHERE batch_id = %(batch)s AND company_id = ANY(%(companies)s)
                   AND state = 'draft'
                """,
                now=fields.Datetime.now(),
                batch=self.id,
                companies=self._companies().ids,
            )
        )
        self.line_ids.invalidate_recordset(["state"])
        self.invalidate_recordset()

    # What people press

    def action_download(self):
        """Download the file for the bank, or list its files; if there is none yet, ask for it."""
        self.check_access("write")
        self.ensure_one()
        if self.state == "withdrawn":
            raise UserError(self.env._("The batch was withdrawn: its file is void."))
        if self.file_out_id:
            files = self.file_out_ids
            return files.action_download() if len(files) == 1 else self._open_files_out()
        if self.state != "approved":
            raise UserError(self.env._("The file is made once the batch is approved."))
        self.sudo().render_requested = self.exchange == "browser"
        return self._notify_waiting()

    def _notify_waiting(self):
        """Say that the file is being made, and whether anybody is there to make it."""
        alive = self.env["arrears.sidecar.status"].sudo()._is_alive()
        message = (
            self.env._("The file is being made. Press the button again in a minute.")
            if alive
            else self.env._(
                "The file is asked for, but no sidecar has shown up lately. Start it, or ask "
                "whoever runs it; the file follows as soon as it works."
            )
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info" if alive else "warning",
                "message": message,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_upload_answer(self):
        """Open the dialog that takes the bank's answer."""
        self.check_access("write")
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Upload the bank's answer"),
            "res_model": "arrears.bank.file.upload",
            "view_mode": "form",
            "target": "new",
            "context": {"default_channel_id": self.channel_id.id},
        }

    def action_key_answer(self):
        """Open a new answer to key in, for another person to confirm."""
        self.check_access("write")
        self.ensure_one()
        return self.env["arrears.keyed.answer"]._window_for(self)

    # Helpers

    def _minor(self, value):
        return minor_units(value or 0, self.currency_id.decimal_places)
