from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ...engine.money import total
from ...engine.payers import DEVELOPER, TENANT, WHOLE_MONTH, last_day_of_developer
from .ownership import OFFICE

REASONS = [
    ("sale", "Sale"),
    ("delivery", "Delivery by the developer"),
    ("gift", "Gift"),
    ("court", "Decision of a court"),
    ("division", "Division of common property"),
    ("other", "Other"),
]
ONE_DAY = timedelta(days=1)


class ArrearsOwnershipTransfer(models.Model):
    """A unit changes hands: what is open is stated first, then the owners change in one save.

    Debts of the seller's days stay with the seller; the buyer owes them only where he assumed
    them in writing (Civil Code art. 551–552), which is a record of its own. The statement is
    needed before the deed is signed, so a transfer is a document and not a dialog.
    """

    _name = "arrears.ownership.transfer"
    _description = "Change of owner"
    _inherit = ["arrears.guarded", "mail.thread"]
    _order = "day desc, id desc"
    _check_company_auto = True

    _effect_fields = frozenset(
        {"state", "ended_ids", "opened_ids", "done_by_id", "done_on", "reckoned_on"}
    )

    unit_id = fields.Many2one(
        "arrears.unit", required=True, index=True, ondelete="restrict", check_company=True
    )
    estate_id = fields.Many2one(
        related="unit_id.estate_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(
        related="unit_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        [("draft", "Prepared"), ("done", "Done")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
    )
    reason = fields.Selection(REASONS, required=True, default="sale")
    day = fields.Date(
        string="First day of the buyer",
        required=True,
        default=lambda self: self.env.company._arrears_today(),
    )
    seller_ids = fields.Many2many(
        "res.partner",
        "arrears_ownership_transfer_seller_rel",
        string="Sellers",
        compute="_compute_seller_ids",
        store=True,
        help="Whoever owns the unit on the day before.",
    )
    buyer_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        help="Is billed from the first day on.",
    )
    co_buyer_ids = fields.Many2many(
        "res.partner",
        "arrears_ownership_transfer_buyer_rel",
        string="Further buyers",
        help="Own the unit together with the buyer and answer for its fees.",
    )
    end_tenant = fields.Boolean(
        string="The tenant stops paying",
        help="Otherwise the tenant who agreed to pay goes on: a sale does not end a lease "
        "(Civil Code art. 725).",
    )
    delivered_on = fields.Date(
        string="Delivered on",
        help="The day the developer hands the unit over to the buyer; who pays for the month "
        "of delivery is a rule of the jurisdiction.",
    )
    note = fields.Text()

    # The settlement statement
    line_ids = fields.One2many(
        "arrears.ownership.transfer.line",
        "transfer_id",
        string="Settlement statement",
        readonly=True,
    )
    reckoned_on = fields.Date(string="Statement as of", readonly=True, copy=False)
    amount_open = fields.Monetary(string="Billed and open", compute="_compute_amounts")
    amount_credit = fields.Monetary(string="Unused credits", compute="_compute_amounts")
    amount_unbilled = fields.Monetary(string="Not billed yet", compute="_compute_amounts")
    amount_beyond = fields.Monetary(
        string="Billed for the buyer's days",
        compute="_compute_amounts",
        help="Credit this part to the seller and bill the buyer for it.",
    )
    assumption_ids = fields.One2many(
        "arrears.debt.assumption", "transfer_id", string="Assumptions of debt"
    )

    # What was done
    ended_ids = fields.Many2many(
        "arrears.ownership",
        "arrears_ownership_transfer_ended_rel",
        readonly=True,
        copy=False,
    )
    opened_ids = fields.Many2many(
        "arrears.ownership",
        "arrears_ownership_transfer_opened_rel",
        string="Begun",
        readonly=True,
        copy=False,
    )
    done_by_id = fields.Many2one("res.users", string="Done by", readonly=True, copy=False)
    done_on = fields.Date(string="Done on", readonly=True, copy=False)

    @api.depends("unit_id", "day", "buyer_id")
    def _compute_display_name(self):
        for transfer in self:
            parts = (transfer.unit_id.display_name, transfer.buyer_id.name)
            transfer.display_name = " → ".join(part for part in parts if part)

    @api.depends("unit_id", "day", "state")
    def _compute_seller_ids(self):
        for transfer in self:
            if transfer.state != "done":
                transfer.seller_ids = transfer._ending().filtered(_owns).partner_id

    @api.depends("line_ids.amount", "line_ids.section")
    def _compute_amounts(self):
        for transfer in self:
            by_section = transfer.line_ids.grouped("section")

            digits = transfer.currency_id.decimal_places

            def added(*sections, lines=by_section, digits=digits):
                found = [lines[name] for name in sections if name in lines]
                return total((line.amount for part in found for line in part), digits)

            transfer.amount_open = added("open")
            transfer.amount_credit = added("credit", "credit_elsewhere")
            transfer.amount_unbilled = added("unbilled")
            transfer.amount_beyond = added("beyond")

    def _ending(self):
        """Records that end with the day before: owners, and who acted for them."""
        self.ensure_one()
        if not self.unit_id or not self.day:
            return self.env["arrears.ownership"]
        last = self.day - ONE_DAY
        return self.unit_id.ownership_ids.filtered(
            lambda record: (
                record.date_from <= last
                and (not record.date_to or record.date_to >= self.day)
                and (record.role != TENANT or self.end_tenant)
            )
        )

    def _last_day_of_sellers(self):
        """The last day that the sellers pay for: the day before, unless the estate bills whole
        months or the developer pays through the month of delivery."""
        last, rules = self.day - ONE_DAY, self.estate_id.jurisdiction_id
        if self.estate_id.part_month == WHOLE_MONTH and self.day.day > 1:
            last = fields.Date.end_of(self.day, "month")
        if self.delivered_on and DEVELOPER in self._ending().mapped("role"):
            last = max(last, last_day_of_developer(self.delivered_on, rules.developer_rule))
        return last

    def _is_frozen(self):
        return self.state == "done"

    def _free_when_frozen(self):
        return frozenset({"assumption_ids"})

    @api.model_create_multi
    def create(self, vals_list):
        """Prepare transfers, each with its statement."""
        transfers = super().create(vals_list)
        transfers._reckon()
        return transfers

    def write(self, vals):
        """Change what is prepared; the statement follows."""
        result = super().write(vals)
        if vals.keys() & {"unit_id", "day", "end_tenant", "delivered_on"}:
            self._reckon()
        return result

    def action_reckon(self):
        """Read the statement from the books as they stand now.

        :raises UserError: the transfer is done: its statement stays as it was
        """
        self.check_access("write")
        self._check_prepared()
        self._reckon()

    def _reckon(self):
        lines = self.env["arrears.ownership.transfer.line"].sudo()
        for transfer in self:
            transfer._compute_seller_ids()  # owners may have changed since
            transfer.line_ids.sudo().unlink()
            rows = self.env["arrears.settlement"]._rows(
                transfer.unit_id, transfer.seller_ids, transfer._last_day_of_sellers()
            )
            lines.create(
                [
                    {**row, "transfer_id": transfer.id, "sequence": place}
                    for place, row in enumerate(rows)
                ]
            )
            transfer._record_effect({"reckoned_on": transfer.company_id._arrears_today()})

    def action_done(self):
        """End the sellers' time with the day before and begin the buyers', in one save.

        Charges stay with whoever owes them.

        :raises AccessError: the user is neither property accountant nor manager
        :raises UserError: the buyer owns the unit already, or the owners of that day changed
        """
        self.check_access("write")
        if not (self.env.su or any(self.env.user.has_group(group) for group in OFFICE)):
            raise AccessError(self.env._("Only a property accountant or a manager does this."))
        self._check_prepared()
        for transfer in self:
            transfer._check_parties()
            transfer._reckon()
            transfer._change_owners()

    def _check_prepared(self):
        if any(transfer.state != "draft" for transfer in self):
            raise UserError(self.env._("This change of owner is done: prepare a new one."))

    def _check_parties(self):
        again = self.seller_ids & (self.buyer_id | self.co_buyer_ids)
        if again:
            raise UserError(
                self.env._(
                    "%(person)s owns unit %(unit)s already. Name those who are to own it from "
                    "%(day)s on; whoever stays is no seller: change the owners on the unit.",
                    person=", ".join(again.mapped("display_name")),
                    unit=self.unit_id.display_name,
                    day=fields.Date.to_string(self.day),
                )
            )
        developer = DEVELOPER in self._ending().mapped("role")
        if developer and self.reason == "delivery" and not self.delivered_on:
            raise UserError(self.env._("Enter the day the developer delivered the unit."))

    def _change_owners(self):
        ending, unit = self._ending(), self.unit_id
        last = self.day - ONE_DAY
        known = unit.ownership_ids
        values = {
            "ownership_ids": [
                *(Command.update(record.id, {"date_to": last}) for record in ending),
                Command.create(self._party(self.buyer_id, "owner")),
                *(Command.create(self._party(buyer, "co_owner")) for buyer in self.co_buyer_ids),
            ]
        }
        if self.delivered_on:
            values["handover_date"] = self.delivered_on
        unit.write(values)
        if self.delivered_on and unit.occupancy == "undelivered":
            self._record_delivery()
        self._record_effect(
            {
                "state": "done",
                "ended_ids": [Command.set(ending.ids)],
                "opened_ids": [Command.set((unit.ownership_ids - known).ids)],
                "done_by_id": self.env.uid,
                "done_on": self.company_id._arrears_today(),
            }
        )

    def _party(self, partner, role):
        return {"partner_id": partner.id, "role": role, "date_from": self.day}

    def _record_delivery(self):
        """A delivered unit is vacant until somebody is seen to live there."""
        today = self.company_id._arrears_today()
        self.env["arrears.unit.status"].create(
            {
                "unit_id": self.unit_id.id,
                "date_from": min(self.delivered_on, today),
                "occupancy": "vacant",
                "decorated": self.unit_id.decorated,
                "evidence": "handover_sheet",
            }
        )


def _owns(record):
    return record.role in record._owner_roles()
