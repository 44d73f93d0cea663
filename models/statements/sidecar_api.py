"""What the sidecar may call about bank statements; rules as in ``models/sidecar_api``."""

from odoo import api, models
from odoo.exceptions import UserError


class ArrearsSidecar(models.AbstractModel):
    """Statements on their way in."""

    _inherit = "arrears.sidecar"

    @api.model
    def _source(self, code):
        """The statement source of that code, in its own company.

        :raises UserError: there is none in the companies of the technical user
        """
        mine = [("company_id", "in", self.env.user.company_ids.ids)]
        sources = self._inside("arrears.statement.source")
        found = sources.search([("code", "=", code), *mine])
        if not found:
            raise UserError(
                self.env._(
                    "Statement source %(code)s is unknown. Known sources: %(known)s. Correct the "
                    "code in the sidecar's configuration or on the source in Odoo.",
                    code=str(code)[:40],
                    known=", ".join(sources.search(mine).mapped("code")) or "–",
                )
            )
        return found.company_id._arrears_in_language(found.with_company(found.company_id))

    @api.model
    def _known_codes(self):
        sources = self._inside("arrears.statement.source").search(
            [("company_id", "in", self.env.user.company_ids.ids)]
        )
        return {**super()._known_codes(), "sources": sources.mapped("code")}

    @api.model
    def _leased(self, kind, code):
        return self._source(code) if kind == "source" else super()._leased(kind, code)

    @api.model
    def open_statement(self, *, sidecar, source, profile, name, sha256, content_base64):
        """Register a statement by its bytes; a known one answers with what became of it."""
        self._check_caller()
        file = self._inside("arrears.statement.file")._receive(
            self._source(source), name, content_base64, sha256=sha256, profile=profile
        )
        return file._seam_state()

    @api.model
    def statements_to_parse(self, *, sidecar):
        """Statements uploaded in Odoo that nobody has read yet."""
        self._check_caller()
        files = self._inside("arrears.statement.file")._to_parse(self.env.user.company_ids)
        return [
            {
                "file_id": file.id,
                "name": file.name,
                "source": file.source_id.code,
                "profile": file.profile,
                "sha256": file.sha256,
            }
            for file in files
        ]

    @api.model
    def statement_content(self, *, file_id):
        """The bytes of a statement that was received."""
        self._check_caller()
        return self._record("arrears.statement.file", file_id)._seam_content()

    @api.model
    def stage_statement_rows(self, *, file_id, rows):
        """Store movements. One sent before is ignored when equal, else refused.

        :return: ``{"staged": movements stored of this statement so far}``
        """
        self._check_caller()
        return {"staged": self._record("arrears.statement.file", file_id)._stage(rows)}

    @api.model
    def seal_statement(
        self, *, file_id, row_count, total_in, total_out, opening, closing, account, currency,
        profile=None,
    ):  # fmt: skip
        """Say that all movements are there. Odoo checks counts, totals, balances, account and
        currency, and accepts the statement as a whole for booking or sets it aside as a whole.

        :param profile: the layout it was read with, where the sidecar found it out
        """
        self._check_caller()
        file = self._record("arrears.statement.file", file_id)
        if profile and not file.profile:
            file.profile = str(profile)[:60]
        return file._seal(row_count, total_in, total_out, opening, closing, account, currency)

    @api.model
    def quarantine_statement(
        self,
        *,
        sidecar=None,
        source=None,
        profile=None,
        name=None,
        sha256=None,
        content_base64=None,
        code,
        line=None,
        message,
        file_id=None,
    ):
        """Set aside what the sidecar could not read: a new file, or with ``file_id`` one that
        Odoo has already. A statement that is being booked or was booked is left as it is."""
        self._check_caller()
        if file_id:
            file = self._record("arrears.statement.file", file_id)
        else:
            file = self._inside("arrears.statement.file")._receive(
                self._source(source), name, content_base64, sha256=sha256, profile=profile
            )
        file._refuse(code=code, line=line, message=message)
        return {"file_id": file.id, "state": file.state}
