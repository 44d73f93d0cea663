"""Layouts of banks' files: declared in TOML, read and written by a few families of code.

A new bank of a known family is a new TOML file, no code.
"""

from .layout import Profile
from .registry import Profiles, load_profiles, load_statement_profiles
from .statement_layout import StatementProfile

__all__ = [
    "Profile",
    "Profiles",
    "StatementProfile",
    "load_profiles",
    "load_statement_profiles",
]
