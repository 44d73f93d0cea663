import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools.mimetypes import guess_mimetype

from ...engine.consent import holds, last_day, may_keep_copy
from ..debit import account_vault
from .hardship import EVIDENCE

WAYS = [
    ("signed", "Signed on paper"),
    ("message", "In a message"),
    ("spoken", "Spoken before two of us"),
]
KINDS = ("application/pdf", "image/png", "image/jpeg", "image/webp")
LARGEST = 5 * 1024 * 1024
REVIEWER = "property_arrears.group_reviewer"


class ArrearsHardshipConsent(models.Model):
    """An owner's separate consent (单独同意) to a sensitive proof: for what, how and when given.

    It entitles a reviewer to look at the proof. A copy may lie here only where the owner agreed
    to that as well, until the day agreed, and never after a withdrawal: the database says so.
    Copies are encrypted, and lie nowhere else.
    """

    _name = "arrears.hardship.consent"
    _description = "Separate consent"
    _inherit = ["arrears.guarded"]
    _order = "given_on desc, id desc"
    _check_company_auto = True

    _effect_fields = frozenset(
        {
            *("taken_by_id", "withdrawn_on", "withdrawal_taken_by_id", "cipher"),
            *("copy_kept_on", "copy_kept_by_id", "copy_deleted_on"),
        }
    )

    application_id = fields.Many2one(
        "arrears.hardship",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(related="application_id.company_id", store=True, index=True)
    proof = fields.Selection(EVIDENCE, required=True)
    purpose = fields.Char(
        string="For this purpose",
        required=True,
        help="As the owner was told; the proof serves nothing else.",
    )
    way = fields.Selection(WAYS, string="Consent given", required=True, default="signed")
    given_on = fields.Date(
        string="Consent of",
        required=True,
        default=lambda self: self.env.company._arrears_today(),
    )
    taken_by_id = fields.Many2one(
        "res.users", string="Taken by", readonly=True, default=lambda self: self.env.user
    )
    withdrawn_on = fields.Date(string="Taken back by the owner on", readonly=True)
    withdrawal_taken_by_id = fields.Many2one(
        "res.users", string="Withdrawal taken by", readonly=True
    )

    # The copy
    may_keep_copy = fields.Boolean(
        string="A copy may be kept", help="Only where the owner agreed to that as well."
    )
    keep_until = fields.Date(
        string="Until", help="The last day; the copy is deleted in the night after it."
    )
    cipher = fields.Binary(attachment=False, readonly=True, copy=False, groups=fields.NO_ACCESS)
    proof_copy = fields.Binary(
        string="Copy of the proof", compute="_compute_proof_copy", inverse="_inverse_proof_copy"
    )
    copy_name = fields.Char(string="Name of the copy")
    copy_kept_on = fields.Date(string="Copy kept on", readonly=True)
    copy_kept_by_id = fields.Many2one("res.users", string="Copy kept by", readonly=True)
    copy_deleted_on = fields.Date(string="Copy deleted on", readonly=True)

    _copy_with_consent = models.Constraint(
        "CHECK (cipher IS NULL OR (may_keep_copy AND keep_until IS NOT NULL"
        " AND withdrawn_on IS NULL AND copy_deleted_on IS NULL))",
        "A copy may be kept only with the owner's separate consent to that, until a day agreed.",
    )
    _until_a_day = models.Constraint(
        "CHECK (NOT may_keep_copy OR keep_until IS NOT NULL)",
        "Say until which day the copy may be kept.",
    )
    _withdrawn_after = models.Constraint(
        "CHECK (withdrawn_on IS NULL OR withdrawn_on >= given_on)",
        "A consent is withdrawn on its day or after it.",
    )

    def _is_frozen(self):
        """What was agreed stands still; it may be withdrawn and given anew."""
        return bool(self._origin)

    def _free_when_frozen(self):
        kept = self.copy_kept_on or self.withdrawn_on
        return frozenset() if kept else frozenset({"proof_copy", "copy_name"})

    @api.model_create_multi
    def create(self, vals_list):
        """Write consents down; a copy that comes with one is kept once the consent stands."""
        return self._entered_after(super().create, vals_list, "proof_copy")

    @api.depends("proof", "given_on")
    def _compute_display_name(self):
        proofs = dict(self._fields["proof"]._description_selection(self.env))
        for consent in self:
            consent.display_name = f"{proofs.get(consent.proof, '')} {consent.given_on}"

    @api.constrains("given_on", "keep_until", "may_keep_copy")
    def _check_days(self):
        for consent in self:
            company = consent.company_id or self.env.company
            if consent.given_on > company._arrears_today():
                raise ValidationError(
                    self.env._("A consent is written down once it was given: correct its day.")
                )
            last = last_day(consent.given_on)
            if consent.keep_until and not consent.given_on <= consent.keep_until <= last:
                raise ValidationError(
                    self.env._(
                        "A copy is kept at most until %(day)s, and no shorter than the day of the "
                        "consent: correct the last day.",
                        day=last,
                    )
                )

    @api.constrains("purpose")
    def _check_purpose(self):
        for consent in self:
            if not (consent.purpose or "").strip():
                raise ValidationError(self.env._("Say for which purpose the owner consented."))

    # The copy

    @api.depends("copy_kept_on", "copy_deleted_on")
    def _compute_proof_copy(self):
        for consent in self:
            kept = consent.copy_kept_on and not consent.copy_deleted_on
            consent.proof_copy = base64.b64encode(consent._bytes()) if kept else False

    def _bytes(self):
        token = base64.b64decode(self.sudo().with_context(bin_size=False).cipher)
        return account_vault.decrypt(self.env, token)

    def _inverse_proof_copy(self):
        for consent in self.filtered("proof_copy"):
            consent._keep(base64.b64decode(consent.proof_copy))

    def _keep(self, content):
        """Keep a copy, encrypted.

        :raises UserError: the owner did not agree to a copy, or the file is none that is taken
        """
        today = self.company_id._arrears_today()
        if not self.may_keep_copy or not may_keep_copy(
            self.given_on, self.withdrawn_on or None, self.keep_until or None, today
        ):
            raise UserError(
                self.env._(
                    "The owner has not agreed that a copy of this proof is kept today: look at "
                    "it, tick that you have seen it, and give it back."
                )
            )
        if len(content) > LARGEST or guess_mimetype(content) not in KINDS:
            raise UserError(
                self.env._("A copy is a PDF or a picture (JPEG, PNG, WebP) of at most 5 MB.")
            )
        # Nobody reads or writes what is stored; past the field's lock, not past the rights.
        self.sudo()._record_effect(
            {
                "cipher": base64.b64encode(account_vault.encrypt(self.env, content)),
                "copy_kept_on": today,
                "copy_kept_by_id": self.env.uid,
            }
        )

    def _delete_copy(self):
        """Delete what was kept; that and when there was a copy stays to be read."""
        for consent in self.filtered(lambda one: one.copy_kept_on and not one.copy_deleted_on):
            consent.sudo()._record_effect(
                {
                    "cipher": False,
                    "copy_name": False,
                    "copy_deleted_on": consent.company_id._arrears_today(),
                }
            )

    @api.model
    def _cron_delete_copies(self):
        """Nightly: delete copies whose last day is over. A second start finds nothing."""
        for company in self.env["res.company"].sudo().search([]):
            over = self.sudo().search(
                [
                    ("company_id", "=", company.id),
                    ("copy_kept_on", "!=", False),
                    ("copy_deleted_on", "=", False),
                    ("keep_until", "<", company._arrears_today()),
                ]
            )
            over._delete_copy()
            self.env["ir.cron"]._commit_progress(len(over))

    # What an owner takes back

    def action_delete_copy(self):
        """Delete the copy before its day; the consent to look at the proof stands.

        :raises AccessError: the user is no reviewer
        """
        self._check_reviewer()
        self._delete_copy()

    def action_withdraw(self):
        """Write down that the owner takes the consent back; a copy goes at once.

        What was seen and decided before stays lawful (art. 15).

        :raises AccessError: the user is no reviewer
        :raises UserError: it was withdrawn before
        """
        self._check_reviewer()
        for consent in self:
            if consent.withdrawn_on:
                raise UserError(self.env._("This consent was withdrawn before."))
        self._withdraw()

    def _withdraw(self):
        """Take these consents back; a copy goes at once."""
        self._delete_copy()
        for consent in self:
            consent._record_effect(
                {
                    "withdrawn_on": consent.company_id._arrears_today(),
                    "withdrawal_taken_by_id": self.env.uid,
                }
            )

    def _check_reviewer(self):
        self.check_access("read")
        if not self.env.user.has_group(REVIEWER):
            raise AccessError(self.env._("Reviewers alone handle proofs."))

    def _holds_today(self):
        """Those of these consents that speak for today."""
        return self.filtered(
            lambda one: holds(
                one.given_on, one.withdrawn_on or None, one.company_id._arrears_today()
            )
        )

    @api.model
    def _rotate_account_key(self):
        """Write every copy with the current key; what it shows stays the same."""
        for consent in self.sudo().search([("copy_kept_on", "!=", False)]):
            if not consent.copy_deleted_on:
                token = account_vault.encrypt(self.env, consent._bytes())
                consent._record_effect({"cipher": base64.b64encode(token)})
