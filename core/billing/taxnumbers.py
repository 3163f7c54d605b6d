"""Tax numbers of buyers: what is certainly wrong, and what only looks so."""

from __future__ import annotations

import re
from enum import StrEnum


class Looks(StrEnum):
    """How a tax number looks."""

    RIGHT = "right"
    ODD = "odd"
    """Its check digits do not fit; newly given ones may not follow them."""
    WRONG = "wrong"


def looks_of(number: str, country: str) -> Looks:
    """How the tax number of a buyer looks; nothing is known of countries other than ID and VN.

    Vietnam: 10 digits with a check digit, 13 with a branch, or the 12 of a personal number, which
    is one for households since 2025 (Circular 91/2026). Indonesia: 15 digits, or 16 that are an
    old number with a leading zero or a citizen's number; Coretax gives some that fail the check.
    """
    digits = re.sub(r"[\s.-]", "", number)
    if country == "VN":
        return _vietnamese(digits)
    if country == "ID":
        return _indonesian(digits)
    return Looks.RIGHT


def _vietnamese(digits: str) -> Looks:
    from stdnum.vn import mst

    if re.fullmatch(r"\d{12}", digits):
        return Looks.RIGHT
    return Looks.RIGHT if mst.is_valid(digits) else Looks.WRONG


def _indonesian(digits: str) -> Looks:
    from stdnum.id import npwp

    if not re.fullmatch(r"\d{15,16}", digits):
        return Looks.WRONG
    return Looks.RIGHT if npwp.is_valid(digits) else Looks.ODD
