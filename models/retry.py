"""A job that meets another transaction gives way and tries again."""

import logging
import time

from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from psycopg2 import IntegrityError

_logger = logging.getLogger(__name__)

ATTEMPTS = 6
# What makes one piece of a set fail and must not stop the others: it is noted on its record.
FAULTS_OF_ONE = (UserError, IntegrityError, KeyError, ValueError)


def in_a_fresh_transaction(record, work):
    """Do one piece of a job; when it meets another transaction, again in a fresh one.

    Odoo runs REPEATABLE READ, and one click of a user must not fail the night. Only for the job
    itself: it rolls back whatever is uncommitted.

    :param record: whose job it is, for the log
    :param work: the piece, called without arguments
    :return: what the piece returns
    """
    for attempt in range(1, ATTEMPTS):
        try:
            return work()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as conflict:
            record.env.cr.rollback()
            _logger.info(
                "%s %s met another transaction (%s), attempt %s of %s",
                record._name, record.id, type(conflict).__name__, attempt, ATTEMPTS,
            )  # fmt: skip
            time.sleep(0.2 * 2**attempt)
    return work()
