"""What must stay impossible: the BAN rows of the acceptance table, held against closed lists.

"There is no field for the age" is true by accident as long as nobody adds one. So everything of
its sort is read from the registry and compared, whole, with a list that a person has read: a new
field, choice, page, job or text fails here until somebody has decided that it harms nobody.
"""

import ast
import re
from pathlib import Path

from odoo.exceptions import UserError, ValidationError
from odoo.tests import TransactionCase, tagged

from ..engine import contact_rules, wording_phrases
from ..models.collection.stage import LEGAL_CODES
from .collection_case import CollectionCase
from .rights.inventory import our_models

ROOT = Path(__file__).resolve().parent.parent
ADDON = "property_arrears"
MIXINS = ("mail.thread", "mail.activity.mixin")
PLAIN = {"id", "create_uid", "create_date", "write_uid", "write_date", "display_name"}
# Relations that tell nothing about anybody: our own models, documents, and who did what.
NEUTRAL = ("arrears.", "account.move", "account.account", "res.users", "res.company",
           "res.currency")  # fmt: skip

# What is kept about people, beyond amounts and NEUTRAL: each name was read. A ground of hardship
# is the owner's own word, for reviewers alone (see the test below).
ABOUT_PEOPLE = """
ageing.line: charge_ref days_overdue debtor_id due_bucket due_date entry interrupted_on kind
    limitation_bucket limitation_date line_ref period_bucket period_from period_to
bank.file.row: answer_code answer_text line_number outcome raw reference state value_date
billing.line: area date_from date_to document_number is_difference kind months name
    payable_percent payer_id price price_basis product_id quantity reasons state
case: charge_count color contact_count debit_date debit_outcome debit_reason debtor_id
    last_contact_date limitation_date next_action next_action_date oldest_due_date
    priority_score state urgency
case.access: day first_at last_at times
case.episode: closed_on opened_on
charge: debtor_id due_date due_rank kind limitation_date no_followup period_from period_to
    price_basis state time_barred
charge.mapping: confirmed_on date_from date_to done_count find_basis find_kind find_period
    find_unit journal_id line_count name only_open partner_id price_basis state
charge.mapping.line: before_kind before_period_from before_period_to before_price_basis day
    debtor_id kind needs_basis needs_kind needs_period needs_unit period_from period_to
    price_basis proposed_kind proposed_period_from proposed_period_to proposed_price_basis reasons
    state sure text written_kind written_period_from written_period_to written_price_basis
contact: address address_key body_html breach channel contact_class debtor_id debtor_name
    direction happened_at identity_checked language leaving_at mail_id moment note outcome
    partner_id party promise_date reasons scheduled_at sms_id state subject text tone
contact.event: detail kind moment
contact.log: breach channel contact_class direction happened_at identity_checked note outcome
    party promise_date
credit.allocation: applied_on debtor_id state undone_on
credit.allocation.line: chosen partial_ids reasons sequence
debit.line: account_cipher account_last4 agreement_number answer_code answer_text bank_code
    bank_name collection_date debtor_id holder_name outcome reference sequence state unit_names
    value_date
debit.omission: reasons
debit.result: answer_code answer_text event_key file_line outcome recorded_at value_date
debit.split: due_date is_open
debt.assumption: accepted_on assumer_id debtor_id effect scan scan_name signed_on state
fee.reduction: approved_on basis closing_date date_from date_to decision_reason difference_payer_id
    document document_name end_reason ended_on inspected_on inspection_note owners_resolution
    payable_percent requested_on state type
filed.person: bill_count commercial_id partner_id unit_count
hardship: address_confidential appeal_until category channel debtor_id decide_by decided_on
    decision decision_reason evidence_dated evidence_seen_on evidence_type extended_on name
    opened_on paused_until state statement
hardship.intake: address_confidential category channel statement
hold: date_from date_until lifted_on note type
incentive.award: booked_on cause debtor_id explanation granted_on period_from period_to reasons
    state take_back_due taken_back_on
inheritance: administrator_id date_of_death deceased_id deed deed_name determined_on proof
    proof_seen_on state
inheritance.heir: partner_id sequence share
mandate: account_cipher account_hash account_last4 agreement_number bank_code bank_name
    covers_late_fee covers_pass_through date_from date_to debtor_id holder_name name problem
    signed_date state
ownership: date_from date_to jointly_liable partner_id pays role share
ownership.transfer: buyer_id co_buyer_ids day delivered_on done_on end_tenant note reason
    reckoned_on seller_ids state
ownership.transfer.line: date_from date_to debtor_id document due_date kind section sequence
payment.history: debtor_id nature value_date
run.line: outcome planned_at reasons text verdict_key
step.claim: anchor_date taken_on voided
unit: active area building decorated entrance handover_date name number occupancy sort_key
    usable_area usage
waiver: applied_on approved_on debtor_id decision_note explanation failed_on failure is_sealed
    name reason_code refused_on requested_on state valid_until
year.close.line: building debtor_id debtor_name document_name limitation_date period_from period_to
    unit_name usage
year.correction: cause date period_from period_to
"""

