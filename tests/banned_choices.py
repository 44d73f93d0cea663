"""The closed list of choices of ``test_banned``: each value was read by a person."""

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
bank.channel.silence: refused waiting collected proved
debit.announce.way, debit.announcement.way: bill letter message contract
debit.batch.withdraw_cause, debit.withdrawal.cause: not_handed_in refused
keyed.answer.kind: answer returns
debit.line.sequence_type: FRST RCUR FNAL
debit.line.original_account: account bank
mandate.cycle: month quarter year bill
mandate.signed_how: paper bank online
bank.channel.answer_day: named collection
bank.file.row.outcome, case.debit_outcome, debit.line.outcome, debit.result.outcome,
    keyed.answer.line.outcome, return.reason.outcome: success partial funds limit account mandate
    refused deceased duplicate technical unknown
case.next_action: message call letter visit legal review none
case.urgency: high medium low held
ageing.line.kind, charge.kind, departure.line.kind, letter.line.kind, prepayment.kind,
    prepayment.transfer.kind,
    prepayment.transfer.from_kind, receipt.line.kind, refund.line.kind, roll.line.kind: principal
    late_fee pass_through deposit cost unclassified
claim.kind: debtor debit_batch merchant court sister_company transfer other
claim.line.kind: principal late_fee pass_through deposit cost
unidentified.days_class: 0_week 1_month 2_quarter 3_older
contact.channel, outreach.channel, outreach.spell.channel, channel.cost.channel: email sms wechat
    call visit letter portal counter
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
estate.price_regime: market guided
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
price.band.basis: per_area_month fixed_month
fee.standard.share_by: area unit
fee.standard.kind, billing.line.kind: principal pass_through
former.claim.kind, golive.row.kind: principal late_fee pass_through deposit cost unclassified
former.claim.notified_how, limitation.event.method: signed co_resident courier registered_letter
    message email media
golive.balance.sheet: open_item prepayment deposit
golive.checklist.code: units no_owner unclear_person no_reach no_basis unclassified refused_rows
    transfer tie_out office how_to_pay no_collector no_policy holidays unsigned_plans time_barred
    limitation_near former_claims other_follow_up preview
golive.file.sheet, golive.row.sheet, golive.upload.sheet: unit open_item prepayment deposit
    mandate demand former_claim plan promise
hardship.category, hardship.intake.category: income_loss illness disability low_income
    bereavement disaster separation elderly_alone cash_gap other
hardship.channel: paper phone counter portal
hardship.intake.channel: paper phone counter
hardship.consent.way: signed message spoken page
hardship.appeal_decision, hardship.appeal.decision.decision: waive_full waive_part
    reduce_principal plan refuse
hardship.decision: waive_full waive_part reduce_principal plan extension referral refuse
hardship.evidence_type: self_declaration low_income_certificate unemployment_proof
    medical_certificate disability_card disaster_proof bereavement_proof community_letter
hardship.consent.proof: self_declaration low_income_certificate unemployment_proof
    medical_certificate disability_card disaster_proof bereavement_proof community_letter statement
grievance.kind: question complaint repair
grievance.outcome: remedied explained
hold.type: promise dispute plan hardship payment_claim deceased represented do_not_contact manual
    fapiao extension grievance plan_asked
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
    contact_request payer_notice liable_notice instruction debit_announcement
incentive.program.kind: on_time in_a_row prepaid_year debit_sign_up
incentive.program.reward_type: percent amount months
inheritance.proof: death_certificate registration_cancelled court_declaration community_letter
jurisdiction.developer_rule: through_month to_the_day
limitation.event.type: demand acknowledgement part_payment plan suit mediation
letter.entry.method, letter.method, letter.results.method: courier registered by_hand letter_box
letter.entry.relation, letter.relation: self co_resident authorised
letter.entry.result: posted delivered returned refused unclaimed
letter.return_reason: address declined unclaimed
mandate.problem: account mandate refused deceased funds left unused
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
    plan bill_again fee_sheet
contact.asked_for: bill_again payment_link debit_offer fee_sheet
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
stage.way: message call letter visit
lost.contact.committee: owners residents
lost.contact.ground: no_answer wrong_number letter_back moved
lost.contact.step.kind: registered_letter property_records contact_request court
lost.contact.step.result: reached new_address nothing
ownership.end_asked_by: owner agent
sidecar.lease.kind: channel source
segment.condition.comparison: at_least at_most
segment.condition.fact: bills late on_time_percent days_overdue broken_promises contact_days
notice.rule.occasion: coming paid receipt
notice.wish.wish: fewer all
relief.report.line.dimension: ground decision time appeal
template.channel: email sms wechat bulletin
template.use: arrears coming thanks plan debit bill_again payment_link debit_offer fee_sheet receipt
    promotion
marketing.consent.way, marketing.consent.withdrawn_way: paper spoken message portal
tie.out.line.code: overdue not_yet_due time_barred unapplied_credits no_partner draft_entries
    between_branches
unit.occupancy: undelivered vacant occupied
fee.standard.usage, late.fee.clause.usage, price.band.usage, rate.line.usage, unit.usage,
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
    court_practice settlement prompt_payment undelivered plan_kept
plan.kind: standard long token
"""
