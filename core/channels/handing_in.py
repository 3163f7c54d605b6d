"""Orders that a site or a form hands in by itself: signed, whole or parked, and once.

The body is JSON: ``{"orders": [{"order_no": "W-1", "customer": "…", "lines": [{"sku": "…",
"quantity": 1}]}]}`` with the columns of an order file. ``X-Kemas-Timestamp`` is seconds since 1970,
``X-Kemas-Signature`` the HMAC-SHA256 of timestamp, a dot and the body, in hexadecimal.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any

from core import clock
from core.catalog.lookup import by_sku
from core.database import Database
from core.files import Row
from core.intake_settings import IntakeSettings
from core.orders.intake.checking import check_rows
from core.orders.intake.columns import LINE_COLUMNS, ORDER_COLUMNS
from core.orders.intake.importing import BATCH
from core.orders.intake.parking import waiting_keys
from core.orders.intake.rules import Desk, Rules
from core.orders.intake.taking import take
from core.transaction import SYSTEM, Transaction, run_among_others

_SKEW_S = 300
"""By how much the clocks may differ; an older message is a copy of one that was heard."""
_LINES = 200  # of one order


class HandedIn(StrEnum):
    """What became of a message."""

    TAKEN = "taken"
    """All of its orders are here, or parked with every reason."""
    FORGED = "forged"
    """Not signed rightly, or too old."""
    UNREAD = "unread"
    """It is no such JSON, or has too many orders."""
    NOBODY = "nobody"


def hand_in(
    database: Database,
    known: Sequence[IntakeSettings],
    rules: Rules,
    name: str,
    headers: Mapping[str, str],
    body: bytes,
) -> HandedIn:
    """Take a message in; header names in lower case. The same again changes nothing."""
    one = next((each for each in known if each.name == name), None)
    if one is None or not one.secret.get_secret_value():
        return HandedIn.NOBODY
    if not _is_signed(one.secret.get_secret_value(), headers, body):
        return HandedIn.FORGED
    rows = _rows(body, one.channel)
    if rows is None:
        return HandedIn.UNREAD

    def work(tx: Transaction) -> None:
        groups = check_rows(rows, rules.setting)
        wanted = {line.sku for group in groups if group.draft for line in group.draft.lines}
        desk = Desk(tx, rules, by_sku(tx, wanted), one.name)
        take(desk, groups, parked_before=frozenset(waiting_keys(tx)))

    run_among_others(database, SYSTEM, work)
    return HandedIn.TAKEN


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What a message is signed with."""
    return hmac.digest(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hex()


def _is_signed(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    at = headers.get("x-kemas-timestamp", "")
    said = headers.get("x-kemas-signature", "").casefold()
    if not at.isascii() or not at.isdecimal() or len(at) > 12:
        return False
    fresh = abs(clock.now().timestamp() - int(at)) <= _SKEW_S
    return fresh and hmac.compare_digest(signature(secret, at, body).encode(), said.encode())


def _rows(body: bytes, channel: str) -> list[Row] | None:
    """One row for each line, all with what is said of their order; None where it is no orders."""
    try:
        told = json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError):
        return None
    orders = told.get("orders") if isinstance(told, dict) else None
    if not isinstance(orders, list) or not 0 < len(orders) <= BATCH:
        return None
    rows: list[Row] = []
    for order in orders:
        lines = order.get("lines") if isinstance(order, dict) else None
        if not isinstance(lines, list) or not 0 < len(lines) <= _LINES:
            return None
        for line in lines:
            if not isinstance(line, dict):
                return None
            cells = {
                name: _cell((line if name in LINE_COLUMNS else order).get(name))
                for name in ORDER_COLUMNS
            }
            rows.append(Row(len(rows) + 1, cells | {"channel": channel}))
    return rows


def _cell(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
