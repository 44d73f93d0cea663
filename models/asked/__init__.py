# The texts, then the message and what sends it.
from . import template, reason, contact, case_send, reason_wording
