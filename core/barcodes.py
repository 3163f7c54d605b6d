"""What a scanned or typed code is: commands, ids on our own paper, products, or plain text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from core.frozen import filler
from core.text import visible

LONGEST = 200
"""More characters than any code that Kemas works with; what is longer is noise."""
MOST = 99_999
"""The highest quantity that a code may ask for."""
PREFIX = "KEMAS:"

COMMANDS = frozenset(
    {
        "NEXT",
        "DONE",
        "HOLD",
        "SHORT",
        "UNDO",
        "REPRINT",
        "PARCEL",
        "WHY",
        "OK",
        "PRINTER",
        "LANE",
        "SIGNOUT",
        "LEAD",
    }
    | {f"BOX{number}" for number in range(1, 10)}
)
"""The command barcodes; HOLD, SHORT, PRINTER and LEAD take an argument after a colon."""

SEPARATOR = "\x1d"
"""FNC1 as scanners send it inside GS1 codes: the ASCII group separator."""
_GS1_SYMBOLOGIES = {"C1", "e0", "e1", "d2", "Q3", "J1"}  # ISO/IEC 15424 with GS1 data
_AIM = re.compile(r"\]([A-Za-z][0-9A-Za-z])(?=.)", re.DOTALL)
_QUANTITY = re.compile(r"(\d{1,6})\*(.*)", re.DOTALL)
_SHOWN_AI = re.compile(r"\(\d{2,4}\)")
_BARE_AI = re.compile(r"0[12]\d{14}", re.ASCII)
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


class Kind(StrEnum):
    """What a code is."""

    UNREADABLE = "unreadable"
    """Empty, too long, damaged on the way, or a quantity out of bounds."""
    UNKNOWN_COMMAND = "unknown_command"
    """``KEMAS:`` and something that this version does not know."""
    COMMAND = "command"
    QUANTITY = "quantity"
    """A quantity alone: the next scan means that many."""
    OPERATOR = "operator"
    STATION = "station"
    TOTE = "tote"
    BIN = "bin"
    PARCEL = "parcel"
    WALK = "walk"
    """A walk through the bins, by its number."""
    GTIN = "gtin"
    """A trade item number with a correct check digit; `value` is its `key`."""
    TEXT = "text"
    """Anything else: a shop's own barcode, a SKU, an order number, a waybill."""


_IDS = {
    "OP": Kind.OPERATOR,
    "ST": Kind.STATION,
    "TOTE": Kind.TOTE,
    "BIN": Kind.BIN,
    "P": Kind.PARCEL,
    "W": Kind.WALK,
}


@dataclass(frozen=True, slots=True)
class Code:
    """One code, read."""

    raw: str
    """As it came; goes through core.text before it is shown."""
    kind: Kind
    value: str = ""
    """What to look for: the command, the id, the GTIN's key or the text itself."""
    candidates: tuple[str, ...] = ()
    """All forms to look for, the likeliest first."""
    quantity: int | None = None
    """How many it stands for, typed (``6*``) or counted in the code; None where it says nothing."""
    typed: bool = False
    """Whether a quantity was typed before it (``6*``)."""
    lot: str = ""
    expiry: date | None = None
    serial: str = ""
    symbology: str = ""
    """The AIM identifier without its bracket, such as ``E0``; empty where none was sent."""
    argument: str = ""
    """What follows a command: a reason, a printer; for SHORT also ``reason:sku``."""
    check: bool | None = None
    """Whether the check digit is right; None for what has none."""


_Code = filler(Code)


