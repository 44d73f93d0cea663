"""What records with a first and a last day have in common.

Two of them must never hold at the same time. The model says so in a readable sentence; the
database says it again when the transaction ends, since two people may save at once.
"""

from odoo.tools import SQL, format_date


def check_at_end(env, constraint_name):
    """Let the database check a deferred constraint before this transaction commits.

    The constraint is deferred because closing one record and opening the next, in one save,
    may reach the database in either order. Checking it in ``precommit``, not at the commit
    itself, lets Odoo turn a refusal into a message.

    :param constraint_name: name of the constraint in the database
    """
    key = f"property_arrears.{constraint_name}"
    if key in env.cr.precommit.data:
        return
    env.cr.precommit.data[key] = True
    constraint = SQL.identifier(constraint_name)

    def check():
        env.cr.execute(SQL("SET CONSTRAINTS %s IMMEDIATE", constraint))
        # A transaction may go on: Odoo also runs precommit before a savepoint.
        env.cr.execute(SQL("SET CONSTRAINTS %s DEFERRED", constraint))

    env.cr.precommit.add(check)


def first_overlap(records, last=None):
    """The first two records, in order of their dates, that share a day; else None.

    :param records: records with ``date_from`` and ``date_to``; no end means "until further notice"
    :param last: name of a method that says the last day, where it is not simply ``date_to``
    """
    ordered = records.sorted(lambda record: (record.date_from, record.id))
    latest = ordered[:1]
    for record in ordered[1:]:
        last_day = getattr(latest, last)() if last else latest.date_to
        if not last_day or record.date_from <= last_day:
            return latest, record
        # The next one can only meet the record that lasts longest so far, which is this one:
        # it starts after the end of every record before it.
        latest = record
    return None


def period_text(record):
    """The record's days in the reader's own date format, e.g. ``2026-01-01 – open``."""
    env = record.env
    last = format_date(env, record.date_to) if record.date_to else env._("open")
    return f"{format_date(env, record.date_from)} – {last}"
