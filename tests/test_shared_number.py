"""People who share one telephone take turns on it: the cap is the number's, and nobody waits for
ever."""

from unittest.mock import patch

from odoo.tests import tagged

from .collection_case import CollectionCase


@tagged("post_install", "-at_install")
class TestSharedNumber(CollectionCase):
    def test_the_third_of_a_household_has_the_turn_before_the_first_has_it_again(self):
        """A rung that comes again as soon as the cap is free would keep the others waiting."""
        self.any_policy_goes()
        steps = self.env.ref("property_arrears.policy_default").step_ids
        steps[1:].unlink()
        steps[0].repeat_days = 14
        self.switch_on()
        self.owner.write({"email": False, "phone": "+86 138 1234 5678"})
        china = self.env.ref("base.cn")
        others = [
            self.partner(name, phone="+86 138 1234 5678", country_id=china.id)
            for name in ("Mother", "Son")
        ]
        household = [self.owner, *others]
        # The first has most to pay and is looked at first each time.
        for place, amount in enumerate((900, 450, 100)):
            unit = self.env["arrears.unit"].create(
                {"estate_id": self.estate.id, "number": f"77{place}", "area": 90}
            )
            self.owing(amount, partner=household[place], unit=unit)
        written_to = []
        for days in (0, 1, 2, 14):
            day = self.later(days)
            before = self.contacts()
            self.refresh(day)
            self.run_on(day)
            with patch.object(type(before), "_leave_by_sms", lambda _sms: ""):
                self.send(day=day)
            new = (self.contacts() - before).filtered(lambda one: one.state != "refused")
            written_to.append(new.debtor_id)
        turns = [self.owner, others[0], self.env["res.partner"], others[1]]
        self.assertEqual(written_to, turns)
