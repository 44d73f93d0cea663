import logging
from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

from ...engine.money import amount as to_amount
from ...engine.reason import Reason, as_json
from ..retry import FAULTS_OF_ONE, in_a_fresh_transaction

_logger = logging.getLogger(__name__)

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
                speaking, lambda ours=speaking, payers=payers: ours._announce_safely(payers)
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

    def _announce_safely(self, groups):
        """Announce to these payers; who cannot be written to gets paper, and the others hear."""
        try:
            with self.env.cr.savepoint():
                self._announce_to(groups)
        except FAULTS_OF_ONE:
            _logger.exception("batch %s: payers are announced to one by one", self.id)
            for group in groups:
                self._announce_alone(group)

    def _announce_alone(self, group):
        try:
            with self.env.cr.savepoint():
                self._announce_to([group])
        except FAULTS_OF_ONE as error:
            payer, lines = group
            lines = lines.with_env(self.env) & self._lines_to_announce()
            reason = Reason("failed_to_act", {"detail": str(error)[:200]})
            self._keep_announcements([(payer.with_env(self.env), lines, [reason], None)])

    def _announce_to(self, groups):
        """Write the messages to these payers, or keep why it has to be paper."""
        if not self.try_lock_for_update().filtered(lambda batch: batch.state == "draft"):
            return
        self.invalidate_recordset()
        # What was told meanwhile is left alone: the list was made before this transaction.
        open_lines = self._lines_to_announce()
        payers = self.env["res.partner"].union(*(payer for payer, _lines in groups))
        around = self._around_payers(payers, open_lines)
        told = []
        for payer, lines in groups:
            lines = lines.with_env(self.env) & open_lines
            for of_company in lines.grouped("company_id").values():
                reasons, values = self._compose_announcement(
                    payer.with_env(self.env), of_company, around
                )
                if not self._waits_for_tomorrow(reasons, of_company):
                    told.append((payer, of_company, reasons, values))
        self._keep_announcements(told)

    def _keep_announcements(self, told):
        """Make the messages and note on the announcements what became of each.

        :param told: list of (payer, instructions, reasons for paper, values of the message)
        """
        messages = [values for _payer, _lines, _reasons, values in told if values]
        contacts = iter(self.env["arrears.contact"].sudo().create(messages))
        announcements = self._announcements_of(
            self.line_ids.browse().union(*(lines for _payer, lines, _reasons, _values in told))
        ).grouped("mandate_id")
        for payer, lines, reasons, values in told:
            of_payer = self.env["arrears.debit.announcement"].sudo()
            of_payer = of_payer.union(*(announcements[line.mandate_id] for line in lines))
            of_payer._record(
                {
                    "payer_id": payer.id,
                    "contact_id": next(contacts).id if values else False,
                    "way": "letter" if reasons else "message",
                    "told_on": False,
                    "reasons": as_json(reasons) or False,
                }
            )

    def _waits_for_tomorrow(self, reasons, lines):
        """Whether what stands against a message may be over tomorrow, and tomorrow is in time."""
        tomorrow = self.company_id._arrears_today() + timedelta(days=1)
        passing = bool(reasons) and {reason.code for reason in reasons} <= FOR_TODAY
        return passing and all(self._is_in_time(line.mandate_id, tomorrow) for line in lines)

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
        units, ownerships = lines.mandate_id.unit_ids, self.env["arrears.ownership"].sudo()
        roles = Domain("unit_id", "in", units.ids) & Domain("partner_id", "in", payers.ids)
        return {
            **around,
            "reach": reach,
            "parties": cases._parties_of(payers, units),
            "held": ownerships.search(roles & ownerships._valid_domain(today)).grouped(
                "partner_id"
            ),
            "untouchable": notices._untouchable(
                company, (payers | lines.debtor_id).commercial_partner_id.ids, today
            ),
            "past": contacts._past_contacts(payers.ids, keys, around["now"]),
            "preferred": self.env["arrears.preference"]._windows(company, payers),
            "texts": self.env["arrears.template"].sudo().search([("use", "=", "debit")]),
        }

    def _compose_announcement(self, payer, lines, around):
        """The message that is to wait, or why there is none: (reasons, values of a contact)."""
        contact, company = self.env["arrears.contact"].sudo(), lines.company_id
        if not payer:
            return [Reason("debit_holder_unknown")], None
        debtor, party = self._told_as(payer, lines, around)
        reach = around["reach"].get(payer.id)
        template = reach and around["texts"].filtered(lambda one: one.channel == reach.channel)[:1]
        reasons = self._against_message(payer, lines, party, reach, template, around)
        if reasons:
            return reasons, None
        charges = lines.split_ids.charge_id
        notices = self.env["arrears.notice"].sudo()
        leaves_at, reasons = notices._moment(company, charges, reach, around, person=payer)
        if reasons:
            return reasons, None
        run = self.env["arrears.run"].new({"company_id": company.id})
        language = run._language_of(payer, around["languages"])
        speaking = template.with_context(lang=language)
        words = speaking._debit_words(lines.with_context(lang=language))
        about = charges.filtered(lambda charge: charge.debtor_id == debtor) or charges
        message = template.with_context(arrears_debit_words=words)._render(about, [], language)
        faults = run._text_faults(message, reach.channel)
        if faults:
            return faults, None
        values = contact._queued_values(company, debtor, reach, language, message, leaves_at)
        total = sum(self._minor(line.amount) for line in lines)
        return [], values | {
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
    def _told_as(self, payer, lines, around):
        """Under which debtor a message to a payer is kept, and in which role he gets it.

        The debtor himself, else who holds a role on one of the units; nobody else is written to.
        """
        if payer.commercial_partner_id in lines.debtor_id.commercial_partner_id:
            return payer.commercial_partner_id, around["parties"][payer.id]
        units = lines.mandate_id.unit_ids
        held = (
            around["held"]
            .get(payer, self.env["arrears.ownership"])
            .filtered(lambda role: role.unit_id in units)[:1]
        )
        debtor = lines.filtered(lambda line: held.unit_id in line.mandate_id.unit_ids).debtor_id
        return debtor[:1].commercial_partner_id, held.role
