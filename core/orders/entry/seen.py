"""What became of an order since somebody looked at it: for those who edit it from what they saw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from core.audit import events
from core.errors import Refusal
from core.orders.entry.reading import stored_row
from core.people.models import operators
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Happened:
    """One change of an order: when, by whom, of which kind, and what the trail says of it."""

    at: datetime
    who: str
    kind: str
    data: Mapping[str, Any]


class EditedSince(Refusal):
    """Somebody changed the order after the version that was seen; `happened` is what they did."""

    def __init__(
        self, order_no: str, seen: int, now: int, happened: tuple[Happened, ...], zone: str
    ) -> None:
        super().__init__("order_edited_since", order=order_no, seen=seen, now=now)
        self.happened = happened
        self.zone = zone
        """The shop's clock."""


def check_seen(tx: Transaction, order_id: int, version: int, zone: str) -> None:
    """Raise EditedSince where an order has another version than the one that was seen.

    Locks the order, so that nobody changes it before the transaction ends. Raises Refusal
    ``order_version_ahead`` for a version that it never had.
    """
    row = stored_row(tx, order_id, lock=True)
    if version > row.version:
        raise Refusal("order_version_ahead", order=row.order_no, seen=version, now=row.version)
    if version < row.version:
        happened = _since(tx, order_id, version, row.version)
        raise EditedSince(row.order_no, version, row.version, happened, zone)


def _since(tx: Transaction, order_id: int, version: int, now: int) -> tuple[Happened, ...]:
    """What the trail tells of the versions after this one, the oldest first."""
    found: list[Happened] = []
    steps = 0
    for row in tx.execute(_trail, {"o": order_id}):
        known = row.data.get("version")
        if steps == now - version or (known is not None and known <= version):
            break
        steps += row.kind in _EACH_COUNTS
        found.append(Happened(row.at, row.name or "kemas", row.kind, row.data))
    return tuple(reversed(found))


_EACH_COUNTS = frozenset({"edited", "split", "merged"})
"""Kinds of events that each count the version up; one of a file may."""
_trail = (
    select(events.c.kind, events.c.at, events.c.data, operators.c.name)
    .outerjoin(operators, operators.c.id == events.c.operator_id)
    .where(
        events.c.order_id == bindparam("o"), events.c.kind.in_([*sorted(_EACH_COUNTS), "changed"])
    )
    .order_by(events.c.id.desc())
    .limit(50)
)