# Every choice there is, besides the states of a record.
CHOICES = """
ageing.line.due_bucket, roll.line.bucket: 0_not_due 1_days_30 2_days_90 3_days_180 4_days_365
    5_years_2 6_years_3 7_over_3_years
ageing.line.entry: debt credit
ageing.line.limitation_bucket: 0_not_running 1_months_12 2_months_24 3_months_30 4_months_33
    5_months_36 6_over_36_months 7_barred
ageing.line.period_bucket: 4_year_1 5_years_2 6_years_3 7_over_3_years
ageing.make.axis, ageing.report.axis, ageing.total.axis, report.schedule.axis: due_date period
    limitation
ageing.make.basis, ageing.report.basis, report.schedule.basis, roll.make.basis,
    roll.report.basis: ledger value
report.issue.frequency, report.schedule.frequency: week month
bank.channel.exchange: folder browser
bank.file.row.outcome, case.debit_outcome, debit.line.outcome, debit.result.outcome,
    return.reason.outcome: success partial funds limit account mandate refused deceased
    duplicate technical unknown
case.next_action: message call letter visit review none
case.urgency: high medium low held
ageing.line.kind, charge.kind, roll.line.kind: principal late_fee pass_through deposit cost
    unclassified
contact.channel: email sms wechat call visit letter portal counter
contact.contact_class: service dunning legal marketing
bank.file.direction, contact.direction, contact.log.direction: out in
contact.event.kind: delivered bounced failed read
contact.log.channel: call visit wechat counter
contact.log.contact_class: dunning service
contact.log.outcome, contact.outcome: connected no_answer switched_off wrong_number someone_else
    refused
contact.log.party, contact.party: owner co_owner tenant_payer agent developer heir
debt.assumption.effect: joins releases
estate.billing_cycle: month quarter year
estate.fee_basis: lump_sum commission
estate.bill_document, billing.run.bill_document: payer kind unit
estate.bill_in: before first last after
estate.due_rule: days day_of_month
estate.part_month: days whole_month
price.basis.holds_for: product category kind
price.basis.kind, charge.mapping.line.kind, charge.mapping.line.proposed_kind,
    charge.mapping.line.written_kind: principal late_fee pass_through deposit cost
charge.mapping.line.before_kind: principal late_fee pass_through deposit cost unclassified
fee.reduction.type: vacancy local_relief staff_housing sales_promise
fee.standard.area_basis: built usable
fee.standard.basis: per_area_month fixed_month share_of_amount
fee.standard.share_by: area unit
fee.standard.kind, billing.line.kind: principal pass_through
hardship.category, hardship.intake.category: income_loss illness disability low_income
    bereavement disaster separation elderly_alone cash_gap other
hardship.channel, hardship.intake.channel: paper phone counter
hardship.decision: waive_full waive_part refuse
hardship.evidence_type: self_declaration low_income_certificate unemployment_proof
    medical_certificate disability_card disaster_proof bereavement_proof community_letter
hold.type: promise dispute plan hardship payment_claim deceased represented do_not_contact manual
holiday.kind: holiday working_day
document.document_type, document.print.document_type: price_board bill_statement account_statement
    unit_statement confirmation_letter settlement_statement poster meeting_pack fee_use report
incentive.program.kind: on_time
incentive.program.reward_type: percent amount
inheritance.proof: death_certificate registration_cancelled court_declaration community_letter
jurisdiction.developer_rule: through_month to_the_day
mandate.problem: account mandate refused deceased funds
ownership.pays: all principal pass_through
ownership.role: owner co_owner tenant_payer developer heir agent
ownership.transfer.line.kind: principal late_fee pass_through deposit cost unclassified
ownership.transfer.line.section: open credit credit_elsewhere unbilled beyond
ownership.transfer.reason: sale delivery gift court division other
payment.history.nature: payment credit_note waiver write_off entry
policy.step.channel: message call
contact.tone, policy.step.tone, template.tone: gentle notice firm
rate.exclusion.reason: developer dispute litigation
rate.goal.scope, rate.target.scope: company region collector estate building
rate.report.opening_source: closed books
run.line.outcome: step named waiting stopped failed
same.person.ground: phone name
stage.gate: none legal
template.channel: email sms
tie.out.line.code: overdue not_yet_due time_barred unapplied_credits no_partner draft_entries
    between_branches
unit.occupancy: undelivered vacant occupied
fee.standard.usage, rate.line.usage, unit.usage, year.close.line.usage: residential villa shop
    office parking
unit.status.evidence: inspection handover_sheet meter decoration_permit owner_statement none
unit.status.occupancy: undelivered vacant occupied
year.correction.cause: late credited transferred restated gone
waiver.reason_code: hardship goodwill own_error bank_fault court_practice settlement
"""

