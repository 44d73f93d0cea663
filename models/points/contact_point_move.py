from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

# The kind of number → Odoo's fields of a contact. State and country stay: taxes go by them.
FIELDS = {
    "phone": ("phone",),
    "email": ("email",),
    "address": ("street", "street2", "zip", "city"),
}


class ArrearsContactPoint(models.Model):
    """Numbers and mailboxes go out of Odoo's contacts and, if a company wants, back again."""

    _inherit = "arrears.contact.point"

    @api.model
    def _people_to_move(self, company, kinds=tuple(FIELDS)):
        """Natural persons of a company's units and books who still show one of these kinds.

        Left out are companies, Odoo's own users inside the firm, and who also has a unit or debt
        at another company that keeps its numbers in the contacts.

        :param company: a root company
        :return: ``{"people": partners, "staff": partners, "shared": partners}``
        """
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        shown = Domain.OR(Domain(FIELDS[kind][0], "!=", False) for kind in kinds)
        mine = Domain("id", "in", self._people_of(company)) & Domain("is_company", "=", False)
        found = partners.search(mine & shown)
        staff = found.filtered(lambda one: any(not user.share for user in one.user_ids))
        others = self._people_elsewhere(company, (found - staff).ids)
        shared = (found - staff).filtered(lambda one: one.id in others)
        # The portal signs people in by their e-mail address: it stays with the contact.
        people = (found - staff - shared).filtered(lambda one: self._values_to_move(one, kinds))
        return {"people": people, "staff": staff, "shared": shared}

    @api.model
    def _values_to_move(self, partner, kinds, country=None):
        """What of this contact moves: ``{kind: text}``.

        :param country: the company's, which no letter at home names
        """
        country = country or self.env["res.country"]
        kept = {"email"} if partner.user_ids else set()
        return {
            kind: self._text_of(kind, partner, country)
            for kind in kinds
            if kind not in kept and partner[FIELDS[kind][0]]
        }

    @api.model
    def _text_of(self, kind, partner, country):
        """What a contact shows of a kind; an address as it stands on a letter."""
        if kind != "address":
            return partner[FIELDS[kind][0]]
        return "\n".join(self.env["arrears.case"]._lines_of(partner, country))

    @api.model
    def _people_of(self, company):
        """Ids of everybody with a role on a unit, or a charge, in a company or under it."""
        return self._people_in(company.sudo().search([("id", "child_of", company.ids)]).ids)

    @api.model
    def _people_elsewhere(self, company, partner_ids):
        """Those of these people who are known to a company that keeps its numbers in contacts."""
        companies = self.env["res.company"].sudo().with_context(active_test=False).search([])
        open_ones = companies.filtered(
            lambda one: one.root_id != company and not one.root_id.arrears_points_apart
        )
        return set(self._people_in(open_ones.ids)) & set(partner_ids) if open_ones else set()

    @api.model
    def _people_in(self, company_ids):
        for model in ("arrears.ownership", "arrears.charge"):
            self.env[model].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id FROM arrears_ownership WHERE company_id = ANY(%(companies)s)
                 UNION
                SELECT debtor_id FROM arrears_charge
                 WHERE company_id = ANY(%(companies)s) AND debtor_id IS NOT NULL
                """,
                companies=list(company_ids),
            )
        )
        return [partner for (partner,) in rows]

    # Out of the contacts

    @api.model
    def _move_some(self, root, people, kinds, source="moved"):
        """Keep what these people show apart, once, and empty it in Odoo's contacts.

        What is no number or mailbox stays where it is. What was archived and typed again counts.

        :return: ``(people moved, people whose value can't be read)``
        """
        known = self._known_of(root, people)
        again = self.sudo().browse()
        emptied, fresh, bad = {}, {}, people.browse()
        for partner in people:
            for kind, text in self._values_to_move(partner, kinds, root.country_id).items():
                if not self._is_readable(kind, text):
                    bad |= partner
                    continue
                emptied.setdefault(kind, []).append(partner.id)
                key = (partner.id, kind, self._parts_of(kind, text)["address_key"])
                again |= known.get(key, again.browse())
                if key not in known:
                    fresh[key] = self._moved_values(root, partner, kind, text, source)
        self.sudo().create(list(fresh.values()))
        again.filtered(lambda one: not one.active).active = True
        for kind, ids in emptied.items():
            self._empty(people.browse(ids), kind)
        return people.browse({key for ids in emptied.values() for key in ids}), bad

    @api.model
    def _known_of(self, root, people):
        """What is kept of these people, archived too: ``{(person id, kind, key): point}``."""
        rows = self.sudo().with_context(active_test=False).search_fetch(
            [("company_id", "=", root.id), ("partner_id", "in", people.ids)],
            ["partner_id", "kind", "address_key", "active"],
        )  # fmt: skip
        return {(row.partner_id.id, row.kind, row.address_key): row for row in rows}

    @api.model
    def _moved_values(self, root, partner, kind, text, source):
        values = {"company_id": root.id, "partner_id": partner.id, "kind": kind, "value": text,
                  "source": source}  # fmt: skip
        if kind == "address":
            values["address_parts"] = {name: partner[name] or False for name in FIELDS[kind]}
        return values

    @api.model
    def _empty(self, partners, kind):
        """Empty a kind in contacts, and the old values that their history shows."""
        names = FIELDS[kind]
        partners.with_context(tracking_disable=True).write(dict.fromkeys(names, False))
        partners.flush_recordset()
        shown = ("contact_address_inline",) if kind == "address" else names
        self.env["mail.tracking.value"].sudo().search(
            [
                ("mail_message_id.model", "=", "res.partner"),
                ("mail_message_id.res_id", "in", partners.ids),
                ("field_id.name", "in", shown),
            ]
        ).unlink()

    # Back into the contacts

    @api.model
    def _people_to_put_back(self, root):
        """Who has a number kept apart and none of its kind in Odoo's contacts."""
        empty = Domain.OR(
            Domain("kind", "=", kind) & Domain(f"partner_id.{names[0]}", "=", False)
            for kind, names in FIELDS.items()
        )
        return self.sudo().search(Domain("company_id", "=", root.id) & empty).partner_id

    @api.model
    def _put_back_some(self, root, people):
        """Show the first choice of each of these people in contacts; a filled field stays.

        Everything known of the numbers is kept, for a day when they are moved again.
        """
        points = self.sudo().search(
            [("company_id", "=", root.id), ("partner_id", "in", people.ids)]
        )
        for partner, own in points.grouped("partner_id").items():
            partner.with_context(tracking_disable=True).write(own._values_to_put_back(partner))

    def _values_to_put_back(self, partner):
        """What an empty contact gets of these points of its own: ``{field: value}``."""
        values = {}
        for kind, names in FIELDS.items():
            best = self._usable(kind) or self.filtered(lambda one, kind=kind: one.kind == kind)
            if not best or partner[names[0]]:
                continue
            if kind != "address":
                values[names[0]] = best[0].value
            else:
                plain = {"street": ", ".join(best[0].value.splitlines())}
                values |= best[0].address_parts or plain
        return values
