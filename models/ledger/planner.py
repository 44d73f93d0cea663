"""Keep PostgreSQL from nested loops over sets that it takes for tiny.

Inside the transaction that fills a table the planner knows nothing of what is in it: after 800
invoices posted at once the rebuild took 21 s, and 0.06 s without nested loops. On large tables,
where whole scans would be dear, there are statistics, and the planner is left alone.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from odoo.tools import SQL

MANY = 100
# Below this a whole scan costs next to nothing; a table never analysed counts -1 rows.
SMALL_TABLE_ROWS = 200_000

WHERE_BLIND = SQL(
    "SELECT set_config('enable_nestloop', CASE WHEN reltuples < %s THEN 'off' ELSE 'on' END, TRUE)"
    " FROM pg_class WHERE oid = 'account_move_line'::regclass",
    SMALL_TABLE_ROWS,
)


# In the context while whole tables are worked on and nested loops are off for all of it.
WHOLE_TABLES = "arrears_whole_tables"


@contextmanager
def no_blind_nested_loops(env, size: int) -> Iterator[None]:
    """For statements over many new rows in tables that are small or unknown to the planner.

    After an error nothing is put back: the transaction, or its savepoint, does that itself.

    :param size: how many documents or debtors the statements are about
    """
    if env.context.get(WHOLE_TABLES):
        yield
        return
    if size >= MANY:
        env.cr.execute(WHERE_BLIND)
    yield
    if size >= MANY:
        env.cr.execute("SET LOCAL enable_nestloop TO DEFAULT")


def ahead(statement: SQL, size: int) -> SQL:
    """The same precaution for the last work of a transaction, without a query of its own.

    It holds until the transaction ends.
    """
    return SQL("%s; %s", WHERE_BLIND, statement) if size >= MANY else statement


@contextmanager
def no_nested_loops(records) -> Iterator:
    """For statements over whole tables, where a nested loop can only be a mistake.

    :return: the records to work with, whose context keeps smaller guards from lifting this one
    """
    records.env.cr.execute("SET LOCAL enable_nestloop TO off; SET LOCAL work_mem TO '64MB'")
    yield records.with_context(**{WHOLE_TABLES: True})
    records.env.cr.execute("SET LOCAL enable_nestloop TO DEFAULT; SET LOCAL work_mem TO DEFAULT")
