import base64
import io
import zipfile

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..engine.money import minor_units

MANAGER = "property_arrears.group_manager"
# A pack is read by people: more cases are a second pack.
MOST = 200


class ArrearsLegalProposal(models.Model):
    """What a law firm gets to act on: instruction, statement, demands and their proof.

    The firm only instructs; a letter of lawyers comes from a law firm alone. Nothing here is
    styled as one.
    """

    _name = "arrears.legal.proposal"
    _inherit = ["arrears.legal.proposal", "arrears.issued.papers"]

    document_count = fields.Integer(string="Instructions to lawyers")

    def action_instruction_pack(self):
        """One file over accepted proposals, with a folder for each case.

        :raises AccessError: the user is no manager
        :raises UserError: one of them is not accepted, or there are too many
        """
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only a manager instructs a law firm."))
        self.check_access("read")
        waiting = self.filtered(lambda proposal: proposal.state != "accepted")
        if waiting or not self:
            raise UserError(
                self.env._(
                    "Only accepted proposals go to a law firm: %(cases)s",
                    cases=", ".join(waiting.mapped("display_name")),
                )
            )
        if len(self) > MOST:
            raise UserError(self.env._("At most %(most)s cases go into one pack.", most=MOST))
        window = self.env["arrears.document.print"].create(
            {
                "document_type": "instruction",
                "res_model": self._name,
                "together": base64.b64encode(self._packed()),
            }
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{window._name}/{window.id}/together/instructions.zip",
            "target": "new",
        }

    def _packed(self):
        """The bytes of the pack."""
        pack = io.BytesIO()
        with zipfile.ZipFile(pack, "w", zipfile.ZIP_DEFLATED) as archive:
            for place, proposal in enumerate(self.sorted("id"), start=1):
                unit = proposal.case_id.unit_id.sudo().display_name or proposal.case_id.id
                folder = f"{place:03} {unit}".replace("/", "-")
                for name, content in proposal._papers_of_case():
                    # Numbers of documents have strokes, which a folder would be made of.
                    archive.writestr(f"{folder}/{name.replace('/', '-')}", content)
        return pack.getvalue()

    def _papers_of_case(self):
        """``(name, bytes)`` of all papers of one case, in the order in which they are read."""
        self.ensure_one()
        instruction, statement = self._issue_instruction(), self._issue_statement()
        papers = [
            (f"1 {instruction.name}.pdf", instruction._content()),
            (f"2 {statement.name}.pdf", statement._content()),
        ]
        for letter in self._delivered_letters():
            papers.append((f"3 {letter.name}.pdf", letter.document_id._content()))
            if letter.photo:
                photo = letter.with_context(bin_size=False).photo
                papers.append(
                    (f"4 {letter.name} {letter.photo_name or 'photo'}", base64.b64decode(photo))
                )
        for event in self._events().filtered("document"):
            scan = base64.b64decode(event.with_context(bin_size=False).document)
            papers.append((f"4 {event.id} {event.document_name or 'scan'}", scan))
        return papers

    def _issue_instruction(self):
        return self.env["arrears.document"]._issue(
            self,
            "instruction",
            "property_arrears.instruction_document",
            {"estate": self.estate_id, "instruction": self._instruction()},
        )

    def _issue_statement(self):
        case = self.case_id
        window = self.env["arrears.document.print"].create(
            {
                "document_type": "account_statement",
                "res_model": case._name,
                "res_ids": case.ids,
                "company_id": case.company_id.id,
                "date_from": case.oldest_due_date or self.proposed_on,
                "date_to": case.company_id._arrears_today(),
            }
        )
        return window._issue_for(case)

    def _delivered_letters(self):
        letters = self.case_id.sudo().letter_ids
        return letters.filtered(lambda letter: letter.state == "delivered").sorted("result_on")

    def _events(self):
        links = self.env["arrears.limitation.event.charge"].sudo().search(
            [("charge_id", "in", self.case_id.sudo().charge_ids.ids),
             ("event_id.state", "=", "recorded")]
        )  # fmt: skip
        return links.event_id.sorted("date")

    def _instruction(self):
        """Facts for the law firm, in plain values; amounts in minor units."""
        case = self.case_id.sudo()
        digits = case.currency_id.decimal_places
        address = case._letter_addresses()[case.company_id.id, case.debtor_id.id]
        return {
            "creditor": case.company_id.name,
            "credit_code": case.company_id.vat or case.company_id.company_registry or "",
            "debtor": case.debtor_id.name,
            "address": ", ".join(address),
            "unit": case.unit_id.display_name or "",
            "area": case.unit_id.area,
            "contract": (case.estate_id.contract_from, case.estate_id.contract_to),
            "decided_by": self.decided_by_id.name,
            "decided_on": self.decided_on,
            "help_offered_on": case._help_offers().get(case.id),
            "rows": [self._instruction_row(charge, digits) for charge in case.charge_ids],
            "left": minor_units(case.amount_overdue, digits),
            "demands": [
                {
                    "number": letter.name,
                    "delivered": letter.result_on,
                    "pay_by": letter.pay_by,
                    "tracking": letter.tracking_number or "",
                }
                for letter in self._delivered_letters()
            ],
            "promises": len(case.promise_ids),
            "contacts": case.contact_count,
        }

    def _instruction_row(self, charge, digits):
        kinds = dict(charge._fields["kind"]._description_selection(self.env))
        return {
            "kind": kinds[charge.kind],
            "first": charge.period_from,
            "last": charge.period_to,
            "due": charge.due_date,
            "basis": charge.price_basis or "",
            "left": minor_units(charge.amount_remaining, digits),
            "limitation": charge.limitation_date,
        }

    def action_view_instructions(self):
        """Open the instructions that were issued."""
        return self._view_documents()
