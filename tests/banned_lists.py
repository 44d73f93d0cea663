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
contact: address address_key asked_for body_html breach call_back_at channel contact_class debtor_id
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
courtesy.call: about asked_on work_order
credit.allocation: applied_on debtor_id state undone_on
credit.allocation.line: chosen partial_ids reasons sequence
debit.announcement: collection_date payer_id reasons told_on way
debit.line: account_cipher account_last4 agreement_number answer_code answer_text bank_code
    bank_name collection_date creditor_identifier creditor_name debtor_id holder_name
    original_account original_agreement original_creditor_identifier original_creditor_name
    outcome part reference sequence sequence_type state unit_names value_date
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
    is_objection more_time_until name opened_on paused_until referral state statement
hardship.appeal: said
hardship.appeal.decision: decision reason
hardship.consent: cipher copy_deleted_on copy_kept_on copy_name given_on keep_until may_keep_copy
    proof purpose text text_version way withdrawn_on
hardship.intake: address_confidential category channel is_appeal is_new_event statement
hold: approved_on date_from date_until lifted_on note type wanted_until
incentive.award: booked_on cause debtor_id earned granted_on is_exclusive period_from
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
limitation.event.charge: charge_text counts liable_ids
lost.contact: committee ended_on ground opened_on state
lost.contact.step: document document_name done_on kind note result
keyed.answer.line: answer_code answer_text outcome
mandate: account_cipher account_doubtful account_hash account_last4 agreement_number bank_code
    bank_name covers_late_fee covers_pass_through cycle date_from date_to debtor_id ended_on
    has_scan holder_id holder_name name notice_days problem purpose scan_content scan_name
    signed_date signed_how state
marketing.consent: debtor_id given_on told way withdrawn_on withdrawn_way
notice: day debtor_id reasons
notice.wish: debtor_id said_on wish
outreach: channel complained cured day debtor_id enrolled promised reached repeated satisfaction
    tone
outreach.spell: alone_count channel closed_count closed_on complaint_count contact_count
    opened_on
ownership: authority authority_name authority_on consent_on consent_proof consent_proof_name
    date_from date_to end_asked_by ended_on jointly_liable partner_id pays role share told_on
ownership.transfer: buyer_id co_buyer_ids day delivered_on done_on end_tenant note reason
    reckoned_on seller_ids state
ownership.transfer.line: date_from date_to debtor_id document due_date kind section sequence
payer.account: account_hash account_last4 partner_id payer_name
payment.history: debtor_id nature value_date
plan: answer_by asked_by_owner consent_how consent_on consent_party consent_proof consent_proof_name
    cure_until debtor_id decided_on decision_note ended_on escalated_on explanation first_on kind
    months name number_before proposed_on reasons resumed_on review_note review_on state
plan.charge: charge_text due_date
plan.line: due_on paid_on state
plan.notice: by_task reasons told_on
policy.change: changed_on reasons
receipt: confirmed_at counted_at date debtor_ids name payer_id payer_name prepayment_debtor_id
    prepayment_kind reasons reference state token value_date
receipt.line: chosen date debtor_id due_date kind period_from period_to purpose state
receipt.void: date reason voided_at
payment.claim: claimed_on closed_on debtor_id escalated_on note paid_on payer_name
    proof proof_name result_note state statement_line_id trace_by way
preference: channel debtor_id hour_from hour_to purpose_told satisfaction suggestion told_on
prepayment: debtor_id is_above_cap kind months_left paid_on
promotion.line: debtor_id reasons
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
                    "arrears_hold_days",
                    "arrears_dispute_days",
                    "arrears_extension_days", "arrears_extensions_a_year",
                    "arrears_needs_certificate", "arrears_notice_days",
                    "arrears_other_follow_up", "arrears_points_apart",
                    "arrears_points_opted_out", "arrears_points_kinds",
                    "arrears_smallest_amount", "arrears_large_units",
                    "arrears_ticket_closed_when", "arrears_ticket_model",
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
LIBRARIES = {"ast", "base64", "binascii", "bisect", "calendar", "codecs", "collections",
             "contextlib",
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
