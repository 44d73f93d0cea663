"""What a payment code may hold. Schemes: WeChat Pay (Native, ``weixin://wxpay``), Alipay
(``alipays://platformapi``)."""

import pytest

from engine.payment_link import filled_link, link_fault, needs_reference

GOOD = (
    "https://pay.example.com/lakeside",
    "https://pay.example.com:443/x",
    "HTTPS://qr.alipay.com/fkx012345abcdef",
    "https://qr.95516.com/00010000/62922345678901234567890123456789",
    "https://pay.example.com/p?bill={reference}#pay",
    "weixin://wxpay/bizpayurl?pr=Ab3xYz9",
    "alipays://platformapi/startapp?appId=10000007",
)
BAD = (
    ("", "payment_link_scheme"),
    ("pay.example.com", "payment_link_scheme"),
    ("http://pay.example.com", "payment_link_scheme"),
    ("javascript:alert(1)", "payment_link_scheme"),
    ("data:text/html,x", "payment_link_scheme"),
    ("wxp://f2f0abcdef", "payment_link_scheme"),
    ("alipayqr://platformapi/startapp", "payment_link_scheme"),
    ("https://[::1", "payment_link_scheme"),
    ("weixin://dl/business", "payment_link_app"),
    ("weixin://wxpay.example.com/x", "payment_link_app"),
    ("weixin://a@wxpay/x", "payment_link_app"),
    ("https://", "payment_link_host"),
    ("https://localhost/x", "payment_link_host"),
    ("https://10.0.0.1/x", "payment_link_host"),
    ("https://pay.example.com:8443/x", "payment_link_host"),
    ("https://bank.example.com@evil.example.org/", "payment_link_host"),
    ("https://{reference}.example.com/", "payment_link_host"),
    ("https://pay.example.com/a b", "payment_link_signs"),
    ("https://pay.example.com/缴费", "payment_link_signs"),
    ('https://pay.example.com/"onload=x', "payment_link_signs"),
    ("https://pay.example.com/{amount}", "payment_link_part"),
    ("https://pay.example.com/{reference", "payment_link_part"),
    ("https://pay.example.com/?total_fee=1", "payment_link_amount"),
    ("https://pay.example.com/?amount=", "payment_link_amount"),
    ("https://pay.example.com/#money=3", "payment_link_amount"),
    ("weixin://wxpay/x?Amount=300", "payment_link_amount"),
    ("https://pay.example.com/?phone=1", "payment_link_person"),
    ("https://pay.example.com/13800001234", "payment_link_person"),
    ("https://pay.example.com/?x=li@example.com", "payment_link_person"),
    ("https://pay.example.com/" + "x" * 300, "payment_link_too_long"),
)


@pytest.mark.parametrize("link", GOOD)
def test_a_merchants_code_is_taken(link):
    assert link_fault(link) is None


@pytest.mark.parametrize(("link", "code"), BAD)
def test_anything_else_is_refused_by_its_cause(link, code):
    assert link_fault(link).code == code


def test_the_number_of_the_paper_is_put_in_as_an_address_spells_it():
    link = "https://pay.example.com/?bill={reference}&again={reference}"
    assert needs_reference(link)
    assert filled_link(link, "INV/2026/0001 &x") == (
        "https://pay.example.com/?bill=INV%2F2026%2F0001%20%26x&again=INV%2F2026%2F0001%20%26x"
    )
    assert filled_link(link) == ""
    assert filled_link("weixin://wxpay/x") == "weixin://wxpay/x"
