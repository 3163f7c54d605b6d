"""The payment reference of an invoice: short, no marks that banks drop, with a check character.

``INV2611000123K`` is the invoice with our number 123, of November 2026. The last character is that
of ISO 7064 MOD 37,36, which finds every single wrong character and nearly all that were swapped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_HEAD = "INV"
# A bank may write the words before and after without a blank, or put one in between.
_SHAPE = re.compile(r"(?=(INV[ .-]?(\d{2})(0[1-9]|1[0-2])[ .-]?(\d{6,12})[ .-]?([0-9A-Z])))")


@dataclass(frozen=True, slots=True)
class Referred:
    """What a reference says: which invoice, and the year and month of its date."""

    invoice_id: int
    year: int
    month: int


def reference_of(invoice_id: int, day: date) -> str:
    """The payment reference of an invoice with its day of issue."""
    bare = f"{_HEAD}{day:%y%m}{invoice_id:06}"
    return bare + check_character(bare)


def check_character(bare: str) -> str:
    """The check character of letters A-Z and digits (ISO 7064 MOD 37,36)."""
    left = 36
    for sign in bare:
        left = (left + _SIGNS.index(sign)) % 36 or 36
        left = left * 2 % 37
    return _SIGNS[(37 - left) % 36]


def references_in(text: str) -> Iterator[Referred]:
    """The references in what a bank wrote, each that has its right check character.

    Where a bank wrote more right behind it, several lengths may fit: one that ends a word is meant;
    of several that do not, none is taken.
    """
    text = text.upper()
    for found in _SHAPE.finditer(text):
        _whole, year, month, number, check = found.groups()
        fit: dict[str, int] = {}
        for length in range(6, len(number) + 1):
            within = length < len(number)
            follows = number[length] if within else check
            if check_character(f"{_HEAD}{year}{month}{number[:length]}") == follows:
                fit[number[:length]] = found.start(4) + length + 1 if within else found.end(5)
        whole = [each for each, end in fit.items() if not text[end : end + 1].isalnum()]
        meant = whole or list(fit)
        if len(meant) == 1:
            yield Referred(int(meant[0]), 2000 + int(year), int(month))
