from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.base.models.res_users import check_identity
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain

MANAGER = "property_arrears.group_manager"
SIDECAR = "property_arrears.group_sidecar"
LONGEST_LIFE = 90
KEYS_AT_ONCE = 2


class ArrearsSidecarSetup(models.TransientModel):
    """Makes the sidecar's technical user and its API keys.

    The user has the group *Sidecar* alone and no user type: an internal user would read every
    partner over RPC. Odoo's own dialog makes no key for such a user, so this one does. A key is
    shown once and kept nowhere in clear. Two keys may be valid at a time, so that a new one can
    be put in place before the old one is revoked.
    """

    _name = "arrears.sidecar.setup"
    _description = "Connect a sidecar"

    login = fields.Char(
        required=True,
        default="arrears-sidecar",
        help="Name under which the sidecar logs in. Nobody can log in with it on a screen.",
    )
    company_ids = fields.Many2many(
        "res.company",
        string="Companies",
        required=True,
        default=lambda self: self.env.companies,
        domain=lambda self: [("id", "in", self.env.user.company_ids.ids)],
        help="The sidecar exchanges files and grants rewards for these companies.",
    )
    days = fields.Integer(string="Days until the key expires", required=True, default=LONGEST_LIFE)
    valid_keys = fields.Text(string="Valid keys", compute="_compute_valid_keys")
    valid_key_count = fields.Integer(compute="_compute_valid_keys")

    _days_in_range = models.Constraint(
        f"CHECK (days BETWEEN 1 AND {LONGEST_LIFE})",
        "A key lives between one day and three months.",
    )

    @api.depends("login")
    def _compute_valid_keys(self):
        for wizard in self:
            keys = wizard._keys()
            wizard.valid_key_count = len(keys)
            wizard.valid_keys = "\n".join(
                self.env._(
                    "%(name)s: until %(date)s",
                    name=key.name,
                    date=fields.Date.to_string(key.expiration_date),
                )
                for key in keys
            )

    @check_identity
    def action_make_key(self):
        """Make the user if need be, and a key for it; the key is shown this once."""
        self.ensure_one()
        key = self._make_key()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("API key of the sidecar"),
            "res_model": "res.users.apikeys.show",
            "views": [(self.env.ref("property_arrears.view_arrears_sidecar_key_form").id, "form")],
            "target": "new",
            "context": {"default_key": key},
        }

    @check_identity
    def action_revoke_old_keys(self):
        """Revoke all keys but the newest."""
        self.ensure_one()
        self._check_manager()
        self._revoke_old_keys()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_arrears.action_arrears_sidecar_setup"
        )
        return {**action, "res_id": self.id}

    # What is behind the buttons

    def _revoke_old_keys(self):
        """Nobody is let in with them any more, at once and by every worker."""
        self._keys()[1:]._remove()
        # Odoo remembers that a key was right; a worker would go on taking a revoked one.
        self.env.registry.clear_cache()

    def _make_key(self):
        """The technical user's new key, valid for calls of the interface only.

        :raises UserError: two keys are valid already, or the login is that of a person
        """
        self.ensure_one()
        self._check_manager()
        if len(self._keys()) >= KEYS_AT_ONCE:
            raise UserError(
                self.env._(
                    "Two keys are valid already. Give the newer one to the sidecar, then revoke "
                    "the older."
                )
            )
        user = self._ready_user()
        today = fields.Date.today()
        return (
            self.env["res.users.apikeys"]
            .with_user(user)
            .sudo()
            ._generate(
                "rpc",
                f"{user.login} {fields.Date.to_string(today)}",
                fields.Datetime.to_datetime(today) + timedelta(days=self.days),
            )
        )

    def _check_manager(self):
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("Only a manager connects a sidecar."))
        if not self.env.su and self.company_ids - self.env.user.company_ids:
            raise AccessError(self.env._("Choose companies you work for yourself."))

    def _ready_user(self):
        """The technical user with the chosen companies; made when it is not there."""
        user = self._user() or self._new_user()
        user.write(
            {
                "company_id": self.company_ids[:1].id,
                "company_ids": [Command.set(self.company_ids.ids)],
            }
        )
        # Odoo gives whoever has two companies a group more; this user keeps to one.
        user.group_ids = self.env.ref(SIDECAR)
        return user

    def _new_user(self):
        return (
            self.env["res.users"]
            .sudo()
            .with_context(no_reset_password=True)
            .create(
                {
                    "name": self.env._("Sidecar of property arrears"),
                    "login": self.login,
                    "lang": self.env.lang,
                    "company_id": self.company_ids[:1].id,
                    "company_ids": [Command.set(self.company_ids[:1].ids)],
                    "group_ids": [Command.set(self.env.ref(SIDECAR).ids)],
                }
            )
        )

    def _user(self):
        """The technical user of that login, or none.

        :raises UserError: the login belongs to somebody who may do more than a sidecar
        """
        found = (
            self.env["res.users"]
            .sudo()
            .with_context(active_test=False)
            .search([("login", "=", self.login)])
        )
        if found and not (found.active and self._is_technical(found)):
            raise UserError(
                self.env._(
                    "%(login)s is a person's login, or is archived. Choose another login for the "
                    "sidecar.",
                    login=self.login,
                )
            )
        return found

    def _is_technical(self, user):
        """Whether a user may do nothing but call the seam. Odoo itself adds the group of those
        with several companies, which gives no right of its own."""
        return user.group_ids - self.env.ref("base.group_multi_company") == self.env.ref(SIDECAR)

    def _keys(self):
        """Valid keys of the sidecar of that login, the newest first."""
        apikeys = self.env["res.users.apikeys"].sudo()
        users = self.env["res.users"].sudo().search([("login", "=", self.login)])
        users = users.filtered(self._is_technical)
        valid = Domain("user_id", "in", users.ids) & Domain(
            "expiration_date", ">", fields.Datetime.now()
        )
        return apikeys.search(valid, order="id desc")
