"""Why? Answered in at most three lines, with names and places."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from core.fulfilment.models import claims
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.opening import needed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.orders.models import orders
from core.people.models import operators, stations
from core.stock.blocks import blocked_of
from core.stock.holds import held_elsewhere
from core.stock.models import BinKind, reservations
from core.stock.queries import levels_of
from core.tables import db_now_ms


def why(bench: Bench, order: OpenOrder | None) -> Answer:
    """Explain the last refusal: the stock of its product, and who holds it."""
    said = bench.work.said
    if not said:
        if order is not None:
            return Answer(Kind.INFO, "why_open", {"order": order.order_no} | needed(bench, order))
        return Answer(Kind.INFO, "why_nothing")
    facts: list[dict[str, Any]] = []
    product = _product_of(bench, said)
    if product is not None:
        facts += _stock_facts(bench, product)
    return Answer(
        Kind.INFO,
        "why",
        {
            "kind": said["kind"],
            "about": said["detail"],
            "said": said["params"],
            "code": said.get("scanned", ""),
            "facts": facts[:2],
            **(needed(bench, order) if order else {}),
        },
    )


def _product_of(bench: Bench, said: dict[str, Any]) -> int | None:
    from core.catalog.models import products

    sku = said["params"].get("sku")
    missing = said["params"].get("missing")
    if sku is None and isinstance(missing, list) and missing:
        sku = missing[0]["sku"]
    if sku is None:
        return None
    found = bench.tx.execute(select(products.c.id).where(products.c.sku == sku)).scalar()
    return None if found is None else int(found)


def _stock_facts(bench: Bench, product: int) -> list[dict[str, Any]]:
    levels = [
        level
        for level in levels_of(bench.tx, bench.warehouse_id, [product])
        if level.kind is BinKind.SHELF
    ]
    blocked, because = blocked_of(bench.tx, bench.warehouse_id, product)
    facts: list[dict[str, Any]] = [
        {
            "fact": "stock",
            "on_hand": sum(level.on_hand for level in levels),
            "available": sum(level.available for level in levels),
            "bins": ", ".join(level.bin for level in levels[:3]),
        }
        | ({"blocked": blocked, "because": because} if blocked else {})
    ]
    row = bench.tx.execute(
        select(
            orders.c.order_no,
            reservations.c.quantity,
            stations.c.name,
            operators.c.name,
            claims.c.claimed_at,
        )
        .select_from(reservations)
        .join(orders, orders.c.id == reservations.c.order_id)
        .outerjoin(
            claims,
            (claims.c.order_id == orders.c.id) & (claims.c.lease_until_ms >= db_now_ms()),
        )
        .outerjoin(stations, stations.c.id == claims.c.station_id)
        .outerjoin(operators, operators.c.id == claims.c.operator_id)
        .where(
            reservations.c.product_id == product,
            reservations.c.order_id != (bench.work.order_id or 0),
        )
        .order_by(claims.c.claimed_at.is_(None), reservations.c.quantity.desc())
        .limit(1)
    ).first()
    if row is not None:
        facts.append(
            {
                "fact": "claimed" if row[2] else "promised",
                "order": row[0],
                "quantity": row[1],
                "station": row[2] or "",
                "who": row[3] or "",
                "since": row[4].isoformat() if row[4] else "",
            }
        )
        return facts
    held = held_elsewhere(bench.tx, product)
    if held is not None:
        facts.append({"fact": "typed_in", "quantity": held[1]})
    return facts
