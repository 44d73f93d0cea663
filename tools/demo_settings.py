"""What Odoo has to know about this start of the demo: the mailbox's ports, and its clock."""

from datetime import datetime, timezone

from demo.clock import HOME, working_zone
from tools.demo_odoo import Session
from tools.demo_places import Ports
from tools.odoo_server import OdooServer
from tools.progress import say

MAIL_SERVER = "Demo mailbox"


def settle_in(admin: Session, ports: Ports, server: OdooServer) -> None:
    """Point Odoo's mail and SMS at the mailbox, and keep the firm's clock in working hours."""
    parameters = {
        "sms.endpoint": f"http://127.0.0.1:{ports.page}",
        "web.base.url": server.url,
        "web.base.url.freeze": "True",
    }
    for name, value in parameters.items():
        admin.call("ir.config_parameter", "set_param", name, value)
    values = {"name": MAIL_SERVER, "smtp_host": "127.0.0.1", "smtp_port": ports.smtp}
    servers = admin.call("ir.mail_server", "search", [["name", "=", MAIL_SERVER]])
    if servers:
        admin.call("ir.mail_server", "write", servers, values)
    else:
        encryption = {"smtp_authentication": "login", "smtp_encryption": "none"}
        admin.call("ir.mail_server", "create", [{**values, **encryption}])
    _set_clock(admin)


def _set_clock(admin: Session) -> None:
    zone = working_zone(datetime.now(timezone.utc))
    [company] = admin.find("res.company", [], ["partner_id"], limit=1, order="id")
    admin.call("res.partner", "write", [company["partner_id"][0]], {"tz": zone})
    if zone != HOME:
        say(
            "  It is night in Hangzhou, when owners may not be contacted. So that you see "
            f"reminders leave, the firm lives in the time zone {zone} for now."
        )
