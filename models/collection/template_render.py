from typing import NamedTuple

from markupsafe import Markup, escape
from odoo import api, models
from odoo.tools import format_date, formatLang

from ...engine.money import amount as to_amount
from ...engine.period_text import joined, period_text
from ...engine.wording import fill

# Gateways cut or refuse longer texts.
LONGEST_SMS = 500

_LETTER = Markup(
    '<div style="font-family:Helvetica,Arial,sans-serif;font-size:15px;line-height:1.6;'
    'color:#222;max-width:640px">'
    '<div style="font-size:17px;font-weight:bold;border-bottom:2px solid #714B67;'
    'padding-bottom:8px;margin-bottom:16px">%s</div>%s</div>'
)
_TABLE = Markup(
    '<table style="border-collapse:collapse;width:100%%;margin:12px 0">'
    '<tr style="background:#f4f1f3">%s</tr>%s</table>'
)
_HEAD = Markup('<th style="padding:6px 8px;text-align:%s">%s</th>')
_ALIGNED = ("left", "left", "left", "left", "right")
_CELLS = "".join(
    f'<td style="padding:6px 8px;border-top:1px solid #ddd;text-align:{align}">%s</td>'
    for align in _ALIGNED
)
_ROW = f"<tr>{_CELLS}</tr>"


class Bill(NamedTuple):
    """A charge that a text names, in words: worded once, since a night fills thousands."""

    unit: str
    period: str
    kind: str
    due: str
    amount: str


