from odoo import Command, api, fields, models

from ...engine.claim import propose
from ...engine.claim_facts import LineFacts
from ...engine.claim_hints import is_agent, plain_name, read_remark
from ...engine.claim_split import split
from ...engine.mapping import kind_of
from ...engine.money import amount as money
from ...engine.money import minor_units
from ...engine.reason import Reason, as_json
from ..retry import in_a_fresh_transaction
from .claim import OF_DEBTORS

LINES_AT_ONCE = 500
COURT = "法院"


class ArrearsClaim(models.Model):
    """From open bank lines to ranked proposals, for many lines at once."""

    _inherit = "arrears.claim"

    @api.model
    def _cron_propose(self):
        """Propose for new bank lines, and anew once a day for those still open."""
        new = self._lines_without_claim()
        stale = self._stale()
        self.env["ir.cron"]._commit_progress(remaining=len(new) + len(stale))
        for start in range(0, len(new), LINES_AT_ONCE):
            lines = new[start : start + LINES_AT_ONCE]
            in_a_fresh_transaction(self, lambda lines=lines: self._make_for(lines))
            if not self.env["ir.cron"]._commit_progress(len(lines)):
                return
        for start in range(0, len(stale), LINES_AT_ONCE):
            claims = stale[start : start + LINES_AT_ONCE]
            in_a_fresh_transaction(self, claims._propose)
            if not self.env["ir.cron"]._commit_progress(len(claims)):
                return

    @api.model
    def _stale(self):
        """Open claims that were proposed before today."""
        return self.search(
            [
                ("is_open", "=", True),
                "|", ("proposed_on", "=", False), ("proposed_on", "<", fields.Date.today()),
            ],
            order="id",
        )  # fmt: skip

    @api.model
    def _lines_without_claim(self, companies=None):
        """Open bank lines in the company's own currency that have no claim yet, oldest first."""
        lines = self.env["account.bank.statement.line"].sudo()
        domain = fields.Domain(
            [
                ("is_reconciled", "=", False),
                ("state", "=", "posted"),
                ("amount", "!=", 0),
                ("foreign_currency_id", "=", False),
                ("arrears_claim_ids", "not any", [("state", "!=", "undone")]),
            ]
        )
        if companies:
            domain &= fields.Domain("company_id", "in", companies.ids)
        found = lines.search(domain, order="internal_index, id")
        return found.filtered(lambda line: line.currency_id == line.company_id.currency_id)

    @api.model
    def _make_for(self, lines):
        """Claims with proposals for these bank lines; a line that has one keeps it."""
        missing = lines.filtered(
            lambda line: all(claim.state == "undone" for claim in line.arrears_claim_ids)
        )
        claims = (
            self.sudo()
            .with_context(tracking_disable=True, mail_create_nolog=True)
            .create([{"statement_line_id": line.id} for line in missing])
        )
        claims._propose()
        return claims

    def action_find_lines(self):
        """Propose now for bank lines that came in since the last look."""
        self._check_worker()
        self._make_for(self._lines_without_claim(self.env.companies))
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_propose(self):
        """Propose anew from the books as they are; a division made by hand is given up.

        :raises UserError: a line is claimed already
        """
        self._check_worker()
        self.check_access("write")
        self._check_state("proposed")
        self.by_hand = False
        self.sudo()._propose()

    # ------------------------------------------------------------------
    # Proposing
    # ------------------------------------------------------------------

    def _propose(self):
        """Store ranked proposals with their reasons; the best one is divided over charges."""
        claims = self.sudo().with_context(tracking_disable=True, active_test=False)
        claims.proposal_ids.unlink()
        for company, of_company in claims.grouped("company_id").items():
            paid_into = of_company._estates_paid_into(company)
            facts = {claim: claim._line_facts(paid_into) for claim in of_company}
            answers = claims._answers(company, facts)
            silent = {claim: facts[claim] for claim in of_company if not answers[claim][0]}
            answers |= claims._answers_of_sisters(company, silent)
            of_company._store(answers, facts)
        claims.filtered(lambda claim: not claim.by_hand)._propose_kinds()
        claims._schedule_tasks()

    def _estates_paid_into(self, company):
        """``{journal id: estate ids}`` of the bank accounts of these lines."""
        accounts = self.env["arrears.receiving.account"]
        return accounts._estates_by_journal(self.journal_id, company._arrears_today())

    def _line_facts(self, paid_into):
        """This bank line as the engine sees it; nobody pays what went out."""
        line = self.statement_line_id
        return LineFacts(
            key=self.id,
            amount=minor_units(self.amount, self.currency_id.decimal_places),
            remark=" ".join(filter(None, (line.payment_ref, line.ref))),
            payer_name=line.partner_name or line.partner_id.name or "",
            account=line.arrears_payer_hash or None,
            estates=paid_into.get(self.journal_id.id, ()),
        )

    @api.model
    def _answers(self, company, facts, sister=False):
        """``{claim: (proposals, known, sister company or False)}``."""
        if not facts:
            return {}
        hints = {line.key: read_remark(line.remark) for line in facts.values()}
        known = self._known(company, list(facts.values()), hints)
        return {
            claim: (
                propose(line, known, hints[line.key]) if line.amount > 0 else [],
                known,
                company if sister else False,
            )
            for claim, line in facts.items()
        }

    @api.model
    def _answers_of_sisters(self, company, facts):
        """Lines that mean nobody here may be for a debtor of a sister company."""
        found = {}
        for sister in company._arrears_sisters():
            asked = {claim: line for claim, line in facts.items() if claim not in found}
            answers = self._answers(sister, asked, sister=True)
            found |= {claim: answer for claim, answer in answers.items() if answer[0]}
        return found

    def _store(self, answers, facts):
        """Write the proposals of these lines, and divide each as its best one says."""
        values, rows = [], []
        for claim in self:
            found, known, sister = answers[claim]
            claim._record_effect(claim._effects(found, known, facts[claim].estates))
            values += claim._proposal_values(found, sister)
        self.env["arrears.claim.proposal"].create(values)
        free = self.filtered(lambda claim: not claim.by_hand)
        free.line_ids.unlink()
        for claim in free:
            found, known, sister = answers[claim]
            debtors = self.env["res.partner"].browse(found[0].debtors if found else ())
            claim._write_taken(debtors, sister)
            if debtors:
                of_claim = claim._division_rows(debtors, found[0].units, known)
                rows += [{"claim_id": claim.id, **row} for row in of_claim]
        self.env["arrears.claim.line"].create(rows)

    def _effects(self, found, known, paid_into):
        """What the best proposal says of this line.

        :param paid_into: ids of estates that are paid into its bank account
        """
        best = found[0] if found else None
        units = [known.units[unit] for unit in best.units if unit in known.units] if best else []
        return {
            "score": best.score if best else 0,
            "sure": bool(best and best.sure),
            "reasons": as_json(best.reasons) if best else [Reason("claim_no_hint").as_json()],
            "estate_id": units[0].estate if units else self._estate_of(best, known, paid_into),
            "proposed_on": fields.Datetime.now(),
            "problem": False,
        }

    def _proposal_values(self, found, sister):
        return [
            {
                "claim_id": self.id,
                "rank": rank,
                "debtor_ids": [Command.set(one.debtors)],
                "unit_ids": [Command.set(one.units)],
                "sister_company_id": sister.id if sister else False,
                "score": one.score,
                "sure": one.sure,
                "reasons": as_json(one.reasons),
            }
            for rank, one in enumerate(found, 1)
        ]

    @api.model
    def _estate_of(self, best, known, paid_into=()):
        """The estate of whoever is proposed, else of the bank account, where it is only one."""
        units = [
            known.units[unit].estate
            for debtor in (best.debtors if best else ())
            for unit in known.own_units.get(debtor, ())
        ]
        estates = set(units or paid_into)
        return estates.pop() if len(estates) == 1 else False

    # ------------------------------------------------------------------
    # Dividing
    # ------------------------------------------------------------------

    def _take(self, proposal):
        """Divide this line as a proposal says."""
        self.line_ids.unlink()
        self._write_taken(proposal.debtor_ids, proposal.sister_company_id)
        rows = self._division_rows(proposal.debtor_ids, proposal.unit_ids.ids)
        self.env["arrears.claim.line"].create([{"claim_id": self.id, **row} for row in rows])
        self.by_hand = True

    def _write_taken(self, debtors, sister):
        """Whose money it is, and of which company; only what differs is written."""
        kind = self.kind if self.kind in OF_DEBTORS else "debtor"
        if sister:
            kind = "sister_company"
        elif kind == "sister_company":
            kind = "debtor"
        wanted = {
            "kind": kind,
            "sister_company_id": sister.id if sister else False,
            "debtor_id": debtors[:1].id,
            "fee_amount": self.fee_amount if kind == "court" else 0,
            "by_hand": False,
        }
        now = {name: self._fields[name].convert_to_write(self[name], self) for name in wanted}
        changed = {name: value for name, value in wanted.items() if value != now[name]}
        if changed:
            self.write({**changed, "by_hand": False})

    def _division(self, debtors):
        """Commands for the rows of debtors whom somebody chose."""
        return [Command.clear(), *map(Command.create, self._division_rows(debtors))]

    def _division_rows(self, debtors, units=(), known=None):
        """Values of rows: charges that the line names or fits, then the oldest; the rest in
        advance.

        :param units: ids of units that the line names
        :param known: the facts, where they were fetched already
        """
        company = self._company_of_debts() or self.company_id
        digits = self.currency_id.decimal_places
        whole = minor_units(self.amount, digits) + minor_units(self.fee_amount, digits)
        if known:
            charges = [c for debtor in debtors.ids for c in known.charges.get(debtor, ())]
        else:
            charges = self._known_charges(company, debtors.ids, [])
        of_remark = kind_of((self.remark or "",))
        found = split(whole, charges, list(units), of_remark.value if of_remark.sure else None)
        by_key = {charge.key: charge for charge in charges}
        rows = [self._charge_row(by_key[key], part, digits) for key, part in found.parts]
        if found.rest:
            unit = self.env["arrears.unit"].browse(found.unit)
            unit = unit or self._unit_in_advance(company, debtors[:1])
            rows.append(
                {
                    "debtor_id": self._who_pays_in_advance(debtors, unit).id,
                    "unit_id": unit.id,
                    "kind": found.kind,
                    "amount": money(found.rest, digits),
                }
            )
        return [{"sequence": number, **row} for number, row in enumerate(rows)]

    def _charge_row(self, charge, part, digits):
        return {
            "debtor_id": charge.debtor,
            "charge_id": charge.key,
            "unit_id": charge.unit,
            "kind": charge.kind if charge.kind != "unclassified" else False,
            "amount": money(part, digits),
        }

    def _unit_in_advance(self, company, debtor):
        """The unit of somebody who owes nothing, where he has only one."""
        units = self._units_of(company, debtor.ids).get(debtor.id, [])
        return self.env["arrears.unit"].browse(units if len(units) == 1 else [])

    def _who_pays_in_advance(self, debtors, unit):
        """Of several debtors the one whose unit the rest is for."""
        if len(debtors) < 2 or not unit:
            return debtors[:1]
        payer = unit._payer_on(self.company_id._arrears_today()).get(unit.id)
        return (
            debtors.filtered(lambda one: payer and one == payer.commercial_partner_id)[:1]
            or (debtors[:1])
        )

    # ------------------------------------------------------------------
    # Other kinds
    # ------------------------------------------------------------------

    def _propose_kinds(self):
        """Recognise lines that are no payment of a debtor. Rooms add theirs through ``super()``."""
        for claim in self:
            payer = plain_name(claim.payer_name)
            if COURT in payer and claim.amount > 0:
                claim._propose_kind("court", Reason("claim_court"))
            elif is_agent(payer) and claim.amount > 0 and not claim.proposal_ids:
                claim._propose_kind("merchant", Reason("claim_agent"))
            elif payer and payer == plain_name(claim.company_id.name):
                claim._propose_kind("transfer", Reason("claim_own_name"))
            elif claim.amount < 0 and claim.kind in ("debtor", "sister_company"):
                claim._propose_kind("other", Reason("claim_money_out"))

    def _propose_kind(self, kind, reason, values=None):
        """Take a line for another kind, and say why."""
        kept = [one for one in self.reasons or () if one["code"] != "claim_no_hint"]
        rows = {} if kind in OF_DEBTORS else {"line_ids": [Command.clear()], "debtor_id": False}
        self.write({"kind": kind, **rows, **(values or {}), "by_hand": False})
        self._record_effect({"reasons": [reason.as_json(), *kept], "sure": False})
