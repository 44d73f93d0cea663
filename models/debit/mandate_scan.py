import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from . import account_vault
from .debit_batch import TREASURER
from .kept_file import LARGEST
from .mandate import ENDED


class ArrearsMandate(models.Model):
    """The signed document of a mandate. It shows the account: its bytes are encrypted like it."""

    _inherit = "arrears.mandate"

    signed_how = fields.Selection(
        [("paper", "On paper"), ("bank", "At the bank (signed)"), ("online", "Online")],
        string="Signed how",
        help="A mandate on paper is used once its scan is kept here.",
    )
    scan_entry = fields.Binary(
        string="Signed document",
        compute="_compute_scan_entry",
        inverse="_inverse_scan_entry",
        exportable=False,
        copy=False,
        help="Scan or photo. It is stored encrypted, since it shows the account.",
    )
    scan_name = fields.Char(string="Signed document, file name", copy=False)
    scan_content = fields.Binary(attachment=True, groups=fields.NO_ACCESS, copy=False)
    has_scan = fields.Boolean(string="Document kept", readonly=True, copy=False)

    def _compute_scan_entry(self):
        """Nothing comes back out of this field: the document is opened by its button."""
        self.scan_entry = False

    def _inverse_scan_entry(self):
        for mandate in self.filtered("scan_entry"):
            if mandate.has_scan and mandate.state in ("active", *ENDED):
                raise UserError(
                    self.env._(
                        "The document of mandate %(name)s is kept as it was signed: suspend the "
                        "mandate before replacing it.",
                        name=mandate.name,
                    )
                )
            content = base64.b64decode(mandate.with_context(bin_size=False).scan_entry)
            if not 0 < len(content) <= LARGEST:
                raise UserError(
                    self.env._("The document is empty or too large: choose the right file.")
                )
            token = account_vault.encrypt(self.env, content)
            mandate.sudo().write({"scan_content": base64.b64encode(token), "has_scan": True})
        # The bytes must not stay in the cache, where the same request could read them.
        self.invalidate_recordset(["scan_entry"], flush=False)

    def _check_complete(self):
        """Extended: what was signed on paper is there to be shown."""
        result = super()._check_complete()
        if self.signed_how == "paper" and not self.has_scan:
            raise UserError(
                self.env._(
                    "Mandate %(name)s was signed on paper: add the scan of it first.",
                    name=self.name,
                )
            )
        return result

    def action_open_scan(self):
        """Open the signed document; the thread notes who did."""
        self.ensure_one()
        self._require_treasurer()
        return {
            "type": "ir.actions.act_url",
            "url": f"/property_arrears/mandate_scan/{self.id}",
            "target": "download",
        }

    def _require_treasurer(self):
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(TREASURER)):
            raise AccessError(self.env._("Only a treasurer opens signed documents."))

    def _scan_bytes(self):
        """The document as it was entered."""
        self.ensure_one()
        token = base64.b64decode(self.sudo().with_context(bin_size=False).scan_content or b"")
        if not token:
            raise UserError(
                self.env._("No document is kept with mandate %(name)s.", name=self.name)
            )
        return account_vault.decrypt(self.env, token)

    def _tell_opened(self):
        """Note who opened the document."""
        self.sudo().message_post(
            body=self.env._("%(user)s opened the signed document.", user=self.env.user.name),
            subtype_xmlid="mail.mt_note",
        )

    @api.model
    def _rotate_account_key(self):
        """Extended: documents are written with the current key too."""
        result = super()._rotate_account_key()
        stored = self.env["ir.attachment"].sudo()
        for attachment in stored.search(
            [("res_model", "=", self._name), ("res_field", "=", "scan_content")]
        ):
            content = account_vault.decrypt(self.env, attachment.raw)
            attachment.raw = account_vault.encrypt(self.env, content)
        return result
