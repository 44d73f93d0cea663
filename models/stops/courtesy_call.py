from odoo import api, fields, models


class ArrearsCourtesyCall(models.Model):
    """That an owner is asked once whether a repair is all right.

    The row is what makes it happen once, whether somebody settles the repair here or its work order
    is closed elsewhere.
    """

    _name = "arrears.courtesy.call"
    _description = "Courtesy call after a repair"
    _order = "asked_on desc, id desc"
    _rec_name = "about"

    case_id = fields.Many2one(
        "arrears.case", string="Card", required=True, readonly=True, index=True,
        ondelete="restrict",
    )  # fmt: skip
    company_id = fields.Many2one(
        related="case_id.company_id", store=True, index=True, precompute=True
    )
    about = fields.Char(
        string="Asked about", required=True, readonly=True, help="The repair or dispute here."
    )
    work_order = fields.Char(readonly=True, help="What was closed elsewhere.")
    asked_on = fields.Date(string="Call asked for on", required=True, readonly=True)

    _once = models.UniqueIndex("(about)", "The courtesy call about this was asked for already.")

    @api.model
    def _ask(self, record, work_order=False):
        """Give the task for one repair or dispute, unless it was given before.

        :param record: with ``case_id`` and ``company_id``; its card has a collector
        :param work_order: what was closed elsewhere, as ``model,id``
        :return: whether a task was given
        """
        about = f"{record._name},{record.id}"
        case = record.case_id.sudo()
        same = [("about", "=", about)]
        if work_order:
            same = ["|", *same, "&", ("work_order", "=", work_order),
                    ("case_id.debtor_id", "=", case.debtor_id.id)]  # fmt: skip
        calls = self.sudo()
        if calls.search_count(same, limit=1):
            return False
        calls.create(
            {"case_id": case.id, "about": about, "work_order": work_order,
             "asked_on": record.company_id._arrears_today()}
        )  # fmt: skip
        worker = case.user_id
        words = self.with_context(lang=worker.lang or self.env.lang)
        task = case._give_service_task(
            words.env._("Is the repair all right? No word about arrears in this call")
        )
        task.note = words._words_of_call(case.with_user(worker) if worker else case)
        return True

    @api.model
    def _words_of_call(self, case):
        """The script of a service talk, filled in: it has no word on arrears."""
        scripts = (
            self.env["arrears.script"]
            .sudo()
            ._for_talk(case.sudo(), "call", "service", self.env["arrears.reason"], False)
        )
        _before, after = scripts._filled(case.sudo(), False)
        return self.env["arrears.contact.log"]._as_blocks(after)
