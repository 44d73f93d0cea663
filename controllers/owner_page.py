from odoo import http
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.exceptions import UserError, ValidationError
from odoo.http import request

# A proof of payment and some text.
LARGEST = 6 * 1024 * 1024


class OwnerPageController(CustomerPortal):
    """The page of the owner who signed in: the own account, and forms to turn to us with."""

    def _prepare_home_portal_values(self, counters):
        """Extended: the page is offered to whoever was ever billed a property fee."""
        values = super()._prepare_home_portal_values(counters)
        if "arrears_count" in counters:
            has_account = request.env["arrears.owner.page"]._has_account(
                request.env.user.partner_id
            )
            values["arrears_count"] = int(has_account)
        return values

    @http.route("/my/arrears", type="http", auth="user", methods=["GET"], website=True)
    def owner_page(self, told=None):
        """The account of the signed-in owner.

        :param told: the form that was just taken
        """
        return self._shown(told=told)

    @http.route(
        "/my/arrears/<string:what>",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
        max_content_length=LARGEST,
    )
    def owner_request(self, what, **posted):
        """Take a form of the page; what is wrong with it is said on the page, with what was typed.

        Instalments are shown first, and asked for once the owner has read them.

        :param what: one of the forms of ``arrears.owner.request``
        """
        requests = request.env["arrears.owner.request"]
        try:
            if what == "instalments" and not posted.get("sent"):
                shown = requests._instalments_shown(request.env.user.partner_id, posted)
                if shown is None:
                    raise request.not_found()
                return self._shown(what=what, posted=posted, instalments=shown)
            with request.env.cr.savepoint():
                taken = requests._ask(what, request.env.user.partner_id, posted)
        except (UserError, ValidationError) as error:
            return self._shown(what=what, error=error.args[0], posted=posted)
        if not taken:
            raise request.not_found()
        return request.redirect(f"/my/arrears?told={what}")

    def _shown(self, **more):
        page = request.env["arrears.owner.page"]
        choices = {
            name: request.env[model]._fields[field]._description_selection(request.env)
            for name, model, field in (
                ("kinds", "arrears.grievance", "kind"),
                ("disputes", "arrears.dispute", "kind"),
                ("ways", "arrears.payment.claim", "way"),
                ("reasons", "arrears.record.correction", "reason_code"),
                ("categories", "arrears.hardship", "category"),
                ("proofs", "arrears.hardship", "evidence_type"),
            )
        }
        values = self._prepare_portal_layout_values() | {
            "page_name": "arrears",
            "parts": page._page(request.env.user.partner_id),
            "choices": choices,
            "agree_text": request.env["arrears.hardship.consent"].sudo()._page_text,
            "told": None, "what": None, "error": None, "posted": {}, "instalments": None,
        }  # fmt: skip
        return request.render("property_arrears.owner_page", values | more)
