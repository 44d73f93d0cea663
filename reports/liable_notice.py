from odoo import fields, models
from odoo.exceptions import UserError


class ArrearsLetter(models.Model):
    """The demand for whoever answers together with the debtor: the owner beside a paying tenant,
    and co-owners. Each gets a paper of the own, with the same periods and amounts."""

    _name = "arrears.letter"
    _inherit = ["arrears.letter", "arrears.issued.papers"]

    document_count = fields.Integer(string="Notices to others")

    def action_print_liable_notices(self):
        """Issue the notice to each person who answers for the fees of this letter.

        :raises UserError: the letter is not printed, or nobody else answers
        """
        self.ensure_one()
        letter = self._of_worker()
        if not letter.document_id:
            raise UserError(self.env._("Print the letter first."))
        answering = self._answering_beside()
        if not answering:
            raise UserError(self.env._("Nobody answers for these fees beside the debtor."))
        documents = self.env["arrears.document"]
        for person, charges in answering.items():
            documents |= documents._issue(
                letter,
                "liable_notice",
                "property_arrears.demand_letter_document",
                {"also": letter._also_to(person, charges)},
                language=person.lang,
            )
        return documents.with_env(self.env)._action_open()

    def _answering_beside(self):
        """``{person: charges of this letter that the person answers for}``."""
        found = {}
        for charge_id, people in self.sudo().line_ids.charge_id._liable_beside().items():
            for person in people:
                found.setdefault(person, []).append(charge_id)
        return found

    def _also_to(self, person, charges):
        """Name, address and lines of one such person."""
        home = self.company_id.country_id
        return {
            "name": person.sudo().name,
            "address": self.env["arrears.case"]._lines_of(person.sudo(), home),
            "debtor": self.sudo().debtor_name,
            "charges": charges,
        }

    def action_view_liable_notices(self):
        """Open the notices that were issued to others."""
        self.ensure_one()
        self.check_access("read")
        documents = self.env["arrears.document"].search(
            [("res_model", "=", self._name), ("res_id", "=", self.id),
             ("document_type", "=", "liable_notice")]
        )  # fmt: skip
        return documents._action_open()
