from . import message_channel, message_channel_post, message_channel_vendor, wechat_contact
from . import case_reach
from . import contact, contact_event, contact_send, contact_fallback, contact_fallback_service
from . import channel_receipt
from . import mail_thread, sms_tracker
from . import base_partner_merge, reason_wording
from . import case, ir_attachment, wechat_log, wechat_text
