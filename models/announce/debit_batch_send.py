from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

from ...engine.money import amount as to_amount
from ...engine.reason import Reason, as_json
from ..retry import in_a_fresh_transaction

# Payers between two commits.
CHUNK = 100
# Tomorrow this may no longer stand against a message.
FOR_TODAY = frozenset({"contact_cap", "contact_cap_number"})


class ArrearsDebitBatch(models.Model):
    """The scheduled work: one message a payer and day, which names all of the debits."""

    _inherit = "arrears.debit.batch"

    @api.model
    def _cron_announce(self):
        """Every morning and on demand: announce what is still to be announced. Repeatable: what
        was told, or waits to be, is not told again."""
        batches = self.sudo().search(
            [("announce_wanted", "=", True), ("state", "=", "draft")], order="collection_date, id"
        )
        cron = self.env["ir.cron"]
        work = [(batch, chunk) for batch in batches for chunk in batch._payers_in_chunks()]
        cron._commit_progress(remaining=len(work))
        for batch, payers in work:
            company = batch.company_id
            speaking = company._arrears_in_language(batch.with_company(company))
            in_a_fresh_transaction(
                speaking, lambda ours=speaking, payers=payers: ours._announce_to(payers)
            )
            if not cron._commit_progress(1):
                return

    def _payers_in_chunks(self):
        """What is still to be announced: lists of (payer, instructions)."""
        by_payer = self._lines_to_announce().grouped(lambda line: line.mandate_id._payer())
        groups = list(by_payer.items())
        return [groups[start : start + CHUNK] for start in range(0, len(groups), CHUNK)]

    def _lines_to_announce(self):
        """Instructions that nobody was told of, and that can still be announced in time."""
        lines = self._unannounced_lines()
        pending = self._under_way(lines).mandate_id
        return lines.filtered(
            lambda line: self._is_in_time(line.mandate_id) and line.mandate_id not in pending
        )

    def _announce_to(self, groups):
        """Write the messages to these payers, or keep why it has to be paper."""
        if not self.try_lock_for_update().filtered(lambda batch: batch.state == "draft"):
            return
        self.invalidate_recordset()
        # What was told meanwhile is left alone: the list was made before this transaction.
        open_lines = self._lines_to_announce()
        payers = self.env["res.partner"].union(*(payer for payer, _lines in groups))
        around = self._around_payers(payers, open_lines)
        for payer, lines in groups:
            lines = lines.with_env(self.env) & open_lines
            for of_company in lines.grouped("company_id").values():
                self._announce(payer.with_env(self.env), of_company, around)

    def _around_payers(self, payers, lines):
        """Addresses, stops and rules of all payers, fetched once: as for notices, but of those
        who hold the accounts."""
        company, charges = self.company_id, lines.split_ids.charge_id
        notices = self.env["arrears.notice"].sudo()
        today = company._arrears_today()
        around = notices._around(company, charges, today)
        contacts, cases = self.env["arrears.contact"].sudo(), self.env["arrears.case"].sudo()
        reach = cases._reach_of(payers, company)
        keys = [one.key for one in reach.values() if one]
        return {
            **around,
            "reach": reach,
            "untouchable": notices._untouchable(
                company, (payers | lines.debtor_id).commercial_partner_id.ids, today
            ),
            "past": contacts._past_contacts(payers.ids, keys, around["now"]),
            "preferred": self.env["arrears.preference"]._windows(company, payers),
            "texts": self.env["arrears.template"].sudo().search([("use", "=", "debit")]),
        }

    def _announce(self, payer, lines, around):
        """One message about the instructions of a payer, or the reason for paper."""
        if not lines:
            return
        reasons, contact = self._compose_announcement(payer, lines, around)
        tomorrow = self.company_id._arrears_today() + timedelta(days=1)
        waits = reasons and {reason.code for reason in reasons} <= FOR_TODAY
        if waits and all(
            (self.collection_date - tomorrow).days >= self._notice_days_of(line.mandate_id)
            for line in lines
        ):
            return
        self._announcements_of(lines)._record(
            {
                "payer_id": payer.id,
                "contact_id": contact.id,
                "way": "letter" if reasons else "message",
                "told_on": False,
                "reasons": as_json(reasons) or False,
            }
        )

    def _compose_announcement(self, payer, lines, around):
        """The waiting message, or why there is none: (reasons, contact)."""
        contact, company = self.env["arrears.contact"].sudo(), lines.company_id
        if not payer:
            return [Reason("debit_holder_unknown")], contact
        debtor, party = self._told_as(payer, lines)
        reach = around["reach"].get(payer.id)
        template = reach and around["texts"].filtered(lambda one: one.channel == reach.channel)[:1]
        reasons = self._against_message(payer, lines, party, reach, template, around)
        if reasons:
            return reasons, contact
        charges = lines.split_ids.charge_id
        notices = self.env["arrears.notice"].sudo()
        leaves_at, reasons = notices._moment(company, charges, reach, around, person=payer)
        if reasons:
            return reasons, contact
        run = self.env["arrears.run"].new({"company_id": company.id})
        language = run._language_of(payer, around["languages"])
        speaking = template.with_context(lang=language)
        words = speaking._debit_words(lines.with_context(lang=language))
        about = charges.filtered(lambda charge: charge.debtor_id == debtor) or charges
        message = template.with_context(arrears_debit_words=words)._render(about, [], language)
        faults = run._text_faults(message, reach.channel)
        if faults:
            return faults, contact
        values = contact._queued_values(company, debtor, reach, language, message, leaves_at)
        total = sum(self._minor(line.amount) for line in lines)
        values |= {
            "partner_id": payer.id,
            "debtor_name": payer.name,
            "contact_class": "service",
            "tone": "gentle",
            "party": party,
            "charge_ids": [(6, 0, charges.ids)],
            "amount": to_amount(total, self.currency_id.decimal_places),
            "template_id": template.id,
            "fallback_of_id": self.env.context.get("arrears_instead_of"),
        }
        return [], contact.create(values)

    def _against_message(self, payer, lines, party, reach, template, around):
        """Why this payer gets no message about these instructions."""
        concerned = (payer | lines.debtor_id).commercial_partner_id
        if around["untouchable"] & set(concerned.ids):
            return [Reason("notice_not_contacted")]
        if not party:
            return [Reason("debit_holder_without_role")]
        if not template:
            return [Reason("no_template" if reach else "no_channel")]
        if template.review_state != "reviewed":
            return [Reason("text_not_reviewed", {"detail": template.name})]
        return []

    @api.model
    def _told_as(self, payer, lines):
        """Under which debtor a message to a payer is kept, and in which role he gets it.

        The debtor himself, else who holds a role on one of the units; nobody else is written to.
        """
        debtors, units = lines.debtor_id.commercial_partner_id, lines.mandate_id.unit_ids
        if payer.commercial_partner_id in debtors:
            parties = self.env["arrears.case"].sudo()._parties_of(payer, units)
            return payer.commercial_partner_id, parties[payer.id]
        ownerships = self.env["arrears.ownership"].sudo()
        on_units = Domain("unit_id", "in", units.ids) & Domain("partner_id", "=", payer.id)
        valid = ownerships._valid_domain(lines.company_id._arrears_today())
        held = ownerships.search(on_units & valid, limit=1)
        debtor = lines.filtered(lambda line: held.unit_id in line.mandate_id.unit_ids).debtor_id
        return debtor[:1].commercial_partner_id, held.role
