from odoo import api, models

from ...engine.golive_sheets import COLUMNS

# Arguments name a column by its English heading; a Chinese reader knows it by the other one.
CHINESE_HEADINGS = {
    column.english: column.chinese for columns in COLUMNS.values() for column in columns
}


class ArrearsReasonWording(models.AbstractModel):
    """The words of a go-live: each says what is wrong and what to do."""

    _inherit = "arrears.reason.wording"

    @api.model
    def _words(self):
        return (
            super()._words()
            | self._words_of_cells()
            | self._words_of_files()
            | self._words_of_golive_rows()
            | (self._words_of_people() | self._words_of_clashes())
            | self._words_of_agreements()
        )

    @api.model
    def _nouns(self):
        nouns = super()._nouns()
        return nouns | CHINESE_HEADINGS if (self.env.lang or "").startswith("zh") else nouns

    @api.model
    def _words_of_cells(self):
        _ = self.env._
        return {
            "golive_missing": _("“%(column)s” is empty: fill it in."),
            "golive_text_long": _(
                "“%(column)s” is longer than %(limit)s characters: shorten the text."
            ),
            "golive_account_number": _(
                "“%(column)s” is a number, so digits are lost: format the column as text and type "
                "the account again from the signed form."
            ),
            "golive_account_bad": _(
                "“%(column)s” is no account: it needs 8 to 34 digits or letters."
            ),
            "golive_not_a_number": _(
                "“%(column)s” is no number (%(value)s): write digits only, with a point before "
                "the decimals."
            ),
            "golive_amount_negative": _(
                "“%(column)s” is negative (%(value)s): credits belong into the list of prepayments."
            ),
            "golive_amount_decimals": _(
                "“%(column)s” has more than %(digits)s decimal places (%(value)s): enter the "
                "exact amount of the old books."
            ),
            "golive_amount_zero": _("“%(column)s” is zero: leave the row out."),
            "golive_not_whole": _("“%(column)s” is no whole number (%(value)s)."),
            "golive_not_a_date": _("“%(column)s” is no date (%(value)s): write it as 2024-01-31."),
            "golive_date_two_ways": _(
                "“%(column)s” can be read in two ways (%(value)s): write the year first, as "
                "2024-01-31."
            ),
            "golive_date_far": _(
                "“%(column)s” lies outside 1980 to 2099 (%(value)s): correct the date."
            ),
            **self._words_of_choices(),
        }

    @api.model
    def _words_of_choices(self):
        _ = self.env._
        return {
            "golive_kind_unknown": _(
                "“%(column)s” is unknown (%(value)s): use a word of the sample file, such as "
                "service fee."
            ),
            "golive_usage_unknown": _(
                "“%(column)s” is unknown (%(value)s): use residential, villa, shop, office or "
                "parking space."
            ),
            "golive_how_unknown": _(
                "“%(column)s” is unknown (%(value)s): use a word of the sample file, such as "
                "courier."
            ),
            "golive_yes_unknown": _("“%(column)s” must be yes or no (%(value)s)."),
        }

    @api.model
    def _words_of_files(self):
        _ = self.env._
        return {
            "golive_no_heading": _(
                "No heading row was found in the first rows. This list needs at least: "
                "%(columns)s. Download its sample."
            ),
            "golive_columns_missing": _(
                "These columns are missing: %(columns)s. Add them, or check their headings."
            ),
            "golive_heading_twice": _(
                "The heading “%(column)s” stands for a column that is there already: delete one of "
                "the two."
            ),
            "golive_too_long": _("The list has more than %(limit)s rows: divide it."),
            "golive_empty": _("There is no row below the headings."),
            "golive_heading_again": _("This row is a second heading: delete it."),
            "golive_total_differs": _(
                "The rows add up to %(amount)s, the stated total is %(stated)s: the difference is "
                "%(difference)s. Rows are missing or an amount is wrong."
            ),
        }

    @api.model
    def _words_of_golive_rows(self):
        _ = self.env._
        return {
            "golive_foreign_currency": _(
                "The amount is in %(value)s, the books are in %(currency)s: convert it at the rate "
                "of the old books."
            ),
            "golive_period_order": _("The period ends (%(last)s) before it starts (%(first)s)."),
            "golive_period_half": _("Only one end of the period is given: fill in both days."),
            "golive_period_missing": _(
                "The service period is missing: without it neither limitation nor a court can be "
                "served."
            ),
            "golive_deposit_with_price": _(
                "A deposit has no price basis: clear it, or correct the kind."
            ),
            "golive_no_price_basis": _("Without a price basis this item will not be dunned."),
            "golive_time_barred": _(
                "Due on %(due)s and never interrupted with proof: time-barred, so it will not be "
                "pursued."
            ),
            "golive_prepayment_kind": _(
                "Only service fees and passed-through charges are paid in advance: deposits have "
                "a list of their own."
            ),
            "golive_after_cut_over": _(
                "Paid on %(day)s, after the cut-over day %(cut_over)s: it belongs into the new "
                "books."
            ),
            "golive_demand_future": _("The demand lies ahead (%(day)s): correct its date."),
            "golive_demand_without_proof": _(
                "The demand has no proof and will not be recorded: a demand counts when it "
                "provably arrived."
            ),
            "golive_mandate_over": _("The mandate ended on %(day)s: ask for a new one."),
            "golive_signed_future": _("It was signed on %(day)s, which lies ahead."),
        }

    @api.model
    def _words_of_people(self):
        _ = self.env._
        return {
            "golive_owner_since_missing": _("An owner needs the day since when: fill it in."),
            "golive_debtor_missing": _(
                "Nobody is named, and nobody is known to pay for the unit in this period: name the "
                "debtor, or enter the owner of that time."
            ),
            "golive_debtor_unknown": _(
                "%(name)s is nothing to this unit: add the telephone or the reference, or enter "
                "the person as owner first."
            ),
            "golive_debtor_ambiguous": _(
                "Several people are called %(name)s: add the telephone or the reference."
            ),
            "golive_reference_unknown": _("Nobody has this reference: correct it."),
            "golive_reference_other_name": _(
                "The reference belongs to somebody else than %(name)s: correct one of the two."
            ),
            "golive_not_a_party": _(
                "The person was found by telephone or reference, but is not known as owner or "
                "payer of the unit."
            ),
            "golive_owner_clash": _(
                "Somebody else is entered as owner from this day on: record the change of owner, "
                "or correct the name."
            ),
            "golive_unit_there": _("The unit is there already and stays as it is."),
        }

    @api.model
    def _words_of_clashes(self):
        _ = self.env._
        return {
            "golive_unit_unknown": _(
                "Unit %(unit)s is not in this estate: correct it, or book it with the list of "
                "units first."
            ),
            "golive_twice": _(
                "The same item as row %(other)s: delete one, or tell them apart by the original "
                "document."
            ),
            "golive_overlap": _(
                "Overlaps with row %(other)s (%(first)s – %(last)s): correct the period, or tell "
                "them apart by the original document."
            ),
            "golive_overlap_ledger": _(
                "The ledger already holds this kind of charge for %(first)s – %(last)s: leave the "
                "row out, or correct the period."
            ),
            "golive_booked_differs": _(
                "This item was booked with another amount, debtor, due date or price basis: take "
                "the booking back first, or correct it in the ledger."
            ),
            "golive_channel_unknown": _("There is no bank channel %(channel)s."),
            "golive_channel_missing": _(
                "There is not exactly one bank channel: name it in the column “Bank channel”."
            ),
            "golive_mandate_exists": _(
                "A mandate already collects from this debtor for the unit: revoke that one first."
            ),
            "golive_demand_for_nothing": _(
                "Nothing is owed for this unit, kind and period: correct them, or import the open "
                "items first."
            ),
            "golive_failed": _("It could not be booked: %(detail)s"),
        }

    @api.model
    def _words_of_agreements(self):
        _ = self.env._
        return {
            "golive_agreed_after_cut_over": _(
                "Agreed on %(day)s, after the cut-over day %(cut_over)s: enter it on the card "
                "instead."
            ),
            "golive_due_before_agreed": _(
                "It is due on %(due)s, before it was agreed on %(day)s: correct one of the two."
            ),
            "golive_promise_over": _(
                "Its day is over (%(day)s): only promises that still run are taken over."
            ),
            "golive_promise_far": _("A promise reaches at most %(days)s days ahead."),
            "golive_promise_too_much": _(
                "%(amount)s was promised, and %(open)s is overdue for the unit: correct the "
                "amount, or import the open items first."
            ),
            "golive_promise_there": _("A promise about this unit runs already."),
        }
