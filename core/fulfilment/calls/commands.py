"""Calling a lead, taking a call back, and answering one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, insert, select

from core.audit import record
from core.errors import NotAllowed, Refusal
from core.fulfilment.calls.models import CallStep, lead_call_steps, lead_calls
from core.fulfilment.calls.queries import Call, call_of, one_call, who_hears
from core.orders.models import orders
from core.people.permissions import Permission, require
from core.text import visible
from core.transaction import Transaction

MOST_LINES, MOST_COLUMNS = 60, 200
_WORD = re.compile(r"\w{3,}")
_OF_BUYER = frozenset({"customer", "phone", "email", "address", "note", "who"})


@dataclass(frozen=True, slots=True)
class Called:
    """A call that was made, and the leads who see it now."""

    id: int
    times: int
    seen_by: tuple[str, ...]


def call(
    tx: Transaction,
    station_id: int,
    order_id: int | None,
    said: Mapping[str, Any],
    *,
    place: str = "",
    screen: Sequence[str] = (),
) -> Called:
    """Call a lead to the actor's station; one call a station, called again where it is open.

    What is kept of the screen says nothing of the buyer. Raises NotAllowed ``not_signed_in``.
    """
    if tx.actor.operator_id is None:
        raise NotAllowed("not_signed_in")
    before = call_of(tx, station_id)
    seen_by = who_hears(tx, station_id)
    if before is not None and before.is_open:
        _step(tx, before.id, CallStep.AGAIN)
        return Called(before.id, before.times + 1, seen_by)
    row = {
        "at": tx.now,
        "station_id": station_id,
        "operator_id": tx.actor.operator_id,
        "order_id": order_id,
        "place": place[:30],
        "said": _of_nobody(said),
        "screen": _without_buyer(tx, order_id, screen),
    }
    made = int(tx.execute(_insert, row).scalar_one())
    record(tx, "lead_called", order_id=order_id, call=made)
    return Called(made, 1, seen_by)


def take_back(tx: Transaction, station_id: int) -> Call | None:
    """Nobody needs to come any more; None where nobody was called."""
    now = call_of(tx, station_id)
    if now is None or not now.is_open:
        return None
    _step(tx, now.id, CallStep.BACK)
    return now


def answer(tx: Transaction, call_id: int, step: CallStep) -> Call:
    """Say that one is coming, or that it is dealt with.

    Raises NotFound ``call_unknown``, Refusal ``call_over`` for one that ended, ``call_answered``
    where somebody else is coming already.
    """
    require(tx, Permission.APPROVE)
    tx.execute(_lock, {"call": call_id})
    now = one_call(tx, call_id)
    if not now.is_open:
        raise Refusal("call_over", station=now.station, who=now.ended_by)
    if step is CallStep.COMING and now.coming:
        if now.coming != tx.actor.name:
            raise Refusal("call_answered", station=now.station, who=now.coming)
        return now
    _step(tx, call_id, step)
    return one_call(tx, call_id)


def _step(tx: Transaction, call_id: int, step: CallStep) -> None:
    row = {
        "call_id": call_id,
        "at": tx.now,
        "step": step.value,
        "operator_id": tx.actor.operator_id,
    }
    tx.execute(_insert_step, row)


def _of_nobody(said: Mapping[str, Any]) -> dict[str, Any]:
    """A refusal without what it says of the buyer."""
    params = {
        name: value
        for name, value in dict(said.get("params", {})).items()
        if name not in _OF_BUYER and isinstance(value, str | int | list)
    }
    return {**said, "params": params} if said else {}


def _without_buyer(tx: Transaction, order_id: int | None, screen: Sequence[str]) -> list[str]:
    """Lines in which no word of the buyer's name, address, phone or note stands."""
    hidden: set[str] = set()
    if order_id is not None:
        row = tx.execute(_buyer, {"o": order_id}).one()
        hidden = {word.casefold() for text in row for word in _WORD.findall(text or "")}

    def shown(found: re.Match[str]) -> str:
        word = found[0]
        return "…" + " " * (len(word) - 1) if word.casefold() in hidden else word

    lines = [visible(line)[:MOST_COLUMNS] for line in screen[:MOST_LINES]]
    return [_WORD.sub(shown, line).rstrip() for line in lines]


_insert = insert(lead_calls).returning(lead_calls.c.id)
_insert_step = insert(lead_call_steps)
_lock = select(lead_calls.c.id).where(lead_calls.c.id == bindparam("call")).with_for_update()
_buyer = select(orders.c.customer, orders.c.phone, orders.c.address, orders.c.note).where(
    orders.c.id == bindparam("o")
)
