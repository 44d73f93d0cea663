"""The clock: survives failing jobs, waits for Odoo, stops gracefully, logs nothing personal."""

import json
import logging
from pathlib import Path
from threading import Event

import odoorpc.error
import pytest
from world import World

from arrears_sidecar import journal
from arrears_sidecar.config import OdooSettings
from arrears_sidecar.errors import KeyRefused, Permanent, Rejected, Retryable
from arrears_sidecar.faults import fault_of
from arrears_sidecar.worker import Worker, wait_for_odoo
from arrears_sidecar.workplace import Tally, Workplace


def settings(wait_seconds: float = 60) -> OdooSettings:
    """Where no Odoo is."""
    return OdooSettings("localhost", 1, False, "db", "user", 1, wait_seconds, lambda: "key")


class Clockwork:
    """A worker whose jobs are scripted; it stops after so many runs of the last one."""

    def __init__(self, folder: Path, *failures: BaseException | None) -> None:
        self.world = World(folder)
        self.stop = Event()
        self.failures = list(failures)
        self.reconnected = 0
        self.good = 0
        jobs = {"bad": self.bad, "good": self.well}
        self.worker = Worker(
            self.world.place(), jobs, {"bad": 1, "good": 1}, self.reconnect, self.stop
        )

    def bad(self, place: Workplace) -> Tally:
        """Fails as scripted."""
        failure = self.failures.pop(0) if self.failures else None
        if failure is not None:
            raise failure
        return Tally("bad")

    def well(self, place: Workplace) -> Tally:
        """Counts; the clock stops when the script is at its end."""
        self.good += 1
        if not self.failures:
            self.stop.set()
        return Tally("good")

    def reconnect(self) -> None:
        """Odoo is back."""
        self.reconnected += 1


@pytest.mark.parametrize(
    ("failure", "reconnects"),
    [(Permanent("wrong"), 0), (Retryable("away"), 1), (ZeroDivisionError("bug"), 0)],
)
def test_failing_job_does_not_stop_the_others(
    tmp_path: Path, failure: Exception, reconnects: int
) -> None:
    """Known failures, and those nobody thought of."""
    clockwork = Clockwork(tmp_path / "ccb", failure, None)
    clockwork.worker.run()
    assert clockwork.good >= 1
    assert clockwork.reconnected == reconnects
    assert clockwork.world.odoo.beats[-1][0] == "stopped"


def test_unexpected_failure_leaves_its_trace_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing is swallowed."""
    Clockwork(tmp_path / "ccb", ZeroDivisionError("bug")).worker.run()
    (record,) = (one for one in caplog.records if one.exc_info)
    assert "unexpectedly" in record.getMessage() and "ZeroDivisionError" in caplog.text


def test_refused_key_ends_the_worker(tmp_path: Path) -> None:
    """A service manager starts it again; a person sees why."""
    with pytest.raises(KeyRefused):
        Clockwork(tmp_path / "ccb", KeyRefused("no")).worker.run()


def test_heartbeat_tells_state_backlog_and_last_error(tmp_path: Path) -> None:
    """With long numbers masked: the text goes into a record people read."""
    clockwork = Clockwork(tmp_path / "ccb", Permanent("account 6227001234567890123 is odd"))
    clockwork.world.bank.deliver("DK2611210001_R1.txt", b"x")
    clockwork.worker.run()
    clockwork.worker.heartbeat(clockwork.worker._place)
    assert clockwork.world.odoo.beats[-1] == ("failing", 1, "account …0123 is odd")


class Gate:
    """A gateway that is away for some tries."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)

    def connect(self) -> None:
        """Fail as scripted."""
        if self.failures:
            raise self.failures.pop(0)


class NoWait(Event):
    """An event whose waiting takes no time."""

    def wait(self, timeout: float | None = None) -> bool:
        return self.is_set()


def test_waits_for_odoo_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    """Started before Odoo is up."""
    with caplog.at_level(logging.INFO):
        gate = Gate(*[Retryable("Odoo at http://localhost:1 does not answer")] * 3)
        wait_for_odoo(gate, settings(), for_ever=True, stop=NoWait())
    said = [one.getMessage() for one in caplog.records]
    assert said[-1] == "connected to Odoo"
    assert sum("waiting for Odoo, next try in" in one for one in said) == 3


def test_wrong_key_is_not_waited_for() -> None:
    """It does not become right by waiting."""
    with pytest.raises(KeyRefused):
        wait_for_odoo(Gate(KeyRefused("no")), settings(), for_ever=True, stop=NoWait())


def test_waiting_once_has_an_end() -> None:
    """`once` must not hang for ever in somebody's script."""
    with pytest.raises(Retryable):
        wait_for_odoo(Gate(Retryable("away")), settings(0), for_ever=False, stop=NoWait())


def test_stop_ends_the_waiting() -> None:
    """A service that is stopped while it waits stops at once."""
    stop = NoWait()
    stop.set()
    wait_for_odoo(Gate(Retryable("away")), settings(), for_ever=True, stop=stop)


def fault(name: str, message: str = "words") -> odoorpc.error.RPCError:
    """What odoorpc raises for an error of Odoo."""
    return odoorpc.error.RPCError(message, {"data": {"name": name, "message": message}})


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (fault("odoo.exceptions.AccessDenied"), KeyRefused),
        (odoorpc.error.RPCError("Wrong login ID or password"), KeyRefused),
        (fault("odoo.exceptions.AccessError"), Permanent),
        (fault("odoo.exceptions.UserError"), Rejected),
        (fault("odoo.exceptions.ValidationError"), Rejected),
        (fault("psycopg2.errors.SerializationFailure"), Retryable),
        (fault("psycopg2.OperationalError"), Retryable),
        (fault("builtins.KeyError", "'arrears.sidecar'"), Permanent),
        (fault("builtins.TypeError", "unexpected keyword"), Permanent),
        (fault("builtins.ZeroDivisionError"), Permanent),
    ],
)
def test_faults_of_odoo_are_sorted(error: odoorpc.error.RPCError, kind: type) -> None:
    """Into what may be repeated and what a person has to mend."""
    assert type(fault_of(error)) is kind


def test_traceback_of_odoo_does_not_reach_the_message() -> None:
    """One line."""
    text = str(fault_of(fault("odoo.exceptions.UserError", "First.\nTraceback …")))
    assert text == "First."


def test_log_masks_long_numbers_and_takes_only_named_facts() -> None:
    """An account number cannot slip into a log, even inside somebody else's message."""
    record = logging.makeLogRecord(
        {"msg": "paid by 6227001234567890123", "facts": {"error": "card 6222021234567890"}}
    )
    entry = json.loads(journal.JsonForm().format(record))
    assert entry["message"] == "paid by …0123" and entry["error"] == "card …7890"
    with pytest.raises(ValueError, match="may not be logged"):
        journal.note("x", holder_name="张三")


def test_odoorpc_is_kept_from_printing_the_key() -> None:
    """At DEBUG it logs the arguments of each call, the key among them."""
    from arrears_sidecar.odoo_gateway import OdooGateway

    logging.getLogger("odoorpc.rpc.jsonrpclib").setLevel(logging.DEBUG)
    OdooGateway(settings(), "test")
    assert not logging.getLogger("odoorpc.rpc.jsonrpclib").isEnabledFor(logging.DEBUG)
