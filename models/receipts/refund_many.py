from odoo import fields, models
from odoo.exceptions import LockError, UserError

from .refund_decide import DIRECTOR, MANAGER, REQUESTERS


class ArrearsRefund(models.Model):
    """Many refunds at once, as when the firm leaves an estate: each is judged by itself."""

    _inherit = "arrears.refund"

    problem = fields.Char(
        string="What is in the way",
        readonly=True,
        copy=False,
        help="Why the last step could not be done with this refund when many were done at once.",
    )

    def action_request_many(self):
        """Ask for approval of those chosen refunds that are complete; the others say what lacks.

        :raises AccessError: the user may not ask for refunds
        """
        self._require(REQUESTERS, self.env._("Cashiers and accountants ask for refunds."))
        return self._one_by_one("draft", "action_request")

    def action_approve_many(self):
        """Approve those chosen refunds that the user may approve; the others say why not.

        :raises AccessError: the user is neither manager nor finance director
        """
        self._require(
            (MANAGER, DIRECTOR), self.env._("Managers and finance directors decide on refunds.")
        )
        return self._one_by_one("requested", "action_approve")

    def _one_by_one(self, state, step):
        """Take a step with each refund of a state; what one refuses stops no other.

        :param step: name of the method that takes it, with all its checks
        """
        self.check_access("write")
        chosen, done = self.filtered(lambda refund: refund.state == state), self.browse()
        for refund in chosen:
            try:
                with self.env.cr.savepoint():
                    getattr(refund, step)()
            except LockError:
                words = self.env._("Somebody is working on it at this moment: try it again.")
                refund._record_effect({"problem": words})
            except UserError as refused:
                refund._record_effect({"problem": refund._without_number(str(refused))})
            else:
                done |= refund
        done.filtered("problem")._record_effect({"problem": False})
        return self._result_of_many(done)

    def _without_number(self, words):
        """A refusal as it stands in the row of the refund itself."""
        return " ".join(words.removeprefix(self.name).split())

    def _result_of_many(self, done):
        """What became of the selection, as a message on the screen."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if len(done) == len(self) else "warning",
                "sticky": len(done) < len(self),
                "message": self.env._(
                    "%(done)s of %(all)s refunds were taken a step further. The others are in "
                    "another state, or say in their row what is in the way.",
                    done=len(done),
                    all=len(self),
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
