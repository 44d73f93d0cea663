"""What happens when the addon is installed or removed."""

from odoo.api import Environment


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
            ADD COLUMN IF NOT EXISTS arrears_value_date date
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
            ADD COLUMN IF NOT EXISTS arrears_value_date date
        """
    )


def post_init_hook(env: Environment) -> None:
    """Build what is derived from the ledger, on books that may already be years old.

    Charges and cases are there as soon as the addon is installed. Nothing is sent: escalation
    is off until a manager switches it on for an estate.
    """
    env["arrears.refresh"]._build_all()


def uninstall_hook(env: Environment) -> None:
    """Refuse to remove the addon while evidence would be lost with it."""
