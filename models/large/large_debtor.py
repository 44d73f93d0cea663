from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...engine.masking import mask_name
from ...engine.off_ladder import statement_period

COLLECTOR = "property_arrears.group_collector"
MANAGER = "property_arrears.group_manager"


class ArrearsLargeDebtor(models.Model):
    """A debtor with so many units that the account is worked as a whole, by one named person.

    Runs make it and keep it: the cards take no steps, and once a period the person is asked to
    send the statement over units with the confirmation letter.
    """

    _name = "arrears.large.debtor"
    _description = "Large debtor"
    _inherit = ["arrears.guarded", "arrears.internal.chatter", "arrears.worked.by"]
    _order = "last_statement_on nulls first, id"
    _check_company_auto = True
    # Whoever keeps the account writes into its chatter.
    _mail_post_access = "read"

    _effect_fields = frozenset({"state", "last_statement_on"})

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    debtor_id = fields.Many2one(
        "res.partner", required=True, readonly=True, index=True, ondelete="restrict"
    )
    debtor_name = fields.Char(string="Name of the debtor", compute="_compute_debtor_name")
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        index="btree_not_null",
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Keeps the account and its statements. Without one nobody gets the task.",
    )
    state = fields.Selection(
        [
            ("account", "Worked as a whole"),
            ("cards", "Worked card by card"),
            ("settled", "Nothing is due"),
        ],
        required=True,
        readonly=True,
        default="account",
        index=True,
        tracking=True,
    )
    last_statement_on = fields.Date(string="Last statement sent on", readonly=True)
    note = fields.Text(string="Agreed with the debtor")
    statement_ids = fields.One2many(
        "arrears.large.statement", "large_id", string="Statements sent", readonly=True
    )

    _once = models.UniqueIndex("(company_id, debtor_id)", "This debtor has an account already.")

    def _is_frozen(self):
        return True

    def _free_when_frozen(self):
        return frozenset({"user_id", "note"})

    def _debtors_of(self):
        return self.sudo().debtor_id

    @api.depends("debtor_id.name", "debtor_id.is_company", "user_id")
    @api.depends_context("uid", "arrears_today")
    def _compute_debtor_name(self):
        manager = self.env.user.has_group(MANAGER)
        for large in self:
            debtor = large.sudo().debtor_id
            known = manager or large.worked_by_me
            large.debtor_name = debtor.name if known else mask_name(debtor.name, debtor.is_company)

    @api.depends("debtor_id")
    def _compute_display_name(self):
        for large in self:
            debtor = large.sudo().debtor_id
            large.display_name = mask_name(debtor.name, debtor.is_company)

    # Who keeps an account

    @api.model_create_multi
    def create(self, vals_list):
        """Make accounts; whoever keeps one works its cards from now on."""
        accounts = super().create(vals_list)
        if accounts.user_id:
            self.env["arrears.team"]._people_changed()
        return accounts

    def write(self, vals):
        """Name who keeps the account, or what was agreed; open tasks go over."""
        result = super().write(vals)
        if "user_id" in vals:
            self.env["arrears.team"]._people_changed()
            tasks = self.sudo().activity_ids.filtered("automated")
            if vals["user_id"]:
                tasks.write({"user_id": vals["user_id"]})
        return result

    @api.model
    @tools.ormcache("user_id")
    def _kept_by(self, user_id):
        """Whose accounts a person keeps: ``((company id, debtor id), …)``. Remembered, since every
        search of a collector asks; see ``_people_changed`` of ``arrears.team``."""
        accounts = self.sudo().search([("user_id", "=", user_id)])
        return tuple((large.company_id.id, large.debtor_id.id) for large in accounts)

    @api.model
    def _worked_by_fields(self):
        return ("user_id",)

    @api.model
    def _domain_worked_by_me(self):
        """The accounts one keeps, and those of whom one stands in for or leads."""
        user = self.env.user
        people = self.env["arrears.team"]._people_of(user)
        return Domain.OR([
            Domain("user_id", "=", user.id),
            *(
                Domain("company_id", "=", company) & Domain("user_id", "in", ids)
                for company, ids in people.items()
            ),
        ])  # fmt: skip

    @api.model
    def _worked_by(self, user):
        """Whose accounts are a person's to work today: ``{company id: {debtor id}}``."""
        found = {}
        for company, debtor in self._kept_by(user.id):
            found.setdefault(company, set()).add(debtor)
        for company, people in self.env["arrears.team"]._people_of(user).items():
            kept = (row for person in people for row in self._kept_by(person))
            found.setdefault(company, set()).update(
                debtor for of_company, debtor in kept if of_company == company
            )
        return found

    # The task of a period

    def _ask_for_statements(self, today, run=None):
        """Give the task of this period to whoever keeps the account; once, whoever asks again.

        :param run: the run that asks
        :return: how many tasks were given
        """
        kept = self.filtered("user_id")
        first = statement_period(today, self.company_id[:1].arrears_large_months)
        mine = self.env["arrears.large.statement"]._claim(kept, first, run)
        quiet = self.env["mail.activity"].sudo().with_context(mail_activity_quick_update=True)
        quiet.create([large._task_values(today) for large in mine])
        return len(mine)

    def _task_values(self, today):
        translated = self.with_context(lang=self.user_id.lang or self.env.lang)
        return {
            "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "user_id": self.user_id.id,
            "summary": translated.env._("Send the statement over units and the letter"),
            "date_deadline": fields.Date.add(today, days=7),
            "automated": True,
        }

    def _settle(self):
        """Close accounts of which nothing is due any more, with their open tasks."""
        self._record_effect({"state": "settled"})
        self.activity_ids.filtered("automated").unlink()

    # Buttons

    def action_statement_sent(self):
        """Note that the statement and the letter of this period went out today.

        :raises AccessError: for anybody but the person responsible and managers
        """
        self.check_access("read")
        user = self.env.user
        if not user.has_group(MANAGER) and not all(large.worked_by_me for large in self):
            raise AccessError(self.env._("Only the person responsible notes what was sent."))
        for company, accounts in self.sudo().grouped("company_id").items():
            today = company._arrears_today()
            self.env["arrears.large.statement"].sudo()._sent(accounts, today, user)
            accounts._record_effect({"last_statement_on": today})
            done = self.env._("Statement and confirmation letter sent.")
            tasks = accounts.activity_ids.filtered("automated")
            tasks.action_feedback(feedback=done)
            for large in accounts - accounts.browse(tasks.mapped("res_id")):
                large.message_post(body=done, author_id=user.partner_id.id)
        return True

    def action_work_by_card(self):
        """From now on the cards follow their policies one by one."""
        self._decide("cards")

    def action_work_as_account(self):
        """From now on the account is worked as a whole again."""
        self._decide("account")

    def _decide(self, state):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only a manager decides how a large debtor is worked."))
        self.check_access("write")
        if any(large.state in (state, "settled") for large in self):
            raise UserError(self.env._("This account is worked so already, or nothing is due."))
        self._record_effect({"state": state})
        if state == "cards":
            self.activity_ids.filtered("automated").unlink()
        return True

    def action_print_unit_statement(self):
        """Open the window that prints the statement over units."""
        return self._print("unit_statement")

    def action_print_confirmation_letter(self):
        """Open the window that prints the confirmation letter."""
        return self._print("confirmation_letter")

    def _print(self, document_type):
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "arrears.document.print",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "active_model": self._name,
                "active_ids": self.ids,
                "default_document_type": document_type,
                "default_company_id": self.company_id.id,
            },
        }

    def _open_cases(self):
        """The cards of this debtor that the reader sees."""
        return [
            ("company_id", "=", self.company_id.id),
            ("debtor_id", "=", self.sudo().debtor_id.id),
            ("state", "!=", "closed"),
        ]

    def action_log_contact(self):
        """Log a contact about the account, on its most important card.

        :raises UserError: nothing is due, or no card is for the reader
        """
        self.ensure_one()
        self.check_access("read")
        case = self.env["arrears.case"].search(self._open_cases(), limit=1)
        if not case:
            raise UserError(self.env._("There is no open card of this debtor for you."))
        return case.action_log_contact()

    def action_open_cases(self):
        """Open the cards of this debtor."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_arrears.action_arrears_case"
        )
        action["domain"] = self._open_cases()
        action["context"] = {}
        return action
