"""No reward on a bill in dispute, too old, of an archived account, in a closed period."""

from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .rewards_scene import RewardsScene


@tagged("post_install", "-at_install")
class TestIncentiveStops(RewardsScene):
    def charge(self):
        return self.charges(self.paid_bill(self.line(100)))

    def refused(self, charge, code, program=None):
        """Refused with this code alone, with words, and nothing is left behind."""
        program = program or self.program()
        (answer,) = self.grant(program, charge)
        self.assertEqual((answer["state"], answer["code"]), ("refused", code))
        self.assertTrue(answer["message"])
        self.assertFalse(program.award_ids)
        self.assertEqual(program.amount_granted, 0)
        row = program._sidecar_facts(program.id)["rows"]
        self.assertEqual([one["charge_id"] for one in row], charge.ids, "the sidecar sees it")

    def card(self):
        """A card of the owner and the flat, by a bill that is overdue and then paid."""
        move = self.invoice(self.line(10), due="2026-05-31")
        self.end_transaction()
        card = self.env["arrears.case"].search(
            [("debtor_id", "=", self.owner.id), ("unit_id", "=", self.flat.id)]
        )
        self.pay(move, 10)
        self.end_transaction()
        return card

    def dispute(self, charges=None, **values):
        return self.env["arrears.hold"].create(
            {
                "case_id": self.card().id,
                "type": "dispute",
                "date_from": "2026-09-01",
                "charge_ids": [Command.set(charges.ids)] if charges else [],
                **values,
            }
        )

    def codes(self, program, *charges):
        return [answer["code"] for answer in self.grant(program, *charges)]

    def test_a_disputed_bill_earns_nothing_until_the_dispute_is_lifted(self):
        first, second = self.charge(), self.charge()
        hold = self.dispute(first)
        program = self.program()
        self.assertEqual(self.codes(program, first, second), ["bill_disputed", None])
        hold.action_lift()
        self.assertEqual(self.codes(program, first), [None])

    def test_a_dispute_without_named_bills_means_the_whole_card(self):
        charge = self.charge()
        elsewhere = self.charges(self.paid_bill(self.line(100), arrears_unit_id=self.garage.id))
        self.dispute()
        program = self.program()
        self.assertEqual(self.codes(program, charge, elsewhere), ["bill_disputed", None])

    def test_a_dispute_that_is_over_or_of_another_kind_stops_nothing(self):
        charge = self.charge()
        self.dispute(date_until="2026-09-10")
        self.assertEqual(self.codes(self.program(), charge), [None])

    def test_a_time_barred_bill_earns_nothing(self):
        charge = self.charge()
        self.env.flush_all()
        self.env.cr.execute(
            SQL("UPDATE arrears_charge SET time_barred = TRUE WHERE id = %s", charge.id)
        )
        self.env.invalidate_all()
        self.refused(charge, "bill_time_barred")

    def test_an_archived_owner_earns_nothing(self):
        charge = self.charge()
        self.owner.active = False
        self.refused(charge, "account_inactive")

    def test_a_receivable_account_nobody_books_on_any_more_earns_nothing(self):
        charge = self.charge()
        self.receivable.active = False
        self.refused(charge, "account_inactive")

    def test_nothing_is_granted_while_the_books_are_locked_beyond_today(self):
        charge = self.charge()
        self.company.fiscalyear_lock_date = "2026-12-31"
        self.refused(charge, "period_closed")

    def test_a_waiting_reward_of_a_bill_that_became_time_barred_is_not_booked(self):
        award = self.award_for(self.program(), self.line(100))
        self.env.flush_all()
        self.env.cr.execute(
            SQL("UPDATE arrears_charge SET time_barred = TRUE WHERE id = %s", award.charge_id.id)
        )
        self.env.invalidate_all()
        self.assertEqual(self.next_bill(self.line(100)).amount_total, 100)
        self.assertEqual(award.state, "granted")

    # Together or alone

    def test_a_reward_that_stands_alone_shuts_out_the_others(self):
        charge = self.charge()
        alone = self.program(name="Alone", is_exclusive=True)
        self.assertEqual(self.codes(alone, charge), [None])
        for other in (self.program(), self.program(name="Alone too", is_exclusive=True)):
            self.assertEqual(self.codes(other, charge), ["rewarded_elsewhere"])

    def test_it_comes_to_no_bill_that_has_another_one(self):
        charge = self.charge()
        self.assertEqual(self.codes(self.program(), charge), [None])
        alone = self.program(name="Alone", is_exclusive=True)
        self.assertEqual(self.codes(alone, charge), ["rewarded_elsewhere"])

    def test_taken_back_it_shuts_out_nobody_any_more(self):
        charge = self.charge()
        alone = self.program(name="Alone", is_exclusive=True)
        self.assertEqual(self.codes(alone, charge), [None])
        alone.award_ids.with_user(self.manager).action_take_back()
        self.assertEqual(self.codes(self.program(), charge), [None])

    def test_the_database_itself_refuses_two_that_stand_alone(self):
        charge = self.charge()
        alone = self.program(name="Alone", is_exclusive=True)
        self.assertEqual(self.codes(alone, charge), [None])
        other = self.program(name="Alone too", is_exclusive=True)
        columns = SQL(
            "company_id, currency_id, charge_id, debtor_id, unit_id, amount, granted_on, state,"
            " is_exclusive"
        )
        with self.refused_by_an_index():
            self.env.cr.execute(
                SQL(
                    "INSERT INTO arrears_incentive_award (program_id, cause, %s)"
                    " SELECT %s, 'x', %s FROM arrears_incentive_award WHERE id = %s",
                    columns,
                    other.id,
                    columns,
                    alone.award_ids.id,
                )
            )
