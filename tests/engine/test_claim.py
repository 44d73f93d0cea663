"""Who paid: evidence, ambiguity, several debtors, and when one click is enough."""

from engine.claim import combined, propose
from engine.claim_facts import Known, LineFacts, OpenCharge, ReferenceFacts, UnitFacts
from engine.claim_split import split

ZHANG, LI, WANG, OTHER_ZHANG = 1, 2, 3, 4
UNITS = [
    UnitFacts(11, "3-2-1501", 1, "湖畔花园", (ZHANG,)),
    UnitFacts(12, "3-2-1502", 1, "湖畔花园", (LI,)),
    UnitFacts(13, "P7", 1, "湖畔花园", (LI,)),
    UnitFacts(21, "3-2-1501", 2, "山水苑", (WANG,)),
    UnitFacts(22, "5-1-0301", 2, "山水苑", (OTHER_ZHANG,)),
]
CHARGES = {
    ZHANG: [
        OpenCharge(101, ZHANG, 11, "principal", 27000, "2026-01-31", ("2026-01-01", "2026-03-31")),
        OpenCharge(102, ZHANG, 11, "principal", 27000, "2026-04-30", ("2026-04-01", "2026-06-30")),
        OpenCharge(103, ZHANG, 11, "late_fee", 500, "2026-05-31"),
    ],
    LI: [
        OpenCharge(201, LI, 12, "principal", 30000, "2026-04-30"),
        OpenCharge(202, LI, 13, "principal", 9000, "2026-04-30"),
    ],
    WANG: [OpenCharge(301, WANG, 21, "principal", 27000, "2026-04-30")],
    OTHER_ZHANG: [OpenCharge(401, OTHER_ZHANG, 22, "principal", 12345, "2026-04-30")],
}


def known(**facts):
    defaults = {
        "charges": CHARGES,
        "names": {"张三": (ZHANG,), "李四": (LI,), "王五": (WANG,)},
        "own_units": {ZHANG: (11,), LI: (12, 13), WANG: (21,), OTHER_ZHANG: (22,)},
    }
    return Known.of(UNITS, **{**defaults, **facts})


def answer(remark="", amount=1, payer="", account=None, **facts):
    return propose(LineFacts(1, amount, remark, payer, account), known(**facts))


def codes(proposal):
    return {reason.code for reason in proposal.reasons}


def test_two_pieces_of_evidence_support_each_other_and_never_reach_certainty():
    assert combined([80, 50]) == 90
    assert combined([95, 90, 80]) == 99
    assert combined([]) == 0


def test_a_line_without_any_hint_gets_no_proposal():
    assert answer("转账") == []


def test_estate_and_address_name_one_debtor():
    first, *rest = answer("湖畔花园3栋2单元1501物业费", amount=54500)
    assert first.debtors == (ZHANG,) and first.sure and not rest
    assert codes(first) == {"claim_unit", "claim_amount_all"}


def test_an_address_of_two_estates_is_divided_and_not_sure():
    first, second = answer("3-2-1501", amount=1)
    assert {first.debtors, second.debtors} == {(ZHANG,), (WANG,)}
    assert first.score == second.score and not first.sure
    assert codes(first) == {"claim_unit_several"}


def test_the_receiving_account_decides_between_two_estates():
    line = LineFacts(1, 27000, "3-2-1501", estates=(2,))
    first, *rest = propose(line, known())
    assert first.debtors == (WANG,) and codes(first) == {"claim_unit", "claim_amount_all"}
    assert not rest or rest[0].score < first.score


def test_an_estate_that_the_remark_names_is_stronger_than_the_receiving_account():
    line = LineFacts(1, 54500, "湖畔花园3-2-1501", estates=(2,))
    assert propose(line, known())[0].debtors == (ZHANG,)


def test_an_account_that_both_estates_share_decides_nothing():
    first, second = propose(LineFacts(1, 1, "3-2-1501", estates=(1, 2)), known())
    assert first.score == second.score


def test_a_name_decides_between_two_estates():
    first, *__ = answer("3-2-1501", payer="王五", amount=27000)
    assert first.debtors == (WANG,)


def test_namesakes_are_ambiguous_until_the_address_says_who():
    both = {"names": {"张三": (ZHANG, OTHER_ZHANG)}}
    first, second = answer("物业费", payer="张三", **both)
    assert first.score == second.score and "claim_payer_name_several" in codes(first)
    first, *__ = answer("5-1-301", payer="张三", amount=12345, **both)
    assert first.debtors == (OTHER_ZHANG,) and first.sure


