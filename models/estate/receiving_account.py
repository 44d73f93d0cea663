from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.bank_account import in_groups, number_problem, plain_number
from .dated import check_at_end, first_overlap, period_text

PURPOSES = [
    ("any", "All payments"),
    ("principal", "Service fee"),
    ("pass_through", "Water, power and the like"),
    ("deposit", "Deposit"),
]


class ArrearsReceivingAccount(models.Model):
    """The bank account that an estate's owners pay into, for one purpose and for some time.

    It is the firm's own account and stands on every bill, so its number is no secret; it is
    checked, since a wrong digit sends the owners' money to a stranger.
    """

    _name = "arrears.receiving.account"
    _description = "Receiving account"
    _order = "estate_id, sequence, date_from desc, id"
    _check_company_auto = True

    estate_id = fields.Many2one("arrears.estate", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        related="estate_id.company_id", store=True, index=True, precompute=True
    )
    sequence = fields.Integer(default=10)
    purpose = fields.Selection(
        PURPOSES,
        required=True,
        default="any",
        help="All payments: where a purpose has no account of its own.",
    )
    journal_id = fields.Many2one(
        "account.journal",
        string="Bank account",
        required=True,
        check_company=True,
        index=True,
        ondelete="restrict",
        domain="[('type', '=', 'bank')]",
        help="The bank journal whose statements show the money. A line of it hints at this estate.",
    )
    holder_name = fields.Char(
        string="Account name", required=True, help="As the bank writes it and the bill prints it."
    )
    bank_name = fields.Char(
        string="Bank and branch", required=True, help="As it is printed on bills."
    )
    account_number = fields.Char(
        string="Account number", required=True, help="8 to 34 digits or letters."
    )
    date_from = fields.Date(
        string="From", required=True, default=lambda self: self.env.company._arrears_today()
    )
    date_to = fields.Date(string="Until", help="The last day. Empty: until further notice.")

    # See arrears.fee.standard for the hash that stands for the purpose.
    _one_account = models.Constraint(
        "EXCLUDE USING gist (int4range(estate_id, estate_id, '[]') WITH &&,"
        " int8range(hashtextextended(purpose, 0), hashtextextended(purpose, 0), '[]') WITH &&,"
        " daterange(date_from, date_to, '[]') WITH &&) DEFERRABLE INITIALLY DEFERRED",
        "Two receiving accounts serve the same purpose on the same day: end the first before the "
        "next begins.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_from <= date_to)",
        "The last day lies before the first: correct one of the two dates.",
    )

    @api.depends("purpose", "bank_name", "account_number")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for account in self:
            number = plain_number(account.account_number)
            parts = (account._purpose_text(), account.bank_name, number and f"…{number[-4:]}")
            account.display_name = " · ".join(filter(None, parts))

    @api.onchange("journal_id")
    def _onchange_journal_id(self):
        """What Odoo knows of the bank account already need not be typed again."""
        bank = self.journal_id.bank_account_id
        if bank:
            self.account_number = bank.acc_number
            self.bank_name = bank.bank_id.name or bank.bank_name or self.bank_name
            self.holder_name = bank.acc_holder_name or bank.partner_id.name
        self.holder_name = self.holder_name or self.estate_id.company_id.name

    @api.constrains("account_number", "journal_id")
    def _check_account_number(self):
        """Refuse what can be no account, and another account than the journal's own.

        :raises ValidationError: the message says what is wrong with the number
        """
        for account in self:
            problem = number_problem(account.account_number)
            if problem:
                raise ValidationError(account._number_refused(problem))
            known = account.journal_id.sudo().bank_account_id.acc_number
            if known and plain_number(known) != plain_number(account.account_number):
                raise ValidationError(
                    self.env._(
                        "The journal %(journal)s belongs to account %(known)s, and the bill would "
                        "name %(number)s: choose the journal of this account, or correct the "
                        "number.",
                        journal=account.journal_id.sudo().display_name,
                        known=known,
                        number=account.account_number,
                    )
                )

    def _number_refused(self, problem):
        number = self.account_number or ""
        if problem == "check_digits":
            return self.env._(
                "%(number)s looks like an IBAN, and its check digits do not fit: compare it with "
                "the bank's paper digit by digit.",
                number=number,
            )
        return self.env._(
            "%(number)s is no account number: it needs 8 to 34 digits or letters, without other "
            "signs.",
            number=number,
        )

    @api.constrains("estate_id", "purpose", "date_from", "date_to")
    def _check_no_overlap(self):
        """Refuse two accounts for the same purpose of an estate on the same day."""
        siblings = self.search([("estate_id", "in", self.estate_id.ids)])
        same = siblings.grouped(lambda account: (account.estate_id, account.purpose))
        for versions in same.values():
            pair = first_overlap(versions)
            if pair:
                raise ValidationError(self._overlap_message(*pair))
        check_at_end(self.env, self._one_account.full_name(self))

    @api.model
    def _overlap_message(self, earlier, later):
        return self.env._(
            "Estate %(estate)s has two accounts for “%(purpose)s” on the same days: %(first)s "
            "(%(first_period)s) and %(second)s (%(second_period)s). Set the last day of the first "
            "to the day before the second begins.",
            estate=earlier.estate_id.name,
            purpose=earlier._purpose_text(),
            first=earlier.account_number,
            first_period=period_text(earlier),
            second=later.account_number,
            second_period=period_text(later),
        )

    def _purpose_text(self):
        return dict(self._fields["purpose"]._description_selection(self.env)).get(self.purpose, "")

    def _in_words(self):
        """The account as owners read it, in one line."""
        names = {
            "name": self.holder_name,
            "bank": self.bank_name,
            "number": in_groups(self.account_number),
        }
        if self.purpose == "any":
            return self.env._("Transfer to: %(name)s, %(bank)s, account %(number)s", **names)
        return self.env._(
            "%(purpose)s, transfer to: %(name)s, %(bank)s, account %(number)s",
            purpose=self._purpose_text(),
            **names,
        )

    @api.model
    def _estates_by_journal(self, journals, day):
        """Which estates are paid into bank journals on a day.

        :return: ``{journal id: estate ids}``; a journal that no estate names is left out
        """
        rows = self.sudo()._read_group(
            [
                ("journal_id", "in", journals.ids),
                ("date_from", "<=", day),
                "|", ("date_to", "=", False), ("date_to", ">=", day),
            ],
            ["journal_id"],
            ["estate_id:array_agg"],
        )  # fmt: skip
        return {journal.id: tuple(dict.fromkeys(estates)) for journal, estates in rows}
