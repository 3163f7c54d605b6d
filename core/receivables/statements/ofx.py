"""Bank statements as OFX: the old form without closing tags, and the one that is XML.

Source: https://financialdataexchange.org/ofx, sections 2 and 11.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from core.errors import Refusal
from core.files.reasons import Reason
from core.money import to_minor
from core.receivables.statements.lines import Line, Statement
from core.text import clean

_TAG = re.compile(r"<(/?)([A-Za-z0-9.]+)>([^<]*)")
_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NUMBER = re.compile(r"[+-]?\d{1,18}(?:[.,]\d{1,6})?")
_WORDS = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&nbsp;": " "}


def is_ofx(raw: bytes) -> bool:
    """Whether a file begins like one."""
    head = raw[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").upper()
    return head.startswith(b"OFXHEADER") or b"<?OFX" in head or b"<OFX>" in head


def read_ofx(raw: bytes, path: str, name: str) -> Statement:
    """A statement of one account.

    Raises Refusal ``file_xml_type``, ``file_not_utf8``, ``bank_file_kind``, ``bank_file_accounts``.
    """
    if b"<!" in raw:  # neither form has declarations
        raise Refusal("file_xml_type", path=path)
    written = _decoded(raw, path)
    accounts: set[str] = set()
    currency = ""
    lines: list[Line] = []
    refused: list[Reason] = []
    booking: dict[str, str] | None = None
    begun = 0
    for line_no, closes, tag, value in _tags(written):
        if tag == "STMTTRN":
            if booking is not None:
                _take(booking, begun, currency, lines, refused)
            booking, begun = (None if closes else {}), line_no
        elif booking is not None and not closes:
            if value:
                booking.setdefault(tag, value)
            elif tag not in _INSIDE:
                continue
        elif tag == "CURDEF" and value:
            currency = value.upper()
        elif tag == "ACCTID" and value and booking is None:
            accounts.add(clean(value, 60))
        if closes and tag == "BANKTRANLIST" and booking is not None:
            _take(booking, begun, currency, lines, refused)
            booking = None
    if booking is not None:
        _take(booking, begun, currency, lines, refused)
    if not accounts:
        raise Refusal("bank_file_kind", path=path)
    if len(accounts) > 1:
        raise Refusal("bank_file_accounts", path=path, accounts=", ".join(sorted(accounts)))
    return Statement(name, accounts.pop(), tuple(lines), tuple(refused))


_INSIDE = frozenset({"PAYEE", "BANKACCTTO", "CCACCTTO"})
"""Groups within a booking."""


def _tags(written: str) -> Iterator[tuple[int, bool, str, str]]:
    line_no, at = 1, 0
    for found in _TAG.finditer(written):
        line_no += written.count("\n", at, found.start())
        at = found.start()
        value = found[3].strip()
        for sign, plain in _WORDS.items():
            value = value.replace(sign, plain)
        yield line_no, bool(found[1]), found[2].upper(), value


def _decoded(raw: bytes, path: str) -> str:
    head = raw[:400].upper()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if b"CHARSET:1252" in head or b"WINDOWS-1252" in head:
            return raw.decode("cp1252", errors="replace")
        if b"CHARSET:ISO-8859-1" in head or b"CHARSET:8859-1" in head:
            return raw.decode("latin-1")
        line = raw.count(b"\n", 0, error.start) + 1
        raise Refusal("file_not_utf8", path=path, line=line) from error


def _take(
    said: dict[str, str],
    line_no: int,
    currency: str,
    lines: list[Line],
    refused: list[Reason],
) -> None:
    column = "DTPOSTED"
    try:
        on = _day(said.get("DTPOSTED", ""))
        column = "TRNAMT"
        amount = _minor(said.get("TRNAMT", ""), currency)
    except Refusal as refusal:
        refused.append(Reason.of(line_no, column, refusal))
        return
    words = [said.get(tag, "") for tag in ("MEMO", "EXTDNAME")]
    lines.append(
        Line(
            line_no=line_no,
            booked_on=on,
            amount=amount,
            currency=currency,
            payer=clean(said.get("NAME", ""), 200),
            payer_account=clean(said.get("ACCTID", ""), 60),
            text=clean(" ".join(words), 1000),
            bank_ref=clean(said.get("REFNUM", "") or said.get("CHECKNUM", ""), 120),
            bank_id=clean(said.get("FITID", ""), 120),
        )
    )


def _day(said: str) -> date:
    found = _DAY.match(said)
    if found is None:
        raise Refusal("date_unreadable", value=clean(said, 40))
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError as error:
        raise Refusal("date_unreadable", value=clean(said, 40)) from error


def _minor(said: str, currency: str) -> int:
    if not _NUMBER.fullmatch(said):
        raise Refusal("money_unreadable", amount=clean(said, 40))
    try:
        return to_minor(Decimal(said.replace(",", ".")), currency)
    except InvalidOperation as error:
        raise Refusal("money_unreadable", amount=clean(said, 40)) from error
