from odoo import api, fields, models


class MailActivity(models.Model):
    """A new task about a debtor goes to who is there on its day."""

    _inherit = "mail.activity"

    @api.model_create_multi
    def create(self, vals_list):
        """Extended: while the collector is away the deputy gets the task."""
        return super().create(self._to_deputies(vals_list))

    @api.model
    def _to_deputies(self, vals_list):
        """The values with each task of an absent collector given to the deputy."""
        for model in self._models_of_deputies():
            self._give_to_deputies(model, vals_list)
        return vals_list

    @api.model
    def _models_of_deputies(self):
        """Hook: models whose tasks go to the deputy; each has a company."""
        return ("arrears.case",)

    @api.model
    def _give_to_deputies(self, model, vals_list):
        model_id = self.env["ir.model"]._get_id(model)
        own = [
            values
            for values in vals_list
            if values.get("user_id")
            and values.get("res_id")
            and (values.get("res_model_id") == model_id or values.get("res_model") == model)
        ]
        if not own:
            return
        records = self.env[model].sudo().browse({row["res_id"] for row in own})
        companies = {record.id: record.company_id for record in records}
        absence = self.env["arrears.absence"]
        absences = {company: absence._in_company(company) for company in records.company_id}
        for values in own:
            company = companies[values["res_id"]]
            day = fields.Date.to_date(values.get("date_deadline")) or company._arrears_today()
            rows = absences[company]
            values["user_id"] = absence._worker(values["user_id"], day, rows)
