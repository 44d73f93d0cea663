from odoo import models
from odoo.exceptions import UserError

from ...engine.gates import LegalFacts, legal_gate
from ...engine.money import minor_units
from ...engine.reason import as_json
from ...engine.stage_order import skipped


class ArrearsCase(models.Model):
    """Moving a card: a drag, a button, an RPC call and a run all meet the same gate."""

    _inherit = "arrears.case"

    def _check_stage_gate(self, stage):
        """Refuse a move that the gate of ``stage`` does not allow.

        :raises UserError: with the list of what is missing
        """
        moving = self.filtered(lambda case: case.stage_id != stage)
        if not moving:
            return
        if not stage:
            raise UserError(self.env._("A card is always in a stage."))
        self._check_closing(moving, stage)
        if stage.gate == "legal":
            self._check_legal_gate(moving, stage)
            self._check_legal_order(moving, stage)
        elif not self.env.su:
            self._check_stage_order(moving, stage)

    def _check_closing(self, moving, stage):
        if stage.is_closed:
            raise UserError(
                self.env._(
                    "Cards close by themselves when nothing overdue is left. "
                    "Book the payment, or put the card on hold."
                )
            )
        if any(case.state == "closed" for case in moving):
            raise UserError(
                self.env._("Nothing is overdue on this card. It opens again by itself.")
            )

    def _check_legal_gate(self, moving, stage):
        missing = moving._legal_gate_reasons()
        wording = self.env["arrears.reason.wording"]
        refused = [
            f"{case.display_name}\n{self._as_list(wording._word(as_json(missing[case.id])))}"
            for case in moving
            if missing.get(case.id)
        ]
        if refused:
            raise UserError(
                self.env._(
                    "The law asks for more before %(stage)s. Still missing:\n\n%(list)s",
                    stage=stage.name,
                    list="\n\n".join(refused),
                )
            )

    def _check_legal_order(self, moving, stage):
        """Within the law, too, one stage comes after the other."""
        before = self.env["arrears.stage"].search(
            [("gate", "=", "legal"), ("sequence", "<", stage.sequence)],
            order="sequence desc",
            limit=1,
        )
        early = moving.filtered(lambda case: case.stage_id.sequence < before.sequence)
        if before and early:
            raise UserError(
                self.env._(
                    "%(stage)s comes after %(before)s: move these cards there first.\n\n%(list)s",
                    stage=stage.name,
                    before=before.name,
                    list="\n".join(early.mapped("display_name")),
                )
            )

    def _check_stage_order(self, moving, stage):
        """By hand a card passes over no stage that was not worked; a run follows its policy."""
        moving.check_access("write")
        stages = stage.search([("gate", "=", "none"), ("is_closed", "=", False)])
        facts = {one.id: one._facts() for one in stages | stage | moving.stage_id}
        order, target = [facts[one.id] for one in stages], facts[stage.id]
        tried = moving._channels_tried()
        refused = []
        for case in moving.sudo():
            ladder = set(case.policy_id.step_ids.mapped("channel")) if case.policy_id else None
            present = facts[case.stage_id.id]
            missing = skipped(order, present, target, tried[case.id], ladder)
            if missing:
                names = stages.browse(missing).mapped("name")
                refused.append(f"{case.display_name}: {', '.join(names)}")
        if refused:
            raise UserError(
                self.env._(
                    "No stage is passed over before %(stage)s. Not worked yet:\n\n%(list)s\n\n"
                    "Write down what was done, also where it reached nobody; then the card goes "
                    "on.",
                    stage=stage.name,
                    list="\n".join(refused),
                )
            )

    def _as_list(self, text):
        return "\n".join(f"• {line}" for line in text.splitlines())

    def _legal_gate_reasons(self):
        """What each case still lacks for the law.

        :return: ``{case id: [Reason]}``; an empty list means that the way is free
        """
        companies = self.company_id
        today = {company: company._arrears_today() for company in companies}
        stops = {}
        for company, cases in self.grouped("company_id").items():
            stops |= cases._stop_reasons(today[company])
        tried = self._channels_tried()
        facts = self._legal_facts()
        return {
            case.id: legal_gate(
                LegalFacts(
                    today=today[case.company_id],
                    principal=minor_units(case.amount_principal),
                    channels_tried=tried[case.id],
                    reason_known=bool(case.reason_id),
                    stops=tuple(stops.get(case.id, ())),
                    **facts[case.id],
                )
            )
            for case in self
        }

    def _legal_facts(self):
        """Facts of demand, address and sign-off for all of these cases; rooms add theirs.

        :return: ``{case id: values of LegalFacts}``
        """
        return {case.id: self._legal_facts_of(case) for case in self}

    def _legal_facts_of(self, case):
        """Facts of one case that cost no query. Without more the law is out of reach."""
        return {}
