from odoo import api, fields, models


class MailActivity(models.Model):
    """A new task on a card goes to who is there on its day."""

    _inherit = "mail.activity"

    @api.model_create_multi
    def create(self, vals_list):
        """Extended: while the collector is away the deputy gets the task."""
        return super().create(self._to_deputies(vals_list))

    @api.model
    def _to_deputies(self, vals_list):
        """The values with each task of an absent collector given to the deputy."""
        model_id = self.env["ir.model"]._get_id("arrears.case")
        on_cards = [
            values
            for values in vals_list
            if values.get("user_id")
            and values.get("res_id")
            and (
                values.get("res_model_id") == model_id or values.get("res_model") == "arrears.case"
            )
        ]
        if not on_cards:
            return vals_list
        cases = self.env["arrears.case"].sudo().browse({row["res_id"] for row in on_cards})
        companies = {case.id: case.company_id for case in cases}
        absence = self.env["arrears.absence"]
        absences = {company: absence._in_company(company) for company in cases.company_id}
        for values in on_cards:
            company = companies[values["res_id"]]
            day = fields.Date.to_date(values.get("date_deadline")) or company._arrears_today()
            rows = absences[company]
            values["user_id"] = absence._worker(values["user_id"], day, rows)
        return vals_list
