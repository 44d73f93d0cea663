from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ...engine.approval import LATE_FEE
from ...engine.waivers import is_undelivered

UNDELIVERED = "undelivered"
# What shows that the owner had it; that an e-mail was sent shows nothing of the kind.
ARRIVED = ("delivered", "connected")
MOST_SHOWN = 10


class ArrearsWaiver(models.Model):
    """The late fee for a time in which no bill reached the owner: the first level decides, whatever
    the amount, since nobody owes a fee for not paying what he did not know of."""

    _inherit = "arrears.waiver"

    delivery_text = fields.Text(
        string="What was sent", compute="_compute_delivery_text", compute_sudo=True,
        help="Everything that named the bills behind these late fees, and whether it arrived.",
    )  # fmt: skip

    @api.constrains("reason_code", "subject")
    def _check_undelivered(self):
        """:raises ValidationError: the reason is given for something else than a late fee"""
        for waiver in self:
            if waiver.reason_code == UNDELIVERED and waiver.subject != LATE_FEE:
                raise ValidationError(
                    self.env._(
                        "“Bill not delivered” is a reason to waive the late fee, not the service "
                        "fee: choose another reason."
                    )
                )

    @api.depends("line_ids.charge_id", "reason_code")
    @api.depends_context("lang")
    def _compute_delivery_text(self):
        for waiver in self:
            named = waiver.reason_code == UNDELIVERED and waiver._contacts_about_sources()
            waiver.delivery_text = named and (
                "\n".join(waiver._delivery_line(contact) for contact in named[:MOST_SHOWN])
                or self.env._("Nothing is on record that named these bills.")
            )

    def _delivery_line(self, contact):
        labels = {
            name: dict(contact._fields[name]._description_selection(self.env))
            for name in ("channel", "state")
        }
        day = contact._local_day(contact.moment)
        return " · ".join(
            (format_date(self.env, day), labels["channel"][contact.channel],
             labels["state"][contact.state])
        )  # fmt: skip

    def _late_fee_sources(self):
        """The late fees of these bills as they were reckoned: charge, first and last day."""
        charges = self.line_ids.charge_id
        lines = charges.move_id.invoice_line_ids.arrears_late_fee_id
        return lines.filtered(lambda line: line.unit_id in charges.unit_id)

    def _contacts_about_sources(self):
        """Every outgoing contact that named a bill behind these late fees."""
        contacts = self.env["arrears.contact"].sudo()
        sources = self.sudo()._late_fee_sources().charge_id
        about = Domain("charge_ids", "in", sources.ids) & Domain("direction", "=", "out")
        return contacts.search(about, order="moment desc, id desc")

    def _is_undelivered(self):
        """Whether nothing that named a bill is known to have arrived by the end of its late fee."""
        self.ensure_one()
        if self.reason_code != UNDELIVERED:
            return False
        arrived = self._contacts_about_sources().filtered(lambda one: one.state in ARRIVED)
        return is_undelivered(
            ((fee.charge_id.id, fee.date_until) for fee in self.sudo()._late_fee_sources()),
            (
                (charge.id, contact._local_day(contact.moment))
                for contact in arrived
                for charge in contact.charge_ids
            ),
        )
