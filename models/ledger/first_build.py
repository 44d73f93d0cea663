"""Filling our own empty tables with everything at once, as a restored backup is filled.

Ten foreign keys and nine indexes checked row by row took most of the time of the first build of
100,000 bills. Ours are dropped first and made again after, which checks them all the same, set by
set. Only for tables that hold nothing yet, so that nobody can be waiting for them.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from odoo.tools import SQL

FOREIGN_KEYS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
  FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])
"""
# Primary keys stay, and unique ones that a statement names to make nothing twice.
INDEXES = """
SELECT index.indexrelid::regclass::text, pg_get_indexdef(index.indexrelid)
  FROM pg_index index
 WHERE NOT index.indisprimary AND index.indrelid = ANY(%(tables)s::regclass[])
   AND (NOT index.indisunique OR index.indrelid = ANY(%(plainly)s::regclass[]))
"""
# In the context while the tables are filled: nothing is there that could be met again.
FIRST_BUILD = "arrears_first_build"
# Tables that are filled without asking for what is there; the unique index is checked when made.
PLAINLY_FILLED = ["arrears_charge"]


@contextmanager
def filling(env, tables: list[str]) -> Iterator[bool]:
    """Fill these tables without their foreign keys and indexes, which come back after.

    Tables of which one holds a row already keep theirs.

    :param tables: names of tables of this addon
    :return: whether the tables were empty
    """
    empty = not any(_holds_rows(env, table) for table in tables)
    keys = env.execute_query(SQL(FOREIGN_KEYS, tables)) if empty else []
    indexes = _indexes(env, tables) if empty else []
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
                "ALTER TABLE %s ADD CONSTRAINT %s %s",
                SQL(table), SQL.identifier(name), SQL(definition),
            )
        )  # fmt: skip
    if empty:
        for table in tables:
            env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))


def _indexes(env, tables: list[str]) -> list[tuple[str, str]]:
    return env.execute_query(SQL(INDEXES, tables=tables, plainly=PLAINLY_FILLED))


def _holds_rows(env, table: str) -> bool:
    query = SQL("SELECT EXISTS (SELECT 1 FROM %s)", SQL.identifier(table))
    return env.execute_query(query)[0][0]
