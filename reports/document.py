import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

from .stamp import joined

TYPES = [
    ("price_board", "Price board"),
    ("bill_statement", "Bill statement"),
    ("account_statement", "Statement of account"),
    ("unit_statement", "Statement over units"),
    ("confirmation_letter", "Confirmation letter"),
    ("settlement_statement", "Settlement statement"),
    ("poster", "Poster notice"),
    ("meeting_pack", "Meeting pack"),
    ("fee_use", "Where your fee goes"),
    ("refund_application", "Refund application"),
    ("payment_record", "Payment record"),
    ("report", "Report"),
    ("receipt", "Receipt"),
    ("demand_letter", "Demand letter"),
    ("visit_round", "Round of visits"),
    ("plan_agreement", "Payment plan agreement"),
    ("contact_request", "Request to pass on a message"),
    ("payer_notice", "Notice to a paying tenant"),
    ("liable_notice", "Notice to who is jointly liable"),
    ("instruction", "Instruction to a law firm"),
    ("debit_announcement", "Announcement of a debit"),
]
# Letters in front of the number. They stand for the English name and are the same everywhere.
PREFIXES = {
    "price_board": "PB",
    "bill_statement": "BS",
    "account_statement": "SA",
    "unit_statement": "SU",
    "confirmation_letter": "CL",
    "settlement_statement": "ST",
    "poster": "PN",
    "meeting_pack": "MP",
    "fee_use": "FU",
    "refund_application": "RA",
    "payment_record": "PR",
    "report": "RP",
    "receipt": "RE",
    "demand_letter": "DL",
    "visit_round": "VR",
    "plan_agreement": "PA",
    "contact_request": "CR",
    "payer_notice": "PT",
    "liable_notice": "JL",
    "instruction": "IL",
    "debit_announcement": "DA",
}