MONEY = {"arrears_unit_id", "arrears_period_from", "arrears_period_to", "arrears_value_date"}
# What we add to Odoo's own models; nothing to contacts.
ADDED_TO_ODOO = {
    "account.move": MONEY
    | {"arrears_billing_line_ids", "arrears_reduction"}
    | {"arrears_debit_batch_id", "arrears_waiver_id", "arrears_waived_move_id"},
    "account.move.line": MONEY | {"arrears_kind", "arrears_price_basis", "arrears_award_id"},
    "product.category": {"arrears_kind"},
    "product.template": {"arrears_kind"},
    "res.company": {"arrears_pause_days", "arrears_decision_days", "arrears_quiet_days",
                    "arrears_self_declaration_limit", "arrears_waiver_account_id"},
}  # fmt: skip

# What the addon brought as data, of the sorts that act, address somebody or hold words.
SHIPPED = {
    "arrears.policy": "policy_default",
    "arrears.reason": "reason_busy_away reason_difficulty reason_forgot reason_house_defect "
    "reason_no_bill reason_not_understood reason_other_party reason_paid reason_procrastinating "
    "reason_service reason_unwilling reason_vacant reason_wrong_amount",
    "arrears.stage": "stage_call stage_closed stage_demand_letter stage_legal stage_pre_legal "
    "stage_reminder stage_visit",
    "arrears.template": "template_email_gentle template_sms_gentle",
    "ir.cron": "cron_arrears_billing cron_arrears_run cron_arrears_send cron_book_sealed_files "
    "cron_charge_mapping cron_refresh cron_report_issue",
    "mail.activity.type": "activity_type_call",
    "res.groups": "group_accountant group_cashier group_collector group_finance_director "
    "group_lawyer group_manager group_reader group_reviewer group_sidecar group_treasurer",
}
# Of these it brings none: no printed list, no page, no mailing, no trigger of its own.
NOT_SHIPPED = ("base.automation", "ir.actions.act_url", "ir.actions.client", "ir.actions.report",
               "mail.alias", "mail.template", "sms.template", "website.page")  # fmt: skip
