from odoo import api, fields, models

WISHES = [("fewer", "One notice a bill"), ("all", "Every notice")]


class ArrearsNoticeWish(models.Model):
    """How many notices before a due date an owner wishes for. It may be changed at any time.

    Fewer is a convenience for those who pay on time; whoever has something overdue, or paid late
    lately, hears of every bill as before. Reminders of what is overdue know no such wish.
    """

    _name = "arrears.notice.wish"
    _description = "Wish about notices"
    _rec_name = "debtor_id"
    _order = "said_on desc, id desc"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    debtor_id = fields.Many2one(
        "res.partner", string="Owner", required=True, index=True, ondelete="restrict"
    )
    wish = fields.Selection(WISHES, required=True, default="fewer")
    said_on = fields.Date(
        string="Said on",
        required=True,
        readonly=True,
        default=lambda self: self.env.company._arrears_today(),
    )
    taken_by_id = fields.Many2one(
        "res.users", string="Taken by", readonly=True, default=lambda self: self.env.user
    )

    _one_an_owner = models.UniqueIndex(
        "(company_id, debtor_id)",
        "The wish of this owner is known: the owner changes it on the own page, or a manager here.",
    )

    def write(self, vals):
        """Extended: a changed wish has a new day and whoever took it down."""
        if "wish" in vals:
            company = self.company_id[:1] or self.env.company
            vals = {**vals, "said_on": company._arrears_today(), "taken_by_id": self.env.uid}
        return super().write(vals)

    @api.model
    def _said(self, company, debtor, wish):
        """Keep what an owner wishes for; the last word counts."""
        known = self.search([("company_id", "=", company.id), ("debtor_id", "=", debtor.id)])
        if known:
            known.wish = wish
        else:
            self.create({"company_id": company.id, "debtor_id": debtor.id, "wish": wish})

    @api.model
    def _of(self, company, debtor_ids):
        """``{debtor id: wish}`` of those who said one."""
        found = self.sudo().search_fetch(
            [("company_id", "=", company.id), ("debtor_id", "in", list(debtor_ids))],
            ["debtor_id", "wish"],
        )
        return {one.debtor_id.id: one.wish for one in found}
