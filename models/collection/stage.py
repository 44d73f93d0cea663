from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...engine.stage_order import StageFacts

# Stages of these codes are the law's: no setting takes their gate away.
LEGAL_CODES = ("pre_legal", "legal")


class ArrearsStage(models.Model):
    """A column of the board. Holds are badges on a card, not columns."""

    _name = "arrears.stage"
    _description = "Collection stage"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short name that policies and rooms refer to.")
    sequence = fields.Integer(default=10)
    fold = fields.Boolean(string="Folded on the board")
    is_closed = fields.Boolean(
        string="Closed", help="Cards come here by themselves when nothing overdue is left."
    )
    gate = fields.Selection(
        [("none", "None"), ("legal", "Legal gate")],
        required=True,
        default="none",
        help="Legal gate: a card gets here only with a delivered demand that names every period, "
        "its time to pay over, the other channels tried, no hold and a named sign-off.",
    )
    way = fields.Selection(
        [("message", "Message"), ("call", "Call"), ("letter", "Letter"), ("visit", "Visit")],
        string="Worked by",
        help="By hand a card goes past this stage only when this way was tried, or is closed: no "
        "number, an address that is not good, a debtor who will not be visited. Empty: always.",
    )
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint("UNIQUE (code)", "Another stage has this code.")

    def write(self, vals):
        """Extended: a stage keeps its code, and a gate of the law is never taken away again.

        Otherwise a column could be dressed as an ordinary one, used, and dressed back.
        """
        if "code" in vals and any(stage.code != vals["code"] for stage in self):
            raise UserError(self.env._("A stage keeps its code. Make a new stage instead."))
        if vals.get("gate", "legal") != "legal" and "legal" in self.mapped("gate"):
            raise ValidationError(
                self.env._("A legal gate can't be taken away. Make a new stage instead.")
            )
        return super().write(vals)

    @api.constrains("code", "gate")
    def _check_legal_gate(self):
        for stage in self:
            if stage.code in LEGAL_CODES and stage.gate != "legal":
                raise ValidationError(
                    self.env._(
                        "The legal gate of stage %(stage)s comes from the law "
                        "and can't be switched off.",
                        stage=stage.name,
                    )
                )

    @api.constrains("is_closed", "active")
    def _check_one_closed_stage(self):
        if self.search_count([("is_closed", "=", True)]) != 1:
            raise ValidationError(self.env._("There is exactly one stage for closed cards."))

    @api.model
    def _first(self):
        """The stage where a new or reopened card begins."""
        return self.search([("is_closed", "=", False), ("gate", "=", "none")], limit=1)

    @api.model
    def _closed(self):
        """The stage of cards on which nothing is overdue any more."""
        return self.search([("is_closed", "=", True)], limit=1)

    def _facts(self):
        """This stage as the rules know it."""
        self.ensure_one()
        return StageFacts(self.id, self.sequence, self.way or "")
