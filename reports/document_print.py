from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ..engine.period_text import period_text
from .document import TYPES

# What each document can be made for. Anything else that a client names is refused.
MADE_FOR = {
    "price_board": ("arrears.estate",),
    "poster": ("arrears.estate",),
    "meeting_pack": ("arrears.estate",),
    "fee_use": ("arrears.estate",),
    "bill_statement": ("account.move",),
    "account_statement": ("res.partner", "arrears.case", "arrears.charge"),
    "unit_statement": ("res.partner", "arrears.charge", "arrears.large.debtor"),
    "confirmation_letter": ("res.partner", "arrears.charge", "arrears.large.debtor"),
}
# The whole account of a debtor is for the office; a collector prints what a card is about.
ACCOUNT_READERS = ("group_cashier", "group_accountant", "group_manager", "group_lawyer")
MOST = 50


class ArrearsDocumentPrint(models.TransientModel):
    """Asks for the few things a document needs and issues it, for one record or several."""

    _name = "arrears.document.print"
    _description = "Print a document"

    document_type = fields.Selection(TYPES, string="Document", required=True)
    res_model = fields.Char(
        string="Model", required=True, default=lambda self: self.env.context.get("active_model")
    )
    res_ids = fields.Json(string="Records", default=lambda self: self.env.context.get("active_ids"))
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    language_id = fields.Many2one(
        "res.lang",
        required=True,
        default=lambda self: self._default_language(),
    )
    date_from = fields.Date(string="From", default=lambda self: self._default_dates()[0])
    date_to = fields.Date(string="Until", default=lambda self: self._default_dates()[1])
    pay_by = fields.Date(string="Pay by", help="The day named on the notice.")
    bulletin_id = fields.Many2one(
        "arrears.template",
        domain="[('channel', '=', 'bulletin'), ('review_state', '=', 'reviewed')]",
        help="The text of the notice. Empty: the usual one.",
    )
    anew = fields.Boolean(
        string="New document",
        help="Issue a new number although nothing changed since the last one.",
    )
    together = fields.Binary(attachment=False, readonly=True, help="Documents put together.")
    made_for = fields.Char(string="Made for", compute="_compute_made_for")

    @api.model
    def _default_language(self):
        code = self.env.company.partner_id.lang or self.env.lang
        return self.env["res.lang"].search([("code", "=", code)], limit=1)

    @api.model
    def _default_dates(self):
        today = self.env.company._arrears_today()
        return today.replace(month=1, day=1), today

    @api.depends("res_model", "res_ids", "document_type")
    def _compute_made_for(self):
        for wizard in self:
            names = wizard._records().mapped("display_name")
            more = ["…"] if len(names) > 3 else []
            wizard.made_for = ", ".join([*names[:3], *more])

    def _records(self):
        """The records that were chosen, of a model the document can be made for."""
        models_allowed = MADE_FOR.get(self.document_type, ())
        if self.res_model not in models_allowed:
            return self.env["arrears.document"]
        return self.env[self.res_model].browse(self.res_ids or []).exists()

    def action_issue(self):
        """Issue the documents and show them."""
        self.ensure_one()
        records = self._records()
        if not records:
            raise UserError(self.env._("Choose at least one record to print for."))
        records.check_access("read")
        if self.date_from and self.date_to and self.date_from > self.date_to:
            raise UserError(self.env._("The last day lies before the first: correct the dates."))
        targets = self._targets(records)
        if len(targets) > MOST:
            raise UserError(
                self.env._(
                    "%(count)s documents at once take too long: choose at most %(most)s.",
                    count=len(targets),
                    most=MOST,
                )
            )
        documents = self.env["arrears.document"]
        for target in targets:
            documents |= self._issue_for(target)
        return documents._action_open()

    def _targets(self, records):
        """One record a document: charges lead to their debtors."""
        if records._name == "arrears.charge":
            return records.debtor_id
        return records

    def _issue_for(self, record):
        """Issue the document of one record."""
        maker = self.with_context(lang=self.language_id.code)
        template, values = getattr(maker, f"_make_{self.document_type}")(record)
        return self.env["arrears.document"]._issue(
            record,
            self.document_type,
            f"property_arrears.{template}",
            values,
            language=self.language_id.code,
            anew=self.anew,
        )

    # ------------------------------------------------------------------
    # What each document shows
    # ------------------------------------------------------------------

    def _make_price_board(self, estate):
        return "price_board_document", {"board": self.env["arrears.price.board"]._board(estate)}

    def _make_poster(self, estate):
        """A notice of texts and dates alone: what it names is the estate, never anybody in it."""
        if not self.date_from or not self.date_to or not self.pay_by:
            raise UserError(
                self.env._("A notice names the period that was billed and the day to pay by.")
            )
        board = self.env["arrears.price.board"]._board(estate)
        names = ("estate", "firm", "how_to_pay", "office", "telephone", "hours")
        poster = {name: board[name] for name in names} | {
            "period": period_text(self.date_from, self.date_to),
            "pay_by": format_date(self.env, self.pay_by),
        }
        text = self._bulletin_of(poster)
        title = text["title"] or self.env._("Notice of the service fee")
        return "poster_document", {"poster": poster | {"text": text["lines"]}, "title": title}

    def _bulletin_of(self, poster):
        """The words of the chosen bulletin: filled with texts alone, no record of anybody.

        :raises UserError: it is no bulletin, or nobody has reviewed it
        """
        bulletin = self.bulletin_id.sudo()
        if not bulletin:
            return {"title": "", "lines": []}
        if bulletin.channel != "bulletin" or bulletin.review_state != "reviewed":
            raise UserError(self.env._("Choose a bulletin that a second manager has reviewed."))
        office = ", ".join(filter(None, (poster["office"], poster["telephone"], poster["hours"])))
        return bulletin.with_context(lang=self.language_id.code)._bulletin(
            {
                **{name: poster[name] for name in ("estate", "period", "pay_by")},
                "creditor": poster["firm"],
                "office": office,
                "how_to_pay": "\n".join(poster["how_to_pay"]),
            }
        )

    def _make_meeting_pack(self, estate):
        """Prices, anonymous totals, and costs where the estate has an analytic account."""
        self._require_figures_reader()
        use = None
        if estate.sudo().analytic_account_id:
            use = self.env["arrears.fee.use"]._use(estate, self.date_from, self.date_to)
        return "meeting_pack_document", {
            "board": self.env["arrears.price.board"]._board(estate),
            "totals": self.env["arrears.meeting.pack"]._totals(estate, self.date_to),
            "use": use,
            "budget": self.env["arrears.meeting.pack"]._budget(estate, self.date_to, use),
        }

    def _make_fee_use(self, estate):
        self._require_figures_reader()
        use = self.env["arrears.fee.use"]._use(estate, self.date_from, self.date_to)
        return "fee_use_document", {"use": use}

    def _require_figures_reader(self):
        """Costs and totals of an estate are for whoever keeps the books or answers for it."""
        groups = ("property_arrears.group_accountant", "property_arrears.group_manager")
        if not any(self.env.user.has_group(group) for group in groups):
            raise AccessError(
                self.env._("Totals and costs of an estate are issued by accountants and managers.")
            )
        if not self.date_from or not self.date_to:
            raise UserError(self.env._("A statement needs a first and a last day: fill in both."))

    def _make_bill_statement(self, move):
        bill = self.env["arrears.bill.statement"]._bill(move)
        units = move.sudo().arrears_unit_id | move.sudo().invoice_line_ids.arrears_unit_id
        values = {"bill": bill, "estate": units.estate_id[:1], "currency": bill["currency"]}
        return "bill_statement_document", values

    def _make_account_statement(self, record):
        return "account_statement_document", self._account(record)

    def _make_unit_statement(self, record):
        return "unit_statement_document", self._account(record)

    def _make_confirmation_letter(self, record):
        return "confirmation_letter_document", self._account(record)

    def _account(self, record):
        """The account behind a card (its unit alone) or of a debtor (everything)."""
        if not self.date_from or not self.date_to:
            raise UserError(self.env._("A statement needs a first and a last day: fill in both."))
        if record._name == "arrears.case":
            card = record.sudo()
            company, debtor = card.company_id, card.debtor_id
            unit_ids = {card.unit_id.id or None}
        elif record._name == "arrears.large.debtor":
            # Whoever may read the account keeps it, or works in the office.
            account = record.sudo()
            company, debtor, unit_ids = account.company_id, account.debtor_id, None
        else:
            self._require_account_reader()
            company, debtor, unit_ids = self.company_id, record, None
        if company not in self.env.companies:
            raise AccessError(self.env._("This company is not among those you work in."))
        account = self.env["arrears.account.statement"].sudo()._statement(
            company.with_env(self.env), debtor.with_env(self.env), self.date_from, self.date_to,
            unit_ids,
        )  # fmt: skip
        estates = {row["unit"].estate_id.id for row in account["units"]}
        single = self.env["arrears.estate"].sudo().browse(estates if len(estates) == 1 else ())
        return {"account": account, "estate": single.exists(), "company": company}

    def _require_account_reader(self):
        if not any(self.env.user.has_group(f"property_arrears.{name}") for name in ACCOUNT_READERS):
            raise AccessError(
                self.env._(
                    "The whole account of a debtor is for cashiers, accountants and managers. "
                    "Print the statement of a card instead."
                )
            )
