"""What the addon ships that acts, addresses somebody or can be seen: reviewed lists.

Compared with the database by ``test_banned``; see ``banned_lists`` for what is kept about people.
"""

# What the addon brought as data, of the sorts that act, address somebody or hold words.
SHIPPED = {
    "arrears.policy": "policy_default policy_habitual policy_long_overdue policy_on_time "
    "policy_serial_promiser policy_shop_villa policy_short_and_in_touch policy_vacant",
    "arrears.reason": "reason_busy_away reason_difficulty reason_fapiao reason_forgot "
    "reason_house_defect reason_no_bill reason_not_understood reason_other_party reason_paid "
    "reason_procrastinating reason_service reason_unwilling reason_vacant reason_wrong_amount",
    "arrears.script": "script_autopay script_away script_b2b_closing script_b2b_date "
    "script_b2b_open_gentle script_b2b_open_notice script_b2b_status script_busy "
    "script_closing script_complaint script_defect_help script_defect_repair "
    "script_duty script_event script_hardship script_late_fee script_later script_letter_firm "
    "script_no_bill script_not_understood script_open_firm script_open_gentle "
    "script_open_notice script_other_party script_paid script_plan_ask "
    "script_promotion script_ptp_ask script_ptp_broken script_ptp_confirm "
    "script_service script_thanks script_transfer script_vacant script_visit_gentle "
    "script_visit_notice script_wechat_gentle script_wechat_notice "
    "script_wrong_amount",
    "arrears.stage": "stage_call stage_closed stage_demand_letter stage_legal stage_pre_legal "
    "stage_reminder stage_visit",
    "arrears.template": "template_email_bill_again template_email_coming "
    "template_email_debit template_email_debit_offer "
    "template_email_fee_sheet template_email_firm template_email_gentle "
    "template_email_gentle_business template_email_notice template_email_notice_business "
    "template_email_payment_link template_email_plan template_email_receipt "
    "template_email_thanks "
    "template_sms_bill_again template_sms_coming template_sms_debit template_sms_debit_offer "
    "template_sms_fee_sheet template_sms_firm "
    "template_sms_gentle template_sms_notice template_sms_payment_link template_sms_plan "
    "template_sms_receipt template_sms_thanks "
    "template_wechat_coming template_wechat_debit template_wechat_firm template_wechat_gentle "
    "template_wechat_notice template_wechat_plan template_wechat_thanks",
    "ir.cron": "cron_announce_debits cron_arrears_billing cron_arrears_fallback "
    "cron_arrears_golive "
    "cron_arrears_morning cron_arrears_notices cron_arrears_points cron_arrears_promise "
    "cron_arrears_run cron_arrears_segments cron_arrears_send cron_book_sealed_files "
    "cron_book_statements cron_charge_mapping cron_claim_propose cron_consent_copies "
    "cron_end_mandates cron_prompt_waiver cron_refresh cron_relief_report cron_report_issue "
    "cron_sidecar_late cron_waiver_approval cron_watch_answers",
    "mail.activity.type": "activity_type_call activity_type_fapiao",
    "res.groups": "group_accountant group_cashier group_collector group_finance_director "
    "group_lawyer group_manager group_reader group_reviewer group_sidecar group_treasurer",
}
# Of these it brings none: no printed list, no page, no mailing, no trigger of its own.
NOT_SHIPPED = ("base.automation", "ir.actions.act_url", "ir.actions.client", "ir.actions.report",
               "mail.alias", "mail.template", "sms.template", "website.page")  # fmt: skip
# Papers and pages that can be drawn. What names a debtor is drawn for the record of that debtor;
# ``price_board_page`` is the only one that is read without signing in.
PAPERS = """
account_statement_document ageing_table ageing_tie_table bank_adjustment_document
bill_statement_document confirmation_letter_document contact_request_document
demand_letter_document demand_letter_running
debit_announcement_document demand_letter_table
document_addressee document_ageing
document_collection_rates document_help document_layout document_letterhead document_rate_table
document_roll_rates document_style fee_calendar_table fee_sheet_document
fee_use_document fee_use_table instruction_document
meeting_pack_document
payer_notice_document payment_record_document payment_record_table plan_agreement_document
poster_document price_board_body
price_board_document price_board_page price_board_table
owner_page owner_page_breadcrumb owner_page_consents owner_page_debit owner_page_forms
owner_page_help owner_page_home owner_page_instalments owner_page_notices owner_page_objection
owner_page_offers owner_page_open owner_page_relief
owner_page_paid owner_page_plan owner_page_record owner_page_underway owner_page_ways
receipt_document receipt_row refund_application_document report_definitions report_issue_mail
settlement_statement_document statement_by_unit statement_open statement_summary
unit_statement_document visit_round_document
"""
ROUTES = {
    # The own account of the owner who signed in, and forms about it.
    "/my/arrears": "user",
    "/my/arrears/<string:what>": "user",
    "/property_arrears/bank_file/<int:file_id>": "user",
    "/property_arrears/mandate_scan/<int:mandate_id>": "user",
    "/property_arrears/prices/<int:estate_id>": "public",
    # A gateway tells what became of a message: it needs a secret address, and learns nothing.
    "/property_arrears/receipt/<string:token>": "public",
    "/property_arrears/refund_sheet/<string:numbers>": "user",
}
