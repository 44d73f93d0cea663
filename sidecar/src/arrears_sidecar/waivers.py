"""Approved waivers of late fees: worked out against what is still open, applied once by Odoo."""

from typing import Any

from .journal import note
from .records import Waiver
from .workplace import Tally, Workplace

WAIVERS_A_CALL = 50


def apply_waivers(place: Workplace) -> Tally:
    """Apply what was approved; Odoo answers each by itself and applies none twice."""
    tally = Tally("waivers")
    waivers = place.gateway.waivers_to_apply()
    for start in range(0, len(waivers), WAIVERS_A_CALL):
        if place.stopping():
            break
        page = [recompute(waiver) for waiver in waivers[start : start + WAIVERS_A_CALL]]
        for answer in place.gateway.apply_waivers(page):
            tally.add(f"waivers {answer.state}")
            if answer.state == "refused":
                tally.errors.append(f"waiver {answer.key}: {answer.message}")
            note("waiver answered", state=answer.state, code=answer.code)
    return tally


def recompute(waiver: Waiver) -> dict[str, Any]:
    """What can be waived now: never more than was approved, never more than is still open.

    A line of which nothing is open any more is sent with zero, so that the waiver is closed.
    """
    return {
        "waiver_id": waiver.waiver_id,
        "lines": [
            {"charge_id": line.charge_id, "amount": max(0, min(line.approved, line.remaining))}
            for line in waiver.lines
        ],
    }
