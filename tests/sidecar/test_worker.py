"""The clock: survives failing jobs, waits for Odoo, stops gracefully, logs nothing personal."""

import io
import json
import logging
import re
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event
from types import MappingProxyType

import odoorpc.error
import pytest
from fake_odoo import fact, instructions
from freezegun import freeze_time
from world import World

from arrears_sidecar import incentives, journal
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

    def __init__(
        self,
        folder: Path,
        *failures: BaseException | None,
        every: Mapping[str, int] = MappingProxyType({}),
    ) -> None:
        self.world = World(folder)
        self.stop = Event()
        self.failures = list(failures)
        self.reconnected = 0
        self.good = 0
        jobs = {"bad": self.bad, "good": self.well}
        self.worker = Worker(
            self.world.place(),
            jobs,
            {"bad": 1, "good": 1, **every},
            self.reconnect,
            self.stop,
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


def test_running_service_beats_by_its_clock(tmp_path: Path) -> None:
    """Nobody calls the heartbeat but the clock itself."""
    clockwork = Clockwork(tmp_path / "ccb", None, None, every={"heartbeat": 1})
    clockwork.worker.run()
    assert next(state for state, *_rest in clockwork.world.odoo.beats) == "running"


def test_long_job_does_not_make_the_service_look_dead(tmp_path: Path) -> None:
    """Odoo hears what it is busy with, and the number of files known so far."""
    clockwork = Clockwork(tmp_path / "ccb", None, every={"heartbeat": 1})

    def long(place: Workplace) -> Tally:
        time.sleep(2.3)
        clockwork.stop.set()
        return Tally("long")

    clockwork.worker._jobs = {"bad": long}
    clockwork.worker.run()
    states = [state for state, *_rest in clockwork.world.odoo.beats]
    assert states == ["busy: bad", "busy: bad", "stopped"]


def test_store_that_is_away_does_not_silence_the_heartbeat(tmp_path: Path) -> None:
    """Of its files nothing is known; that the sidecar lives is."""
    clockwork = Clockwork(tmp_path / "ccb")
    (tmp_path / "ccb" / "inbox").rmdir()
    clockwork.worker.heartbeat(clockwork.worker._place)
    assert clockwork.world.odoo.beats == [("running", 0, "")]


@pytest.mark.parametrize("leap", [-3600, 3600], ids=["autumn", "spring"])
def test_hour_that_comes_twice_does_not_hold_the_jobs_up(tmp_path: Path, leap: int) -> None:
    """Daylight saving time, a clock that was set, a machine that slept."""
    clockwork = Clockwork(tmp_path / "ccb", None, None, every={"bad": 7200, "good": 7200})
    leads = iter([0.0, 0.4, float(leap)])
    clockwork.worker._lead_of_clock = lambda: next(leads, float(leap))
    clockwork.worker.run()
    assert clockwork.good == 2


def test_missed_runs_are_made_up_for_by_one(tmp_path: Path) -> None:
    """The machine was off for a night: each job looks for all that waits, so once is enough."""
    clockwork = Clockwork(tmp_path / "ccb", *[None] * 2, every={"bad": 60, "good": 60})
    with freeze_time("2026-11-29 22:00:00") as frozen:
        worker = clockwork.worker
        worker._plan_all(hands := ThreadPoolExecutor(1))
        assert clockwork.good == 1
        frozen.move_to("2026-11-30 08:00:00")
        worker._clock.run_pending()
        worker._clock.run_pending()
        hands.shutdown()
    assert clockwork.good == 2


def test_stop_in_the_middle_of_a_file_ends_after_the_page(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """SIGTERM while a page is on its way to Odoo: no other page follows, and the log says where
    it stands. It is no failure; the next start reads the file to its end, and each row is there
    once."""
    world = World(tmp_path / "ccb")
    for number in (1, 2):
        world.odoo.approve(instructions(5, start=100 * number), number)
    world.run("export")
    world.bank.collect()
    for request in sorted((world.folder / "bank").iterdir()):
        world.bank.answer(request)
    stop = Event()
    stage = world.odoo.stage_rows

    def staged(*arguments: object) -> int:
        stop.set()
        return stage(*arguments)

    world.odoo.stage_rows = staged
    with caplog.at_level(logging.INFO):
        tally = world.run("import", stopping=stop.is_set)["import"]
    assert not tally.errors
    assert "stopped after 2 of 5 rows, the next start takes it up again" in caplog.text
    (file,) = world.odoo.files.values()
    assert (file.state, len(file.rows)) == ("staged", 2)
    assert len(world.names("working")) == 1 and len(world.names("inbox")) == 1
    world.run("import")
    assert [file.state for file in world.odoo.files.values()] == ["sealed", "sealed"]
    assert [len(file.rows) for file in world.odoo.files.values()] == [5, 5]
    assert not world.names("working") and len(world.names("done")) == 2


def test_stop_while_a_batch_is_read_leaves_it_approved(tmp_path: Path) -> None:
    """No file was made, and the next start makes it."""
    world = World(tmp_path / "ccb")
    world.odoo.approve(instructions(5))
    stop = Event()
    read = world.odoo.batch_rows

    def page(*arguments: int) -> tuple[list, int | None]:
        stop.set()
        return read(*arguments)

    world.odoo.batch_rows = page
    tally = world.run("export", stopping=stop.is_set)["export"]
    assert not tally.errors and not world.names("outbox") and not world.names("prepared")
    assert world.odoo.batches[1].state == "approved"
    world.run("export")
    assert len(world.names("outbox")) == 1 and world.odoo.batches[1].state == "exported"


def test_stop_between_two_pages_of_rewards_grants_the_rest_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Odoo knows what was granted; nothing is granted twice."""
    monkeypatch.setattr(incentives, "AWARDS_A_CALL", 2)
    world = World(tmp_path / "ccb")
    world.odoo.facts = [fact(number) for number in range(1, 6)]
    stop = Event()
    grant = world.odoo.grant_awards

    def granted(*arguments: object) -> list:
        stop.set()
        return grant(*arguments)

    world.odoo.grant_awards = granted
    tally = world.run("incentives", stopping=stop.is_set)["incentives"]
    assert not tally.errors and len(world.odoo.awards) == 2
    again = world.run("incentives")["incentives"]
    assert again.counts["rewards granted"] == 3 and len(world.odoo.awards) == 5


def test_log_of_a_whole_run_names_nobody_and_no_account(tmp_path: Path) -> None:
    """In both forms, broken files and refused rows among it."""
    said = io.StringIO()
    handlers = [logging.StreamHandler(said) for _form in range(2)]
    for handler, form in zip(handlers, (journal.TextForm(), journal.JsonForm()), strict=True):
        handler.setFormatter(form)
        logging.getLogger().addHandler(handler)
    try:
        logging.getLogger("arrears_sidecar").setLevel(logging.DEBUG)
        world = World(tmp_path / "ccb")
        rows = instructions(5)
        world.odoo.approve(rows)
        world.odoo.approve([replace(rows[0], holder_name="张三𠮷")], 2)
        world.odoo.approve(instructions(3, start=300), 3)
        world.run()
        world.bank.collect()
        first, second = sorted((world.folder / "bank").iterdir())
        for number, damage in enumerate(("half-a-row", "unknown-reference", "truncated"), start=2):
            world.bank.answer(first, damage, number=number)
        world.bank.answer(first)
        world.bank.answer(second)
        world.run()
    finally:
        for handler in handlers:
            logging.getLogger().removeHandler(handler)
    text = said.getvalue()
    assert "request written" in text and "answer refused" in text and "answer accepted" in text
    assert "张三" not in text and "3-2-15" not in text
    assert not re.search(r"62270|[0-9]{13}", text)


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
