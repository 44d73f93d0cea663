from odoo import fields, models


class ArrearsLostContact(models.Model):
    """A word to the committee: it asks to be called back and names no debt."""

    _name = "arrears.lost.contact"
    _inherit = ["arrears.lost.contact", "arrears.issued.papers"]

    document_count = fields.Integer(string="Requests")

    def action_print_request(self):
        """Issue the request to the committee: it asks to be called back and names no debt."""
        self.ensure_one()
        self.check_access("write")
        document = self.env["arrears.document"]._issue(
            self,
            "contact_request",
            "property_arrears.contact_request_document",
            {"estate": self.estate_id, "request": self._request()},
        )
        return document._action_open()

    def _request(self):
        """Everything that the request may show: texts alone, no figure and no ground."""
        case = self.case_id.sudo()
        estate = case.estate_id
        return {
            "committee": self.committee,
            "unit": case.unit_id.display_name or "",
            "owner": case.debtor_id.name,
            "office": estate.office_name or case.company_id.name,
            "telephone": estate.office_phone or case.company_id.phone or "",
        }

    def action_view_requests(self):
        """Open the requests that were issued."""
        return self._view_documents()


class ArrearsLostContactStep(models.Model):
    """The request as it was printed is the proof of its step."""

    _inherit = "arrears.lost.contact.step"

    def _request_issued(self):
        """Extended."""
        printed = self.kind == "contact_request" and self.env["arrears.document"].sudo().search(
            [("res_model", "=", "arrears.lost.contact"), ("res_id", "=", self.lost_id.id),
             ("document_type", "=", "contact_request")], limit=1,
        )  # fmt: skip
        return bool(printed) or super()._request_issued()
