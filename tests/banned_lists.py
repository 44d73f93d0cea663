"""The closed lists of ``test_banned``: each line was read by a person before it came in."""

from ..engine import wording_phrases

# What is kept about people, beyond amounts and NEUTRAL: each name was read. A ground of hardship
# is the owner's own word, for reviewers alone (see the test below).
ABOUT_PEOPLE = """
address.mark: address_key debtor_id moment quality
ageing.line: charge_ref days_overdue debtor_id due_bucket due_date entry interrupted_on kind
    limitation_bucket limitation_date line_ref period_bucket period_from period_to
bank.file.row: answer_code answer_text line_number outcome raw reference state value_date
billing.line: area date_from date_to document_number is_difference kind months name
    payable_percent payer_id price price_basis product_id quantity reasons state
case: charge_count color contact_count debit_date debit_outcome debit_reason debtor_id
    help_offered_on last_contact_date lateness limitation_date next_action next_action_date
    oldest_due_date policy_inputs priority_score segment_inputs stage_since state urgency
case.access: day first_at last_at times
case.episode: closed_on opened_on
charge: debtor_id due_date due_rank interrupted_until kind limitation_date no_followup period_from
    period_to price_basis state time_barred
charge.mapping: confirmed_on date_from date_to done_count find_basis find_kind find_period
    find_unit journal_id line_count name only_open partner_id price_basis state
charge.mapping.line: before_kind before_period_from before_period_to before_price_basis day
    debtor_id kind needs_basis needs_kind needs_period needs_unit period_from period_to
    price_basis proposed_kind proposed_period_from proposed_period_to proposed_price_basis reasons
    state sure text written_kind written_period_from written_period_to written_price_basis
claim: by_hand confirmed_on date debtor_id journal_id kind label problem proposed_on reasons score
    state statement_line_id sure undone_on
claim.line: debtor_id kind sequence
claim.proposal: debtor_ids rank reasons score sure
contact: address address_key body_html breach call_back_at channel contact_class debtor_id
    debtor_name direction fallback fallback_reasons happened_at identity_checked kept_back_key
    language leaving_at mail_id moment need next_step note outcome partner_id party promise_date
    promise_way reasons scheduled_at sms_id
    state subject text their_message_id tone
contact.event: detail kind moment their_id
contact.point: active address_key address_parts consent_marketing consent_on digits is_preferred
    kind partner_id quality quality_reasons source standing value verified_at wrong_at
contact.log: asked_by_owner breach call_back_at channel claim_paid_on claim_payer claim_way
    contact_class direction ended_at happened_at identity_checked need next_step note outcome party
    promise_date promise_way
credit.allocation: applied_on debtor_id state undone_on
credit.allocation.line: chosen partial_ids reasons sequence
debit.line: account_cipher account_last4 agreement_number answer_code answer_text bank_code
    bank_name collection_date debtor_id holder_name outcome reference sequence state unit_names
    value_date
debit.omission: reasons
debit.result: answer_code answer_text event_key file_line outcome recorded_at value_date
debit.split: due_date is_open
debt.assumption: accepted_on assumer_id debtor_id effect scan scan_name signed_on state
departure.line: debtor_id document is_reserved is_unbilled kind months period_from period_to
    section
deposit: day debtor_id product_id
deposit.take: debtor_id note product_id
dispute: answer_by building charge_kind corrected_on decided_on decision_reason escalated_on
    evidence ground informed_on kind name opened_on outcome paused_until period_from period_to
    progress reduced_percent reminded_on responsible responsible_id said scope state ticket
    ticket_number ticket_on ticket_state withdrawn_on
dispute.line: is_open
dispute.milestone: done_on planned_on what
extension: consent_how consent_on consent_party consent_proof consent_proof_name decided_on
    decision_note reason requested_on state until
fapiao: asked_on code debtor_id fapiao_type is_red issued_on note number recorded_at state
    tax_number title waits withdrawn_on
fapiao.answer.row: code day key number reasons row_number verdict
fapiao.ask: fapiao_type note one_a_bill tax_number title waits
fapiao.line: debtor_id is_red item period_from period_to state tax_rate
fee.reduction: approved_on basis closing_date date_from date_to decision_reason difference_payer_id
    document document_name end_reason ended_on inspected_on inspection_note owners_resolution
    payable_percent requested_on state type
filed.person: bill_count commercial_id partner_id unit_count
former.claim: assigned_on assignment creditor debtor_id document_number due_date kind notice_proof
    notified_how notified_on period_from period_to price_basis state
golive.row: account_cipher account_hash account_last4 cells contact_emptied debtor_id due_date
    has_note kind notes number period_from period_to person_text read_problems reasons row_key
    sheet state unit_text
grievance: answer answer_by answered_on closed_on courtesy_on escalated_on informed_on kind
    opened_on outcome paused_until progress reminded_on said state subject ticket ticket_number
    ticket_on ticket_state
hardship: address_confidential appeal_decided_on appeal_decision appeal_reason appeal_said
    appeal_until appealed_on category channel debtor_id decide_by decided_on decision
    decision_reason evidence_dated evidence_seen_on evidence_type extended_on is_new_event
    more_time_until name opened_on paused_until referral state statement
hardship.appeal: said
hardship.appeal.decision: decision reason
hardship.intake: address_confidential category channel is_appeal is_new_event statement
hold: date_from date_until lifted_on note type
incentive.award: booked_on cause debtor_id explanation granted_on is_exclusive period_from
    period_to reasons state take_back_due taken_back_on
incentive.gift: approved_on debtor_id given_on is_deemed_sale item recipient state text
inheritance: administrator_id date_of_death deceased_id deed deed_name determined_on proof
    proof_seen_on state
inheritance.heir: partner_id sequence share
legal.proposal: days_old decided_on decision_note help_offered_on proposed_on state
large.debtor: debtor_id last_statement_on note state
large.statement: asked_on period_from sent_on
late.fee.line: clause date_from date_until debtor_id reasons state stretches
late.fee.pause: cause date_from date_until note
late.fee.run: charged_on date_until debtor_id due_date invoice_date state with_paid
late.fee.statement: court_is_known note until
late.fee.statement.line: date_from date_until days note permille
letter: address address_key debtor_id debtor_name language late_fees method name party pay_by photo
    photo_name posted_on printed_at reasons relation result_on return_reason signer state
    tracking_number
letter.entry: breach day method photo photo_name photo_unreadable relation result signer tracking
letter.line: due_date kind period_from period_to price_basis unit_name
limitation.event: date debtor_id document document_name method proof recorded_on state type
    withdraw_reason withdrawn_on
limitation.event.charge: charge_text counts
mandate: account_cipher account_hash account_last4 agreement_number bank_code bank_name
    covers_late_fee covers_pass_through date_from date_to debtor_id holder_name name problem
    signed_date state
notice: day debtor_id reasons
outreach: channel complained cured day enrolled promised reached repeated satisfaction tone
ownership: date_from date_to jointly_liable partner_id pays role share
ownership.transfer: buyer_id co_buyer_ids day delivered_on done_on end_tenant note reason
    reckoned_on seller_ids state
ownership.transfer.line: date_from date_to debtor_id document due_date kind section sequence
payer.account: account_hash account_last4 partner_id payer_name
payment.history: debtor_id nature value_date
plan: consent_how consent_on consent_party consent_proof consent_proof_name cure_until debtor_id
    decided_on decision_note ended_on explanation first_on kind months name proposed_on reasons
    resumed_on review_note review_on state
plan.charge: charge_text due_date
plan.line: due_on paid_on state
plan.notice: by_task reasons told_on
policy.change: changed_on reasons
receipt: confirmed_at date debtor_ids name payer_id payer_name prepayment_debtor_id
    prepayment_kind reasons reference state token value_date
receipt.line: chosen date debtor_id due_date kind period_from period_to purpose state
receipt.void: date reason voided_at
payment.claim: claimed_on closed_on debtor_id escalated_on note paid_on payer_name
    proof proof_name result_note state statement_line_id trace_by way
preference: channel debtor_id hour_from hour_to purpose_told satisfaction suggestion told_on
prepayment: debtor_id is_above_cap kind months_left paid_on
promise: grace_end judged_on made_on promised_by reasons state
promise.task: activity_id day kind
refund: account_approved_on account_cipher account_hash account_last4 approved_on bank_name
    cancel_reason cancelled_on consent consent_name consent_on debtor_id decision_note destination
    explanation holder_name journal_id name other_account_document other_account_document_name
    other_account_reason paid_on problem proof proof_name reason_code refused_on requested_on state
    unit_names value_date void_reason voided_on
refund.line: entry_name is_deposit is_reserved kind months_bought months_served
refund.report: approved_on days_class days_open debtor_id destination paid_on reason_code
    requested_on state
record.correction: decided_on decision_note explanation reason_code requested_on state
run.line: outcome planned_at reasons text undo_reasons verdict_key
step.claim: activity_id anchor_date channel taken_on tone voided
unidentified: date days days_class journal_id statement_line_id
unit: active area building decorated entrance handover_date name number occupancy sort_key
    usable_area usage
visit: appointment_at asked_by_owner debtor_id note outcome party planned_on purpose reasons state
visit.plan: appointment_at asked_by_owner note planned_on purpose
waiver: applied_on approval_basis approved_on conflict debtor_id decision_note explanation failed_on
    failure is_sealed name needed_level raised reason_code refused_on requested_on resolution_date
    resolution_reference reversal_reason reversed_on state subject valid_until
waiver.report: decided_on reason_code state subject
waiver.reversal: reason
wechat.contact: active consent_on debtor_id identifier
wechat.log: breach screenshot screenshot_name text
year.close.line: building debtor_id debtor_name document_name limitation_date period_from period_to
    unit_name usage
year.correction: cause date period_from period_to
"""

