# The announcement as it travels, then the texts, the batch that sends it, and the message itself.
from . import template, debit_announcement, debit_batch, debit_batch_send, contact
from . import reason_wording
