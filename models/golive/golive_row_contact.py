from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.golive_people import CONTACT_CELLS, digits, without_contact
from ...engine.masking import mask_phone

# Rows of earlier versions that one run of the scheduled action goes through.
OLD_ROWS = 5000


class ArrearsGoliveRow(models.Model):
    """How people are reached stays in a row no longer than it is needed.

    It names whom a refused row means, and makes the owner of an accepted one. After booking the
    person has it, masked and with its own rights, and the row keeps neither number nor mailbox.
    """

    _inherit = "arrears.golive.row"

    contact_emptied = fields.Boolean(
        string="Telephone and e-mail emptied",
        readonly=True,
        copy=False,
        help="The row was booked: the person it means is on record, and has them.",
    )

    def _empty_contact(self):
        """Take telephone and e-mail out of rows that are booked; the person found stays."""
        for row in self:
            kept = without_contact(row.cells or {})
            if kept != row.cells:
                row._record_effect(
                    {
                        "cells": kept,
                        "person_text": row._person_without_number(),
                        "contact_emptied": True,
                    }
                )

    def _person_without_number(self):
        """The name as written; of a row that names a telephone alone its last digits."""
        name, phone = (self.cells.get(cell) for cell in ("person_name", "person_phone"))
        return name or (mask_phone(phone) if phone and digits(phone) else False)

    @api.model
    def _empty_old_contact(self):
        """Do the same for rows that an earlier version booked."""
        self.env.flush_all()
        found = self.env.execute_query(
            SQL(
                """
                SELECT id
                  FROM arrears_golive_row
                 WHERE state = 'booked' AND contact_emptied IS NOT TRUE
                   AND cells ?| %s
              ORDER BY id
                 LIMIT %s
                """,
                list(CONTACT_CELLS),
                OLD_ROWS,
            )
        )
        self.sudo().browse(row_id for (row_id,) in found)._empty_contact()
