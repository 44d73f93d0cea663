# The texts, then the message and what sends it.
from . import template, reason, contact, estate, case_send, contact_log, reason_wording
from . import receipt_rule, receipt_text, notice_receipt, contact_receipt
