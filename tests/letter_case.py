"""A collection room whose ladder has letters and visits, for tests of both."""

from datetime import timedelta, timezone

from lxml import html
from odoo.tests import Form

from .collection_case import TODAY, CollectionCase


class LetterCase(CollectionCase):
    """A ladder with a letter and a visit, and a debtor with an address."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner.write({"street": "1 Lake Road", "city": "Hangzhou"})
        cls.env["res.lang"]._activate_lang("zh_CN")

    def ladder(self, *channels):
        """The policy becomes these steps alone, each from the first day."""
        policy = self.env.ref("property_arrears.policy_default")
        # Nobody could save a ladder that begins with a letter; here one rung is looked at alone.
        self.any_policy_goes()
        stages = {"letter": "demand_letter", "message": "reminder"}
        template = self.env.ref("property_arrears.template_email_gentle")
        policy.write(
            {
                "step_ids": [
                    (5, 0, 0),
                    *(
                        (0, 0, {
                            "name": channel, "channel": channel, "sequence": number,
                            "tone": "gentle", "min_days_overdue": 1, "gap_days": 1,
                            "stage_id": self.stage(stages.get(channel, channel)).id,
                            "email_template_id": template.id if channel == "message" else False,
                        })
                        for number, channel in enumerate(channels)
                    ),
                ]
            }
        )  # fmt: skip

    def letters(self):
        return self.env["arrears.letter"].search([("company_id", "=", self.company.id)])

    def letter(self, amount=450, user=None):
        """A letter in the queue, written by hand."""
        if not self.case_of():
            self.owing(amount)
        case = self.case_of().with_user(user or self.collector)
        return self.env["arrears.letter"].browse(case.action_write_letter()["res_id"])

    def printed(self, **values):
        letter = self.letter(**values)
        letter.with_user(self.collector).action_print()
        return letter

    def tell(self, letters, result, user=None, **values):
        """Say how letters went, as a collector does on the form."""
        user = user or self.collector
        action = letters.with_user(user).action_enter_result()
        window = letters.with_user(user).env["arrears.letter.entry"]
        form = Form(window.with_context(**action["context"]))
        form.result = result
        for name, value in values.items():
            setattr(form, name, value)
        return form.save().action_book()

    def posted(self, method="courier", tracking="SF1", **values):
        letter = self.printed(**values)
        self.tell(letter, "posted", method=method, tracking=tracking)
        return letter

    def delivered(self, **values):
        letter = self.posted()
        self.tell(letter, "delivered", **values)
        return letter

    def page(self, letter, language="en_US"):
        """The words of the letter in a language, as its PDF is drawn from."""
        letter = letter.sudo().with_context(lang=language)
        documents = self.env["arrears.document"].sudo()
        page = documents._page(letter, "demand_letter", {}, letter.company_id)
        source = letter.env["arrears.document.render"]._html(
            "property_arrears.demand_letter_document",
            {**page, "number": letter.name, "issued_on": TODAY},
        )
        return " ".join(html.document_fromstring(source).body.text_content().split())


class VisitCase(LetterCase):
    """A card whose reason is known, and two people who visit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls.user("second", "group_collector")
        cls.estate.collector_ids |= cls.second

    def setUp(self):
        super().setUp()
        self.owing(450)
        self.case = self.case_of()
        self.case.reason_id = self.env.ref("property_arrears.reason_service")

    def visits(self):
        return self.env["arrears.visit"].search([("company_id", "=", self.company.id)])

    def plan(self, user=None, **values):
        """A visit, planned by a collector on the form of the card."""
        user = user or self.collector
        action = self.case.with_user(user).action_plan_visit()
        window = self.env["arrears.visit.plan"].with_user(user)
        with Form(window.with_context(**action["context"])) as form:
            values.setdefault("companion_id", self.second)
            for name, value in values.items():
                setattr(form, name, value)
        form.record.action_plan()
        return self.visits().filtered(lambda visit: visit.state == "planned")

    def log(self, visit, clock="11:00", minutes=15, day=TODAY, **values):
        """The form on which a collector writes a visit down, filled in."""
        started = self.moment(clock, day)
        done = started.replace(tzinfo=timezone.utc) + timedelta(minutes=minutes + 5)
        now = {"arrears_now": done, "arrears_today": day}
        visit = visit.with_user(self.collector).with_context(**now)
        action = visit.action_write_down()
        window = self.env["arrears.contact.log"].with_user(self.collector)
        form = Form(window.with_context(**now, **action["context"]))
        form.happened_at = started
        form.ended_at = started + timedelta(minutes=minutes)
        for name, value in values.items():
            setattr(form, name, value)
        return form.save()


__all__ = ["TODAY", "LetterCase", "VisitCase"]