def read(raw: str) -> Code:
    """Say what a code is; never raises. Scanner prefix and suffix are gone already."""
    if raw.isascii() and raw.isalnum() and len(raw) <= LONGEST:  # most codes: nothing to take off
        return _element(raw, raw, "")
    body = unicodedata.normalize("NFC", raw[: LONGEST + 1]).strip(" \t\r\n")
    plain = body.replace(SEPARATOR, "")
    if not plain or len(raw) > LONGEST or "\ufffd" in plain or visible(plain) != plain:
        return Code(raw, Kind.UNREADABLE)
    if not (typed := _QUANTITY.fullmatch(body)):
        return _one(raw, body)
    many = int(typed[1])
    if not 1 <= many <= MOST:
        return Code(raw, Kind.UNREADABLE)
    rest = typed[2].strip()
    if not rest.replace(SEPARATOR, ""):
        return Code(raw, Kind.QUANTITY, quantity=many)
    code = _one(raw, rest)
    total = many * (code.quantity or 1)
    if total > MOST:
        return Code(raw, Kind.UNREADABLE)
    return replace(code, quantity=total, typed=True)


def key(text: str) -> str:
    """The form under which a product's barcode is kept and found.

    The same trade item has one key whether it comes as UPC-A, EAN-13, EAN-8 or GTIN-14; anything
    that is no GTIN keeps its text.
    """
    text = unicodedata.normalize("NFC", text).strip()
    return _canonical(text) if _is_gtin(text) else text


def check_digit(payload: str) -> int:
    """The GS1 check digit (modulo 10, weights 3 and 1 from the right) of digits without one."""
    digits = [int(digit) for digit in reversed(payload)]
    return -(3 * sum(digits[::2]) + sum(digits[1::2])) % 10


def seal(body: str) -> str:
    """An id of ours with its check character (Luhn modulo 30) added."""
    return body + _LETTERS[-_weigh(body, 2) % len(_LETTERS)]


def is_sealed(code: str) -> bool:
    """Whether an id of ours came through without a wrong character."""
    return len(code) > 1 and set(code) <= set(_LETTERS) and _weigh(code, 1) % len(_LETTERS) == 0


def random_id(length: int) -> str:
    """Random letters and digits that cannot be mistaken for each other, with check character."""
    import secrets

    return seal("".join(secrets.choice(_LETTERS) for _ in range(length)))


def traced(raw: str) -> Code | None:
    """A GS1 element string that names no trade item: the label of a lot or serial number alone.

    Scanners have to say that it is GS1, or show its identifiers: ``10AB`` alone is a plain text.
    """
    body = unicodedata.normalize("NFC", raw[:LONGEST]).strip(" \t\r\n")
    symbology = ""
    if aim := _AIM.match(body):
        symbology, body = aim[1], body[aim.end() :].strip()
    if symbology not in _GS1_SYMBOLOGIES and not _SHOWN_AI.match(body) and SEPARATOR not in body:
        return None
    found = _elements(body)
    if not found or not {"10", "21"} & found.keys():
        return None
    lot, serial, expiry = _trace(found)
    return Code(
        raw, Kind.TEXT, lot or serial, lot=lot, serial=serial, expiry=expiry, symbology=symbology
    )


def warm() -> None:
    """Load the GS1 tables (about 0.15 s) before the first code needs them."""
    import biip.gs1_messages  # noqa: F401


def _weigh(text: str, factor: int) -> int:
    total = 0
    for char in reversed(text):
        addend = _LETTERS.index(char) * factor
        total += addend // len(_LETTERS) + addend % len(_LETTERS)
        factor = 3 - factor
    return total


def _one(raw: str, body: str) -> Code:
    if body in {"?", "？"}:
        return Code(raw, Kind.COMMAND, "WHY")
    symbology = ""
    if aim := _AIM.match(body):
        symbology, body = aim[1], body[aim.end() :].strip()
    if not body.replace(SEPARATOR, ""):
        return Code(raw, Kind.UNREADABLE)
    if body[: len(PREFIX)].upper() == PREFIX:
        return replace(_ours(raw, body[len(PREFIX) :]), symbology=symbology)
    return _element(raw, body, symbology)


