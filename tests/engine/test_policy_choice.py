"""Which policy takes which card, and what is said about it."""

import pytest

from engine.policy_choice import CardFacts, Fit, policy_of, why_changed, why_chosen
from engine.reason import Reason

VACANT = Fit(1, occupancy="vacant_undecorated")
SHOPS = Fit(2, usages=frozenset({"shop", "villa"}))
HABITUAL = Fit(3, segments=frozenset({33}))
HERE = Fit(4, estates=frozenset({7}))
REST = Fit(5)
POLICIES = (VACANT, SHOPS, HABITUAL, HERE, REST)


@pytest.mark.parametrize(
    ("facts", "policy"),
    [
        (CardFacts(occupancy="vacant", decorated=False, usage="villa"), VACANT),
        (CardFacts(occupancy="vacant", decorated=True), REST),
        (CardFacts(occupancy="undelivered", decorated=False), REST),
        (CardFacts(occupancy="occupied", decorated=False), REST),
        (CardFacts(usage="shop", segment=33), SHOPS),
        (CardFacts(segment=33, estate=7), HABITUAL),
        (CardFacts(segment=None, estate=7), HERE),
        (CardFacts(segment=34), REST),
    ],
)
def test_the_first_that_fits_takes_the_card(facts, policy):
    assert policy_of(POLICIES, facts) is policy


def test_without_a_general_policy_a_card_may_have_none():
    assert policy_of((SHOPS,), CardFacts()) is None


def test_it_says_why():
    fit = Fit(9, frozenset({7}), frozenset({33}), frozenset({"shop"}), "occupied")
    facts = CardFacts(7, 33, "shop")
    assert fit.takes(facts)
    assert [reason.code for reason in why_chosen(fit, facts)] == [
        "policy_by_estate", "policy_by_segment", "policy_by_usage", "policy_by_occupancy"
    ]  # fmt: skip
    assert why_chosen(REST, facts) == [Reason("policy_by_default")]


def test_a_change_says_which_fact_changed_or_that_the_policies_did():
    before = {"segment": "Occasionally late", "usage": "residential"}
    now = {**before, "segment": "Often late"}
    assert why_changed(before, now) == [
        Reason("policy_changed_segment", {"before": "Occasionally late", "now": "Often late"})
    ]
    assert why_changed(before, dict(before)) == [Reason("policy_changed_rules")]
