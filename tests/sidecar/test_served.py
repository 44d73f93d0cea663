"""Which channels a job serves: those that are ours, reachable, and open at this hour."""

from datetime import datetime, timezone
from pathlib import Path

import pytest
from fake_odoo import FakeOdoo, instructions
from world import World

from arrears_sidecar.errors import KeyRefused, Retryable
from arrears_sidecar.hours import Hours, hours_of
from arrears_sidecar.leases import SECONDS, Leases, instance_of


class Clock:
    """Seconds that pass when told to."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A channel with an approved batch."""
    made = World(tmp_path / "ccb")
    made.odoo.approve(instructions(3))
    return made


def test_channel_that_another_sidecar_serves_is_left_to_it(world: World) -> None:
    """Nothing is taken, nothing is thrown away, and its name is told."""
    world.place()
    world.odoo.leases["channel", "ccb"] = "two"
    half = world.folder / "prepared" / "1~3~37041~DK2611210001.txt"
    half.write_bytes(b"of the other one")
    world.bank.deliver("DK2611210001_R1.txt", b"x")
    tallies = world.run("export", "import")
    assert tallies["export"].left == ["ccb: sidecar two serves it"]
    assert not tallies["export"].counts and world.odoo.batches[1].state == "approved"
    assert half.read_bytes() == b"of the other one" and world.names("inbox")


def test_lease_given_back_lets_the_next_one_go_on(world: World) -> None:
    """What a graceful stop does."""
    first, second = FakeOdoo(), FakeOdoo()
    second.leases, second.instance = first.leases, "b"
    ours, theirs = Leases(first), Leases(second)
    ours.renew("channel", ["ccb"])
    theirs.renew("channel", ["ccb"])
    assert ours.holds("channel", "ccb") and not theirs.holds("channel", "ccb")
    first.give_back_leases()
    second.leases = first.leases
    theirs.renew("channel", ["ccb"])
    assert theirs.holds("channel", "ccb")


def test_lease_is_renewed_before_it_ends_and_not_at_each_step() -> None:
    """A third of its time is enough of a margin."""
    odoo, clock = FakeOdoo(), Clock()
    asked = []
    take = odoo.take_leases
    odoo.take_leases = lambda *words: asked.append(clock.seconds) or take(*words)
    leases = Leases(odoo, clock)
    for clock.seconds in (0, 1, 99, 100, 150, 200):
        leases.renew("channel", ["ccb"])
    assert asked == [0, 100, 200]


def test_machine_that_slept_past_its_lease_writes_no_request(world: World) -> None:
    """Another sidecar may have sent it meanwhile: left here now it would go out a second time."""
    clock = Clock()
    leases = Leases(world.odoo, clock)
    rows = world.odoo.batch_rows

    def slept(*words: object) -> object:
        clock.seconds += SECONDS + 1
        return rows(*words)

    world.odoo.batch_rows = slept
    tally = world.run("export", leases=leases)["export"]
    assert "lease of channel ccb ran out" in tally.errors[0]
    assert world.names("prepared") == world.names("outbox") == []
    assert world.odoo.batches[1].state == "approved"
    world.odoo.batch_rows = rows
    assert world.run("export", leases=leases)["export"].counts["files written"] == 1


@pytest.mark.parametrize("failure", [Retryable("away"), KeyRefused("no")])
def test_odoo_away_or_key_refused_concerns_all_channels(world: World, failure: Exception) -> None:
    """Not one channel's failure: the worker waits, or ends."""

    def refuse(*words: object) -> object:
        raise failure

    world.odoo.take_leases = refuse
    with pytest.raises(type(failure)):
        world.run("export")


def test_the_same_sidecar_has_its_lease_again_after_a_start(tmp_path: Path) -> None:
    """Its number lies beside the folders; half a number is made anew."""
    first = instance_of(tmp_path / "exchange")
    assert instance_of(tmp_path / "exchange") == first
    assert instance_of(tmp_path / "other") != first
    (tmp_path / "exchange" / ".instance").write_text("")
    again = instance_of(tmp_path / "exchange")
    assert again and again == instance_of(tmp_path / "exchange")


def at(text: str) -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


class Given:
    """Settings as a table gives them."""

    def __init__(self, hours: str) -> None:
        self.values = {"hours": hours}

    def take(self, key: str, kind: type, default: object) -> object:
        return self.values.get(key, default)

    def path(self, key: str) -> str:
        return f"channel[1].{key}"


@pytest.mark.parametrize(
    ("zone", "hours", "moment", "is_open"),
    [
        ("Asia/Shanghai", "08:30-17:00", "2026-11-30T00:29", False),
        ("Asia/Shanghai", "08:30-17:00", "2026-11-30T00:30", True),
        ("Asia/Shanghai", "08:30-17:00", "2026-11-30T09:00", False),
        ("Asia/Shanghai", "22:00-02:00", "2026-11-30T15:00", True),
        ("Asia/Shanghai", "22:00-02:00", "2026-11-30T19:00", False),
        # Before and after the clocks go back in Berlin, and before and after they go forward.
        ("Europe/Berlin", "08:00-17:00", "2026-10-24T06:30", True),
        ("Europe/Berlin", "08:00-17:00", "2026-10-25T06:30", False),
        ("Europe/Berlin", "08:00-17:00", "2026-10-25T07:30", True),
        ("Europe/Berlin", "08:00-17:00", "2026-03-28T06:30", False),
        ("Europe/Berlin", "08:00-17:00", "2026-03-29T06:30", True),
    ],
)
def test_hours_go_by_the_banks_own_clock(zone: str, hours: str, moment: str, is_open: bool) -> None:
    """Whatever this machine's clock shows, and through daylight saving time."""
    assert hours_of(Given(hours), zone).is_open(at(moment)) is is_open


def test_request_waits_for_the_banks_hours_and_days(world: World) -> None:
    """The batch stays approved; answers are taken at any time."""
    hours = {"ccb": hours_of(Given("08:30-17:00"), "Asia/Shanghai")}
    night, day = (lambda: at("2026-11-30T20:00")), (lambda: at("2026-11-30T02:00"))
    assert not world.run("export", hours=hours, now=night)["export"].counts
    world.odoo.is_bank_day = False
    tally = world.run("export", hours=hours, now=day)["export"]
    assert tally.left == ["ccb: the bank takes no requests now"] and not tally.errors
    assert world.odoo.batches[1].state == "approved"
    world.odoo.is_bank_day = True
    assert world.run("export", hours=hours, now=day)["export"].counts["files written"] == 1


def test_no_hours_mean_any_time() -> None:
    """The default."""
    assert Hours().is_open(at("2026-11-30T20:00"))
