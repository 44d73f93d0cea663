from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .ownership import OFFICE


class ArrearsFiledPerson(models.Model):
    """Natural persons filed under a company contact who own or pay for a unit, or are billed.

    Odoo books a person's bill on the company he is filed under, so nobody can tell whose debt it
    is: the debtor is unclear. Detaching makes the person a debtor of his own; bills posted until
    then stay with the company until an accountant makes them anew.
    """

    _name = "arrears.filed.person"
    _description = "Person filed under a company"
    _auto = False
    _order = "company_id, commercial_id, partner_id"
    _rec_name = "partner_id"
    _depends = {
        "arrears.ownership": ["company_id", "partner_id", "unit_id"],
        "account.move": ["partner_id", "move_type"],
        "res.partner": ["is_company", "parent_id", "commercial_partner_id"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Person", readonly=True)
    commercial_id = fields.Many2one("res.partner", string="Filed under", readonly=True)
    unit_count = fields.Integer(string="Number of units", readonly=True)
    bill_count = fields.Integer(string="Bills", readonly=True)
    unit_ids = fields.Many2many("arrears.unit", string="Units", compute="_compute_unit_ids")
    debtor_text = fields.Char(string="Debtor", compute="_compute_debtor_text")

    @property
    def _table_query(self):
        """One row for each company and person. Private addresses of staff are no debtors."""
        return SQL(
            """
            WITH owning AS (
                SELECT company_id, partner_id, COUNT(DISTINCT unit_id) AS units
                  FROM arrears_ownership GROUP BY company_id, partner_id
            ), billed AS (
                SELECT charge.company_id, move.partner_id, COUNT(DISTINCT move.id) AS bills
                  FROM arrears_charge charge
                  JOIN account_move move ON move.id = charge.move_id
                   AND move.move_type IN ('out_invoice', 'out_receipt')
                 WHERE charge.state <> 'gone' AND charge.unit_id IS NOT NULL
              GROUP BY charge.company_id, move.partner_id
            ), concerned AS (
                SELECT COALESCE(owning.company_id, billed.company_id) AS company_id,
                       COALESCE(owning.partner_id, billed.partner_id) AS partner_id,
                       COALESCE(owning.units, 0) AS unit_count,
                       COALESCE(billed.bills, 0) AS bill_count
                  FROM owning
             FULL JOIN billed ON billed.company_id = owning.company_id
                   AND billed.partner_id = owning.partner_id
            )
            SELECT MOD(partner.id::bigint * 1000 + concerned.company_id, 2147483647)::integer AS id,
                   concerned.company_id, partner.id AS partner_id,
                   partner.commercial_partner_id AS commercial_id,
                   concerned.unit_count::integer, concerned.bill_count::integer
              FROM concerned
              JOIN res_partner partner ON partner.id = concerned.partner_id
             WHERE partner.is_company IS NOT TRUE AND partner.parent_id IS NOT NULL
               AND partner.commercial_partner_id <> partner.id
            """
        )

    def _compute_unit_ids(self):
        ownerships = self.env["arrears.ownership"].search(
            [("partner_id", "in", self.partner_id.ids), ("company_id", "in", self.company_id.ids)]
        )
        found = ownerships.grouped(lambda record: (record.company_id, record.partner_id))
        nothing = self.env["arrears.ownership"]
        for record in self:
            own = found.get((record.company_id, record.partner_id), nothing)
            record.unit_ids = own.unit_id

    @api.depends("partner_id", "commercial_id")
    def _compute_debtor_text(self):
        for record in self:
            record.debtor_text = self.env._(
                "Unclear: %(person)s or %(company)s?",
                person=record.partner_id.name,
                company=record.commercial_id.name,
            )

    def action_detach(self):
        """Take the persons out of the companies they are filed under; units and roles stay.

        Their addresses stay as they are. Bills posted until now are in the company's name.

        :raises AccessError: the user is neither property accountant nor manager
        """
        self.check_access("read")
        if not (self.env.su or any(self.env.user.has_group(group) for group in OFFICE)):
            raise AccessError(self.env._("Only a property accountant or a manager does this."))
        # The office does this for people of its units, also without the right to edit contacts.
        for person in self.partner_id.sudo():
            company = person.parent_id
            person.write({"parent_id": False, "type": "contact"})
            person._message_log(
                body=self.env._(
                    "Detached from %(company)s: a person who owns or pays for a unit is a debtor "
                    "of his or her own.",
                    company=company.display_name,
                )
            )
        self.env["arrears.filed.person"].invalidate_model()

    def action_view_bills(self):
        """Open the person's bills that are booked in the company's name."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_move_out_invoice_type"
        )
        return {
            **action,
            "domain": [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("move_type", "in", ("out_invoice", "out_receipt")),
                ("state", "=", "posted"),
            ],
            "context": {"create": False},
        }
