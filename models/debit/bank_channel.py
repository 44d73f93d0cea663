import codecs

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ArrearsBankChannel(models.Model):
    """A way to one bank: which layout it reads, how files get there, where money is booked."""

    _name = "arrears.bank.channel"
    _description = "Bank channel"
    _order = "sequence, name"
    _check_company_auto = True
    _check_company_domain = models.check_company_domain_parent_of

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        help="Short code by which the sidecar's configuration and folders name this channel.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    # The file
    profile = fields.Char(
        string="Layout",
        required=True,
        help="Name of the layout in the sidecar, for example ccb_batch.",
    )
    exchange = fields.Selection(
        [("folder", "Folder"), ("browser", "Bank's web page")],
        required=True,
        default="folder",
        help="Folder: the sidecar puts the file where the bank's program fetches it. "
        "Bank's web page: somebody downloads it here and uploads it there.",
    )
    encoding = fields.Char(
        string="Character set",
        default="gbk",
        required=True,
        help="Character set of the bank's file. A holder whose name cannot be written in it is "
        "left out of the batch, with that reason.",
    )
    summary = fields.Char(
        help="Text that the payer reads on the bank statement, for example the name of the fee."
    )

    silence = fields.Selection(
        [
            ("refused", "Contradicts it: an answer names all"),
            ("waiting", "Waits: the bank answers in several files"),
            ("collected", "Was collected: only failures are listed"),
            (
                "proved",
                "Waits for the money: only failures are listed, the statement proves the rest",
            ),
        ],
        string="What is not named",
        required=True,
        default="refused",
        help="What it means when an answer does not name an instruction. Where only failures are "
        "listed, the answer must say how many were collected and how much that was, or the lump "
        "sum on the bank statement proves it, as with SEPA.",
    )

    # The books
    journal_id = fields.Many2one(
        "account.journal",
        required=True,
        check_company=True,
        domain=[("type", "=", "bank")],
        ondelete="restrict",
    )
    clearing_account_id = fields.Many2one(
        "account.account",
        string="Clearing account",
        required=True,
        check_company=True,
        domain=[("reconcile", "=", True), ("account_type", "=", "asset_current")],
        ondelete="restrict",
        help="Collected money waits here until the bank's lump sum arrives on the statement.",
    )

    # What it collects
    estate_ids = fields.Many2many(
        "arrears.estate",
        "arrears_bank_channel_estate_rel",
        string="Estates",
        check_company=True,
        help="Charges of these estates are collected. Empty: of every estate.",
    )
    amount_max = fields.Monetary(
        string="Most per debit", help="The bank's own limit for one debit; 0 for none."
    )
    amount_min = fields.Monetary(
        string="Least per debit", help="Smaller debts wait for the next bill; 0 for none."
    )
    mandate_ids = fields.One2many("arrears.mandate", "channel_id", string="Mandates")
    mandate_count = fields.Integer(compute="_compute_mandate_count")

    _code_unique = models.Constraint(
        "UNIQUE (code)", "Another channel has this code: the sidecar could not tell them apart."
    )
    _limits_in_order = models.Constraint(
        "CHECK (amount_min >= 0 AND (amount_max = 0 OR amount_max >= amount_min))",
        "The least per debit is above the most: correct one of the two.",
    )

    def _compute_mandate_count(self):
        counted = dict(
            self.env["arrears.mandate"]._read_group(
                [("channel_id", "in", self.ids), ("state", "=", "active")],
                ["channel_id"],
                ["__count"],
            )
        )
        for channel in self:
            channel.mandate_count = counted.get(channel._origin, 0)

    @api.constrains("encoding")
    def _check_encoding(self):
        for channel in self:
            try:
                codecs.lookup(channel.encoding)
            except LookupError as error:
                raise ValidationError(
                    self.env._(
                        "Character set %(name)s is unknown. Use for example gbk, gb18030 or utf-8.",
                        name=channel.encoding,
                    )
                ) from error

    @api.constrains("journal_id", "clearing_account_id", "company_id")
    def _check_books(self):
        for channel in self:
            currency = channel.journal_id.currency_id or channel.company_id.currency_id
            if currency != channel.company_id.currency_id:
                raise ValidationError(
                    self.env._(
                        "Journal %(journal)s is kept in %(currency)s. Choose a bank journal in the "
                        "company's own currency.",
                        journal=channel.journal_id.display_name,
                        currency=currency.name,
                    )
                )
            if not channel.clearing_account_id.reconcile:
                raise ValidationError(
                    self.env._(
                        "Account %(account)s cannot be reconciled, so the bank's lump sum could "
                        "not be matched. Tick reconciliation on it or choose another account.",
                        account=channel.clearing_account_id.display_name,
                    )
                )

    def _can_write(self, text):
        """Whether the bank's character set knows every character of ``text``."""
        try:
            (text or "").encode(self.encoding)
        except UnicodeEncodeError:
            return False
        return True

    def action_view_mandates(self):
        """Open the mandates of this channel."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_arrears.action_arrears_mandate"
        )
        action["domain"] = [("channel_id", "=", self.id)]
        action["context"] = {"default_channel_id": self.id}
        return action
