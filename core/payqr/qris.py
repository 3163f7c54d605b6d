"""QRIS of Indonesia: the merchant's printed code made to carry an amount.

Source: Bank Indonesia, QRIS (EMV merchant-presented mode). The acquirer gives a static code; the
same tags with point of initiation 12 and an amount are a code for one payment. Not every acquirer
is known to allow it, so a shop has to ask for it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from core.errors import Refusal
from core.payqr.tlv import Tag, opened, sealed

_WHOLE_LIMIT = 10**13
_FEE = {"fixed": ("02", "56"), "percent": ("03", "57")}

Fee = tuple[Literal["fixed", "percent"], int | Decimal]
"""What the payer pays on top: rupiah, or percent."""


def qris(static: str, amount: int, fee: Fee | None = None) -> str:
    """A code that asks for whole rupiah; tags that nobody here knows stay as they are.

    Raises Refusal ``payqr_broken``, ``payqr_check_sum``, ``qris_foreign`` for a code that is no
    QRIS in rupiah, or ``qris_amount``.
    """
    tags = list(opened(static))
    check_static(tags)
    if not 0 < amount < _WHOLE_LIMIT:
        raise Refusal("qris_amount", amount=amount)
    asked = [Tag("54", str(amount))]
    if fee is not None:
        kind, tag = _FEE[fee[0]]
        asked += [Tag("55", kind), Tag(tag, f"{fee[1]}")]
    made: list[Tag] = []
    for one in tags:
        if one.id == "58":
            made += asked
        if one.id == "01":
            made.append(Tag("01", "12"))
        elif one.id not in {"54", "55", "56", "57"}:
            made.append(one)
    return sealed(made)


def check_static(tags: list[Tag]) -> None:
    """Refuse what is no QRIS of Indonesia: ``qris_foreign``."""
    known = {tag.id: tag.value for tag in tags}
    if known.get("53") != "360" or known.get("58") != "ID" or "01" not in known:
        raise Refusal("qris_foreign")
