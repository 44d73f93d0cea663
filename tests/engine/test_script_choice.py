"""Few scripts, in the order of a talk, and never firmer than the stage allows."""

from hypothesis import given
from hypothesis import strategies as st

from engine.ladder import TONES
from engine.script_choice import SITUATIONS, Script, TalkFacts, choose_scripts

CALL = {"channel": "call", "contact_class": "dunning"}


def script(key, situation="opening", tone="gentle", **values):
    return Script(key, situation, tone=tone, **(CALL | values))


def chosen(scripts, **facts):
    return choose_scripts(scripts, TalkFacts(**(CALL | facts)))


def test_the_tone_nearest_to_the_stage_is_taken_and_never_a_firmer_one():
    tones = [script(number, tone=tone) for number, tone in enumerate(TONES, 1)]
    assert chosen(tones, firmest="gentle") == (1,)
    assert chosen(tones, firmest="notice") == (2,)
    assert chosen(tones, firmest="firm") == (3,)
    assert chosen(tones, firmest="firm", soft=True) == (1,), "seldom late: gentle at every stage"


def test_a_firm_has_its_own_words():
    scripts = [script(1, audience="person"), script(2, audience="company"), script(3)]
    assert chosen(scripts) == (1,)
    assert chosen(scripts, is_company=True) == (2,)
    assert chosen(scripts[:1], is_company=True) == ()


def test_a_reason_brings_its_answers_and_no_other():
    scripts = [
        script(1, "reason", reasons=frozenset({7})),
        script(2, "reason", reasons=frozenset({7, 8})),
        script(3, "reason", reasons=frozenset({9})),
        script(4, "reason"),
    ]
    assert chosen(scripts, reason=7) == (1, 2)
    assert chosen(scripts, reason=9) == (3,)
    assert chosen(scripts) == ()


def test_a_promise_is_asked_for_confirmed_or_asked_after():
    scripts = [script(n, f"promise_{what}") for n, what in enumerate(("ask", "confirm", "broken"))]
    assert chosen(scripts) == (0,)
    assert chosen(scripts, promise="near") == (1,)
    assert chosen(scripts, promise="broken") == (2, 0)


def test_who_has_paid_is_thanked_and_asked_nothing():
    scripts = [script(1), script(2, "thanks"), script(3, "closing")]
    assert chosen(scripts) == (1, 3)
    thanks = Script(4, "thanks", "call", "service", "gentle")
    facts = TalkFacts("call", "service", settled=True)
    assert choose_scripts([*scripts, thanks], facts) == (4,)


def test_a_visit_uses_the_script_for_calls_where_it_has_none():
    call, visit = script(1), script(2, channel="visit")
    assert chosen([call], channel="visit") == (1,)
    assert chosen([call, visit], channel="visit") == (2,)
    assert chosen([call, visit], channel="call") == (1,)
    assert chosen([call], channel="wechat") == ()


def test_service_and_debt_are_two_talks():
    service = script(1, "service", contact_class="service")
    assert chosen([service]) == ()
    assert chosen([service], contact_class="service") == (1,)


scripts_of_all_kinds = st.lists(
    st.builds(
        Script,
        key=st.integers(1, 99),
        situation=st.sampled_from(SITUATIONS),
        channel=st.sampled_from(("call", "visit", "wechat")),
        contact_class=st.sampled_from(("dunning", "service", "marketing")),
        tone=st.sampled_from(TONES),
        audience=st.sampled_from(("all", "person", "company")),
        reasons=st.sampled_from((frozenset(), frozenset({1}), frozenset({2}))),
    ),
    unique_by=lambda one: one.key,
)


@given(scripts_of_all_kinds, st.sampled_from(TONES), st.booleans(), st.integers(0, 2))
def test_what_is_shown_always_fits_and_stands_in_the_order_of_a_talk(
    scripts, firmest, soft, reason
):
    by_key = {one.key: one for one in scripts}
    shown = [by_key[key] for key in chosen(scripts, firmest=firmest, soft=soft, reason=reason)]
    places = [SITUATIONS.index(one.situation) for one in shown]
    assert places == sorted(places)
    limit = 0 if soft else TONES.index(firmest)
    assert all(TONES.index(one.tone) <= limit for one in shown)
    assert all(one.contact_class == "dunning" and one.channel == "call" for one in shown)
    assert all(not one.reasons or reason in one.reasons for one in shown)
