from odoo import fields, models
from odoo.exceptions import UserError, ValidationError
from psycopg2 import IntegrityError

from ...engine.golive_sheets import SHEETS
from ...engine.reason import Reason, as_json

# Rows a chunk: one journal entry; longer ones cost more than their length.
CHUNK = 200
# Up to here booking is done while one waits.
AT_ONCE = 400


class ArrearsGolive(models.Model):
    """Booking accepted rows, list by list, in chunks of one entry each."""

    _inherit = "arrears.golive"

    def action_book(self):
        """Book every accepted row. Few at once, many by the scheduled action.

        :raises UserError: a file's total differs, nothing is accepted, an account is missing
        """
        self.ensure_one()
        self._check_worker()
        self._check_state("checked")
        self.sudo()._check_rows()
        self._check_bookable()
        self._record_effect({"state": "booking", "started_at": fields.Datetime.now()})
        if self.accepted_count > AT_ONCE:
            self.env.ref("property_arrears.cron_arrears_golive").sudo()._trigger()
            return
        self.sudo()._book_all()

    def _check_bookable(self):
        differing = self.file_ids.filtered(lambda file: file.state == "differs")
        if differing:
            raise UserError(
                self.env._(
                    "The total of %(file)s differs from the stated one: correct the file and "
                    "upload it again before anything is booked.",
                    file=differing[0].name or differing[0].sheet,
                )
            )
        if not self.accepted_count:
            raise UserError(self.env._("No row is accepted: there is nothing to book."))
        deposits = self.row_ids.search_count(
            [("golive_id", "=", self.id), ("sheet", "=", "deposit"), ("state", "=", "accepted")],
            limit=1,
        )
        if deposits and not self.deposit_account_id:
            raise UserError(self.env._("Choose the account on which deposits are held."))

    def _book_all(self):
        """Book what is accepted, without commits, for whoever waits for it."""
        while rows := self._next_rows():
            self._book_rows(rows)
        self._finish_booking()

    def _next_rows(self):
        """The next chunk of accepted rows of one list."""
        Row = self.env["arrears.golive.row"]
        for sheet in SHEETS:
            rows = Row.search(
                [("golive_id", "=", self.id), ("sheet", "=", sheet), ("state", "=", "accepted")],
                order="file_id, number, id",
                limit=CHUNK,
            )
            if rows:
                return rows._whole_parts()
        return Row

    def _book_rows(self, rows):
        """Book a chunk; when it fails, part by part, so that only what is wrong is refused."""
        sheet = rows[0].sheet
        book = getattr(self, f"_book_{sheet}")
        if self._try(book, rows) is None:
            return
        for part in self._parts_of(rows):
            error = self._try(book, part)
            if error is not None:
                reason = Reason("golive_failed", {"detail": error})
                part._record_effect(
                    {"state": "refused", "row_key": False, "reasons": as_json([reason])}
                )

    def _parts_of(self, rows):
        """What of these rows of one list is booked together or not at all: each by itself."""
        return list(rows)

    def _try(self, book, rows):
        """Book rows or nothing of them.

        :return: None, or the text of the refusal
        """
        savepoint = self.env.cr.savepoint()
        try:
            book(rows)
            self.env.flush_all()
        except (UserError, ValidationError) as error:
            savepoint.close(rollback=True)
            self.env.invalidate_all(flush=False)
            return str(error)
        except IntegrityError as error:
            savepoint.close(rollback=True)
            self.env.invalidate_all(flush=False)
            return (error.diag.message_primary or "")[:200]
        savepoint.close(rollback=False)
        return None

    def _finish_booking(self):
        self._record_effect({"state": "booked"})
        self.message_post(
            body=self.env._(
                "Booked: %(booked)s rows; refused while booking: %(refused)s.",
                booked=self.booked_count,
                refused=self.refused_count,
            )
        )

    def _settle_rows(self, rows, **values):
        rows._record_effect({"state": "booked", **values})
        rows._empty_contact()
