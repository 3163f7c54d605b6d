"""Orders that are being typed in are kept as they are typed, and their goods are held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import bindparam, delete, insert, select, update

from core.errors import NotFound, Refusal
from core.orders.entry.contents import Contents, from_json
from core.orders.entry.models import order_drafts
from core.orders.entry.rules import EntryRules
from core.people.permissions import Permission, require
from core.stock import holds
from core.stock.holds import HeldFor
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Draft:
    """An order that is being typed in; its `key` also names what is held for it."""

    key: str
    operator_id: int | None
    contents: Contents
    order_id: int | None
    """What it became; None while it is typed."""
    created_at: datetime
    updated_at: datetime
    edits: int | None = None
    """The order that is being changed; None for one that is new."""
    base: Contents | None = None
    """That order as it was when the change began."""


def new_key() -> str:
    """A key for what is about to be typed in."""
    return uuid4().hex


def save(tx: Transaction, rules: EntryRules, key: str, contents: Contents) -> dict[int, HeldFor]:
    """Keep what is typed so far and hold its goods; gives what is held and free by product id.

    Raises Refusal ``draft_done`` where it became an order already.
    """
    require(tx, Permission.ORDER_ADD)
    row = {"kept": contents.as_json(), "now": tx.now, "k": key, "station": tx.actor.station_id}
    if tx.execute(_keep, row).rowcount != 1:
        if _row(tx, key) is not None:
            raise Refusal("draft_done")
        tx.execute(_insert, _new_row(tx, key, contents))
    return holds.hold(tx, rules.warehouse, key, contents.wanted, rules.hold_ms)


def save_edit(tx: Transaction, key: str, order_id: int, base: Contents, wanted: Contents) -> None:
    """Keep the change of an order while it is typed; nothing is held for it."""
    require(tx, Permission.ORDER_NOTE)
    kept = wanted.as_json() | {"edits": order_id, "base": base.as_json()}
    row = {"kept": kept, "now": tx.now, "k": key, "station": tx.actor.station_id}
    if tx.execute(_keep, row).rowcount != 1:
        if _row(tx, key) is not None:
            raise Refusal("draft_done")
        tx.execute(_insert, _new_row(tx, key, wanted) | {"contents": kept})


def find(tx: Transaction, key: str) -> Draft | None:
    """A draft by its key, if there is one."""
    row = _row(tx, key)
    return None if row is None else _draft(row)


def load(tx: Transaction, key: str, *, lock: bool = False) -> Draft:
    """A draft by its key; NotFound ``draft_not_found``."""
    row = _row(tx, key, lock=lock)
    if row is None:
        raise NotFound("draft_not_found")
    return _draft(row)


def unfinished(tx: Transaction, limit: int = 20) -> list[Draft]:
    """What the one who acts left unfinished, the latest first; empty ones are left out."""
    rows = tx.execute(_of_operator, {"who": tx.actor.operator_id, "n": limit})
    return [one for one in map(_draft, rows) if not one.contents.is_empty]


def blank(tx: Transaction) -> Draft | None:
    """A draft that was begun at this station by the one who acts, with nothing in it."""
    rows = tx.execute(_of_operator, {"who": tx.actor.operator_id, "n": 20})
    here = (row for row in rows if row.station_id == tx.actor.station_id)
    return next((one for one in map(_draft, here) if one.contents.is_empty), None)


def throw_away(tx: Transaction, key: str) -> None:
    """Forget what was typed; its goods can be promised again. What became an order stays."""
    require(tx, Permission.ORDER_NOTE)
    holds.drop(tx, key)
    tx.execute(_forget, {"k": key})


def renew(tx: Transaction, rules: EntryRules, key: str) -> bool:
    """Somebody still types: hold the goods on; False where nothing is held any more."""
    return holds.renew(tx, key, rules.hold_ms)


def done(tx: Transaction, key: str, order_id: int) -> None:
    """Say which order a draft became; whoever saves it again gets that one."""
    tx.execute(_became, {"k": key, "o": order_id, "now": tx.now})


def _new_row(tx: Transaction, key: str, contents: Contents) -> dict[str, Any]:
    return {
        "key": key,
        "operator_id": tx.actor.operator_id,
        "station_id": tx.actor.station_id,
        "contents": contents.as_json(),
        "created_at": tx.now,
        "updated_at": tx.now,
    }


def _row(tx: Transaction, key: str, *, lock: bool = False) -> Any:
    return tx.execute(_locked if lock else _by_key, {"k": key}).first()


def _draft(row: Any) -> Draft:
    return Draft(
        row.key,
        row.operator_id,
        from_json(row.contents),
        row.order_id,
        row.created_at,
        row.updated_at,
        row.contents.get("edits"),
        from_json(row.contents["base"]) if "base" in row.contents else None,
    )


_insert = insert(order_drafts)
_by_key = select(order_drafts).where(order_drafts.c.key == bindparam("k"))
_locked = _by_key.with_for_update()
_mine = (order_drafts.c.key == bindparam("k"), order_drafts.c.order_id.is_(None))
_keep = (
    update(order_drafts)
    .where(*_mine)
    .values(
        contents=bindparam("kept"), updated_at=bindparam("now"), station_id=bindparam("station")
    )
)
_forget = delete(order_drafts).where(*_mine)
_became = (
    update(order_drafts)
    .where(order_drafts.c.key == bindparam("k"))
    .values(order_id=bindparam("o"), updated_at=bindparam("now"))
)
_of_operator = (
    select(order_drafts)
    .where(order_drafts.c.operator_id == bindparam("who"), order_drafts.c.order_id.is_(None))
    .order_by(order_drafts.c.updated_at.desc(), order_drafts.c.id.desc())
    .limit(bindparam("n"))
)