# Papers and pages that can be drawn. What names a debtor is drawn for the record of that debtor;
# ``price_board_page`` is the only one that is read without signing in.
PAPERS = """
account_statement_document ageing_table ageing_tie_table bill_statement_document
confirmation_letter_document document_addressee document_ageing document_collection_rates
document_help document_layout document_letterhead document_rate_table document_roll_rates
document_style fee_use_document fee_use_table meeting_pack_document poster_document
price_board_body price_board_document price_board_page price_board_table report_definitions
report_issue_mail settlement_statement_document statement_by_unit statement_open
statement_summary unit_statement_document
"""
ROUTES = {
    "/property_arrears/bank_file/<int:file_id>": "user",
    "/property_arrears/prices/<int:estate_id>": "public",
}
# Nothing here speaks to a door, a lift, a meter, a camera or a website.
LIBRARIES = {"base64", "binascii", "calendar", "codecs", "collections", "contextlib",
             "cryptography",
             "dataclasses", "datetime", "decimal", "fractions", "functools", "hashlib", "hmac",
             "itertools", "json", "logging", "markupsafe", "math", "odoo", "operator", "os",
             "psycopg2", "re", "time", "typing", "unicodedata", "zoneinfo",
             "__future__"}  # fmt: skip
# What draws papers and tables.
DRAWING = {"copy", "io", "lxml", "math", "pypdf", "reportlab", "xlsxwriter"}

PARTS = " ".join(f"{{{part}}}" for part in wording_phrases.REQUIRED_PARTS)
# domain.md 2.3, each as somebody might write it; then the words of the acceptance table itself.
PHRASES = """
将受到行政处罚|逾期将罚款|会引起政府部门的重视|将影响您的征信|影响信用记录|列入黑名单|您就是老赖|列为失信人员|
影响您的住房权益|影响您的日常生活|影响您的正常生活|不必要的麻烦|停水|停电|停气|停暖|停梯|门禁停用|限制车辆|曝光|
公示名单|通报单位|告知家人|告知亲属|告知单位领导|坐牢|拘留|刑事|后果自负|恶意拖欠|不像话|天天打电话|上级要求|考核|挨批|
强制执行|贷款还款|公司领导…我负责得片区收费率就是部门最低…个人考核|因为收费问题,我还挨批来着|
影响您未来的信用记录…限制您以后贷款申请|罚款的条款…处罚,以示警示|与金融机构合作,推出了物业费贷款|
将可能引起当地政府部门的重视,进行行政处罚|可能这类催收电话还会继续影响到您的正常生活|
以免给您带来不必要的麻烦|以免影响您的住房权益|以免影响您的日常生活|给予信用贷款|
不希望天天给您电话打扰您工作|避免我们老是给您电话|打扰到您的生活|您知道您拖欠债务的事实吗|你怎么会至此呢|
令人担忧的境地|心里有个小疙瘩|饭菜里沙子|打扰您的好心情|您孙子孙女都回来啦|您出去旅游回来|灯会灭|
服务都会受影响|等小区出问题了看他怎么办|增加您融资的困难
""".replace("\n", "").split("|")


def table(text: str) -> dict[str, str]:
    """The lines ``names: values`` of a list; an indented line goes on with the one before."""
    rows = (line.split(": ") for line in re.sub(r"\n +", " ", text).strip().splitlines())
    return {name: values for names, values in rows for name in names.split(", ")}


