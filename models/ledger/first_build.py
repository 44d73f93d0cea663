"""Filling our own empty tables with everything at once, as a restored backup is filled.

Ten foreign keys and nine indexes checked row by row took most of the time of the first build of
100,000 bills. Ours are dropped first and made again after. Only for tables that hold nothing yet,
so that nobody can be waiting for them. The keys hold for every row from then on; the rows of the
build itself were read from the tables they refer to, and the first night checks that they are
there.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from odoo.tools import SQL

FOREIGN_KEYS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
  FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])
"""
UNCHECKED_KEYS = FOREIGN_KEYS + " AND NOT convalidated"
# Primary keys stay, and unique ones over some rows only: a statement names those to make nothing
# twice. The other unique ones are checked when they are made again.
INDEXES = """
SELECT index.indexrelid::regclass::text, pg_get_indexdef(index.indexrelid)
  FROM pg_index index
 WHERE NOT index.indisprimary AND NOT (index.indisunique AND index.indpred IS NOT NULL)
   AND index.indrelid = ANY(%s::regclass[])
"""
# In the context while the tables are filled: nothing is there that could be met again.
FIRST_BUILD = "arrears_first_build"


@contextmanager
def filling(env, tables: list[str]) -> Iterator[bool]:
    """Fill these tables without their foreign keys and indexes, which come back after.

    Tables of which one holds a row already keep theirs.

    :param tables: names of tables of this addon
    :return: whether the tables were empty
    """
    empty = not any(_holds_rows(env, table) for table in tables)
    keys = env.execute_query(SQL(FOREIGN_KEYS, tables)) if empty else []
    indexes = env.execute_query(SQL(INDEXES, tables)) if empty else []
    for table, name, _definition in keys:
        env.cr.execute(SQL("ALTER TABLE %s DROP CONSTRAINT %s", SQL(table), SQL.identifier(name)))
    for name, _definition in indexes:
        env.cr.execute(SQL("DROP INDEX %s", SQL(name)))
    yield empty
    for _name, definition in indexes:
        env.cr.execute(SQL(definition))
    for table, name, definition in keys:
        env.cr.execute(
            SQL(
                "ALTER TABLE %s ADD CONSTRAINT %s %s NOT VALID",
                SQL(table), SQL.identifier(name), SQL(definition.removesuffix(" NOT VALID")),
            )
        )  # fmt: skip


def check_keys(env, tables: list[str]) -> None:
    """Check the foreign keys that a first build left unchecked; nobody is kept from working."""
    for table, name, _definition in env.execute_query(SQL(UNCHECKED_KEYS, tables)):
        env.cr.execute(
            SQL("ALTER TABLE %s VALIDATE CONSTRAINT %s", SQL(table), SQL.identifier(name))
        )


def _holds_rows(env, table: str) -> bool:
    query = SQL("SELECT EXISTS (SELECT 1 FROM %s)", SQL.identifier(table))
    return env.execute_query(query)[0][0]
