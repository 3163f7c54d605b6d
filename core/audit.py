"""Who did what, where and when: an append-only trail, written with every change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, String, Table, insert, select

from core.appendonly import append_only
from core.tables import BigId, Json, Moment, metadata
from core.transaction import Transaction

events = Table(
    "events",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("order_id", BigId, ForeignKey("orders.id")),
    Column("parcel_id", BigId, ForeignKey("parcels.id")),
    Column("operator_id", BigId, ForeignKey("operators.id")),
    Column("station_id", BigId, ForeignKey("stations.id")),
    Column("data", Json, nullable=False),
    Index("ix_events_order_id_id", "order_id", "id"),
)
append_only(events)
_insert = insert(events)
_insert_one = insert(events).inline()  # nobody asks for its id


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the trail."""

    at: datetime
    kind: str
    operator_id: int | None
    station_id: int | None
    data: Mapping[str, Any]


def record(
    tx: Transaction,
    kind: str,
    *,
    order_id: int | None = None,
    parcel_id: int | None = None,
    **data: object,
) -> None:
    """Add one event, stamped with the transaction's actor and moment."""
    tx.execute(_insert_one, event_row(tx, kind, order_id, parcel_id, data))


def event_row(
    tx: Transaction,
    kind: str,
    order_id: int | None,
    parcel_id: int | None,
    data: Mapping[str, object],
) -> dict[str, Any]:
    """The row that `record` writes; for commands that write many at once."""
    return {
        "at": tx.now,
        "kind": kind,
        "order_id": order_id,
        "parcel_id": parcel_id,
        "operator_id": tx.actor.operator_id,
        "station_id": tx.actor.station_id,
        "data": data,
    }


def record_many(tx: Transaction, rows: list[dict[str, Any]]) -> None:
    """Add several rows made by `event_row`."""
    if rows:
        tx.execute(_insert, rows)


def of_order(tx: Transaction, order_id: int) -> list[Event]:
    """An order's events, oldest first."""
    rows = tx.execute(select(events).where(events.c.order_id == order_id).order_by(events.c.id))
    return [
        Event(row.at, row.kind, row.operator_id, row.station_id, row.data) for row in rows.all()
    ]