class ArrearsTemplate(models.Model):
    """Filling a text: what is due, period by period, in the debtor's language."""

    _inherit = "arrears.template"

    def _render(self, cases, named, language):
        """The text about these cases.

        :param cases: cards, or charges, of one debtor in one company: whose units it is about
        :param named: list of (charge, minor units asked for), oldest first; empty where a text
            asks for nothing
        :param language: code of an installed language
        :return: ``{"subject", "text", "html", "amount"}``; ``amount`` in minor units
        """
        self.ensure_one()
        template = self.with_context(lang=language)
        cases = cases.with_context(lang=language)
        # One environment for all of them: looking one up for each charge takes longer than reading.
        env = named[0][0].with_context(lang=language).env if named else template.env
        named = [(charge.with_env(env), asked) for charge, asked in named]
        bills = template._bills(named, cases.company_id)
        values = template._values(cases, named, bills)
        body = template._body_for(values)
        text = fill(body, values)
        if self.channel == "sms" and len(text) > LONGEST_SMS:
            joined_lines = template._joined_lines(named, cases.company_id)
            values["periods"] = "; ".join(joined_lines)
            text = fill(body, values)
        return {
            "subject": fill(template.subject or "", values),
            "text": text,
            "html": template._as_letter(bills, values) if self.channel == "email" else False,
            "amount": sum(asked for _charge, asked in named),
        }

    def _body_for(self, values):
        """The body as it goes with these values. Rooms leave out lines that say nothing then."""
        return self.body

    def _values(self, cases, named, bills=None):
        """The parts in braces. Nothing about the person beyond the account.

        :param bills: what ``_bills`` says of ``named``, if it was asked already
        """
        _ = self.env._
        company = cases.company_id
        estate = cases.estate_id[:1].sudo()
        total = sum(asked for _charge, asked in named)
        office = (estate.office_name or estate.name or company.name, estate.office_address,
                  estate.office_phone, estate.office_hours)  # fmt: skip
        return {
            "amount": self._money(total, company),
            "due_date": self._day(min((one.due_date for one, _asked in named), default=False)),
            "periods": self._periods_text(bills or self._bills(named, company)),
            "office": ", ".join(filter(None, office)),
            "units": ", ".join(cases.unit_id.sudo().mapped("name")),
            "estate": ", ".join(cases.estate_id.sudo().mapped("name")),
            "creditor": company.name,
        } | self._blocks(estate)

    def _blocks(self, estate):
        """The sentences that every text carries, shorter for an SMS."""
        _ = self.env._
        if self.channel == "sms":
            return {
                "how_to_pay": estate.how_to_pay or _("Pay at the office or by transfer."),
                "ignore_if_paid": _("If it is paid, please ignore this."),
                "help_line": _("A question, or difficult to pay? Tell us, there is help."),
            }
        return {
            "how_to_pay": "\n".join(estate._ways_to_pay())
            or _("Pay at the office or by bank transfer; the office tells you the account."),
            "ignore_if_paid": _("If you have paid already, please ignore this message."),
            "help_line": _(
                "If the bill looks wrong, or paying is difficult at the moment, "
                "please tell us: there is help."
            ),
        }

    @api.model
    def _digits(self, company):
        return company.currency_id.decimal_places

    def _once(self, kind, *known, say):
        """What is said again and again in one transaction is put into words once."""
        said = self.env.cr.cache.setdefault("arrears_template_words", {})
        key = (kind, self.env.lang, *known)
        if key not in said:
            said[key] = say()
        return said[key]

    def _day(self, day):
        """A date in the language of the text."""
        return self._once("day", day, say=lambda: format_date(self.env, day))

    def _money(self, minor, company):
        """An amount in words of the channel: SMS gateways refuse the currency sign."""
        return self._once(
            "money", minor, company.currency_id.id, self.channel == "email",
            say=lambda: self._money_in_words(minor, company),
        )  # fmt: skip

    def _money_in_words(self, minor, company):
        value = to_amount(minor, self._digits(company))
        if self.channel == "email":
            return formatLang(self.env, value, currency_obj=company.currency_id)
        number = formatLang(self.env, value, digits=self._digits(company))
        currency = company.currency_id.name
        if currency == "CNY":
            # As people write it: 754.91 yuan, 754.91 元.
            return self.env._("%(number)s yuan", number=number)
        return self.env._("%(number)s %(currency)s", number=number, currency=currency)

    def _bills(self, named, company):
        """What the texts say of each charge."""
        kinds = self._kinds()
        return [
            Bill(
                charge.unit_id.sudo().name or "",
                period_text(charge.period_from, charge.period_to)
                or charge.move_id.sudo().name
                or "",
                kinds.get(charge.kind, ""),
                self._day(charge.due_date),
                self._money(asked, company),
            )
            for charge, asked in named
        ]

    def _periods_text(self, bills):
        """Each period in a line."""
        lines = (
            " ".join(filter(None, (bill.unit, bill.period, bill.kind, bill.amount)))
            for bill in bills
        )
        return ("; " if self.channel == "sms" else "\n").join(lines)

    def _joined_lines(self, named, company):
        """Periods that follow each other in one line, where an SMS would grow too long."""
        groups, kinds = {}, self._kinds()
        for charge, asked in named:
            key = (charge.unit_id, charge.kind)
            groups.setdefault(key, []).append((charge, asked))
        for rows in groups.values():
            charge = rows[0][0]
            dated = [(c.period_from, c.period_to) for c, _asked in rows if c.period_to]
            dated = [(first or last, last) for first, last in dated]
            spans = ", ".join(
                self.env._("%(period)s (%(count)s bills)", period=period_text(a, b), count=n)
                for a, b, n in joined(dated)
            )
            total = self._money(sum(asked for _charge, asked in rows), company)
            kind = kinds.get(charge.kind, "")
            yield " ".join(filter(None, (charge.unit_id.sudo().name, spans, kind, total)))

    @api.model
    def _kinds(self):
        """The kinds of charges in the language of the text: ``{code: word}``."""
        kind = self.env["arrears.charge"]._fields["kind"]
        return self._once("kinds", say=lambda: dict(kind._description_selection(self.env)))

    def _as_letter(self, bills, values):
        """The text as an e-mail, with the periods as a table."""
        table = self._as_table(bills)
        pieces = self._body_for(values).split("{periods}")
        html = table.join(
            Markup("<br/>").join(escape(fill(piece, values)).strip().splitlines())
            for piece in pieces
        )
        return _LETTER % (values["estate"] or values["creditor"], html)

    def _as_table(self, bills):
        head = self._once("head", say=self._head_of_table)
        rows = "".join(_ROW % tuple(map(escape, bill)) for bill in bills)
        return _TABLE % (head, Markup(rows))

    def _head_of_table(self):
        _ = self.env._
        titles = (_("Unit"), _("Period"), _("Fee"), _("Due"), _("Amount"))
        return Markup("").join(
            _HEAD % (align, title) for align, title in zip(_ALIGNED, titles, strict=True)
        )
