"""Parked orders: kept with all rows and every reason until they are put right or dismissed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import RowMapping, bindparam, insert, select, update

from core.audit import record
from core.errors import NotFound, Refusal
from core.files.reasons import Reason
from core.orders.intake.drafts import Group, SourceRow, rows_hash
from core.orders.models import parked_orders
from core.people.permissions import Permission, require
from core.text import clean
from core.transaction import Transaction


class Resolution(StrEnum):
    """How a parked order came off the list."""

    TAKEN_IN = "taken_in"
    """A person corrected it."""
    REPLACED = "replaced"
    """A later file brought a version that could go in."""
    SUPERSEDED = "superseded"
    """A later file brought another version that had to be parked too."""
    DISMISSED = "dismissed"
    """A person decided that it is not wanted."""


@dataclass(frozen=True, slots=True)
class ParkedOrder:
    """One order that waits: where it came from, its rows as they were read, and why it waits."""

    id: int
    channel: str
    order_no: str
    customer: str
    source: str
    parked_at: datetime
    rows: tuple[SourceRow, ...]
    reasons: tuple[Reason, ...]


_table = parked_orders.c
_waiting = (
    select(parked_orders)
    .where(_table.resolved_at.is_(None))
    .order_by(_table.parked_at.desc(), _table.id.desc())
)
_same = select(_table.id, _table.resolved_at, _table.reasons).where(
    _table.channel == bindparam("channel"),
    _table.order_no == bindparam("number"),
    _table.content_hash == bindparam("hash"),
)
_resolve_key = (
    update(parked_orders)
    .where(
        _table.channel == bindparam("c"),
        _table.order_no == bindparam("n"),
        _table.resolved_at.is_(None),
    )
    .values(resolved_at=bindparam("at"), resolution=bindparam("how"))
)
_resolve_one = (
    update(parked_orders)
    .where(_table.id == bindparam("parked"), _table.resolved_at.is_(None))
    .values(resolved_at=bindparam("at"), resolution=bindparam("how"))
)


def park(tx: Transaction, group: Group, reasons: Sequence[Reason], source: str) -> bool:
    """Keep a group that cannot go in; gives False where a person settled these rows before.

    The same rows again only get their reasons refreshed; an earlier version that still waits is
    superseded.
    """
    told = [reason.as_json() for reason in reasons]
    digest = rows_hash(group.rows)
    key = {"channel": group.channel, "number": group.order_no, "hash": digest}
    known = tx.execute(_same, key).first()
    if known is not None:
        if known.resolved_at is None and known.reasons != told:
            again = update(parked_orders).where(_table.id == known.id)
            tx.execute(again.values(reasons=told))
        return known.resolved_at is None
    if group.order_no:
        resolve(tx, [(group.channel, group.order_no)], Resolution.SUPERSEDED)
    row = {
        "channel": group.channel,
        "order_no": group.order_no,
        "customer": group.customer,
        "source": source[:255],
        "content_hash": digest,
        "rows": rows_as_json(group.rows),
        "reasons": told,
        "parked_at": tx.now,
    }
    tx.execute(insert(parked_orders), row)
    return True


def resolve(tx: Transaction, keys: Sequence[tuple[str, str]], how: Resolution) -> None:
    """Take all that waits under these channels and order numbers off the list."""
    if keys:
        rows = [{"c": c, "n": n, "at": tx.now, "how": how.value} for c, n in keys]
        tx.execute(_resolve_key, rows)


def resolve_one(tx: Transaction, parked_id: int, how: Resolution) -> None:
    """Take one entry off the list; raises Refusal ``parked_gone`` where somebody was faster."""
    row = {"parked": parked_id, "at": tx.now, "how": how.value}
    if tx.execute(_resolve_one, row).rowcount != 1:
        raise Refusal("parked_gone", parked=parked_id)


def rewrite(
    tx: Transaction, parked_id: int, rows: Sequence[SourceRow], reasons: Sequence[Reason]
) -> None:
    """Keep a correction that is not enough yet, with the reasons that are left."""
    tx.execute(
        update(parked_orders)
        .where(_table.id == parked_id)
        .values(rows=rows_as_json(rows), reasons=[reason.as_json() for reason in reasons])
    )


def dismiss(tx: Transaction, parked_id: int, why: str) -> None:
    """Take a parked order off the list without taking it in; the same rows stay dismissed."""
    require(tx, Permission.ORDER_CORRECT)
    why = clean(why, 200)
    if not why:
        raise Refusal("reason_needed")
    parked = get(tx, parked_id)
    resolve_one(tx, parked_id, Resolution.DISMISSED)
    record(tx, "parked_dismissed", order=parked.order_no, channel=parked.channel, reason=why)


def get(tx: Transaction, parked_id: int) -> ParkedOrder:
    """A parked order that still waits; raises NotFound ``parked_unknown``."""
    row = tx.execute(_waiting.where(_table.id == parked_id)).first()
    if row is None:
        raise NotFound("parked_unknown", parked=parked_id)
    return _parked(row._mapping)


def waiting(tx: Transaction, limit: int = 500) -> list[ParkedOrder]:
    """What is parked, the latest first."""
    return [_parked(row) for row in tx.execute(_waiting.limit(limit)).mappings()]


def waiting_keys(tx: Transaction) -> set[tuple[str, str]]:
    """Channel and order number of everything that is parked."""
    rows = tx.execute(select(_table.channel, _table.order_no).where(_table.resolved_at.is_(None)))
    return set(rows)


def rows_as_json(rows: Sequence[SourceRow]) -> list[dict[str, Any]]:
    """Rows in the form they are stored in: line and cells that hold anything."""
    return [
        {"line": row.line, "cells": {k: _storable(v) for k, v in row.cells.items() if v}}
        for row in rows
    ]


def _storable(cell: str) -> str:
    # NUL cannot be written to PostgreSQL at all, nor half a surrogate pair as UTF-8.
    return cell.replace("\0", "").encode("utf-8", "replace").decode()


def _parked(row: RowMapping) -> ParkedOrder:
    rows: Sequence[Mapping[str, Any]] = row["rows"]
    return ParkedOrder(
        id=row["id"],
        channel=row["channel"],
        order_no=row["order_no"],
        customer=row["customer"],
        source=row["source"],
        parked_at=row["parked_at"],
        rows=tuple(SourceRow(int(one["line"]), dict(one["cells"])) for one in rows),
        reasons=tuple(Reason.from_json(one) for one in row["reasons"]),
    )
