from odoo import api, fields, models
from odoo.exceptions import UserError

WAYS = [
    ("paper", "Signed on paper"),
    ("spoken", "Said in a talk"),
    ("message", "Written in a message"),
    ("portal", "On the owner's page"),
]


class ArrearsMarketingConsent(models.Model):
    """That an owner agreed to hear of offers: when and how, and when it was taken back.

    A consent is given once and kept for ever with its end, so that it can be shown what was sent
    with leave. Paying, or owing, has nothing to do with it.
    """

    _name = "arrears.marketing.consent"
    _description = "Consent to offers"
    _inherit = ["arrears.said.by.owner", "arrears.guarded"]
    _order = "given_on desc, id desc"
    _effect_fields = frozenset({"withdrawn_on", "withdrawn_way", "withdrawn_by_id"})

    given_on = fields.Date(
        string="Consented on", required=True,
        default=lambda self: self.env.company._arrears_today(),
    )  # fmt: skip
    way = fields.Selection(WAYS, string="Consented how", required=True, default="paper")
    told = fields.Boolean(
        string="Told that it is free",
        help="The owner was told that nothing depends on it and that it may be taken back at any "
        "time.",
    )
    author_id = fields.Many2one(
        "res.users", string="Taken by", readonly=True, default=lambda self: self.env.user
    )
    withdrawn_on = fields.Date(string="Taken back on", readonly=True, copy=False)
    withdrawn_way = fields.Selection(
        WAYS, string="Taken back how", readonly=True, copy=False
    )  # fmt: skip
    withdrawn_by_id = fields.Many2one(
        "res.users", string="Noted by", readonly=True, copy=False
    )  # fmt: skip

    _one_in_force = models.UniqueIndex(
        "(company_id, debtor_id) WHERE withdrawn_on IS NULL",
        "This owner has consented already.",
    )
    _told_first = models.Constraint(
        "CHECK (told)",
        "A consent counts only where the owner was told that nothing depends on it.",
    )
    _in_order = models.Constraint(
        "CHECK (withdrawn_on IS NULL OR withdrawn_on >= given_on)",
        "A consent is taken back on or after the day it was given.",
    )

    def _is_frozen(self):
        return bool(self._origin.id)

    @api.model_create_multi
    def create(self, vals_list):
        """Keep consents; who takes one down is its author.

        :raises UserError: it is said to have been given on a day to come
        """
        consents = super().create([{**values, "author_id": self.env.uid} for values in vals_list])
        for consent in consents:
            if consent.given_on > consent.company_id._arrears_today():
                raise UserError(self.env._("A consent is written down after it was given."))
        return consents

    @api.ondelete(at_uninstall=False)
    def _unlink_except_any(self):
        raise UserError(self.env._("A consent is taken back, never deleted."))

    def action_withdraw(self):
        """The owner wants no more offers: nothing leaves from now on."""
        self.check_access("write")
        self._withdraw("spoken")
        return True

    def _withdraw(self, way):
        """:param way: one of ``WAYS``"""
        for consent in self.filtered(lambda one: not one.withdrawn_on):
            consent._record_effect(
                {
                    "withdrawn_on": consent.company_id._arrears_today(),
                    "withdrawn_way": way,
                    "withdrawn_by_id": self.env.uid,
                }
            )
        # A new consent may follow at once, and the index sees what is in the database.
        self.flush_recordset()

    @api.model
    def _in_force(self, company, debtors):
        """The consents of these debtors that stand today."""
        return self.sudo().search(
            [("company_id", "=", company.id), ("debtor_id", "in", debtors.ids),
             ("withdrawn_on", "=", False), ("given_on", "<=", company._arrears_today())]
        )  # fmt: skip
