"""The part of the scene that collectors and managers work with."""

from odoo import Command

ADDON = "property_arrears"


class CollectionScene:
    """Cards and all that is written about them. Mixed into the scene."""

    def _make_collection(self):
        case = self.card()
        self.env["arrears.contact"].create(
            {
                "company_id": self.company.id,
                "debtor_id": self.owner.id,
                "case_ids": [Command.set(case.ids)],
                "party": "owner",
                "channel": "call",
                "direction": "in",
            }
        )
        self.env["arrears.contact.point"].create(
            {
                "company_id": self.company.id,
                "partner_id": case.debtor_id.id,
                "entry": "13812345678",
            }
        )
        self.env["arrears.hold"].create(
            {"case_id": case.id, "type": "manual", "date_until": "2026-09-30", "note": "Wait"}
        )
        self.env["arrears.hold"].create(
            {"case_id": case.id, "type": "promise", "amount": 10, "date_until": "2026-09-20"}
        )
        self.env.ref(f"{ADDON}.policy_default").copy(
            {"company_id": self.company.id, "active": True}
        )
        self.env["arrears.legal.proposal"].create(
            {"case_id": case.id, "proposed_on": "2026-09-15", "principal": 10}
        )
        for model, values in (
            ("payment.claim", {"amount": 5, "paid_on": "2026-09-10"}),
            ("grievance", {"subject": "Scene"}),
            ("extension", {"until": "2026-09-20", "reason": "Scene"}),
            ("plan", {"owner_figure": 5}),
            ("lost.contact", {"ground": "moved"}),
        ):
            self.env[f"arrears.{model}"].create({"case_id": case.id, **values})
        dispute = self.env["arrears.dispute"].create({"case_id": case.id})
        self.env["arrears.dispute.milestone"].create(
            {"dispute_id": dispute.id, "what": "Scene", "planned_on": "2026-09-20"}
        )
        self.env["arrears.handover"].create(
            {"company_id": self.company.id, "from_user_id": case.user_id.id,
             "to_user_id": self.roles["collector"].id}
        )  # fmt: skip
        self.estate.action_preview_first_run()
        self.env["arrears.run"].create(
            {"company_id": self.company.id, "date": "2026-09-15"}
        )._finish()
        self.env["arrears.record.correction"].create(
            {"charge_id": case.charge_ids[:1].id, "reason_code": "bank", "explanation": "Scene"}
        )
        self.env["arrears.notice.rule"].create(
            {
                "name": "Scene",
                "company_id": self.company.id,
                "email_template_id": self.env.ref("property_arrears.template_email_coming").id,
            }
        )
        self.env["arrears.segment"].create(
            {
                "name": "Scene",
                "company_id": self.company.id,
                "condition_ids": [Command.create({"fact": "late", "value": 8})],
            }
        )

    def _make_letters(self):
        """A letter in the queue and a planned visit."""
        case = self.card()
        about = {"company_id": self.company.id, "debtor_id": case.debtor_id.id,
                 "case_ids": [Command.set(case.ids)]}  # fmt: skip
        self.env["arrears.letter"].create(about)
        self.env["arrears.visit"].create(
            {**about, "case_id": case.id, "user_id": self.roles["collector"].id,
             "planned_on": "2026-09-16"}
        )  # fmt: skip

    def _make_large(self):
        """An account of a large debtor that the collector keeps, with a statement to send."""
        account = self.env["arrears.large.debtor"].create(
            {"company_id": self.company.id, "debtor_id": self.owner.id,
             "user_id": self.roles["collector"].id}
        )  # fmt: skip
        account._ask_for_statements(self.company._arrears_today())

    def _make_marketing(self):
        """A consent to offers, and a promotion that waits."""
        case = self.card()
        self.env["arrears.marketing.consent"].create(
            {"case_id": case.id, "told": True, "given_on": "2026-01-05"}
        )
        text = self.env["arrears.template"].create(
            {"name": "Offer", "channel": "email", "use": "promotion", "subject": "Offer",
             "body": "For residents. {opt_out} {office}"}
        )  # fmt: skip
        self.env["arrears.promotion"].create(
            {"name": "Offer", "estate_id": case.estate_id.id, "email_template_id": text.id}
        )

    def _make_holiday_gap(self):
        """A year whose calendar is missing."""
        gaps = self.env["arrears.holiday.gap"]
        gaps._list_new(self.company, [(self.estate.jurisdiction_id.id, "2031")], "2026-12-01")

    def _make_channels(self):
        """A gateway with a receipt that could not be taken."""
        gateway = self.env["arrears.message.channel"].create(
            {"name": "Scene", "company_id": self.company.id, "channel": "wechat",
             "url": "https://gateway.example"}
        )  # fmt: skip
        self.env["arrears.channel.receipt"]._take(gateway.receipt_token, b"scene", lambda name: "")
        case = {"case_id": self.card().id, "identifier": "scene"}
        self.env["arrears.wechat.contact"].create(case)
        self.env["arrears.contact.point"].create(
            {"partner_id": self.owner.id, "company_id": self.company.id, "entry": "13800001111"}
        )

    def _make_late_fees(self):
        """A preview of late fees, with a line that has no clause behind it."""
        run = self.env["arrears.late.fee.run"].create({"estate_id": self.estate.id})
        run.action_preview()

    def _relief_windows(self):
        """What the windows of relief are filled in with."""
        ours = [("company_id", "=", self.company.id)]
        application = self.env["arrears.hardship"].search(ours, limit=1).id
        waiver = self.env["arrears.waiver"].search(ours, limit=1).id
        decision = {"decision": "refuse", "reason": "As before."}
        return {
            "arrears.hardship.appeal": {"application_id": application, "said": "No."},
            "arrears.hardship.appeal.decision": {"application_id": application, **decision},
            "arrears.waiver.reversal": {"waiver_id": waiver, "reason": "Wrong flat."},
        }
