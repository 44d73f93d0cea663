"""From a QWeb template to the bytes of a PDF."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang

from ..engine.money import amount
from .paging import laid_out
from .stamp import stamped


class ArrearsDocumentRender(models.AbstractModel):
    """How a document is drawn: its words, its letterhead, its pages.

    Templates call ``property_arrears.document_layout`` and find in their values, beside what
    they were given: ``money(amount)``, ``minor(minor units)`` (both in ``currency`` if they were
    given one, else in that of the company), ``day(date)``, ``record``, ``company``, ``estate`` (may
    be empty), ``ways_to_pay`` (lines), ``payment_codes`` (see ``arrears.payment.code``), ``title``,
    ``number`` and ``issued_on``, all in the language of the document.
    """

    _name = "arrears.document.render"
    _description = "Drawing of documents"

    @api.model
    def _html(self, template, values):
        """The page as HTML in the language of the environment.

        :param template: external id of a QWeb template
        """
        env = self.env
        currency = values.get("currency") or values["company"].currency_id
        helpers = {
            "money": lambda value: formatLang(env, value or 0, currency_obj=currency),
            "minor": lambda units: formatLang(
                env, amount(units or 0, currency.decimal_places), currency_obj=currency
            ),
            "day": lambda date: format_date(env, date) if date else "",
            "address_of": lambda partner: _address_lines(partner, values["company"]),
            "language": (env.lang or "en_US").replace("_", "-"),
        }
        html = env["ir.qweb"]._render(template, {**helpers, **values}, minimal_qcontext=True)
        return laid_out(str(html))

    @api.model
    def _pdf(self, html, *, title, number, landscape=False, paper=None):
        """The bytes of the PDF with page numbers, and the number of its pages.

        :param paper: external id of a paper format; None: A4
        :raises UserError: the program that renders is missing
        """
        reports = self.env["ir.actions.report"].sudo()
        if reports.get_wkhtmltopdf_state() == "install":
            raise UserError(
                self.env._(
                    "PDF files are made by wkhtmltopdf, which is not installed on the server. "
                    "Ask your administrator to install it, then print again."
                )
            )
        sheet = self.env.ref(paper or "property_arrears.paperformat_document").sudo()
        printer = reports.new({"paperformat_id": sheet.id})
        content = printer._run_wkhtmltopdf([html], landscape=landscape)
        return stamped(content, title=title, number=number)


def _address_lines(partner, company):
    """The address as it stands on a letter; the country only when it goes abroad."""
    lines = partner._display_address(without_company=True).splitlines()
    home = partner.country_id.name if partner.country_id == company.country_id else None
    tidy = (line.strip(" ,，") for line in lines)
    return [line for line in tidy if line and line != home]
