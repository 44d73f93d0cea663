"""How a name or an address shows to somebody who has no business with it."""

from __future__ import annotations

import re

_HAN = re.compile(r"[\u3400-\u9fff]")


def mask_name(name: str, is_company: bool = False) -> str:
    """张三 → 张**, ``Mary Ann Smith`` → ``M*** A*** S***``. A company's name is public."""
    name = (name or "").strip()
    if is_company or not name:
        return name
    if _HAN.match(name):
        return f"{name[0]}**"
    return " ".join(f"{word[0]}***" for word in name.split())


def mask_phone(number: str) -> str:
    """+86 138 1234 5678 → *******5678: the last four digits, which people recognise."""
    digits = re.sub(r"\D", "", number or "")
    return f"{'*' * max(0, len(digits) - 4)}{digits[-4:]}" if len(digits) > 4 else "*" * len(digits)


def mask_email(address: str) -> str:
    """``mary@example.com`` → ``m***@example.com``."""
    local, at, domain = (address or "").partition("@")
    return f"{local[:1]}***@{domain}" if at else ""


def mask_address(text: str) -> str:
    """``1 Lake Road, Hangzhou`` → ``1 L***``: enough to tell two addresses of one person apart."""
    text = " ".join((text or "").split())
    return f"{text[:3]}***" if text else ""
