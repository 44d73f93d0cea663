"""What people write in the remark of a transfer, and what must not be taken for an address."""

import pytest

from engine.claim_hints import is_agent, plain_name, read_remark, same_party, squeezed, unit_key

SAME_FLAT = """
3-2-1501
３－２－１５０１
3—2—1501物业费
3/2/1501
3.2.1501 物业费
3 2 1501
03-02-1501
3#2-1501
3栋2单元1501
3栋2单元1501室
3幢2单元1501号房
3号楼2单元1501室物业费
３号楼２单元１５０１
3号2单元1501
三号楼二单元1501
三栋二单元1501室 张三
3棟2單元1501
湖畔花园3-2-1501张三
业主张三3栋 2单元 1501 缴2026年1-3月物业费
2026年第一季度物业费3-2-1501
2026.3.15 3栋2单元1501
3-2-1501 13800138000
代缴3-2-1501物业费810.00元
3座2门1501
""".strip().splitlines()


def parts(remark):
    return [address.parts for address in read_remark(remark).addresses]


@pytest.mark.parametrize("remark", SAME_FLAT)
def test_an_address_is_read_however_it_is_written(remark):
    assert parts(remark) == [("3", "2", "1501")]


@pytest.mark.parametrize(
    ("remark", "expected"),
    [
        ("3-2-1501、1502", [("3", "2", "1501"), ("3", "2", "1502")]),
        ("3-2-1501，1502物业费", [("3", "2", "1501"), ("3", "2", "1502")]),
        ("3栋2单元1501/1502室", [("3", "2", "1501"), ("3", "2", "1502")]),
        ("3栋2单元1501室和1502室", [("3", "2", "1501"), ("3", "2", "1502")]),
        ("3-2-1501和3-2-1601", [("3", "2", "1501"), ("3", "2", "1601")]),
        ("3-2-1501、1-1601", [("3", "2", "1501"), ("3", "1", "1601")]),
        ("3-2-1501及车位P7", [("P7",), ("3", "2", "1501")]),
        ("3栋2单元1501、1502，P07车位", [("P7",), ("3", "2", "1501"), ("3", "2", "1502")]),
        ("车位B1-023", [("B1", "23")]),
        ("A座1501", [("A", "1501")]),
        ("十二栋1501", [("12", "1501")]),
        ("P7车位费", [("P7",)]),
        ("1501车位费", []),
        ("别墅A-12", [("A", "12")]),
    ],
)
def test_several_units_spaces_and_villas_are_read(remark, expected):
    assert parts(remark) == expected


@pytest.mark.parametrize(
    "remark",
    [
        "2026年1-3月物业费",
        "2026-01-15",
        "2026.1.15转账",
        "1至6月",
        "物业费 20260315",
        "INV/2026/00001",
        "810.00元",
        "一季度物业费",
        "2026年度",
        "13800138000",
        "6227000012345678901",
        "",
        "转账",
    ],
)
def test_dates_amounts_and_numbers_are_no_addresses(remark):
    found = read_remark(remark)
    assert found.addresses == ()
    assert found.numbers == ()


def test_a_pair_of_small_numbers_is_read_with_doubt():
    (address,) = read_remark("1-3").addresses
    assert not address.firm


def test_phones_names_and_references_are_found():
    hints = read_remark("张三丰 代缴3-2-1501物业费 电话+8613800138000 INV/2026/00012 DD0012345678")
    assert hints.phones == ("13800138000",)
    assert "张三丰" in hints.names
    assert {"INV202600012", "DD0012345678"} <= set(hints.references)


def test_a_name_between_words_is_found():
    assert "李小明" in read_remark("业主李小明缴纳物业费").names
    assert "王五" in read_remark("3栋2单元1501王五").names


def test_a_firms_name_is_kept_whole():
    assert "上海某某商贸有限公司" in read_remark("上海某某商贸有限公司 物业费").names


def test_units_are_spelt_like_addresses():
    assert unit_key("3-2-1501") == unit_key("3栋-2单元-1501室") == ("3", "2", "1501")
    assert unit_key("P07") == ("P7",)


def test_names_and_references_compare_without_dress():
    assert plain_name("张 三（个人）") == "张三"
    assert squeezed("inv/2026/00012") == "INV202600012"
    assert is_agent("财付通支付科技有限公司")
    assert not is_agent("张三")


def test_a_party_is_the_same_but_for_blanks_and_width():
    assert same_party("张 三", "张三") and same_party("ＡＢＣ Ltd", "abc ltd")
    assert not same_party("ABC (Shanghai)", "ABC") and not same_party("", "")
