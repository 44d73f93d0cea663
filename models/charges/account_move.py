from odoo import models
from odoo.fields import Date

from .account_move_line import REWARDS


class AccountMove(models.Model):
    """Bills carry the rewards that wait for them, and give them back when they are cancelled."""

    _inherit = "account.move"

    def _post(self, soft=True):
        """Add the waiting rewards to customer invoices just before they are posted."""
        today = Date.context_today(self)
        bills = self.filtered(
            lambda move: (
                move.move_type == "out_invoice"
                and move.state == "draft"
                and move.currency_id == move.company_currency_id
                and not (soft and move.date > today)
            )
        )
        if bills:
            self.env["arrears.incentive.award"].sudo()._book_on(bills)
        return super()._post(soft)

    def button_cancel(self):
        """A cancelled bill gives its rewards back; their lines go, so that resetting the bill
        to draft later cannot give them twice."""
        result = super().button_cancel()
        awards = self.env["arrears.incentive.award"].sudo()
        awards.search([("back_move_id", "in", self.ids)]).back_line_id.unlink()
        awards.search([("move_id", "in", self.ids)]).line_id.unlink()
        return result

    def copy_data(self, default=None):
        """A duplicate of a bill does not repeat its rewards; a credit note reverses them."""
        values_list = super().copy_data(default)
        reversing = self.env.context.get("include_business_fields")
        for values in values_list:
            if "line_ids" not in values:
                continue
            kept = [line for line in values["line_ids"] if reversing or not _takes_reward(line)]
            for command in filter(_takes_reward, kept):
                for name in REWARDS:
                    command[2].pop(name, None)
            values["line_ids"] = kept
        return values_list

    def _arrears_principal_by_unit(self):
        """Principal lines of this bill by unit; lines without a unit belong to nobody here, and
        what charges a reward back is none that another one lowers."""
        self.ensure_one()
        lines = self.invoice_line_ids.filtered(
            lambda line: (
                line.display_type == "product"
                and not line.arrears_back_award_id
                and line._arrears_kind_here() == "principal"
            )
        )
        units = lines.grouped(lambda line: line._arrears_place()[0])
        return {unit: found for unit, found in units.items() if unit}

    def _arrears_lines_of(self, charge):
        """Invoice lines that make up one charge of this bill, the largest first."""
        place = (charge.unit_id, charge.period_from, charge.period_to)
        found = self.invoice_line_ids.filtered(
            lambda line: (
                line.display_type == "product"
                and line._arrears_place() == place
                and line._arrears_kind_here() == charge.kind
            )
        )
        return found.sorted("price_total", reverse=True)


def _takes_reward(command):
    return len(command) > 2 and isinstance(command[2], dict) and not REWARDS.isdisjoint(command[2])
