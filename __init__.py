from . import controllers, models, reports, wizards
from .hooks import post_init_hook, pre_init_hook, uninstall_hook

__all__ = ["post_init_hook", "pre_init_hook", "uninstall_hook"]