@tagged("post_install", "-at_install")
class TestBanned(TransactionCase):
    def stored(self, model):
        """What the addon itself keeps in a model of its own, by name."""
        inherited = {name for mixin in MIXINS for name in self.env[mixin]._fields}
        return {
            name: field
            for name, field in self.env[model]._fields.items()
            if field.store and field.type != "one2many" and name not in inherited | PLAIN
        }

    def about_people(self):
        """Our models that lead to a person over any number of links, and the unit of a home."""
        models = set(our_models(self.env))
        leads_to = {m: {f.comodel_name for f in self.stored(m).values()} for m in models}
        found = {"res.partner"}
        while new := {model for model in models - found if leads_to[model] & found}:
            found |= new
        return found - {"res.partner"} | {"arrears.unit"}

    def test_all_that_is_kept_about_people_is_on_the_reviewed_list(self):
        """Rows 25, 37, 111, 112, 219: no age, job, income, family, travel or number of an ID."""
        kept = {}
        for model in self.about_people():
            names = [
                name
                for name, field in self.stored(model).items()
                if field.type != "monetary" and not (field.comodel_name or "").startswith(NEUTRAL)
            ]
            if names:
                kept[model.removeprefix("arrears.")] = " ".join(sorted(names))
        self.assertEqual(kept, table(ABOUT_PEOPLE))
        added = {
            model: {n for n, f in self.env[model]._fields.items() if f._modules == (ADDON,)}
            for model in self.env.registry
            if not model.startswith("arrears.") and not self.env[model]._inherits
        }
        self.assertEqual({model: names for model, names in added.items() if names}, ADDED_TO_ODOO)

    def test_the_ground_of_hardship_decides_nothing_by_itself(self):
        """Row 25: it stays with the application; nothing is computed from it."""
        for name in ("category", "statement", "evidence_type", "address_confidential"):
            for holder in (m for m in our_models(self.env) if name in self.env[m]._fields):
                self.assertIn(holder, ("arrears.hardship", "arrears.hardship.intake"))
                field = self.env[holder]._fields[name]
                self.assertFalse(list(self.env.registry.get_dependent_fields(field)), field)

    def test_all_choices_are_on_the_reviewed_list(self):
        """Rows 50, 120, 125, 130, 135, 144–148, 188, 201: kinds, channels, parties, outcomes."""
        found = {
            f"{model.removeprefix('arrears.')}.{name}": " ".join(
                value for value, _label in field._description_selection(self.env)
            )
            for model in our_models(self.env)
            for name, field in self.stored(model).items()
            if field.type == "selection" and not field.related and name != "state"
        }
        self.assertEqual(found, table(CHOICES))
        for name in ("contact.party", "contact.log.party", "ownership.role"):
            self.assertEqual(set(found[name].split()), set(contact_rules.PARTIES))
        self.assertEqual(set(found["contact.channel"].split()), set(contact_rules.FAMILIES))

    def test_there_is_no_page_report_mailing_or_list_to_publish(self):
        """Rows 50, 159, 168: a bank file for a treasurer who signed in, prices for everybody."""
        installed = self.env["ir.module.module"].search([("state", "=", "installed")])
        rules = self.env["ir.http"]._generate_routing_rules(installed.mapped("name"), None)
        routes = {
            url: endpoint.routing["auth"]
            for url, endpoint in rules
            if endpoint.func.__module__.startswith(f"odoo.addons.{ADDON}.")
        }
        self.assertEqual(routes, ROUTES)
        shipped = self.env["ir.model.data"].search([("module", "=", ADDON)]).grouped("model")
        for model in NOT_SHIPPED:
            self.assertNotIn(model, shipped)
        for model, names in SHIPPED.items():
            self.assertEqual(" ".join(sorted(shipped[model].mapped("name"))), names)
        crons = {f"{name}_ir_actions_server" for name in SHIPPED["ir.cron"].split()}
        self.assertEqual(set(shipped["ir.actions.server"].mapped("name")), crons)
        views = self.env["ir.ui.view"].browse(shipped["ir.ui.view"].mapped("res_id"))
        papers = views.filtered(lambda view: view.type == "qweb")
        names = {paper.key.removeprefix(f"{ADDON}.") for paper in papers}
        self.assertEqual(names, set(PAPERS.split()))

    def test_nothing_reaches_a_door_a_lift_a_meter_or_a_camera(self):
        """Rows 96, 130: no device, no other program, no module that could lead to one."""
        module = self.env["ir.module.module"].search([("name", "=", ADDON)])
        self.assertEqual(set(module.dependencies_id.mapped("name")), {"account", "portal", "sms"})
        for folder in ("controllers", "engine", "models", "wizards", "reports"):
            allowed = LIBRARIES | (DRAWING if folder == "reports" else set())
            for path in (ROOT / folder).rglob("*.py"):
                self.assertLessEqual(self._imports(path), allowed, path)

    def _imports(self, path):
        found = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add(node.module.split(".")[0])
        return found

    def test_banned_words_are_refused_in_every_text_and_language(self):
        """Rows 91, 93, 103, 120, 125, 141, 156, 176–178, 188, and domain.md 2.3."""
        values = {"name": "Test", "channel": "email", "subject": "Bill", "body": PARTS}
        email = self.env["arrears.template"].create(values)
        sms = email.create({**values, "channel": "sms"})
        for phrase in PHRASES:
            for template, field in ((email, "subject"), (email, "body"), (sms, "body")):
                for language in ("en_US", "zh_CN"):
                    with self.subTest(phrase), self.assertRaises(ValidationError):
                        template.with_context(lang=language)[field] = f"{PARTS} {phrase}"

    def test_a_text_can_name_nobody(self):
        """Row 168: what a text may be filled with is the account, never a person."""
        parts = {*wording_phrases.REQUIRED_PARTS, *wording_phrases.OPTIONAL_PARTS}
        blocks = {"how_to_pay", "office", "ignore_if_paid", "help_line"}
        account = {"amount", "due_date", "periods", "units", "estate", "creditor"}
        self.assertEqual(parts, blocks | account)