# Every choice there is, besides the states of a record.
CHOICES = """
address.mark.quality: good bad
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
bank.adjustment.line.section: books_in books_out bank_in bank_out
bank.channel.exchange: folder browser
bank.file.row.outcome, case.debit_outcome, debit.line.outcome, debit.result.outcome,
    return.reason.outcome: success partial funds limit account mandate refused deceased
    duplicate technical unknown
case.next_action: message call letter visit legal review none
case.urgency: high medium low held
ageing.line.kind, charge.kind, departure.line.kind, letter.line.kind, prepayment.kind,
    prepayment.transfer.kind,
    prepayment.transfer.from_kind, receipt.line.kind, refund.line.kind, roll.line.kind: principal
    late_fee pass_through deposit cost unclassified
claim.kind: debtor debit_batch merchant court sister_company transfer other
claim.line.kind: principal late_fee pass_through deposit cost
unidentified.days_class: 0_week 1_month 2_quarter 3_older
contact.channel, outreach.channel: email sms wechat call visit letter portal counter
message.channel.channel: email sms wechat
message.channel.method: POST PUT
message.channel.way: odoo web
contact.fallback: message task none
contact.contact_class: service dunning legal marketing
script.audience: all person company
script.channel: call visit wechat letter
script.contact_class: dunning service marketing
script.review_state, template.review_state: draft reviewed
script.situation: opening promise_confirm promise_broken reason promise_ask plan payment service
    invitation thanks closing
message.channel.vendor, sms.vendor.template.vendor: aliyun tencent huawei
bank.file.direction, contact.direction, contact.log.direction: out in
contact.event.kind: delivered bounced failed read
contact.point.kind: phone email address
contact.point.source: typed owner moved import
contact.point.standing: good unknown bad
contact.log.channel: call visit wechat counter
contact.log.contact_class: dunning service
contact.log.outcome, contact.outcome: connected no_answer switched_off wrong_number someone_else
    refused moved asked_to_leave
contact.log.party, contact.party, letter.party, visit.party: owner co_owner tenant_payer agent
    developer heir
debt.assumption.effect: joins releases
departure.line.section: prepayment credit deposit beyond
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
extension.consent_how, plan.consent_how: call office paper message portal
extension.consent_party, plan.consent_party: owner co_owner tenant_payer agent developer heir
fapiao.answer.row.verdict: accepted already empty refused
fapiao.ask.fapiao_type, fapiao.fapiao_type: ordinary special
fee.reduction.type: vacancy local_relief staff_housing sales_promise
fee.standard.area_basis: built usable
fee.standard.basis: per_area_month fixed_month share_of_amount
fee.standard.share_by: area unit
fee.standard.kind, billing.line.kind: principal pass_through
former.claim.kind, golive.row.kind: principal late_fee pass_through deposit cost unclassified
former.claim.notified_how, limitation.event.method: signed co_resident courier registered_letter
    message email media
golive.balance.sheet: open_item prepayment deposit
golive.checklist.code: units no_owner unclear_person no_reach no_basis unclassified refused_rows
    transfer tie_out office how_to_pay no_collector no_policy holidays time_barred limitation_near
    former_claims other_follow_up preview
golive.file.sheet, golive.row.sheet, golive.upload.sheet: unit open_item prepayment deposit
    mandate demand former_claim
hardship.category, hardship.intake.category: income_loss illness disability low_income
    bereavement disaster separation elderly_alone cash_gap other
hardship.channel, hardship.intake.channel: paper phone counter
hardship.appeal_decision, hardship.appeal.decision.decision: waive_full waive_part
    reduce_principal refuse
hardship.decision: waive_full waive_part reduce_principal plan extension referral refuse
hardship.evidence_type: self_declaration low_income_certificate unemployment_proof
    medical_certificate disability_card disaster_proof bereavement_proof community_letter
grievance.kind: question complaint repair
grievance.outcome: remedied explained
hold.type: promise dispute plan hardship payment_claim deceased represented do_not_contact manual
    fapiao extension grievance
holiday.kind: holiday working_day
dispute.charge_kind: principal late_fee pass_through deposit cost unclassified
dispute.ground: not_performed not_living_there not_using
dispute.kind: service house_defect price identity amount sales_promise not_handed_over
dispute.outcome: rejected corrected reduced
dispute.responsible: firm developer builder supplier other_owner authority
dispute.scope: card building
document.document_type, document.print.document_type: price_board bill_statement account_statement
    unit_statement confirmation_letter settlement_statement poster meeting_pack fee_use
    refund_application payment_record report receipt demand_letter visit_round plan_agreement
incentive.program.kind: on_time in_a_row prepaid_year debit_sign_up
incentive.program.reward_type: percent amount months
inheritance.proof: death_certificate registration_cancelled court_declaration community_letter
jurisdiction.developer_rule: through_month to_the_day
limitation.event.type: demand acknowledgement part_payment plan suit mediation
letter.entry.method, letter.method, letter.results.method: courier registered by_hand letter_box
letter.entry.relation, letter.relation: self co_resident authorised
letter.entry.result: posted delivered returned refused unclaimed
letter.return_reason: address declined unclaimed
mandate.problem: account mandate refused deceased funds
ownership.pays: all principal pass_through
ownership.role: owner co_owner tenant_payer developer heir agent
ownership.transfer.line.kind: principal late_fee pass_through deposit cost unclassified
ownership.transfer.line.section: open credit credit_elsewhere unbilled beyond
ownership.transfer.reason: sale delivery gift court division other
contact.log.claim_way, contact.log.promise_way, contact.promise_way, payment.claim.way: transfer
    code cash card debit other
preference.channel: email sms wechat call
preference.satisfaction: 5 4 3 2 1
promise.task.kind: confirm ask
reason.action: promise payment_claim complaint repair extension relief dispute debit fapiao
payment.code.app: wechat alipay page
payment.method.way: cash card code transfer cheque
receipt.line.purpose: charge prepayment
receipt.prepayment_kind: principal pass_through
receiving.account.purpose: any principal pass_through deposit
payment.history.nature: payment credit_note waiver write_off transfer entry
policy.occupancy: any vacant_undecorated occupied
policy.payment_method: autopay transfer qr office company_transfer
policy.step.channel, step.claim.channel: message call letter visit legal
contact.tone, outreach.tone, policy.step.tone, script.tone, stage.tone, step.claim.tone,
    template.tone: gentle
    notice firm
record.correction.reason_code: bank not_billed own_error wrong_bill repair other
rate.exclusion.reason: developer dispute litigation
rate.goal.scope, rate.target.scope: company region collector estate building
rate.report.opening_source: closed books
refund.destination, refund.report.destination: origin cash other
refund.reason_code, refund.report.reason_code: overpaid mistaken deposit_due sale handover other
refund.report.days_class: 0_closed 1_days_3 2_days_7 3_days_15 4_more
run.line.outcome: step named waiting stopped failed
same.person.ground: phone name
stage.gate: none legal
segment.condition.comparison: at_least at_most
segment.condition.fact: bills late on_time_percent days_overdue broken_promises contact_days
notice.rule.occasion: coming paid
template.channel: email sms wechat
template.use: arrears coming thanks plan
tie.out.line.code: overdue not_yet_due time_barred unapplied_credits no_partner draft_entries
    between_branches
unit.occupancy: undelivered vacant occupied
fee.standard.usage, late.fee.clause.usage, rate.line.usage, unit.usage,
    year.close.line.usage: residential villa shop office parking
unit.status.evidence: inspection handover_sheet meter decoration_permit owner_statement none
unit.status.occupancy: undelivered vacant occupied
year.correction.cause: late credited transferred restated gone
visit.outcome: met not_home moved refused asked_to_leave
visit.plan.purpose, visit.purpose: talk collect
late.fee.clause.basis: daily reminder
late.fee.pause.cause: undelivered_bill bank_fault own_error dispute agreed
approval.rule.subject, waiver.subject, waiver.report.subject: late_fee principal
waiver.conflict: none employee committee related
waiver.reason_code, waiver.report.reason_code: hardship goodwill own_error bank_fault
    court_practice settlement prompt_payment plan_kept
plan.kind: standard long token
"""

