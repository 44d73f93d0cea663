from odoo import api, models

from ...engine.payment_link import filled_link
from ...engine.script_rules import TALKS
from ...engine.wording import placeholders, without_link
from ...engine.wording_phrases import LINK_PART


class ArrearsTemplate(models.Model):
    """Where a debtor can see the account and pay it, named in e-mails and what is written by hand.

    The address says nothing about anybody: whoever opens it signs in first, or sees the payment
    page of the firm with the number of a bill.
    """

    _inherit = "arrears.template"

    def _values(self, cases, named, bills=None):
        """Extended with the link, in the ways to pay unless the text has a place of its own."""
        values = super()._values(cases, named, bills)
        parts = placeholders(self.body or "")
        if self.channel == "sms" or not {"how_to_pay", LINK_PART} & set(parts):
            return values | {LINK_PART: ""}
        link = self._payment_link(cases, named)
        if link and LINK_PART not in parts:
            values["how_to_pay"] = self._with_link(values["how_to_pay"], link)
        return values | {LINK_PART: link}

    def _body_for(self, values):
        """Extended: without the line of a link that there is not."""
        body = super()._body_for(values)
        return body if values[LINK_PART] else without_link(body)

    @api.model
    def _with_link(self, words, link):
        line = self.env._("Your account, and paying online: %(link)s", link=link)
        return f"{words}\n{line}"

    @api.model
    def _payment_link(self, cases, named):
        """The owner's page for who can sign in, else the payment page of the estate, else nothing.

        Only over https: an address in a message is something to be careful with.

        :param cases, named: as for ``_render``
        """
        debtor = cases.debtor_id.sudo()
        start = cases.company_id.sudo().get_base_url()
        # One after the other: a union would forget the debtors beside this one, and ask for each.
        signs_in = debtor.user_ids or debtor.child_ids.user_ids
        if signs_in and start.startswith("https://"):
            return f"{start}/my/arrears"
        pages = (
            cases.estate_id[:1]
            .sudo()
            .payment_code_ids.filtered(
                lambda code: code.app == "page" and code.link.startswith("https://")
            )
        )
        bill = named[0][0].sudo().move_id.name if named else ""
        return filled_link(pages[:1].link or "", bill or "")


class ArrearsScript(models.Model):
    """What is written by hand may name the link; a script that has none on a card is left out."""

    _inherit = "arrears.script"

    def _talk_values(self, case, identity_checked):
        """Extended with the link, for what is written and not said."""
        values = super()._talk_values(case, identity_checked)
        values.pop(LINK_PART, None)
        if "how_to_pay" not in values or set(self.mapped("channel")) & set(TALKS):
            return values
        words = self.env["arrears.template"].sudo()
        case = case.sudo()
        named = case._named_charges(case.company_id._arrears_today())[case.id]
        link = words._payment_link(case, named)
        if not link:
            return values
        said = any(LINK_PART in placeholders(script.body or "") for script in self)
        if not said:
            values["how_to_pay"] = words._with_link(values["how_to_pay"], link)
        return values | {LINK_PART: link}
