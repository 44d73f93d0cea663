"""Lists of what became of letters: found by heading, read or refused row by row."""

from datetime import date

from engine.letter_results import MOST_ROWS, read_results

HEAD = ["Letter number", "Tracking number", "Result", "Date", "Signed by", "Relation"]


def read(*rows, head=HEAD):
    return read_results([head, *rows])


def codes(row):
    return [fault.code for fault in row.faults]


def test_a_row_in_english_is_read():
    (row,), faults = read(
        ["dl/2026/00001", "SF123", "Delivered", "2026-09-15", "Wang", "Co-residing adult"]
    )
    assert not faults
    assert not row.faults
    assert (row.row, row.number, row.tracking) == (2, "DL/2026/00001", "SF123")
    assert (row.result, row.day, row.relation) == ("delivered", date(2026, 9, 15), "co_resident")


def test_a_chinese_list_under_a_title_in_another_order_is_read():
    rows, faults = read_results(
        [
            ["九月寄件结果"],
            [],
            ["快递单号", "编号", "签收日期", "结果", "签收人", "与业主关系", "备注"],
            [123456789012.0, "DL/2026/00001", date(2026, 9, 15), "妥投", "王", "本人", "x"],
            [None, None, None, None, None, None, None],
            ["SF2", "DL/2026/00002", "2026年9月14日", "退回", None, None, None],
        ]
    )
    assert not faults
    assert [row.row for row in rows] == [4, 6]
    assert (rows[0].tracking, rows[0].relation) == ("123456789012", "self")
    assert (rows[1].result, rows[1].day, rows[1].signer) == ("returned", date(2026, 9, 14), "")


def test_what_cannot_be_read_is_a_fault_of_its_row():
    rows, _faults = read(
        ["DL1", "", "Lost", "2026-09-15", "", ""],
        ["DL2", "", "Delivered", "05/06/2026", "", ""],
        ["DL3", "", "Delivered", "2026-09-15", "", "Neighbour"],
        ["", "SF9", "Delivered", "2026-09-15", "", ""],
        ["DL5", "", "Delivered", "2026-09-15", "", "Self"],
    )
    assert [codes(row) for row in rows] == [
        ["letters_result_unknown"],
        ["golive_date_two_ways"],
        ["letters_relation_unknown"],
        ["letters_cell_empty"],
        [],
    ]
    assert "self" in rows[2].faults[0].arguments["known"]


def test_one_letter_twice_with_one_result_is_named():
    rows, _faults = read(
        ["DL1", "", "Posted", "2026-09-10", "", ""],
        ["DL1", "", "Delivered", "2026-09-15", "", ""],
        ["DL1", "", "Delivered", "2026-09-16", "", ""],
    )
    assert [codes(row) for row in rows] == [[], [], ["letters_row_twice"]]
    assert rows[2].faults[0].arguments == {"row": 3}


def test_a_list_without_its_columns_or_rows_is_refused_as_a_whole():
    rows, faults = read(["DL1", "SF1"], head=["Letter number", "Tracking number"])
    assert not rows
    assert faults[0].arguments == {"columns": ["result", "date"]}
    assert read()[1][0].code == "letters_no_rows"
    assert read_results([])[1][0].code == "letters_columns_missing"
    many = [["DL1", "", "Posted", "2026-09-10"]] * (MOST_ROWS + 1)
    assert read(*many)[1][0].code == "letters_too_many_rows"


def test_no_public_place_and_no_third_person_is_a_word_of_such_a_list():
    for method in ("door", "notice board", "lift", "门口张贴", "公告栏"):
        (row,), _faults = read(["DL1", "Posted", "2026-09-10", method],
                               head=["number", "result", "date", "method"])  # fmt: skip
        assert codes(row) == ["letters_method_unknown"]
    for relation in ("guard", "neighbour", "门卫", "邻居"):
        (row,), _faults = read(["DL1", "Delivered", "2026-09-10", relation],
                               head=["number", "result", "date", "relation"])  # fmt: skip
        assert codes(row) == ["letters_relation_unknown"]