class ArrearsDocument(models.Model):
    """A paper as it left the house: rendered once, numbered, and never changed.

    A second rendering of the same page gives other bytes, so the first one is kept and handed out
    again; its SHA-256 shows that it is still the same. A document is seen by whoever may see the
    record it was made for (see ``document_access``).
    """

    _name = "arrears.document"
    _description = "Document"
    _order = "id desc"
    _rec_names_search = ["name", "title", "record_name"]

    name = fields.Char(string="Number", required=True, readonly=True)
    document_type = fields.Selection(TYPES, string="Type", required=True, readonly=True, index=True)
    title = fields.Char(required=True, readonly=True)
    language_id = fields.Many2one("res.lang", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    estate_id = fields.Many2one(
        "arrears.estate",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The estate whose office stands in the letterhead.",
    )
    issued_at = fields.Datetime(string="Issued on", required=True, readonly=True)
    issued_by_id = fields.Many2one("res.users", string="Issued by", readonly=True)

    # What it was made for
    res_model = fields.Char(string="Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", required=True, readonly=True
    )
    record_name = fields.Char(string="Made for", readonly=True)

    # The paper itself
    file = fields.Binary(string="PDF", attachment=True, required=True, readonly=True)
    file_name = fields.Char(required=True, readonly=True)
    size = fields.Integer(string="Bytes", readonly=True)
    page_count = fields.Integer(string="Pages", readonly=True)
    sha256 = fields.Char(string="SHA-256", required=True, readonly=True)
    fingerprint = fields.Char(
        required=True, readonly=True, help="SHA-256 of the page without its number and date."
    )
    rendition = fields.Integer(
        required=True, readonly=True, default=1, help="Counts documents of the same content."
    )
    intact = fields.Boolean(
        compute="_compute_intact", help="The stored bytes still have the SHA-256 of the first day."
    )

    _number_once = models.UniqueIndex(
        "(company_id, name)", "Another document of this company has this number: print again."
    )
    _content_once = models.UniqueIndex(
        "(company_id, document_type, res_model, res_id, language_id, fingerprint, rendition)",
        "This document was issued a moment ago: open the list of documents.",
    )

    @api.depends("file", "sha256")
    def _compute_intact(self):
        for document in self.with_context(bin_size=False):
            document.intact = document.sha256 == _sha256(document._content())

    def _content(self):
        """The bytes of the PDF."""
        self.ensure_one()
        return base64.b64decode(self.with_context(bin_size=False).file or b"")

    # ------------------------------------------------------------------
    # Issued once, then frozen
    # ------------------------------------------------------------------

    @api.model
    def _issue(self, record, document_type, template_xmlid, values, language=None, anew=False,
               landscape=False):  # fmt: skip
        """Render, number and keep a document; the same content gives the document there is.

        :param record: the one record it is made for; the user must be able to read it
        :param document_type: one of ``TYPES``
        :param template_xmlid: a QWeb template that calls ``document_layout``
        :param values: what the template shows, to be read more than once (no generators). Of
            these ``company``, ``estate`` (letterhead) and ``title`` have defaults: those of the
            record, the name of the type. ``number``: a number the record has of its own, instead
            of the next one of the type. ``paper``: external id of another paper format
        :param language: code of an active language; None: that of the company
        :param anew: issue a further document although nothing changed
        :return: ``arrears.document``
        :raises AccessError: the user may not read the record
        """
        record.ensure_one()
        record.check_access("read")
        company = values.get("company") or self._company_of(record)
        language = self._language_for(company, language)
        page = self._page(record.with_context(lang=language.code), document_type, values, company)
        key = self._key(document_type, template_xmlid, page, language)
        found = self._same(key)
        if found and not anew:
            return found.with_env(self.env)
        number = values.get("number") or self._next_number(company, document_type)
        content, pages = self._draw(template_xmlid, page, number, landscape)
        return self._keep(
            {
                **key,
                "name": number,
                "rendition": found.rendition + 1,
                "title": page["title"],
                "estate_id": page["estate"].id,
                "record_name": record.display_name,
                "page_count": pages,
            },
            content,
        )

    @api.model
    def _key(self, document_type, template_xmlid, page, language):
        """What makes two documents the same: their page without number and date is one of it."""
        render = page["record"].env["arrears.document.render"]
        blank = render._html(template_xmlid, {**page, "number": "", "issued_on": None})
        return {
            "company_id": page["company"].id,
            "document_type": document_type,
            "res_model": page["record"]._name,
            "res_id": page["record"].id,
            "language_id": language.id,
            "fingerprint": _sha256(blank.encode()),
        }

    @api.model
    def _draw(self, template_xmlid, page, number, landscape):
        """The bytes of the PDF and its number of pages."""
        render = page["record"].env["arrears.document.render"]
        today = page["company"]._arrears_today()
        html = render._html(template_xmlid, {**page, "number": number, "issued_on": today})
        return render._pdf(
            html, title=page["title"], number=number, landscape=landscape, paper=page.get("paper")
        )

    @api.model
    def _page(self, record, document_type, values, company):
        """What every template finds, in the language of the record's environment."""
        types = (
            self.with_env(record.env)._fields["document_type"]._description_selection(record.env)
        )
        estate = values.get("estate") or self._estate_of(record)
        estate = estate.with_env(record.env).sudo()
        return {
            "title": dict(types)[document_type],
            **values,
            "record": record,
            "company": company.with_env(record.env),
            "estate": estate,
            "ways_to_pay": estate._ways_to_pay(),
            "payment_codes": estate._codes_for(record, values),
        }

    @api.model
    def _keep(self, values, content):
        """Store a rendered document. From here on nobody changes it."""
        number = values["name"]
        return (
            self.sudo()
            .create(
                {
                    **values,
                    "file": base64.b64encode(content),
                    "file_name": f"{number.replace('/', '-')}.pdf",
                    "size": len(content),
                    "sha256": _sha256(content),
                    "issued_at": fields.Datetime.now(),
                    "issued_by_id": self.env.uid,
                }
            )
            .with_env(self.env)
        )

    @api.model
    def _same(self, key):
        """The newest document of the same content, or none."""
        domain = [(name, "=", value) for name, value in key.items()]
        return self.sudo().search(domain, order="rendition desc", limit=1)

    @api.model
    def _company_of(self, record):
        if record._name == "res.company":
            return record
        company = record.company_id if "company_id" in record._fields else None
        return company or self.env.company

    @api.model
    def _estate_of(self, record):
        if record._name == "arrears.estate":
            return record
        if "estate_id" in record._fields:
            return record.estate_id
        return self.env["arrears.estate"]

    @api.model
    def _language_for(self, company, code):
        """An active language: the one asked for, else that of the company, else the user's."""
        languages = self.env["res.lang"].sudo()
        for wanted in (code, company.partner_id.lang, self.env.lang, "en_US"):
            found = languages.search([("code", "=", wanted)], limit=1) if wanted else None
            if found:
                return found
            if wanted == code and code:
                raise UserError(
                    self.env._(
                        "The language %(code)s is not active: activate it in the settings, or "
                        "choose another.",
                        code=code,
                    )
                )
        return languages.search([], limit=1)

    @api.model
    def _next_number(self, company, document_type):
        """The next number of a type in a company, e.g. ``BS/2026/00001``."""
        sequences = self.env["ir.sequence"].sudo().with_company(company)
        code = f"arrears.document.{document_type}"
        domain = [("code", "=", code), ("company_id", "=", company.id)]
        if not sequences.search_count(domain, limit=1):
            types = dict(self._fields["document_type"]._description_selection(self.env))
            sequences.create(
                {
                    "name": types[document_type],
                    "code": code,
                    "company_id": company.id,
                    "prefix": f"{PREFIXES[document_type]}/%(year)s/",
                    "padding": 5,
                }
            )
        return sequences.next_by_code(code, sequence_date=company._arrears_today())

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused for everybody: what went out stays as it went out."""
        raise UserError(self._frozen_message())

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self._frozen_message())

    def _frozen_message(self):
        return self.env._(
            "A document that was issued can neither be changed nor deleted. Issue a new one."
        )

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_print(self):
        """Show the PDF in a new tab of the browser."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file/{self.file_name}",
            "target": "new",
        }

    def action_print_together(self):
        """Show the chosen documents as one file, in the order of their numbers.

        The file belongs to the window of the user who asked, and goes with it.
        """
        self.check_access("read")
        documents = self.sorted("name")
        window = self.env["arrears.document.print"].create(
            {
                "document_type": documents[:1].document_type,
                "res_model": self._name,
                "together": base64.b64encode(joined([d._content() for d in documents])),
            }
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{window._name}/{window.id}/together/documents.pdf",
            "target": "new",
        }

    def action_open_record(self):
        """Open the record that the document was made for."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }

    def _action_open(self):
        """Window on these documents: the form of one, the list of several."""
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Documents"),
            "res_model": self._name,
            "context": {"create": False},
        }
        if len(self) == 1:
            return {**action, "res_id": self.id, "view_mode": "form"}
        return {**action, "domain": [("id", "in", self.ids)], "view_mode": "list,form"}


def _sha256(content):
    return hashlib.sha256(content).hexdigest()
