import base64
from decimal import InvalidOperation

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date, formatLang
from odoo.tools.mimetypes import guess_mimetype

from ...engine.extension import obstacles
from ...engine.money import amount, minor_units
from ...engine.reason import as_json

PROOFS = {
    "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "application/pdf": "pdf",
}  # fmt: skip
LARGEST = 5 * 1024 * 1024
# Each pauses all cards of an owner, so a page takes a few at a time.
MOST_CLAIMS = 3
LONGEST_TEXT = 2_000
FORMS = {
    "question": "_ask_question",
    "dispute": "_dispute_bills",
    "more_time": "_ask_more_time",
    "paid": "_claim_payment",
    "correction": "_ask_correction",
    "notices": "_wish_notices",
    "away": "_say_away",
    "stop_offers": "_stop_offers",
}
MONTHS = 12


class ArrearsOwnerRequest(models.AbstractModel):
    """What an owner asks for or tells us on the own page: the same records that a collector writes
    down, with the same pauses, tasks and days of answer.

    Every method takes the partner who signed in and finds nothing of anybody else.
    """

    _name = "arrears.owner.request"
    _description = "Request of an owner"

    @api.model
    def _ask(self, what, partner, posted):
        """Take one form of the page.

        :param what: one of ``_forms``
        :param posted: what the form sent, all of it text but for a file
        :return: whether there is such a form, and the owner has what it is about
        :raises UserError: what is missing or against it, in words for the owner
        """
        take = self._forms().get(what)
        if not take:
            return False
        quiet = self.sudo().with_context(mail_create_nosubscribe=True, mail_notify_author=False)
        return getattr(quiet, take)(partner.commercial_partner_id, posted)

    @api.model
    def _forms(self):
        """Form of the page → the method that takes it."""
        return FORMS

    @api.model
    def _ask_question(self, debtor, posted):
        case = self._card(debtor, posted)
        if not case:
            return False
        grievances = self.env["arrears.grievance"]
        kinds = dict(grievances._fields["kind"].selection)
        if posted.get("kind") not in kinds:
            raise UserError(self.env._("Choose what it is about."))
        if grievances.search_count([("case_id", "=", case.id), ("state", "!=", "closed")], limit=1):
            raise UserError(
                self.env._("Your last question about this unit is being answered. Call our office "
                           "to add to it.")
            )  # fmt: skip
        grievances.create(
            {
                "case_id": case.id,
                "kind": posted["kind"],
                "subject": self._text(posted, "subject", 120),
                "said": self._text(posted, "said", LONGEST_TEXT, may_be_empty=True),
            }
        )
        return True

    @api.model
    def _dispute_bills(self, debtor, posted):
        case = self._card(debtor, posted)
        if not case:
            return False
        disputes = self.env["arrears.dispute"]
        if posted.get("kind") not in dict(disputes._fields["kind"].selection):
            raise UserError(self.env._("Choose what it is about."))
        waiting = [("case_id", "=", case.id), ("state", "in", disputes._owed_states)]
        if disputes.search_count(waiting, limit=1):
            raise UserError(
                self.env._("What you dispute about this unit is being examined. Call our office "
                           "to add to it.")
            )  # fmt: skip
        asked = bool((posted.get("amount") or "").strip())
        disputes.create(
            {
                "case_id": case.id,
                "kind": posted["kind"],
                "said": self._text(posted, "said", LONGEST_TEXT),
                "amount_said": asked and self._amount(posted, case.currency_id),
            }
        )
        return True

    @api.model
    def _ask_more_time(self, debtor, posted):
        case = self._card(debtor, posted)
        if not case:
            return False
        extensions = self.env["arrears.extension"]
        waiting = [("case_id", "=", case.id), ("state", "=", "requested")]
        if extensions.search_count(waiting, limit=1):
            raise UserError(self.env._("Your last request waits for a decision already."))
        if not posted.get("agreed"):
            raise UserError(self.env._("Tick that you agree to pay by the day."))
        extension = extensions.create(
            {
                "case_id": case.id,
                "until": self._day(posted, "until"),
                "reason": self._text(posted, "reason", LONGEST_TEXT),
                "consent_party": case._party_of_debtor(),
                "consent_how": "portal",
                "consent_on": case.company_id._arrears_today(),
            }
        )
        against = obstacles(extension._facts())
        if against:
            raise UserError(self.env["arrears.reason.wording"]._word(as_json(against)))
        return True

    @api.model
    def _claim_payment(self, debtor, posted):
        case = self._card(debtor, posted)
        if not case:
            return False
        claims = self.env["arrears.payment.claim"]
        open_ones = Domain("company_id", "=", case.company_id.id) & Domain(
            "debtor_id", "=", debtor.id) & Domain("state", "=", "open")  # fmt: skip
        if claims.search_count(open_ones) >= MOST_CLAIMS:
            raise UserError(
                self.env._("We are tracing %(number)s payments of yours: wait for the result, or "
                           "call our office.", number=MOST_CLAIMS)
            )  # fmt: skip
        if posted.get("way") not in dict(claims._fields["way"].selection):
            raise UserError(self.env._("Choose how you paid."))
        claims.create(
            {
                "case_id": case.id,
                "amount": self._amount(posted, case.currency_id),
                "paid_on": self._day(posted, "paid_on"),
                "way": posted["way"],
                "payer_name": self._text(posted, "payer_name", 80, may_be_empty=True),
                **self._proof(posted),
            }
        )
        return True

    @api.model
    def _ask_correction(self, debtor, posted):
        corrections = self.env["arrears.record.correction"]
        charge = self.env["arrears.charge"].browse(self._number(posted, "charge_id")).exists()
        if charge.debtor_id != debtor:
            return False
        judged, _record = self.env["arrears.owner.page"]._judged(charge.company_id, debtor)
        if charge.id not in {one.bill.charges[0] for one in judged if one.verdict == "late"}:
            raise UserError(self.env._("This bill does not count as late."))
        if posted.get("reason_code") not in dict(corrections._fields["reason_code"].selection):
            raise UserError(self.env._("Choose why the bill should not count."))
        asked = [("charge_id", "=", charge.id), ("state", "in", ("requested", "approved"))]
        if corrections.search_count(asked, limit=1):
            raise UserError(self.env._("A correction of this bill was asked for already."))
        corrections.create(
            {
                "charge_id": charge.id,
                "reason_code": posted["reason_code"],
                "explanation": self._text(posted, "explanation", LONGEST_TEXT),
            }
        )
        return True

    # What the forms send

    @api.model
    def _card(self, debtor, posted):
        """The card that a form is about, if it is the owner's own; else empty."""
        return self.env["arrears.case"].search(
            [("id", "=", self._number(posted, "case_id")), ("debtor_id", "=", debtor.id),
             ("state", "!=", "closed")]
        )  # fmt: skip

    @api.model
    def _number(self, posted, name):
        text = posted.get(name) or ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0

    @api.model
    def _text(self, posted, name, longest, may_be_empty=False):
        text = (posted.get(name) or "").strip()
        if not text and not may_be_empty:
            raise UserError(self.env._("Write a few words, so that we can help."))
        if len(text) > longest:
            raise UserError(self.env._("Keep it to %(number)s characters.", number=longest))
        return text

    @api.model
    def _day(self, posted, name):
        try:
            return fields.Date.to_date(posted.get(name) or None) or self._no_day()
        except ValueError:
            return self._no_day()

    @api.model
    def _no_day(self):
        raise UserError(self.env._("Choose a day."))

    @api.model
    def _amount(self, posted, currency):
        text = (posted.get("amount") or "").strip().replace(",", "")
        try:
            minor = minor_units(text, currency.decimal_places)
        except (InvalidOperation, ValueError):
            minor = 0
        if not 0 < minor < 10**12:
            raise UserError(self.env._("Write the amount in figures, for example 1234.50."))
        return amount(minor, currency.decimal_places)

    @api.model
    def _proof(self, posted):
        """A picture or PDF that was sent along; nothing where none was."""
        sent = posted.get("proof")
        content = sent.read(LARGEST + 1) if sent else b""
        if not content:
            return {}
        ending = PROOFS.get(guess_mimetype(content))
        if not ending or len(content) > LARGEST:
            raise UserError(self.env._("Send a picture or a PDF of at most 5 MB."))
        return {"proof": base64.b64encode(content), "proof_name": f"proof.{ending}"}

    # What became of it

    @api.model
    def _underway(self, company, debtor):
        """What the owner asked for within a year, the newest first, with the answer to it.

        :return: list of ``{"day", "what", "state", "answer"}``
        """
        since = fields.Date.subtract(company._arrears_today(), months=MONTHS)
        found = self._asked_since(company, debtor, since)
        found.sort(key=lambda pair: pair[0], reverse=True)
        return [self._told(day, record) for day, record in found]

    @api.model
    def _asked_since(self, company, debtor, since):
        """(day, record) of all that the owner asked for."""
        return [
            *self._of("grievance", company, debtor, "opened_on", since, "case_id.debtor_id"),
            *self._of("dispute", company, debtor, "opened_on", since, "line_ids.case_id.debtor_id"),
            *self._of("extension", company, debtor, "requested_on", since, "case_id.debtor_id"),
            *self._of("payment.claim", company, debtor, "claimed_on", since, "debtor_id"),
            *self._of("record.correction", company, debtor, "requested_on", since, "debtor_id"),
        ]

    @api.model
    def _of(self, name, company, debtor, day, since, path):
        records = self.env[f"arrears.{name}"].sudo().search(
            [("company_id", "=", company.id), (path, "=", debtor.id), (day, ">=", since)]
        )  # fmt: skip
        return [(record[day], record) for record in records]

    @api.model
    def _told(self, day, record):
        states = dict(record._fields["state"]._description_selection(self.env))
        what, answer = self._abouts()[record._name](record)
        return {
            "day": format_date(self.env, day),
            "what": what,
            "state": states[record.state],
            "answer": answer or "",
        }

    @api.model
    def _abouts(self):
        """Model → what tells of a record: its words, and the answer to it."""
        return {
            "arrears.grievance": self._about_question,
            "arrears.dispute": self._about_dispute,
            "arrears.extension": self._about_time,
            "arrears.payment.claim": self._about_payment,
            "arrears.record.correction": self._about_correction,
        }

    @api.model
    def _about_question(self, grievance):
        answer = grievance.answer
        if grievance.state == "open":
            answer = self.env._(
                "We answer by %(day)s.", day=format_date(self.env, grievance.answer_by)
            )
        return grievance.subject, answer

    @api.model
    def _about_dispute(self, dispute):
        kinds = dict(dispute._fields["kind"]._description_selection(self.env))
        answer = dispute.decision_reason if dispute.state == "decided" else ""
        if dispute.state in ("open", "examined"):
            answer = self.env._(
                "We decide by %(day)s.", day=format_date(self.env, dispute.answer_by)
            )
        return self.env._("Disputed: %(what)s", what=kinds[dispute.kind]), answer

    @api.model
    def _about_time(self, extension):
        day = format_date(self.env, extension.until)
        return self.env._("More time to pay, until %(day)s", day=day), ""

    @api.model
    def _about_payment(self, claim):
        paid = formatLang(self.env, claim.amount, currency_obj=claim.currency_id)
        answer = claim.result_note
        if claim.state == "open":
            answer = self.env._(
                "You hear from us by %(day)s.", day=format_date(self.env, claim.trace_by)
            )
        return self.env._(
            "Payment of %(amount)s on %(day)s",
            amount=paid,
            day=format_date(self.env, claim.paid_on),
        ), answer

    @api.model
    def _about_correction(self, correction):
        bill = correction.charge_id.display_name
        return self.env._("Correction of the payment record: %(bill)s", bill=bill), ""
