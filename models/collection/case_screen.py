from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...engine.masking import mask_email, mask_name, mask_phone
from ...engine.priority import LIMITATION_NEAR_DAYS
from .opened_card import OPENED, OpenedCard, shows

# Hold type → badge code. Sealed and sad grounds all show as a plain pause.
_HOLD_BADGES = {
    "promise": "promise",
    "dispute": "dispute",
    "plan": "plan",
    "plan_asked": "plan_asked",
    "payment_claim": "payment_claim",
    "grievance": "grievance",
    "extension": "extension",
}


class ArrearsCase(models.Model):
    """What a card shows, to whom: names are masked until the person who works it opens it."""

    _inherit = "arrears.case"

    debtor_masked = fields.Char(string="Masked name", compute="_compute_debtor_masked")
    debtor_name = fields.Char(
        string="Name of the debtor",
        compute="_compute_debtor_name",
        help="In full for the person who works the card and for managers; opening is recorded.",
    )
    debtor_phone = fields.Char(string="Phone", compute="_compute_debtor_name")
    debtor_email = fields.Char(string="E-mail", compute="_compute_debtor_name")
    is_revealed = fields.Boolean(compute="_compute_debtor_name")
    badges = fields.Json(compute="_compute_badges")
    verdict_text = fields.Text(string="Last decision", compute="_compute_verdict_text")
    charge_ids = fields.Many2many(
        "arrears.charge", string="Overdue charges", compute="_compute_charge_ids"
    )
    other_case_ids = fields.Many2many(
        "arrears.case", string="Other cards of the debtor", compute="_compute_other_case_ids"
    )
    other_case_count = fields.Integer(compute="_compute_other_case_ids")
    access_ids = fields.One2many(
        "arrears.case.access",
        "case_id",
        string="Opened by",
        readonly=True,
        groups="property_arrears.group_manager",
    )

    @api.depends("debtor_id.name", "debtor_id.is_company")
    def _compute_debtor_masked(self):
        for case in self:
            debtor = case.debtor_id.sudo()
            case.debtor_masked = mask_name(debtor.name, debtor.is_company)

    @api.depends("unit_id", "debtor_masked")
    def _compute_display_name(self):
        for case in self:
            parts = (case.unit_id.sudo().display_name, case.debtor_masked)
            case.display_name = " · ".join(filter(None, parts))

    @api.depends("debtor_id", "user_id")
    @api.depends_context("uid", OPENED)
    def _compute_debtor_name(self):
        """The name for whoever works the card; the numbers only where the card was opened, so
        that nobody reads those of all cards at once and unrecorded."""
        ways = self._shown_ways()
        for case in self:
            debtor = case.debtor_id.sudo()
            revealed = case._may_reveal()
            phone, email = ways[case.id]
            case.is_revealed = revealed
            case.debtor_name = debtor.name if revealed else case.debtor_masked
            opened = revealed and shows(self.env, case.company_id, debtor)
            case.debtor_phone = phone if opened else mask_phone(phone)
            case.debtor_email = email if opened else mask_email(email)

    def _may_reveal(self):
        """Whether the reader works this card, or answers for those who do."""
        self.ensure_one()
        manager = self.env.user.has_group("property_arrears.group_manager")
        return manager or self.user_id == self.env.user

    def web_read(self, specification):
        """Read for the web client; opening one card on its form is written down."""
        case = self._opened() if len(self) == 1 and "debtor_name" in specification else self
        return super(ArrearsCase, case).web_read(specification)

    def _opened(self):
        """This one card as whoever may opens it, which is written down; as it is for others."""
        self.check_access("read")
        if not self._may_reveal():
            return self
        self.env["arrears.case.access"].sudo()._record(self, self.env.user)
        card = OpenedCard(self.company_id.sudo().root_id.id, self.sudo().debtor_id.id)
        return self.with_context(**{OPENED: card})

    @api.depends("state", "limitation_date", "hold_ids", "unit_id")
    @api.depends_context("arrears_today", "lang")
    def _compute_badges(self):
        badges = self.sudo()._card_badges()
        for case in self:
            case.badges = badges.get(case.id) or []

    def _card_badges(self):
        """Badges of each card. Rooms add theirs through ``super()``.

        :return: ``{case id: [{"code", "label", "color", "icon"}]}``; ``color`` is a Bootstrap name
        """
        _ = self.env._
        labels = {
            "promise": (_("Promise"), "success", "fa-handshake-o"),
            "dispute": (_("Dispute"), "warning", "fa-balance-scale"),
            "plan": (_("Plan"), "info", "fa-calendar-check-o"),
            "plan_asked": (_("Asks for instalments"), "info", "fa-calendar-o"),
            "payment_claim": (_("Says paid"), "info", "fa-search"),
            "grievance": (_("Complaint or question"), "warning", "fa-comment-o"),
            "extension": (_("More time"), "success", "fa-calendar-plus-o"),
            "paused": (_("Paused"), "secondary", "fa-pause"),
            "limitation": (_("Limitation near"), "danger", "fa-hourglass-end"),
            "no_unit": (_("No unit"), "secondary", "fa-map-marker"),
        }
        found = {case.id: [] for case in self}
        for case, codes in self._badge_codes().items():
            for code in codes:
                label, color, icon = labels[code]
                found[case.id].append({"code": code, "label": label, "color": color, "icon": icon})
        return found

    def _badge_codes(self):
        """``{case: [badge code]}``, each code once, from running holds and dates."""
        running = {}
        holds = self.env["arrears.hold"].sudo().search([("case_id", "in", self.ids)])
        for hold in holds.filtered("is_running"):
            running.setdefault(hold.case_id, []).append(_HOLD_BADGES.get(hold.type, "paused"))
        result = {}
        for company, cases in self.grouped("company_id").items():
            near = fields.Date.add(company._arrears_today(), days=LIMITATION_NEAR_DAYS)
            for case in cases:
                codes = list(running.get(case, ()))
                if case.limitation_date and case.limitation_date <= near:
                    codes.append("limitation")
                if not case.unit_id:
                    codes.append("no_unit")
                result[case] = list(dict.fromkeys(codes))
        return result

    @api.depends("run_line_ids")
    @api.depends_context("lang")
    def _compute_verdict_text(self):
        lines = self.env["arrears.run.line"].sudo()._standing_verdicts(self)
        for case in self:
            line = lines.get(case.id)
            case.verdict_text = line.reason_text if line else False

    def _compute_charge_ids(self):
        charges = self.env["arrears.charge"].search(
            [
                ("company_id", "in", self.company_id.ids),
                ("debtor_id", "in", self.debtor_id.ids),
                ("state", "=", "open"),
            ],
            order="due_date, id",
        )
        grouped = charges.grouped(lambda c: (c.company_id, c.debtor_id, c.unit_id))
        nothing = self.env["arrears.charge"]
        for case in self:
            today = case.company_id._arrears_today()
            own = grouped.get((case.company_id, case.debtor_id, case.unit_id), nothing)
            case.charge_ids = own.filtered(lambda c, day=today: c.due_date and c.due_date < day)

    def _compute_other_case_ids(self):
        cases = self.search([("debtor_id", "in", self.debtor_id.ids), ("state", "!=", "closed")])
        grouped = cases.grouped(lambda case: (case.company_id, case.debtor_id))
        for case in self:
            others = grouped.get((case.company_id, case.debtor_id), self.browse()) - case
            case.other_case_ids = others
            case.other_case_count = len(others)

    # Buttons

    def action_open_debtor(self):
        """Open the debtor's contact: for the person who works the card, and recorded."""
        self.ensure_one()
        self.check_access("read")
        if not self._may_reveal():
            raise AccessError(self.env._("Only the collector of this card opens the contact."))
        self.env["arrears.case.access"].sudo()._record(self, self.env.user)
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.debtor_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_open_other_cases(self):
        """Open the other cards of the same debtor."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_arrears.action_arrears_case"
        )
        action["domain"] = [("id", "in", self.other_case_ids.ids)]
        action["context"] = {}
        return action

    def action_open_charges(self):
        """Open the overdue charges behind this card."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Charges"),
            "res_model": "arrears.charge",
            "view_mode": "list,form",
            "domain": [("id", "in", self.charge_ids.ids)],
        }

    def action_open_contacts(self):
        """Open the contacts that named this case."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Contacts"),
            "res_model": "arrears.contact",
            "view_mode": "list,form",
            "domain": [("case_ids", "in", self.ids)],
        }

    def action_hold(self):
        """Open a dialog that puts this card on hold."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Put on hold"),
            "res_model": "arrears.hold",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_case_id": self.id},
        }

    def action_take(self):
        """Make the reader the collector of these cards."""
        self.write({"user_id": self.env.uid})
        return True
