from odoo import api, fields, models
from odoo.exceptions import AccessError


class ArrearsContactPointMove(models.TransientModel):
    """Move the owners' numbers out of Odoo's contacts, or back, after a look at how many."""

    _name = "arrears.contact.point.move"
    _description = "Keep owners' numbers apart"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True,
        default=lambda self: self.env.company.sudo().root_id,
    )  # fmt: skip
    with_addresses = fields.Boolean(
        string="Postal addresses too",
        default=lambda self: self.env.company.sudo().root_id.country_id.code == "CN",
        help="Invoices that Odoo prints then show no street. Where an invoice has to name the "
        "customer's address (in the EU by article 226 of Directive 2006/112/EC), leave it off.",
    )
    is_apart = fields.Boolean(compute="_compute_counts")
    people_count = fields.Integer(string="Owners to move", compute="_compute_counts")
    staff_count = fields.Integer(string="Left: people of the firm", compute="_compute_counts")
    shared_count = fields.Integer(
        string="Left: known to another company that keeps numbers in contacts",
        compute="_compute_counts",
    )
    kept_count = fields.Integer(
        string="Numbers and addresses kept apart", compute="_compute_counts"
    )
    result = fields.Text(readonly=True)

    @api.constrains("company_id")
    def _check_own_company(self):
        if self.company_id - self.env.user.company_ids:
            raise AccessError(
                self.env._("A manager of the whole company does this, not of a branch alone.")
            )

    @api.depends("company_id", "with_addresses")
    def _compute_counts(self):
        points = self.env["arrears.contact.point"].sudo()
        for move in self:
            found = points._people_to_move(move.company_id.sudo(), move._kinds())
            move.is_apart = move.company_id.sudo().arrears_points_apart
            move.people_count = len(found["people"])
            move.staff_count = len(found["staff"])
            move.shared_count = len(found["shared"])
            move.kept_count = points.search_count([("company_id", "=", move.company_id.id)])

    def _kinds(self):
        return ("phone", "email", "address") if self.with_addresses else ("phone", "email")

    def action_move(self):
        """Move them; what is no number or address stays where it is, and is counted."""
        company = self._company()
        points = self.env["arrears.contact.point"]
        moved, unreadable, more = points._move_apart(company, self._kinds())
        return self._show(
            self.env._(
                "Moved: %(moved)s owners. Left, since it is no number or address: %(left)s. To be "
                "moved within minutes: %(more)s.",
                moved=len(moved),
                left=len(unreadable),
                more=len(more),
            )
        )

    def action_put_back(self):
        """Put them back, where every internal user can read them."""
        company = self._company()
        filled, more = self.env["arrears.contact.point"]._put_back(company)
        return self._show(
            self.env._(
                "Put back: %(filled)s owners. To be put back within minutes: %(more)s.",
                filled=len(filled),
                more=len(more),
            )
        )

    def _company(self):
        """The one company of this window; a manager decides."""
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group("property_arrears.group_manager"):
            raise AccessError(self.env._("Only managers move numbers and addresses."))
        return self.company_id

    def _show(self, result):
        self.sudo().result = result
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Keep owners' numbers apart"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