def _element(raw: str, body: str, symbology: str) -> Code:
    """A code without quantity, identifier or prefix of ours."""
    if _may_be_gs1(body, symbology) and (code := _gs1(raw, body, symbology)):
        return code
    return _plain(raw, body.replace(SEPARATOR, ""), symbology)


def _ours(raw: str, body: str) -> Code:
    word, _, rest = (part.strip() for part in body.partition(":"))
    word = word.upper()
    if word in _IDS and rest:
        kind = _IDS[word]
        # Ids that Kemas draws have capitals only; a scanner behind caps lock sends small letters.
        value = rest.upper() if kind in {Kind.OPERATOR, Kind.PARCEL} else rest
        return Code(raw, kind, value, (value,))
    if word in COMMANDS:
        return Code(raw, Kind.COMMAND, word, argument=rest)
    return Code(raw, Kind.UNKNOWN_COMMAND, word)


def _plain(raw: str, body: str, symbology: str) -> Code:
    if symbology == "E3" and body.isascii() and body.isdigit():
        body = body[:13]  # EAN-13 with an add-on of two or five digits
    if _is_gtin(body):
        value = _canonical(body)
        candidates = tuple(dict.fromkeys((value, body)))
        return _Code(raw, Kind.GTIN, value, candidates, symbology=symbology, check=True)
    check = False if _has_gtin_shape(body) else None
    return _Code(raw, Kind.TEXT, body, (body,), symbology=symbology, check=check)


def _has_gtin_shape(text: str) -> bool:
    return len(text) in {8, 12, 13, 14} and text.isascii() and text.isdigit()


def _is_gtin(text: str) -> bool:
    return _has_gtin_shape(text) and check_digit(text[:-1]) == int(text[-1]) and bool(int(text))


def _canonical(gtin: str) -> str:
    return gtin.removeprefix("0") if len(gtin) == 14 else gtin.zfill(13)


def _may_be_gs1(body: str, symbology: str) -> bool:
    """Whether a code is worth parsing as GS1 element strings."""
    if symbology in _GS1_SYMBOLOGIES or SEPARATOR in body or _SHOWN_AI.match(body):
        return True
    # A scanner that sends no AIM identifier: (01) or (02) and a GTIN whose check digit is right.
    return bool(_BARE_AI.match(body)) and _is_gtin(body[2:16])


def _gs1(raw: str, body: str, symbology: str) -> Code | None:
    """The code of an element string; None where it does not parse or names no trade item."""
    found = _elements(body)
    item = found.get("01") or found.get("02")
    if item is None:
        return None
    count = found.get("30") or found.get("37")
    quantity = int(count.value) if count else None
    if quantity is not None and not 1 <= quantity <= MOST:
        return Code(raw, Kind.UNREADABLE)
    right = _is_gtin(item.value)
    value = _canonical(item.value)
    lot, serial, expiry = _trace(found)
    return Code(
        raw,
        Kind.GTIN if right else Kind.TEXT,
        value,
        tuple(dict.fromkeys((value, item.value, body))),
        quantity=quantity,
        lot=lot,
        expiry=expiry,
        serial=serial,
        symbology=symbology,
        check=right,
    )


def _elements(body: str) -> dict[str, Any]:
    """The elements of a GS1 string by identifier; none where it does not parse."""
    from biip import ParseError
    from biip.gs1_messages import GS1Message

    try:
        parse = GS1Message.parse_hri if body.startswith("(") else GS1Message.parse
        message = parse(body.strip(SEPARATOR))
    except (ParseError, ValueError):
        return {}
    return {element.ai.ai: element for element in reversed(message.element_strings)}


def _trace(found: dict[str, Any]) -> tuple[str, str, date | None]:
    """Lot, serial number and day of expiry (or best before) of GS1 elements."""
    expiry = found.get("17") or found.get("15")
    lot, serial = (found[one].value if one in found else "" for one in ("10", "21"))
    return lot, serial, expiry.date if expiry else None
