"""A change of policy neither repeats what was done nor jumps over what was not."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.carry_over import WITHOUT_TONES, Done, carried_over, gentle_again
from engine.ladder import TONES, Position, Step, Taken, choose

DUE = date(2026, 1, 1)
OLD = (
    Step(1, "message", "gentle", 1, gap_days=3, repeat_days=14),
    Step(2, "call", "gentle", 15, gap_days=3),
    Step(3, "letter", "notice", 30, gap_days=7),
)
NEW = (
    Step(11, "call", "gentle", 3, gap_days=3),
    Step(12, "message", "gentle", 8, gap_days=3, repeat_days=14),
    Step(13, "letter", "notice", 25, gap_days=5),
)


def on(days):
    return DUE + timedelta(days=days)


def done(step, day, first=None):
    return Done(step.key, step.channel, step.tone, on(first or day), on(day))


def chosen(steps, rows, day):
    position = Position(DUE, 100, carried_over(steps, rows))
    return choose(steps, position, on(day), {})


def test_the_reminder_of_the_old_policy_is_not_sent_again_the_next_day():
    rows = [done(OLD[0], 400)]
    assert chosen(NEW, rows, 401).step is None
    assert chosen(NEW, rows, 403).step is NEW[0], "the call was not made yet"
    assert chosen(NEW, [*rows, done(NEW[0], 403)], 414).step is NEW[2], "then the letter"


def test_nothing_is_jumped_over_on_the_way_to_the_demand():
    assert chosen(NEW, [done(OLD[0], 400)], 430).step is NEW[0]


def test_a_repetition_counts_from_the_last_contact_under_any_policy():
    rows = [done(OLD[0], 20, first=6), done(OLD[1], 16), done(OLD[2], 17)]
    assert chosen(NEW, rows, 33).step is None
    assert chosen(NEW, rows, 34).step is NEW[1]


def test_there_and_back_again_changes_nothing():
    there = [done(OLD[0], 1), done(NEW[0], 4), done(NEW[1], 15)]
    back = {taken.step: taken.on for taken in carried_over(OLD, there)}
    assert back == {1: on(15), 2: on(4)}


def test_a_milder_text_does_not_follow_a_sharper_one():
    firm = Step(7, "message", "firm")
    assert [t.step for t in carried_over(NEW, [done(firm, 5)])] == [12]


def test_a_milder_text_does_not_stand_in_for_a_sharper_one():
    notice = (Step(21, "message", "gentle"), Step(22, "message", "notice"))
    assert [t.step for t in carried_over(notice, [done(OLD[0], 5)])] == [21]


def test_a_demand_is_not_sent_again_since_another_policy_calls_it_firm():
    firm = (Step(31, "message", "firm"), Step(32, "letter", "firm"), Step(33, "visit", "firm"))
    assert [t.step for t in carried_over(firm, [done(OLD[2], 30)])] == [32]


def test_a_step_that_was_rewritten_counts_as_what_it_was_then():
    rewritten = (Step(1, "call", "gentle"), Step(2, "message", "gentle"))
    assert carried_over(rewritten, [done(OLD[0], 5)]) == (Taken(2, on(5)),)


def test_what_a_deleted_step_did_still_counts():
    row = Done(None, "message", "gentle", on(5), on(5))
    assert Taken(12, on(5)) in carried_over(NEW, [row])


def test_what_finds_no_rung_still_keeps_its_distance():
    visit = Step(9, "visit", "notice")
    steps = (Step(11, "call", "gentle", 3, gap_days=5),)
    assert chosen(steps, [done(visit, 10)], 14).next_on == on(15)


kinds = st.tuples(st.sampled_from(("message", "call", "letter")), st.sampled_from(TONES))
ladders = st.lists(kinds, min_size=1, max_size=5).map(
    lambda rows: tuple(Step(n, c, t) for n, (c, t) in enumerate(rows, start=1))
)
histories = st.lists(
    st.tuples(st.integers(101, 109), kinds, st.integers(0, 50)),
    max_size=5,
    unique_by=lambda row: row[0],
).map(lambda rows: [Done(k, c, t, on(d), on(d)) for k, (c, t), d in rows])


@given(ladders, histories)
def test_only_what_was_done_is_passed_and_its_day_is_kept(steps, rows):
    taken = {one.step: one.on for one in carried_over(steps, rows)}
    by_key = {step.key: step for step in steps}
    for key, day in taken.items():
        if key in by_key:
            step = by_key[key]
            matching = [
                row for row in rows
                if row.channel == step.channel
                and (step.channel in WITHOUT_TONES
                     or TONES.index(row.tone) >= TONES.index(step.tone))
            ]  # fmt: skip
            assert day in {row.last for row in matching}
    assert max(taken.values(), default=None) == max((row.last for row in rows), default=None)
    assert carried_over(steps, rows) == carried_over(steps, list(reversed(rows)))


# After relief


def after_relief(rows, paused, day):
    taken = gentle_again(OLD, carried_over(OLD, rows), on(paused))
    return choose(OLD, Position(DUE, 100, taken), on(day), {}).step


def test_after_relief_the_first_contact_is_the_gentle_message_and_then_it_goes_on():
    """domain.md 4.2 and the design: gentle, however far the ladder was climbed before."""
    rows = [done(OLD[0], 20), done(OLD[1], 24)]
    assert after_relief(rows, 30, 60) is OLD[0]
    assert after_relief([*rows, done(OLD[0], 60, first=20)], 30, 70) is OLD[2]


def test_a_gentle_message_of_the_day_of_the_pause_does_not_count_as_heard_after_it():
    rows = [done(OLD[0], 30), done(OLD[1], 24)]
    assert after_relief(rows, 30, 60) is OLD[0]


def test_without_a_gentle_message_on_the_ladder_nothing_changes():
    calls = OLD[1:]
    taken = carried_over(calls, [done(OLD[1], 24)])
    assert gentle_again(calls, taken, on(30)) == taken
