"""The only methods the sidecar may call.

Every call is one transaction and safe to repeat. Amounts are integers of the currency's minor
unit, dates ISO texts, bytes base64. A portal user can reach an unguarded public method of an
abstract model, so the first line of each method is the check of the caller's group; only then
does it work with higher rights, within the companies of the technical user.
"""

from datetime import datetime, timezone

from odoo import api, models, release
from odoo.exceptions import AccessError, UserError
from odoo.modules import Manifest

GROUP = "property_arrears.group_sidecar"
MAX_PAGE = 5000


class ArrearsSidecar(models.AbstractModel):
    """The seam between Odoo and the program that exchanges files with banks."""

    _name = "arrears.sidecar"
    _description = "Seam of the sidecar"

    # The door

    @api.model
    def _check_caller(self):
        """Refuse everybody who is not the sidecar's technical user.

        :raises AccessError: the caller lacks the group *Sidecar*
        """
        if not self.env.user.has_group(GROUP):
            raise AccessError(self.env._("Only the sidecar may use this interface."))

    @api.model
    def _inside(self, model):
        """``model`` with the rights of the system and the companies of the technical user."""
        companies = self.env.user.company_ids
        records = (
            self.env[model]
            .sudo()
            .with_context(allowed_company_ids=companies.ids)
            .with_company(companies[:1])
        )
        return companies[:1]._arrears_in_language(records) if companies else records

    @api.model
    def _record(self, model, record_id):
        """The record of that number, in its own company.

        :raises UserError: there is none in the companies of the technical user
        """
        companies = self.env.user.company_ids
        records = self._inside(model)
        found = records.browse(record_id).exists() if isinstance(record_id, int) else records
        if len(found) != 1 or found.company_id not in companies:
            raise UserError(
                self.env._(
                    "%(model)s %(number)s is unknown. Ask for the list again before going on.",
                    model=records._description,
                    number=str(record_id)[:20],
                )
            )
        return found.company_id._arrears_in_language(found.with_company(found.company_id))

    @api.model
    def _channel(self, code):
        """The bank channel of that code, in its own company.

        :raises UserError: there is none in the companies of the technical user
        """
        channels = self._inside("arrears.bank.channel")
        found = channels.search(
            [("code", "=", code), ("company_id", "in", self.env.user.company_ids.ids)]
        )
        if not found:
            known = channels.search([("company_id", "in", self.env.user.company_ids.ids)])
            raise UserError(
                self.env._(
                    "Bank channel %(code)s is unknown. Known channels: %(known)s. Correct the "
                    "code in the sidecar's configuration or on the channel in Odoo.",
                    code=str(code)[:40],
                    known=", ".join(known.mapped("code")) or "–",
                )
            )
        return found.company_id._arrears_in_language(found.with_company(found.company_id))

    # Who is there

    @api.model
    def ping(self, *, version):
        """Say who answers: database, versions, time, companies, codes and layouts. No trace."""
        self._check_caller()
        companies = self.env.user.sudo().company_ids
        return {
            "database": self.env.cr.dbname,
            "addon_version": Manifest.for_addon("property_arrears")["version"],
            "odoo_version": release.version,
            "sidecar_version": str(version)[:40],
            "today": companies[:1]._arrears_today().isoformat(),
            "now": datetime.now(timezone.utc).isoformat(),
            **self._known_codes(),
            "companies": [{"id": company.id, "name": company.name} for company in companies],
        }

    @api.model
    def _known_codes(self):
        """Codes that the sidecar's settings may name, by kind, and the layout of each channel."""
        channels = self._inside("arrears.bank.channel").search(
            [("company_id", "in", self.env.user.company_ids.ids)]
        )
        layouts = {channel.code: channel.profile for channel in channels}
        return {"channels": list(layouts), "layouts": layouts}

    @api.model
    def heartbeat(self, *, sidecar, version, state, backlog, last_error):
        """Keep what a sidecar says about itself, so that a silent one is noticed.

        :param backlog: number of files and batches still waiting
        :param last_error: one line without personal data, or nothing
        """
        self._check_caller()
        self._inside("arrears.sidecar.status")._beat(sidecar, version, state, backlog, last_error)
        return {"ok": True}

    # Batches on their way out

    @api.model
    def batches_to_export(self, *, sidecar):
        """Approved batches of folder channels, oldest first."""
        self._check_caller()
        batches = self._inside("arrears.debit.batch")._to_export(self.env.user.company_ids)
        return [batch._seam_summary() for batch in batches]

    @api.model
    def renders_wanted(self, *, sidecar):
        """Approved batches of browser channels whose file somebody waits for."""
        self._check_caller()
        batches = self._inside("arrears.debit.batch")._to_render(self.env.user.company_ids)
        return [batch._seam_summary() for batch in batches]

    @api.model
    def batch_rows(self, *, batch_id, after=0, limit=1000):
        """Rows of a batch with whole account numbers: the one place that gives them away.

        :param after: the last ``sequence`` already read
        :return: ``{"rows": [...], "next": the value for the next ``after``, or None at the end}``
        :raises UserError: the batch is neither approved nor exported
        """
        self._check_caller()
        batch = self._record("arrears.debit.batch", batch_id)
        return batch._seam_rows(after, min(limit, MAX_PAGE))

    @api.model
    def confirm_export(
        self,
        *,
        batch_id,
        sidecar,
        name,
        sha256,
        row_count,
        total,
        content_base64,
        part=1,
        parts=1,
        instance="",
    ):
        """Hand over a file of a batch. The same bytes again give the same answer.

        A batch that was cut into several files is exported once all of them are there; until
        then it stays approved, and none of them may go to the bank.

        :param row_count: instructions in this file
        :param total: sum of the amounts in this file, in minor units
        :param part: number of this file, from 1, of ``parts``
        :param instance: who asks, as in ``take_leases``
        :return: ``{"state": "approved" or "exported", "file_id"}``
        :raises UserError: count, total or hash differ, other bytes were exported before, or
            another sidecar has the channel by now
        """
        self._check_caller()
        batch = self._record("arrears.debit.batch", batch_id)
        self._inside("arrears.sidecar.lease")._check_ours(
            "channel", batch.channel_id.code, str(instance or sidecar)[:64]
        )
        return batch._seam_confirm_export(
            name=name,
            sha256=sha256,
            row_count=row_count,
            total=total,
            content_base64=content_base64,
            part=part,
            parts=parts,
        )

    # Answers on their way in

    @api.model
    def open_file(self, *, sidecar, channel, profile, name, sha256, content_base64):
        """Register an answer by its bytes; a known one answers with what became of it."""
        self._check_caller()
        file = self._inside("arrears.bank.file")._receive(
            self._channel(channel), name, content_base64, sha256=sha256, profile=profile
        )
        return file._seam_state()

    @api.model
    def files_to_parse(self, *, sidecar):
        """Answers uploaded in Odoo that nobody has read yet."""
        self._check_caller()
        files = self._inside("arrears.bank.file")._to_parse(self.env.user.company_ids)
        return [
            {
                "file_id": file.id,
                "name": file.name,
                "channel": file.channel_id.code,
                "profile": file.profile,
                "sha256": file.sha256,
            }
            for file in files
        ]

    @api.model
    def file_content(self, *, file_id):
        """The bytes of a file that was received."""
        self._check_caller()
        return self._record("arrears.bank.file", file_id)._seam_content()

    @api.model
    def stage_rows(self, *, file_id, rows):
        """Store rows of an answer. A line sent before is ignored when equal, else refused.

        :return: ``{"staged": rows stored of this file so far}``
        """
        self._check_caller()
        file = self._record("arrears.bank.file", file_id)
        return {"staged": file._stage(rows)}

    @api.model
    def seal_file(
        self,
        *,
        file_id,
        row_count,
        total_offered,
        total_settled,
        batch_reference,
        success_count=None,
        success_total=None,
        value_date=None,
    ):
        """Say that all rows are there. Odoo checks them against the batch, and accepts the
        file as a whole for booking or sets it aside as a whole.

        A row with a negative ``settled`` is money that the bank took back; a file of such rows
        is a report of returns and may span batches: then ``batch_reference`` is empty.

        :param success_count: where a bank lists failures alone: how many it says succeeded
        :param success_total: and how much that was, in minor units
        :param value_date: and on which day; the batch's day of collection if it does not say
        """
        self._check_caller()
        file = self._record("arrears.bank.file", file_id)
        said = file._said_of_successes(success_count, success_total, value_date)
        return file._seal(row_count, total_offered, total_settled, batch_reference, said)

    @api.model
    def quarantine_file(
        self,
        *,
        sidecar=None,
        channel=None,
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
        Odoo has already. A file that is being booked or was booked is left as it is."""
        self._check_caller()
        if file_id:
            file = self._record("arrears.bank.file", file_id)
        else:
            file = self._inside("arrears.bank.file")._receive(
                self._channel(channel), name, content_base64, sha256=sha256, profile=profile
            )
        file._refuse(code=code, line=line, message=message)
        return {"file_id": file.id, "state": file.state}

    # Rewards

    @api.model
    def incentive_programs(self):
        """Programmes that run today, with their rules."""
        self._check_caller()
        return self._inside("arrears.incentive.program")._sidecar_programs()

    @api.model
    def incentive_facts(self, *, program_id, after=0, limit=2000):
        """What is known of the charges a programme looks at, page by page."""
        self._check_caller()
        programs = self._record("arrears.incentive.program", program_id)
        return programs._sidecar_facts(program_id, after, min(limit, MAX_PAGE))

    @api.model
    def grant_awards(self, *, program_id, awards):
        """Ask for awards; each is answered ``granted``, ``exists`` or ``refused``."""
        self._check_caller()
        programs = self._record("arrears.incentive.program", program_id)
        return programs._sidecar_grant(program_id, awards)

    # Waivers

    @api.model
    def waivers_to_apply(self):
        """Approved waivers that were not applied yet."""
        self._check_caller()
        return self._inside("arrears.waiver")._sidecar_to_apply()

    @api.model
    def apply_waivers(self, *, waivers):
        """Apply waivers; each is answered ``applied``, ``already`` or ``refused``."""
        self._check_caller()
        return self._inside("arrears.waiver")._sidecar_apply(waivers)
