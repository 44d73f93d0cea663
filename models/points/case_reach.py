from odoo import api, fields, models


class ArrearsCase(models.Model):
    """The best known number and mailbox of an owner come first; contacts of Odoo fill the gaps."""

    _inherit = "arrears.case"

    contact_point_ids = fields.Many2many(
        "arrears.contact.point", string="Numbers and addresses",
        compute="_compute_contact_point_ids", groups="property_arrears.group_collector",
    )  # fmt: skip

    def _compute_contact_point_ids(self):
        about = [("partner_id", "in", self.debtor_id.ids)]
        points = self.env["arrears.contact.point"].search(about)
        grouped = points.grouped(lambda point: (point.company_id, point.partner_id))
        for case in self:
            root = case.company_id.sudo().root_id
            case.contact_point_ids = grouped.get((root, case.debtor_id), points[:0])

    def action_add_contact_point(self):
        """Open a form for a number or address that the owner gave."""
        return self._open_form(
            "arrears.contact.point",
            self.env._("Number or address of the owner"),
            partner_id=self.sudo().debtor_id.id,
            company_id=self.company_id.sudo().root_id.id,
            source="owner",
        )

    @api.model
    def _known_addresses(self, debtors, company):
        """Extended: number and mailbox of everybody who has one apart."""
        known = super()._known_addresses(debtors, company)
        points = self.env["arrears.contact.point"]._kept_of(debtors, company)
        if not points:
            return known
        mail, sms = {}, {}
        for debtor in debtors.sudo():
            own = points.get(debtor.id, self.env["arrears.contact.point"])
            mail[debtor.id] = own._best_email(debtor.email_normalized)
            number = own._best_phone(debtor.phone)
            sms[debtor.id] = self._international(number, debtor, company)
        return known | {"email": mail, "sms": sms}

    def _phone_number(self):
        """Extended: the best number kept apart, in international form where it can be one."""
        company, debtor = self.company_id[:1], self.sudo().debtor_id
        points = self.env["arrears.contact.point"]._kept_of(debtor, company)
        if debtor.id not in points:
            return super()._phone_number()
        number = points[debtor.id]._best_phone(debtor.phone)
        return self._international(number, debtor, company) or number

    @api.model
    def _ids_with_phone(self, debtors, company):
        """Extended: also those whose number is kept apart and not known to be wrong."""
        points = self.env["arrears.contact.point"]._kept_of(debtors, company)
        found = super()._ids_with_phone(debtors, company)
        return {
            debtor.id
            for debtor in debtors.sudo()
            if (points[debtor.id]._best_phone(debtor.phone) if debtor.id in points
                else debtor.id in found)
        }  # fmt: skip

    def _shown_ways(self):
        """Extended: what a call or message would use."""
        shown = super()._shown_ways()
        for company, cases in self.grouped("company_id").items():
            points = self.env["arrears.contact.point"]._kept_of(cases.sudo().debtor_id, company)
            for case in cases if points else ():
                debtor = case.sudo().debtor_id
                if own := points.get(debtor.id):
                    number, address = shown[case.id]
                    shown[case.id] = (own._best_phone(number) or "", own._best_email(address) or "")
        return shown


class ArrearsContactPoint(models.Model):
    """Which of an owner's numbers and mailboxes is used."""

    _inherit = "arrears.contact.point"

    @api.model
    def _kept_of(self, debtors, company):
        """Everything kept of these people, archived too, where the company keeps it apart.

        :return: ``{person id: points}``; empty where it stands in Odoo's contacts
        """
        root = company.sudo().root_id
        if not root.arrears_points_apart or not debtors:
            return {}
        points = self.sudo().with_context(active_test=False).search(
            [("company_id", "=", root.id), ("partner_id", "in", debtors.ids)]
        )  # fmt: skip
        return {partner.id: own for partner, own in points.grouped("partner_id").items()}

    def _usable(self, kind):
        """These that may be used for a message or call: the first choice first."""
        free = self.filtered(lambda p: p.active and p.kind == kind and p.standing != "bad")
        return free.sorted(
            lambda p: (p.is_preferred, bool(p.verified_at), p.quality, p.id), reverse=True
        )

    def _best_phone(self, fallback):
        """The number to use; ``fallback`` is that of the contact, and used unless known as bad."""
        return self._usable("phone")[:1].value or self._unless_known(fallback)

    def _best_email(self, fallback):
        """The mailbox to use; ``fallback`` is that of the contact, and used unless known as bad."""
        return self._usable("email")[:1].value or self._unless_known(fallback)

    def _unless_known(self, address):
        """The address, unless it is kept here and was judged not good or archived."""
        key = self.env["arrears.contact"]._address_key(address)
        return False if key and key in self.mapped("address_key") else address or False
