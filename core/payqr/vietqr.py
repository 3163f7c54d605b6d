"""VietQR of NAPAS: a transfer to a bank account in Vietnam, with its amount and its purpose.

Source: NAPAS, VietQR format (https://vietqr.net); the purpose is what the payer's bank writes into
the statement of the payee.
"""

from __future__ import annotations

import re

from core.errors import Refusal
from core.payqr.tlv import Tag, joined, sealed
from core.text import clean, fold

_NAPAS = "A000000727"
_TO_ACCOUNT = "QRIBFTTA"
_MOST = 10**13
_PURPOSE = 25

BANKS = {
    "970436": "Vietcombank",
    "970415": "VietinBank",
    "970418": "BIDV",
    "970405": "Agribank",
    "970407": "Techcombank",
    "970422": "MB Bank",
    "970416": "ACB",
    "970432": "VPBank",
    "970423": "TPBank",
    "970403": "Sacombank",
    "970437": "HDBank",
    "970441": "VIB",
    "970443": "SHB",
    "970426": "MSB",
    "970448": "OCB",
    "970440": "SeABank",
    "970431": "Eximbank",
    "970454": "BVBank",
    "546034": "CAKE by VPBank",
    "546035": "Ubank by VPBank",
    "963388": "Timo",
    "971025": "MoMo",
}
"""Names of banks by the number that NAPAS gave them."""


def vietqr(bank: str, account: str, amount: int = 0, purpose: str = "") -> str:
    """The payment code for a bank's number and an account; `amount` in đồng, 0: the payer says it.

    Raises Refusal ``vietqr_bank``, ``vietqr_account`` or ``vietqr_amount``.
    """
    if not re.fullmatch(r"[0-9]{6}", bank):
        raise Refusal("vietqr_bank", bank=clean(bank, 20))
    if not re.fullmatch(r"[0-9A-Za-z]{1,19}", account):
        raise Refusal("vietqr_account", account=clean(account, 40))
    if not 0 <= amount < _MOST:
        raise Refusal("vietqr_amount", amount=amount)
    payee = joined((Tag("00", bank), Tag("01", account)))
    to = joined((Tag("00", _NAPAS), Tag("01", payee), Tag("02", _TO_ACCOUNT)))
    tags = [Tag("00", "01"), Tag("01", "12" if amount else "11"), Tag("38", to), Tag("53", "704")]
    if amount:
        tags.append(Tag("54", str(amount)))
    tags.append(Tag("58", "VN"))
    if said := plain(purpose)[:_PURPOSE].strip():
        tags.append(Tag("62", joined((Tag("08", said),))))
    return sealed(tags)


def plain(text: str) -> str:
    """A text as banks take it: ASCII letters, digits and spaces, without diacritics."""
    kept = []
    for char in clean(text):
        bare = fold(char)
        bare = bare.upper() if char.isupper() else bare
        kept.append(bare if bare.isascii() else "")
    return " ".join("".join(kept).split())
