"""Goods of a task are brought by a command that may be sent twice: with its key it counts once."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import bindparam, insert, select

from core.errors import Refusal
from core.files import values
from core.fulfilment.replenishing import doing, tasks
from core.people.permissions import Permission, require
from core.stock.task_models import replenish_keys
from core.text import clean
from core.transaction import Transaction

KEY_LIMIT = 60
"""Characters of a key."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be written down of a task."""

    bin: str = ""
    """Where the goods went; empty for the pick bin of the task."""
    quantity: int | None = None
    """Units; None for all that the task asks for."""
    short: bool = False
    """What remains is not there."""


@dataclass(frozen=True, slots=True)
class Did:
    """What became of it, in units."""

    task: int
    sku: str
    from_bin: str
    units: int
    bin: str
    left: int
    short: bool
    replayed: bool = False
    """Whether it was done before, by the same key."""


def do_once(tx: Transaction, task_id: int, wish: Wish, key: str = "") -> Did:
    """Write down that goods were brought, or are not there; the same key again changes nothing.

    Raises Refusal ``replenish_short_bin``, ``replenish_key_used``, ``text_too_long``, and what
    `doing.bring` and `doing.not_there` raise.
    """
    require(tx, Permission.PUT_AWAY)
    if wish.short and wish.bin and wish.quantity is None:
        raise Refusal("replenish_short_bin")
    key = values.text(key, KEY_LIMIT)
    one = tasks.locked(tx, task_id)
    asked = {"task": task_id} | asdict(wish)
    known = tx.execute(_known, {"k": key}).first() if key else None
    if known is not None:
        if known.asked != asked:
            raise Refusal("replenish_key_used", key=clean(key, 40))
        return replace(Did(**known.told), replayed=True)
    units, place, left = 0, "", 0
    if not wish.short or wish.quantity is not None:
        done = doing.bring(tx, task_id, wish.bin, wish.quantity)
        units, place, left = done.units, done.bin, done.left
    if wish.short and (left or not units):
        doing.not_there(tx, task_id)
    did = Did(task_id, one.sku, one.from_bin, units, place, left, wish.short)
    if key:
        row: dict[str, Any] = {"key": key, "task_id": task_id, "asked": asked, "at": tx.now}
        told = {name: value for name, value in asdict(did).items() if name != "replayed"}
        tx.execute(_insert, row | {"told": told})
    return did


_known = select(replenish_keys.c.asked, replenish_keys.c.told).where(
    replenish_keys.c.key == bindparam("k")
)
_insert = insert(replenish_keys)
