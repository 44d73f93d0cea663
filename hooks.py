"""What happens when the addon is installed or removed."""

from odoo.api import Environment
from odoo.exceptions import UserError


def pre_init_hook(env: Environment) -> None:
    """Add our columns to Odoo's big tables: one statement each, so one lock each.

    They are empty and have no default, so no row is rewritten, however old the books are.
    """
    env.cr.execute(
        """
        ALTER TABLE account_move
            ADD COLUMN IF NOT EXISTS arrears_unit_id int4,
            ADD COLUMN IF NOT EXISTS arrears_period_from date,
            ADD COLUMN IF NOT EXISTS arrears_period_to date,
            ADD COLUMN IF NOT EXISTS arrears_value_date date,
            ADD COLUMN IF NOT EXISTS arrears_reduction varchar,
            ADD COLUMN IF NOT EXISTS arrears_receipt_id int4,
            ADD COLUMN IF NOT EXISTS arrears_cashier_day_id int4
        """
    )
    env.cr.execute(
        """
        ALTER TABLE account_move_line
            ADD COLUMN IF NOT EXISTS arrears_unit_id int4,
            ADD COLUMN IF NOT EXISTS arrears_period_from date,
            ADD COLUMN IF NOT EXISTS arrears_period_to date,
            ADD COLUMN IF NOT EXISTS arrears_kind varchar,
            ADD COLUMN IF NOT EXISTS arrears_price_basis varchar,
            ADD COLUMN IF NOT EXISTS arrears_value_date date,
            ADD COLUMN IF NOT EXISTS arrears_late_fee_id int4
        """
    )


def post_init_hook(env: Environment) -> None:
    """Build what is derived from the ledger, on books that may already be years old.

    Charges and cases are there as soon as the addon is installed. Nothing is sent: escalation
    is off until a manager switches it on for an estate.
    """
    env["arrears.refresh"]._build_all()


# What a court, an auditor or an owner may ask for years later.
EVIDENCE = {
    "arrears.contact": [("state", "not in", ("queued", "cancelled"))],
    "arrears.debit.result": [],
    "arrears.hardship": [("state", "not in", ("applied", "appealed"))],
    "arrears.dispute": [("state", "in", ("decided", "withdrawn"))],
    "arrears.waiver": [("state", "in", ("approved", "applied", "refused", "reversed"))],
    "arrears.fee.reduction": [("state", "in", ("approved", "refused"))],
    "arrears.debt.assumption": [("state", "=", "accepted")],
    "arrears.ownership.transfer": [("state", "=", "done")],
    "arrears.price.basis": [("state", "!=", "draft")],
    "arrears.charge.mapping": [("state", "=", "done")],
    "arrears.year.close": [("state", "=", "closed")],
    "arrears.report.issue": [("state", "=", "made")],
    "arrears.refund": [("state", "!=", "draft")],
    "arrears.prepayment.transfer": [("state", "=", "done")],
    "arrears.statement.file": [("state", "=", "booked")],
    "arrears.bank.adjustment": [("computed_at", "!=", False)],
    "arrears.document": [],
    "arrears.record.correction": [("state", "in", ("approved", "refused"))],
    "arrears.fapiao": [("state", "=", "issued")],
    "arrears.receipt": [("state", "!=", "draft")],
    "arrears.receipt.void": [],
    "arrears.cashier.day": [("state", "=", "closed")],
    "arrears.cashier.day.reopening": [],
    "arrears.claim": [("state", "!=", "proposed")],
    "arrears.limitation.event": [("state", "!=", "draft")],
    "arrears.letter": [("state", "in", ("posted", "delivered", "returned"))],
    "arrears.visit": [("state", "=", "done")],
    "arrears.large.statement": [("sent_on", "!=", False)],
    "arrears.late.fee.line": [("state", "in", ("charged", "freed"))],
    "arrears.late.fee.pause": [],
    "arrears.golive.row": [("state", "=", "booked")],
    "arrears.former.claim": [("state", "!=", "kept")],
}
EXPORTED = "property_arrears.evidence_exported"


def uninstall_hook(env: Environment) -> None:
    """Refuse to remove the addon while evidence would be lost with it.

    Whoever has exported it says so by writing how many records there are into a system
    parameter; a record that came later makes the number wrong, and the answer is no again.

    :raises UserError: there is evidence, and nobody has said that it was exported; or numbers of
        owners are kept here alone
    """
    _refuse_while_apart(env)
    counts = {model: env[model].sudo().search_count(domain) for model, domain in EVIDENCE.items()}
    count = sum(counts.values())
    exported = env["ir.config_parameter"].sudo().get_param(EXPORTED)
    if count and exported != str(count):
        kinds = [f"{env['ir.model']._get(model).name}: {n}" for model, n in counts.items() if n]
        raise UserError(
            env._(
                "%(count)s pieces of evidence would be lost (%(kinds)s). Export these lists and "
                "keep them; then set the system parameter %(parameter)s to %(count)s and "
                "uninstall again.",
                count=count,
                kinds=", ".join(kinds),
                parameter=EXPORTED,
            )
        )


def _refuse_while_apart(env: Environment) -> None:
    """Numbers that are kept apart go with the addon: they are put back into contacts first."""
    apart = env["res.company"].sudo().search([("arrears_points_apart", "=", True)])
    points = env["arrears.contact.point"].sudo().search([("company_id", "in", apart.ids)], limit=1)
    if points:
        raise UserError(
            env._(
                "Owners' numbers and addresses of %(companies)s are kept apart and would be lost. "
                "Put them back into contacts first: Configuration, Keep owners' numbers apart.",
                companies=", ".join(apart.mapped("name")),
            )
        )
