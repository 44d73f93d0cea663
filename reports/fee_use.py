from odoo import api, models
from odoo.exceptions import UserError

from ..engine.money import minor_units


class ArrearsFeeUse(models.AbstractModel):
    """What the fees of an estate were spent on, from the cost accounts of its analytic account.

    Civil Code art. 943 asks the firm to disclose it. Costs and income are those of the books; the
    sheet names accounts, never a supplier, an employee or an owner.
    """

    _name = "arrears.fee.use"
    _description = "Where the fee goes"

    @api.model
    def _use(self, estate, first, last):
        """Income and costs of a time, the largest cost first. Amounts in minor units.

        :raises UserError: the estate has no analytic account
        """
        estate = estate.with_env(self.env).sudo()
        if not estate.analytic_account_id:
            raise UserError(
                self.env._(
                    "Estate %(estate)s has no analytic account, so its costs cannot be told from "
                    "those of the others. Set one on the estate and book costs with it.",
                    estate=estate.name,
                )
            )
        costs = self._sums(estate, first, last, "expense")
        total = sum(amount for _account, amount in costs)
        return {
            "first": first,
            "last": last,
            "income": -sum(amount for _a, amount in self._sums(estate, first, last, "income")),
            "costs": [
                {
                    "account_id": account.id,
                    "name": account.name,
                    "amount": amount,
                    "share": _share(amount, total),
                }
                for account, amount in costs
            ],
            "total": total,
        }

    @api.model
    def _sheet(self, estate, language=None):
        """The sheet for owners who ask what the fee is for: prices with what they cover, and the
        budget as it was published. It shows no cost of the books; those are issued by accountants.

        :param estate: one ``arrears.estate`` that the user may read
        :param language: code of an active language; None: that of the company
        :return: ``arrears.document``
        """
        documents = self.env["arrears.document"]
        words = self.with_context(lang=documents._language_for(estate.company_id, language).code)
        today = estate.company_id._arrears_today()
        return documents._issue(
            estate,
            "fee_use",
            "property_arrears.fee_sheet_document",
            {
                "board": words.env["arrears.price.board"].sudo()._board(estate),
                "budget": words.env["arrears.meeting.pack"].sudo()._budget(estate, today, None),
            },
            language=words.env.lang,
        )

    @api.model
    def _sums(self, estate, first, last, group):
        """``[(account, cost)]`` of accounts that have any; income comes out negative."""
        account = estate.analytic_account_id
        rows = self.env["account.analytic.line"].sudo()._read_group(
            [
                (account.plan_id._column_name(), "=", account.id),
                ("company_id", "=", estate.company_id.id),
                ("date", ">=", first),
                ("date", "<=", last),
                ("general_account_id.internal_group", "=", group),
            ],
            ["general_account_id"],
            ["amount:sum"],
        )  # fmt: skip
        digits = estate.company_id.currency_id.decimal_places
        sums = [(ledger, -minor_units(amount, digits)) for ledger, amount in rows]
        return sorted((row for row in sums if row[1]), key=lambda row: -row[1])


def _share(amount, total):
    """Tenths of a percent of the total; None where there is no share to speak of."""
    if total <= 0 or amount < 0:
        return None
    return (2000 * amount + total) // (2 * total)