def test_another_mans_exact_name_beside_an_address_is_not_sure():
    first, second = answer("山水苑5-1-301", payer="李四", amount=1)
    assert first.debtors == (OTHER_ZHANG,) and second.debtors == (LI,)
    assert not first.sure


def test_an_account_learnt_is_sure_and_a_payment_firms_account_is_nothing():
    first, *__ = answer("转账", account="h", accounts={"h": (LI,)})
    assert first.debtors == (LI,) and first.sure and codes(first) == {"claim_account"}
    assert answer("", payer="支付宝(中国)", account="h", accounts={"h": (LI,)}) == []


def test_a_reference_of_ours_is_sure():
    facts = {"references": {"INV202600012": (ReferenceFacts("invoice", "INV/2026/00012", WANG),)}}
    first, *__ = answer("INV/2026/00012", **facts)
    assert first.debtors == (WANG,) and first.sure


def test_a_phone_and_an_amount_are_strong_but_a_phone_alone_is_not_sure():
    facts = {"phones": {"13800138000": (LI,)}}
    first, *__ = answer("13800138000", **facts)
    assert first.debtors == (LI,) and not first.sure


def test_an_amount_alone_counts_only_where_few_owe_it():
    first, *__ = answer("", amount=12345, amounts={12345: (OTHER_ZHANG,)})
    assert first.debtors == (OTHER_ZHANG,) and not first.sure
    assert codes(first) == {"claim_amount_alone"}
    assert answer("", amount=27000, amounts={27000: (1, 2, 3, 4)}) == []


def test_a_promised_amount_leads_to_who_promised():
    first, *__ = answer("", amount=20000, promised={20000: (ZHANG,)})
    assert first.debtors == (ZHANG,) and "claim_promised" in codes(first)


def test_a_bare_number_counts_among_the_units_of_a_payer_found_otherwise():
    first, *__ = answer("1502物业费", payer="李四", amount=30000)
    assert first.debtors == (LI,) and first.units == (12,)
    assert "claim_number" in codes(first)


def test_a_flat_and_a_garage_of_one_debtor_are_one_proposal():
    first, *__ = answer("湖畔花园3-2-1502及车位P7", amount=39000)
    assert first.debtors == (LI,) and set(first.units) == {12, 13} and first.sure


def test_a_relative_pays_for_flats_of_two_debtors_and_a_garage():
    first, *__ = answer("湖畔花园3-2-1501、1502，车位P7", amount=93500)
    assert set(first.debtors) == {ZHANG, LI} and set(first.units) == {11, 12, 13}
    assert first.sure and "claim_units_of_several" in codes(first)


def test_an_account_that_paid_for_two_before_pays_for_both_again():
    first, *__ = answer("", account="h", amount=93500, accounts={"h": (ZHANG, LI)})
    assert set(first.debtors) == {ZHANG, LI}


def test_a_part_of_an_address_is_enough_where_it_fits_one_unit():
    first, *__ = answer("5栋301", amount=12345)
    assert first.debtors == (OTHER_ZHANG,) and "claim_unit_partly" in codes(first)


def test_a_masked_name_supports_an_address():
    first, *__ = answer("湖畔花园3-2-1501", payer="*三")
    assert "claim_payer_name_masked" in codes(first)


def test_a_unit_sold_meanwhile_names_both_and_the_amount_decides():
    sold = [UnitFacts(31, "9-1-101", 1, "湖畔花园", (LI, WANG))]
    books = Known.of(sold, charges={WANG: [OpenCharge(1, WANG, 31, "principal", 777, "")]})
    first, second = propose(LineFacts(1, 777, "9-1-101"), books)
    assert first.debtors == (WANG,) and second.debtors == (LI,)


def test_the_same_question_has_the_same_answer():
    assert answer("3-2-1501", payer="李四") == answer("3-2-1501", payer="李四")


# Splitting


def test_an_amount_that_fits_a_quarter_pays_the_oldest_such_quarter():
    found = split(27000, CHARGES[ZHANG])
    assert found.parts == ((101, 27000),) and found.rest == 0


def test_named_units_come_first_and_the_rest_is_in_advance_for_them():
    found = split(50000, CHARGES[LI], units=(13,))
    assert found.parts == ((202, 9000), (201, 30000))
    assert (found.rest, found.unit, found.kind) == (11000, 13, "principal")


def test_principal_comes_before_a_late_fee_unless_the_late_fee_is_named():
    assert split(54200, CHARGES[ZHANG]).parts[-1] == (103, 200)
    assert split(300, CHARGES[ZHANG], kind="late_fee").parts == ((103, 300),)


def test_money_for_somebody_who_owes_nothing_stays_whole():
    found = split(100, (), units=(11,))
    assert found.parts == () and found.rest == 100 and found.unit == 11
