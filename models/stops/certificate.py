from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...engine.certificate import LONGEST_DAYS, WARN_DAYS, certificate_reason
from ...engine.reason import as_json


class ArrearsCertificate(models.Model):
    """That a person was trained to speak with debtors, renewed every year.

    A company that switches the rule on lets nobody without one contact a debtor.
    """

    _name = "arrears.certificate"
    _description = "Collector's certificate"
    _inherit = ["arrears.internal.chatter"]
    _order = "valid_until desc, id desc"
    _rec_name = "user_id"
    _mail_post_access = "read"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users",
        string="Collector",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        tracking=True,
    )
    date = fields.Date(
        string="Certified on",
        required=True,
        default=lambda self: self.env.company._arrears_today(),
        tracking=True,
    )
    valid_until = fields.Date(
        string="Valid until",
        required=True,
        compute="_compute_valid_until",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="The last day. Training is renewed every year.",
    )
    note = fields.Char(string="Training and trainer")
    is_newest = fields.Boolean(string="In force", compute="_compute_is_newest")
    warned_on = fields.Date(string="Warned on", readonly=True, copy=False)

    _once = models.UniqueIndex(
        "(company_id, user_id, date)", "This person has a certificate of that day already."
    )
    _a_year = models.Constraint(
        f"CHECK (valid_until >= date AND valid_until <= date + {LONGEST_DAYS})",
        "A certificate is valid for a year at most, and not before its day.",
    )

    @api.depends("date")
    def _compute_valid_until(self):
        for certificate in self:
            day = certificate.date
            certificate.valid_until = day and fields.Date.add(day, years=1, days=-1)

    def _compute_is_newest(self):
        last = {}
        for company, group in self.grouped("company_id").items():
            last |= {
                (company, user): day
                for user, day in self._last_days(company, group.user_id).items()
            }
        for certificate in self:
            key = (certificate.company_id, certificate.user_id)
            certificate.is_newest = last.get(key) == certificate.valid_until

    @api.ondelete(at_uninstall=False)
    def _unlink_except_any(self):
        raise UserError(
            self.env._("A certificate is kept: set its last day to today if it no longer holds.")
        )

    @api.model
    def _last_days(self, company, users):
        """``{user: last day of the newest certificate}`` of those who ever had one."""
        rows = self.sudo()._read_group(
            [("company_id", "=", company.id), ("user_id", "in", users.ids)],
            ["user_id"],
            ["valid_until:max"],
        )
        return dict(rows)

    @api.model
    def _uncertified(self, company, users, today):
        """Who of these may contact nobody today, and why.

        :return: ``{user id: Reason}``; empty where the company keeps no certificates
        """
        if not company.arrears_needs_certificate:
            return {}
        days = self._last_days(company, users)
        found = {user.id: certificate_reason(days.get(user), today) for user in users}
        return {user: reason for user, reason in found.items() if reason}

    @api.model
    def _check_certified(self, company):
        """Refuse what only a certified person may do; call it before anything goes out by hand.

        :raises UserError: the user's certificate is missing or over
        """
        reasons = self._uncertified(company, self.env.user, company._arrears_today())
        if reasons:
            raise UserError(
                self.env._(
                    "%(why)s Ask a manager to enter the new certificate.",
                    why=self.env["arrears.reason.wording"]._word(as_json(reasons.values())),
                )
            )

    @api.model
    def _warn(self, company):
        """Tell collector and manager once of each certificate that ends within a month."""
        if not company.arrears_needs_certificate:
            return
        today = company._arrears_today()
        ending = self.sudo().search(
            Domain("company_id", "=", company.id)
            & Domain("warned_on", "=", False)
            & Domain("valid_until", "<=", fields.Date.add(today, days=WARN_DAYS))
        )
        newest = ending.filtered("is_newest")
        ending.write({"warned_on": today})
        manager = company._arrears_people("manager")[:1]
        for certificate in newest.filtered("user_id.active"):
            for user in certificate.user_id | manager:
                summary = self.with_context(lang=user.lang or self.env.lang).env._(
                    "The certificate of %(user)s ends on %(day)s",
                    user=certificate.user_id.name,
                    day=fields.Date.to_string(certificate.valid_until),
                )
                certificate.with_context(mail_activity_quick_update=True).activity_schedule(
                    "mail.mail_activity_data_todo",
                    date_deadline=max(today, certificate.valid_until),
                    summary=summary,
                    user_id=user.id,
                )
