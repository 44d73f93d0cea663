"""What is on the treasurer's desk today, after the month of debits: something at each bank."""

from datetime import timedelta

from .debit_month import ANSWERED, SELECTED


def leave_work(months):
    """This month's work as it stands.

    :param months: ``{code: demo.debit_month.Month}``
    """
    _leave_approved(months["icbc"])
    _set_aside(months["icbc"])
    _leave_to_confirm(months["rural"])


def _leave_approved(month):
    """The next run is approved; its file is to be downloaded."""
    month.days.at(month.firm.roster.today)
    batches = month.days.of("treasurer", "arrears.debit.batch")
    batch = batches.create({"channel_id": month.channel.id})
    batch.action_collect_lines()
    month.days.seen_by("manager", batch).action_approve()


def _set_aside(month):
    """An answer of somebody else's, uploaded by mistake."""
    month.days.at(month.firm.roster.today - timedelta(days=1))
    month.days.take_stray()


def _leave_to_confirm(month):
    """A run whose answer the treasurer has keyed in; the manager has not compared it yet."""
    day = month.firm.roster.today - timedelta(days=3)
    month.days.at(day + timedelta(days=SELECTED))
    batches = month.days.of("treasurer", "arrears.debit.batch")
    batch = batches.create({"channel_id": month.channel.id, "collection_date": day})
    batch.action_collect_lines()
    month.days.did(batch, "create_date", "collected_on")
    month.send(batch)
    month.days.at(day + timedelta(days=ANSWERED))
    lines = batch.line_ids
    answer = month.keyed(batch, [(lines[:1], "funds")], lines[1:].mapped("amount"))
    answer.action_done_keying()
    month.days.did(answer, "keyed_on")
