from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ...engine.money import total
from ...engine.refund import BANK, CASH, ORIGIN

WORKERS = ("property_arrears.group_accountant", "property_arrears.group_manager")


class ArrearsDeparture(models.Model):
    """What has to go back when the firm leaves an estate.

    A firm whose contract ends refunds fees paid for service it no longer gives (SPC
    interpretation on property-service disputes 2020, art. 3) and the deposits it holds. The list
    is read from the books; the refunds themselves are asked for and approved one by one.
    """

    _name = "arrears.departure"
    _description = "List on leaving an estate"
    _inherit = ["arrears.guarded", "mail.thread"]
    _order = "day desc, id desc"
    _check_company_auto = True
    _effect_fields = frozenset({"state", "reckoned_on", "requested_by_id", "requested_on"})

    estate_id = fields.Many2one(
        "arrears.estate", required=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one(
        related="estate_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    day = fields.Date(
        string="Last day of service",
        required=True,
        compute="_compute_day",
        store=True,
        readonly=False,
        precompute=True,
    )
    state = fields.Selection(
        [("draft", "Prepared"), ("requested", "Refunds asked for")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
    )
    line_ids = fields.One2many("arrears.departure.line", "departure_id", readonly=True)
    reckoned_on = fields.Date(string="Books as of", readonly=True, copy=False)
    unbilled_count = fields.Integer(
        string="Units not billed up to the day",
        compute="_compute_unbilled_count",
        help="Their prepayments will be used by bills that are still to come: bill first.",
    )
    amount_prepaid = fields.Monetary(string="Prepayments", compute="_compute_amounts")
    amount_credit = fields.Monetary(string="Other credits", compute="_compute_amounts")
    amount_deposit = fields.Monetary(string="Deposits held", compute="_compute_amounts")
    amount_beyond = fields.Monetary(
        string="Paid for later days",
        compute="_compute_amounts",
        help="Billed and paid for days after the last day of service: a credit note frees it.",
    )
    amount_total = fields.Monetary(string="To go back", compute="_compute_amounts")
    refund_ids = fields.One2many("arrears.refund", "departure_id", string="Refunds")
    refund_count = fields.Integer(string="Number of refunds", compute="_compute_refund_count")
    requested_by_id = fields.Many2one(
        "res.users", string="Refunds asked for by", readonly=True, copy=False
    )
    requested_on = fields.Date(string="Asked for on", readonly=True, copy=False)

    @api.depends("estate_id", "day")
    def _compute_display_name(self):
        for departure in self:
            departure.display_name = (
                f"{departure.estate_id.name or ''} {departure.day or ''}".strip()
            )

    @api.depends("estate_id")
    def _compute_day(self):
        for departure in self:
            estate = departure.estate_id
            departure.day = estate._last_service_day() if estate else False

    @api.depends("line_ids.amount", "line_ids.section")
    def _compute_amounts(self):
        for departure in self:
            digits = departure.currency_id.decimal_places
            by_section = departure.line_ids.grouped("section")
            for section, name in (
                ("prepayment", "amount_prepaid"), ("credit", "amount_credit"),
                ("deposit", "amount_deposit"), ("beyond", "amount_beyond"),
            ):  # fmt: skip
                lines = by_section.get(section, self.env["arrears.departure.line"])
                departure[name] = total(lines.mapped("amount"), digits)
            departure.amount_total = total(departure.line_ids.mapped("amount"), digits)

    @api.depends("line_ids.is_unbilled")
    def _compute_unbilled_count(self):
        for departure in self:
            lines = departure.line_ids.filtered("is_unbilled")
            departure.unbilled_count = len(lines.unit_id)

    @api.depends("refund_ids")
    def _compute_refund_count(self):
        for departure in self:
            departure.refund_count = len(departure.refund_ids)

    def _is_frozen(self):
        return self.state != "draft"

    # ------------------------------------------------------------------
    # Reckoning
    # ------------------------------------------------------------------

    def action_reckon(self):
        """Read the list from the books as they stand now.

        :raises AccessError: the user is neither accountant nor manager
        :raises UserError: refunds were asked for already
        """
        self._check_worker()
        lines = self.env["arrears.departure.line"].sudo()
        for departure in self:
            if departure.state != "draft":
                raise UserError(
                    self.env._("Refunds were asked for from this list: make a new list.")
                )
            departure.line_ids.sudo().unlink()
            rows = lines._rows(departure.sudo())
            lines.create([{**row, "departure_id": departure.id} for row in rows])
            departure._record_effect({"reckoned_on": departure.company_id._arrears_today()})

    def action_request_refunds(self):
        """Make a refund for each owner and account the money came from, and ask for approval.

        A refund whose account is not known stays a draft, where it is completed by hand.

        :raises AccessError: the user is neither accountant nor manager
        :raises UserError: the list is empty or was used before
        """
        self.ensure_one()
        self._check_worker()
        if self.state != "draft":
            raise UserError(self.env._("Refunds were asked for from this list: make a new list."))
        self.action_reckon()
        lines = self.line_ids.filtered(lambda line: line.item_id and not line.is_reserved)
        if not lines:
            raise UserError(self.env._("The books hold nothing that could go back."))
        refunds = self._make_refunds(lines)
        for refund in refunds:
            if not refund._request_reasons():
                refund.action_request()
        self._record_effect(
            {
                "state": "requested",
                "requested_by_id": self.env.uid,
                "requested_on": self.company_id._arrears_today(),
            }
        )
        return self.action_view_refunds()

    def _make_refunds(self, lines):
        """Drafts in one go: one for each owner, origin and sort of money."""
        origins = self.env["arrears.refund.origin"]._origins_of(lines.item_id)
        groups = {}
        for line in lines:
            source = origins[line.item_id.id]
            # Money of unknown origin is not thrown together: each may come from elsewhere.
            apart = 0 if source.method in (BANK, CASH) else line.item_id.id
            key = (line.debtor_id.id, source.as_engine(), line.section == "deposit", apart)
            groups.setdefault(key, []).append(line)
        refunds = self.env["arrears.refund"].create(
            [
                {
                    "company_id": self.company_id.id,
                    "debtor_id": debtor,
                    "reason_code": "handover",
                    "destination": CASH if origin.method == CASH else ORIGIN,
                    "line_ids": [
                        Command.create({"item_id": line.item_id.id, "amount": line.amount})
                        for line in members
                    ],
                }
                for (debtor, origin, __, __), members in groups.items()
            ]
        )
        refunds._record_effect({"departure_id": self.id})
        for refund, members in zip(refunds, groups.values(), strict=True):
            lines.browse([line.id for line in members]).sudo().write({"refund_id": refund.id})
        return refunds

    def action_view_refunds(self):
        """Open the refunds made from this list."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refunds"),
            "res_model": "arrears.refund",
            "view_mode": "list,form",
            "domain": [("departure_id", "=", self.id)],
        }

    def _check_worker(self):
        self.check_access("write")
        if not any(self.env.user.has_group(group) for group in WORKERS):
            raise AccessError(self.env._("Accountants and managers make this list."))