@tagged("post_install", "-at_install")
class TestBannedOnCards(CollectionCase):
    def setUp(self):
        super().setUp()
        self.owing(90_000, due="2025-01-31")
        self.case = self.case_of()
        self.legal = self.env["arrears.stage"].search([("code", "in", LEGAL_CODES)])

    def test_no_way_leads_to_the_law_without_its_conditions(self):
        """Rows 117, 128: not by hand, by the web client, by an import or as the superuser."""
        groups = ("reader", "collector", "cashier", "treasurer", "accountant", "reviewer",
                  "lawyer", "manager")  # fmt: skip
        users = self.env.user.union(*(self.user(f"law-{g}", f"group_{g}") for g in groups))
        self.estate.collector_ids |= users
        self.assertEqual(sorted(self.legal.mapped("code")), sorted(LEGAL_CODES))
        for stage in self.legal:
            for card in (self.case.with_user(user) for user in users):
                why = "law asks for more" if card.has_access("write") else ""
                for move in (card.write, lambda values, card=card: card.web_save(values, {})):
                    with self.subTest(card.env.user.login), self.assertRaisesRegex(UserError, why):
                        move({"stage_id": stage.id})
            rows = [[str(self.case.id), str(stage.id)]]
            refused = self.env["arrears.case"].load([".id", "stage_id/.id"], rows)["messages"]
            self.assertIn("law asks for more", refused[0]["message"])
        self.assertEqual(self.case.stage_id, self.stage("reminder"))

    def test_a_run_stops_before_a_stage_that_became_the_laws(self):
        """Row 128: the gate is asked when the card moves, not when the policy was written."""
        visit = self.stage("visit")
        self.env.ref("property_arrears.policy_default").step_ids[0].stage_id = visit
        self.switch_on()
        visit.gate = "legal"
        run = self.run_on()
        self.assertEqual(self.case.stage_id, self.stage("reminder"))
        self.assertEqual(self.line_of(run, self.case).outcome, "failed")

    def test_a_message_goes_to_the_debtor_and_to_nobody_beside(self):
        """Rows 144–148: not to people filed under the debtor, nor to others of the home."""
        self.partner("Son", parent_id=self.owner.id, email="son@example.com")
        co_owner = self.partner("Wife", email="wife@example.com")
        self.env["arrears.ownership"].create(
            {"unit_id": self.flat.id, "partner_id": co_owner.id, "role": "co_owner",
             "date_from": "2020-01-01"}
        )  # fmt: skip
        self.switch_on()
        self.run_on()
        self.send()
        mail = self.case.contact_ids.mail_id
        self.assertEqual((mail.state, mail.email_to), ("sent", "owner@example.com"))
        self.assertFalse(mail.email_cc or mail.recipient_ids)

    def test_nobody_visits_at_night_or_time_after_time(self):
        """Row 63: until 19:30, and once in fourteen days."""
        yesterday = self.later(-1)
        values = {"case_id": self.case.id, "channel": "visit"}
        log = self.env["arrears.contact.log"].with_context(arrears_now=self.moment("11:00"))
        with self.assertRaisesRegex(UserError, "allowed hours"):
            log.create({**values, "happened_at": self.moment("19:30", yesterday)}).action_refused()
        log.create({**values, "happened_at": self.moment("19:00", yesterday)}).action_refused()
        again = {**values, "happened_at": self.moment("10:30")}
        with self.assertRaisesRegex(UserError, "often enough"):
            log.create(again).action_refused()
        self.assertEqual(self.case.contact_count, 1)
