"""The verdict on a scan: a closed set of kinds, a detail, and parameters for the words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from core.transaction import Actor


class Kind(StrEnum):
    """What a scan came to."""

    OK = "ok"
    OK_LINE_DONE = "ok_line_done"
    ORDER_OPEN = "order_open"
    ORDER_COMPLETE = "order_complete"
    PARCEL_CLOSED = "parcel_closed"
    UNDONE = "undone"
    INFO = "info"
    RESUMED = "resumed"
    WRONG_ITEM = "wrong_item"
    OVER_QUANTITY = "over_quantity"
    UNKNOWN_CODE = "unknown_code"
    AMBIGUOUS_CODE = "ambiguous_code"
    OTHER_ORDER_OPEN = "other_order_open"
    NOT_CLAIMABLE = "not_claimable"
    TAKEN_OVER = "taken_over"
    CANCELLED = "cancelled"
    CHANGED = "changed"
    ON_HOLD = "on_hold"
    SHORT = "short"
    NEEDS_WAYBILL = "needs_waybill"
    NEEDS_LOT = "needs_lot"
    NEEDS_CONFIRMATION = "needs_confirmation"
    NOT_ALLOWED = "not_allowed"
    WRONG_LABEL = "wrong_label"
    SYSTEM_BUSY = "system_busy"
    NOT_SAVED = "not_saved"


GOOD = frozenset(
    {
        Kind.OK,
        Kind.OK_LINE_DONE,
        Kind.ORDER_OPEN,
        Kind.ORDER_COMPLETE,
        Kind.PARCEL_CLOSED,
        Kind.UNDONE,
        Kind.INFO,
        Kind.RESUMED,
    }
)
"""Kinds after which work simply goes on."""
ASKS = frozenset({Kind.NEEDS_WAYBILL, Kind.NEEDS_LOT, Kind.NEEDS_CONFIRMATION})
"""Kinds that ask for something before work goes on; the rest are refusals."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rule says, before it is stamped with the scan that it answers."""

    kind: Kind
    detail: str = ""
    """Which of the sentences of this kind applies."""
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The recorded answer to one scan."""

    kind: Kind
    seq: int
    scanned: str
    detail: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    order: str | None = None
    parcel: str | None = None
    replayed: bool = False
    """Whether this is the first answer given again."""
    intents: tuple[int, ...] = ()
    """Outbox rows that this scan wrote and that need nobody outside."""
    actor: Actor | None = None
    """Who scanned."""
    waiting: int = 0
    """How many scans wait for the database to come back, this one among them; 0: it is saved."""

    @property
    def held(self) -> bool:
        """Whether the station waits for the right scan or an acknowledgement."""
        return self.kind not in GOOD