MONEY = {"arrears_unit_id", "arrears_period_from", "arrears_period_to", "arrears_value_date"}
# What we add to Odoo's own models; nothing to contacts.
ADDED_TO_ODOO = {
    "account.move": MONEY
    | {"arrears_billing_line_ids", "arrears_reduction"}
    | {"arrears_dispute_id", "arrears_disputed_move_id"}
    | {"arrears_debit_batch_id", "arrears_waiver_id", "arrears_waived_move_id"}
    | {"arrears_reversed_waiver_id"}
    | {"arrears_receipt_id", "arrears_cashier_day_id", "arrears_refund_id"}
    | {"arrears_fapiao_status", "arrears_fapiao_text", "arrears_shows_fapiao"},
    "account.move.reversal": {"arrears_fapiao_text"},
    "account.move.line": MONEY
    | {"arrears_kind", "arrears_price_basis", "arrears_award_id", "arrears_reserving_refund_id"}
    | {"arrears_back_award_id", "arrears_late_fee_id"},
    "product.category": {"arrears_kind"},
    "product.template": {"arrears_kind"},
    "res.company": {"arrears_pause_days", "arrears_decision_days", "arrears_quiet_days",
                    "arrears_self_declaration_limit", "arrears_waiver_account_id",
                    "arrears_cash_difference_account_id", "arrears_cash_difference_limit",
                    "arrears_cash_transit_account_id",
                    "arrears_intercompany_account_id", "arrears_intercompany_journal_id",
                    "arrears_refund_limit", "arrears_uses_fapiao", "arrears_calls_a_day",
                    "arrears_demand_days", "arrears_visits_a_day",
                    "arrears_record_grace_days", "arrears_promise_days",
                    "arrears_promise_leader_days", "arrears_promise_grace_days",
                    "arrears_promise_kept_percent", "arrears_judged_day", "arrears_judged_up_to",
                    "arrears_judged_done", "arrears_ledger_days", "arrears_trace_days",
                    "arrears_answer_days", "arrears_grievance_quiet_days",
                    "arrears_dispute_days",
                    "arrears_extension_days", "arrears_extensions_a_year",
                    "arrears_needs_certificate", "arrears_notice_days",
                    "arrears_other_follow_up", "arrears_points_apart",
                    "arrears_points_opted_out", "arrears_points_kinds",
                    "arrears_smallest_amount", "arrears_large_units",
                    "arrears_ticket_model_id", "arrears_large_months",
                    "arrears_late_fee_cap_ids", "arrears_late_fee_cap_percent",
                    "arrears_late_fee_cap_permille", "arrears_late_fee_payment_days",
                    "arrears_late_fee_product_id", "arrears_prompt_waiver_by_id",
                     "arrears_prompt_waiver_days", "arrears_gift_cap", "arrears_reviewer_limit",
                     "arrears_two_persons", "arrears_plan_first_days", "arrears_plan_months",
                     "arrears_plan_longest_months", "arrears_plan_cure_days",
                     "arrears_plans_a_year"},
}  # fmt: skip

# Nothing here speaks to a door, a lift, a meter, a camera or a website. ``requests``, which Odoo
# itself brings, hands a message to the gateway that a manager has entered (models/channels).
# ``urllib`` takes the address of a payment code apart and opens none; ``qrcode`` draws it.
LIBRARIES = {"base64", "binascii", "bisect", "calendar", "codecs", "collections", "contextlib",
             "cryptography", "csv", "openpyxl", "xml", "zipfile", "io",
             "dataclasses", "datetime", "decimal", "fractions", "functools", "hashlib", "hmac",
             "itertools", "json", "logging", "markupsafe", "math", "odoo", "operator", "os",
             "psycopg2", "re", "requests", "time", "typing", "unicodedata", "zoneinfo",
             "stdnum", "urllib", "qrcode", "__future__"}  # fmt: skip
# What draws papers and tables.
DRAWING = {"copy", "io", "lxml", "math", "openpyxl", "pypdf", "reportlab", "xlsxwriter",
           "zipfile"}  # fmt: skip

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
