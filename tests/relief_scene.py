"""An owner who owes a service fee and late fees, and the people around the debt."""

from .rewards_scene import RewardsScene


class ReliefScene(RewardsScene):
    """Adds a second reviewer, late fees that were charged by invoice, and applications."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_reviewer = cls.user("other reviewer", "reviewer")
        cls.estate.default_collector_id = cls.collector

    def arrears(self, *fees, unit=None):
        """A service fee of 100 and late fees, one invoice each, all overdue; the invoices."""
        unit = unit or self.flat
        principal = self.invoice(self.taxed(100), arrears_unit_id=unit.id)
        charged = [
            self.invoice(
                self.taxed(fee, "late_fee"), due=f"2026-0{month}-30", arrears_unit_id=unit.id
            )
            for month, fee in enumerate(fees, start=5)
        ]
        self.end_transaction()
        return principal, *charged

    def card(self, unit=None):
        return self.env["arrears.case"].search(
            [("debtor_id", "=", self.owner.id), ("unit_id", "=", (unit or self.flat).id)]
        )

    def apply_for_relief(self, **values):
        """An application taken down by one reviewer."""
        defaults = {
            "company_id": self.company.id,
            "debtor_id": self.owner.id,
            "category": "illness",
            "statement": "I was in hospital for three months.",
        }
        applications = self.env["arrears.hardship"].with_user(self.reviewer)
        return applications.create({**defaults, **values})

    def consent(self, application, proof="medical_certificate", user=None, **values):
        """A separate consent to one kind of proof, taken down by a reviewer."""
        consents = self.env["arrears.hardship.consent"].with_user(user or self.reviewer)
        defaults = {"purpose": "To decide on the application", "given_on": "2026-09-15"}
        return consents.create(
            {"application_id": application.id, "proof": proof, **defaults, **values}
        )

    def decide(self, application, decision, user=None, **values):
        """Decide an application, by another reviewer unless said otherwise."""
        application = application.with_user(user or self.other_reviewer)
        application.write({"decision": decision, "decision_reason": "As agreed.", **values})
        application.action_decide()
        return application

    def waiver(self, *amounts_by_charge, user=None, **values):
        """A draft of the collector over (charge, amount) pairs."""
        waivers = self.env["arrears.waiver"].with_user(user or self.collector)
        return waivers.create(
            {
                "company_id": self.company.id,
                "debtor_id": self.owner.id,
                "line_ids": [
                    (0, 0, {"charge_id": charge.id, "amount": amount})
                    for charge, amount in amounts_by_charge
                ],
                **values,
            }
        )

    def approved(self, *amounts_by_charge, **values):
        """A waiver asked for by the collector and approved by a manager."""
        waiver = self.waiver(*amounts_by_charge, **values)
        waiver.action_submit()
        waiver.with_user(self.manager).action_approve()
        return waiver.with_env(self.env)

    def apply_waivers(self, *waivers):
        """Apply as the sidecar does; the answers."""
        return self.env["arrears.waiver"]._sidecar_apply(
            [{"waiver_id": waiver.id, "lines": []} for waiver in waivers]
        )
