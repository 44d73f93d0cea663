from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ...engine.money import minor_units


class ArrearsOwnerPage(models.AbstractModel):
    """The owner's mandates for direct debit, and the units for which one could be signed."""

    _inherit = "arrears.owner.page"

    @api.model
    def _part(self, company, debtor):
        """Extended."""
        return super()._part(company, debtor) | {"debit": self._debit(company, debtor)}

    @api.model
    def _debit(self, company, debtor):
        """What collects the owner's fees, and where direct debit is on offer.

        :return: None where there is neither
        """
        mandates = self._mandates(company, debtor)
        units = self._units_to_offer(company, debtor) - mandates.unit_ids
        if not mandates and not units:
            return None
        states = dict(mandates._fields["state"]._description_selection(self.env))
        return {
            "mandates": [
                {
                    "id": mandate.id,
                    "units": ", ".join(mandate.unit_ids.mapped("name")),
                    "bank": mandate.bank_name or mandate.channel_id.name,
                    "account": mandate.account_masked,
                    "most": mandate.amount_max and self._most(mandate),
                    "until": mandate.date_to and format_date(self.env, mandate.date_to),
                    "state": states[mandate.state],
                    "asked": mandate.state == "draft",
                }
                for mandate in mandates
            ],
            "units": [{"id": unit.id, "name": unit.display_name} for unit in units],
        }

    @api.model
    def _most(self, mandate):
        digits = mandate.currency_id.decimal_places
        return self._money(minor_units(mandate.amount_max, digits), mandate.company_id)

    @api.model
    def _mandates(self, company, debtor):
        """The owner's mandates that are not over."""
        return self.env["arrears.mandate"].sudo().search(
            Domain("company_id", "=", company.id)
            & Domain("debtor_id.commercial_partner_id", "=", debtor.id)
            & Domain("state", "in", ("draft", "active", "suspended")),
            order="id",
        )  # fmt: skip

    @api.model
    def _units_to_offer(self, company, debtor):
        """Units that the owner was billed for and still has, where a channel collects."""
        rows = self.env["arrears.charge"].sudo()._read_group(
            self._charges(debtor) & Domain("company_id", "=", company.id)
            & Domain("unit_id", "!=", False),
            ["unit_id"],
        )  # fmt: skip
        units = self.env["arrears.unit"].sudo().union(*(unit for (unit,) in rows))
        today = company._arrears_today()
        left = self.env["arrears.ownership"].sudo().search(
            Domain("unit_id", "in", units.ids) & Domain("date_to", "<", today)
            & Domain("partner_id.commercial_partner_id", "=", debtor.id)
        )  # fmt: skip
        collected = units.estate_id._debit_channels()
        return (units - left.unit_id).filtered(lambda unit: unit.estate_id in collected)


class ArrearsOwnerRequest(models.AbstractModel):
    """The forms of direct debit: to ask for a mandate, freely, and to end one."""

    _inherit = "arrears.owner.request"

    @api.model
    def _forms(self):
        """Extended."""
        return super()._forms() | {"debit_wish": "_wish_debit", "debit_stop": "_stop_debit"}

    @api.model
    def _wish_debit(self, debtor, posted):
        """Prepare a mandate for one unit and have a treasurer send it for signature.

        Nothing is collected before the owner has signed: the account comes with the signature.
        """
        pages = self.env["arrears.owner.page"]
        unit = self.env["arrears.unit"].browse(self._number(posted, "unit_id")).exists()
        company = unit.estate_id.company_id
        if not unit or unit not in pages._units_to_offer(company, debtor):
            return False
        if unit in pages._mandates(company, debtor).unit_ids:
            raise UserError(self.env._("A mandate for this unit is there or being prepared."))
        mandate = self.env["arrears.mandate"].create(
            {
                "company_id": company.id,
                "debtor_id": debtor.id,
                "holder_name": debtor.name,
                "unit_ids": [(6, 0, unit.ids)],
                "channel_id": unit.sudo().estate_id._debit_channels()[unit.estate_id].id,
            }
        )
        treasurer = company._arrears_people("treasurer")[:1]
        if treasurer:
            words = self.with_context(lang=treasurer.lang or self.env.lang).env
            mandate.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=company._arrears_today(),
                summary=words._(
                    "Asked for direct debit on the owner's page: send the form to sign"
                ),
                user_id=treasurer.id,
            )
        return True

    @api.model
    def _stop_debit(self, debtor, posted):
        """End a mandate for good, as its payer may at any time; what is at the bank goes on."""
        number = self._number(posted, "mandate_id")
        mandates = self.env["arrears.mandate"].search([("id", "=", number)])
        companies = mandates.company_id
        if not mandates or mandates not in self.env["arrears.owner.page"]._mandates(
            companies, debtor
        ):
            return False
        if mandates.state == "draft":
            raise UserError(self.env._("It is not signed yet: simply do not sign it."))
        mandates.with_company(companies).action_revoke()
        mandates.message_post(
            body=self.env._("Ended by the owner on the own page."), subtype_xmlid="mail.mt_note"
        )
        return True
