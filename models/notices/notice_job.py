from odoo import api, models

from ...engine.contact_rules import Cap, FamilyRule, Rules, cap_reasons, next_allowed
from ...engine.money import amount as to_amount
from ...engine.notices import obstacles
from ...engine.preferred_hours import preferring
from ...engine.reason import Reason, as_json
from ..retry import in_a_fresh_transaction

# Debtors between two commits.
CHUNK = 200
# One machine-made message a person and day, whatever it is about.
ONE_A_DAY = Rules({"message": FamilyRule(caps=(Cap(1, 1),))})


class ArrearsNotice(models.Model):
    """The scheduled work: who hears of what today, in chunks that commit."""

    _inherit = "arrears.notice"

    @api.model
    def _cron_notices(self):
        """Every morning: notices of coming bills, then thanks. Nothing is made twice; a missed
        day is made up for while the bill is not yet due."""
        for company in self.env["res.company"].sudo().search([]):
            ours = self.sudo().with_company(company)
            if not (ours._notices_of(company) and ours._thanks_of(company)):
                return

    @api.model
    def _notices_of(self, company):
        """Notices of coming bills of one company.

        :return: False when the scheduler's time is up
        """
        today = company._arrears_today()
        rules = self.env["arrears.notice.rule"]._of(company, "coming")
        if not rules:
            return True
        domain = self._coming_domain(company, today, max(rules.mapped("days_before")))
        rows = self.env["arrears.charge"].sudo()._read_group(domain, ["debtor_id"])
        debtors = self._unheard_first(company, [debtor.id for (debtor,) in rows], today)
        return self._in_chunks(
            debtors, lambda chunk: self._tell_of_coming(company, chunk, rules, today)
        )

    @api.model
    def _thanks_of(self, company):
        """Thanks of one company.

        :return: False when the scheduler's time is up
        """
        return self._after_payments(company, "paid", self._paid_up, self._thank)

    @api.model
    def _after_payments(self, company, occasion, find, tell):
        """Notices of what is over, by the one rule of the occasion.

        :param find: company, day → rows; ``tell``: company, rows, rule, day
        """
        today = company._arrears_today()
        rule = self.env["arrears.notice.rule"]._of(company, occasion)[:1]
        if not rule:
            return True
        rows = find(company, today)
        return self._in_chunks(rows, lambda chunk: tell(company, chunk, rule, today))

    @api.model
    def _in_chunks(self, rows, work):
        cron = self.env["ir.cron"]
        for start in range(0, len(rows), CHUNK):
            chunk = rows[start : start + CHUNK]
            in_a_fresh_transaction(self, lambda chunk=chunk: work(chunk))
            if not cron._commit_progress(len(chunk)):
                return False
        return True

    @api.model
    def _unheard_first(self, company, debtor_ids, today):
        """Those of whom nothing is written yet come first: a start that was cut off goes on."""
        known = self.sudo()._read_group(
            [("company_id", "=", company.id), ("day", ">=", today)], ["debtor_id"]
        )
        looked_at = {debtor.id for (debtor,) in known}
        return sorted(debtor_ids, key=lambda debtor: (debtor in looked_at, debtor))

    # ------------------------------------------------------------------
    # Coming bills
    # ------------------------------------------------------------------

    @api.model
    def _tell_of_coming(self, company, debtor_ids, rules, today):
        """One message a debtor about all that a rule speaks of today."""
        coming = self._coming(company, debtor_ids, rules, today)
        charges = self.env["arrears.charge"].union(
            *(one[0] for found in coming.values() for one in found.spoken)
        )
        around = self._around(company, charges, today)
        rows = self._rows(company, rules, list(coming), today)
        for debtor_id, found in coming.items():
            # Several due dates reached on one day are one message, and a row each.
            found.spoken = [
                (charge, bill, rule)
                for charge, bill, rule in found.spoken
                if not rows.get((rule.id, debtor_id, charge.due_date), self).contact_id
            ]
            if found.spoken:
                self._tell_debtor(company, debtor_id, found, around, rows)

    def _tell_debtor(self, company, debtor_id, found, around, rows):
        spoken = found.in_question_or_not(False)
        reasons = obstacles([bill for _charge, bill, _rule in found.spoken], found.payer)
        contact = self.env["arrears.contact"]
        if not reasons:
            named = [(charge, bill.remaining) for charge, bill, _rule in spoken]
            about = self.env["arrears.charge"].union(*(charge for charge, _asked in named))
            reasons, contact = self._compose(company, spoken[0][2], about, named, around)
        written = {
            (rule.id, debtor_id, charge.due_date): charge.estate_id
            for charge, _bill, rule in (found.spoken if reasons else spoken)
        }
        for key, estate in written.items():
            self._keep(company, key, estate, contact, reasons, rows)

    # ------------------------------------------------------------------
    # Thanks
    # ------------------------------------------------------------------

    @api.model
    def _thank(self, company, rows, rule, today):
        """A short message to those who paid all that was overdue."""
        cases = self.env["arrears.case"].sudo().browse(id for row in rows for id in row[2])
        around = self._around(company, cases, today)
        opted_out = self._opted_out(around["reach"])
        known = self._rows(company, rule, [row[0] for row in rows], min(row[1] for row in rows))
        done = {debtor for _rule, debtor, _day in known}
        for debtor_id, day, case_ids in rows:
            if debtor_id in done:
                continue
            about = self.env["arrears.case"].sudo().browse(case_ids)
            reasons, contact = [Reason("notice_opted_out")], self.env["arrears.contact"]
            if debtor_id not in opted_out:
                reasons, contact = self._compose(company, rule, about, [], around)
            key = (rule.id, debtor_id, day)
            self._keep(company, key, about.estate_id[:1], contact, reasons, known)

    # ------------------------------------------------------------------
    # Both
    # ------------------------------------------------------------------

    @api.model
    def _around(self, company, about, today):
        """Addresses, roles, earlier contacts and rules of all debtors, fetched once."""
        contact, cases = self.env["arrears.contact"].sudo(), self.env["arrears.case"].sudo()
        reach = cases._reach_of(about.debtor_id, company)
        now = contact._now(company)
        keys = [one.key for one in reach.values() if one]
        return {
            "now": now,
            "reach": reach,
            "parties": cases._parties_of(about.debtor_id, about.unit_id),
            "untouchable": self._untouchable(company, about.debtor_id.ids, today),
            "past": contact._past_contacts(about.debtor_id.ids, keys, now),
            "rules": {j: contact._rules_of(j) for j in (
                *about.estate_id.jurisdiction_id, self.env["arrears.jurisdiction"])},
            "preferred": self.env["arrears.preference"]._windows(company, about.debtor_id),
            "languages": frozenset(code for code, _name in self.env["res.lang"].get_installed()),
        }  # fmt: skip

    def _rows(self, company, rules, debtor_ids, since):
        """The rows there are: ``{(rule id, debtor id, day): notice}``."""
        made = self.sudo().search_fetch(
            [("company_id", "=", company.id), ("debtor_id", "in", debtor_ids),
             ("rule_id", "in", rules.ids), ("day", ">=", since)],
            ["rule_id", "debtor_id", "day", "contact_id"],
        )  # fmt: skip
        return {(row.rule_id.id, row.debtor_id.id, row.day): row for row in made}

    def _compose(self, company, rule, about, named, around):
        """The waiting message, or why there is none: (reasons, contact)."""
        contact, debtor = self.env["arrears.contact"].sudo(), about.debtor_id
        reach = around["reach"].get(debtor.id)
        template = reach and rule._template_for(reach.channel)
        if debtor.id in around["untouchable"]:
            return [Reason("notice_not_contacted")], contact
        if not template:
            return [Reason("no_template" if reach else "no_channel")], contact
        if template.review_state != "reviewed":
            return [Reason("text_not_reviewed", {"detail": template.name})], contact
        leaves_at, reasons = self._moment(company, about, reach, around)
        if reasons:
            return reasons, contact
        run = self.env["arrears.run"].new({"company_id": company.id})
        language = run._language_of(debtor, around["languages"])
        message = template._render(about, named, language)
        faults = run._text_faults(message, reach.channel)
        if faults:
            return faults, contact
        values = contact._queued_values(company, debtor, reach, language, message, leaves_at)
        values |= self._service_values(rule, about, around)
        return [], contact.create(
            values
            | {
                "charge_ids": [(6, 0, [charge.id for charge, _asked in named])],
                "amount": to_amount(message["amount"], company.currency_id.decimal_places),
                "template_id": template.id,
            }
        )

    def _moment(self, company, about, reach, around, person=None):
        """When a message may leave, and whether another one leaves that day.

        :param person: who gets it, where that is not the debtor
        """
        contact, debtor = self.env["arrears.contact"].sudo(), person or about.debtor_id
        rules = around["rules"][about.estate_id.jurisdiction_id[:1]]
        window = around["preferred"].get(debtor.id)
        rules = preferring(rules, window.start, window.end) if window else rules
        local = next_allowed("message", contact._to_local(around["now"], debtor, company), rules)
        past = contact._past_of(around["past"], debtor, company, reach.key)
        run = self.env["arrears.run"]
        reasons = cap_reasons("message", local, run._up_to(past, local), ONE_A_DAY)
        return contact._to_utc(local, debtor, company), reasons

    def _service_values(self, rule, about, around):
        """What is the same of every message that a notice sends."""
        return {
            "party": around["parties"][about.debtor_id.id],
            "case_ids": [(6, 0, about.ids if rule.occasion == "paid" else [])],
            "contact_class": "service",
            "tone": "gentle",
        }

    def _keep(self, company, key, estate, contact, reasons, rows, **more):
        """Write the row of this day, or bring the one without a message up to date."""
        found = {"contact_id": contact.id, "reasons": as_json(reasons) or False, **more}
        if key in rows:
            rows[key].write(found)
            return
        rule_id, debtor_id, day = key
        self.sudo().create(
            {"rule_id": rule_id, "company_id": company.id, "debtor_id": debtor_id, "day": day,
             "estate_id": estate.id, **found}
        )  # fmt: skip
