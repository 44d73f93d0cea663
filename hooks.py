"""What happens when the addon is installed or removed."""

from odoo.api import Environment


def pre_init_hook(env: Environment) -> None:
    """Prepare the database before the models are loaded."""


def post_init_hook(env: Environment) -> None:
    """Build what is derived from the ledger, on books that may already be years old."""


def uninstall_hook(env: Environment) -> None:
    """Refuse to remove the addon while evidence would be lost with it."""
