"""Who did what, where and when: the trail by operator, station, order, kind and time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.audit import events
from core.orders.models import orders
from core.people.models import operators, stations
from core.people.permissions import Permission, require
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; empty fields do not narrow it."""

    operator: str = ""
    station: str = ""
    order_no: str = ""
    kind: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that was done."""

    id: int
    at: datetime
    kind: str
    operator: str
    """Empty where the program did it by itself."""
    station: str
    order_no: str
    data: Mapping[str, Any]


def deeds(tx: Transaction, wanted: Wanted, limit: int = 100) -> list[Deed]:
    """The newest first; raises NotAllowed without the permission to see what others did."""
    require(tx, Permission.TRAIL_VIEW)
    query = (
        select(
            events.c.id,
            events.c.at,
            events.c.kind,
            operators.c.name,
            stations.c.name.label("station"),
            orders.c.order_no,
            events.c.data,
        )
        .outerjoin(operators, operators.c.id == events.c.operator_id)
        .outerjoin(stations, stations.c.id == events.c.station_id)
        .outerjoin(orders, orders.c.id == events.c.order_id)
        .order_by(events.c.id.desc())
        .limit(limit)
    )
    for column, said in (
        (operators.c.name, wanted.operator),
        (stations.c.name, wanted.station),
        (orders.c.order_no, wanted.order_no),
        (events.c.kind, wanted.kind),
    ):
        if said:
            query = query.where(column == said)
    if wanted.since is not None:
        query = query.where(events.c.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(events.c.at < wanted.until)
    return [
        Deed(
            row.id,
            row.at,
            row.kind,
            row.name or "",
            row.station or "",
            row.order_no or "",
            row.data,
        )
        for row in tx.execute(query).all()
    ]
