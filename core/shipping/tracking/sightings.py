"""Sightings are kept once each, whichever way and however often they come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import bindparam, insert, select

from core.couriers.states import Stage
from core.couriers.tracking import Sighting
from core.people.models import operators
from core.shipping.tracking.models import sightings
from core.shipping.tracking.states import FAR, Source
from core.text import clean
from core.transaction import Transaction

_SAME = timedelta(seconds=120)
"""An event that is told in two ways has clocks that differ by so much at most."""
_AHEAD = timedelta(hours=1)
"""A courier's clock may be ahead; what it says of a later time is taken for now."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A sighting as it is kept; money in minor units, weight in grams."""

    id: int
    raw: str
    stage: Stage | None
    """None for a state that was never seen before."""
    at: datetime
    """When it happened, else when we heard of it."""
    said: bool
    """Whether the courier said when."""
    source: Source
    note: str
    reason: str
    fee: int | None
    weight_g: int | None
    cod: int | None
    operator: str = ""
    mark: str = ""
    key: str = ""
    again: bool = False
    """Whether it is no news: another tells the same event, or the parcel is further by now."""


def of_shipment(tx: Transaction, shipment_id: int) -> tuple[Kept, ...]:
    """What was told of a shipment, the oldest first."""
    kept = [_kept(row) for row in tx.execute(_of_shipment, {"s": shipment_id})]
    return tuple(sorted(kept, key=lambda one: (one.at, one.id)))


def keep(
    tx: Transaction, shipment_id: int, told: Sequence[Sighting], source: Source
) -> tuple[Kept, ...]:
    """Keep what is new, and give only that, the oldest first; the caller holds the order locked.

    What says no time is new where its last differs from the last that was kept.
    """
    known = [_kept(row) for row in tx.execute(_of_shipment, {"s": shipment_id})]
    fresh: list[Kept] = []
    every = [_made(tx, one, source) for one in told]
    timeless = _timeless_news([one for one in every if not one.said], known)
    for each in every:
        if each.said:
            if _is_known(each, known):
                continue
            again = any(_is_same_event(each, other) for other in known)
        else:
            if each not in timeless:
                continue
            timeless.remove(each)
            again = _is_behind(each, known)
        made = replace(each, again=again, key=_key(each, len(known)))
        row = {
            "shipment_id": shipment_id,
            "key": made.key,
            "source": source.value,
            "raw": made.raw,
            "stage": made.stage.value if made.stage else "",
            "said_at": made.at if made.said else None,
            "heard_at": tx.now,
            "note": made.note,
            "reason": made.reason,
            "fee": made.fee,
            "weight_g": made.weight_g,
            "cod": made.cod,
            "operator_id": tx.actor.operator_id,
        }
        tx.execute(_insert, row)
        known.append(made)
        fresh.append(made)
    return tuple(sorted(fresh, key=lambda one: one.at))


def _made(tx: Transaction, one: Sighting, source: Source) -> Kept:
    said = one.at is not None and one.at <= tx.now + _AHEAD
    return Kept(
        id=0,
        raw=clean(one.raw, 80),
        stage=one.stage,
        at=one.at if one.at is not None and said else tx.now,
        said=said,
        source=source,
        note=clean(one.note, 300),
        reason=clean(one.reason, 80),
        fee=one.fee,
        weight_g=one.weight_g,
        cod=one.cod,
        mark=one.mark,
    )


def _timeless_news(told: Sequence[Kept], known: Sequence[Kept]) -> list[Kept]:
    """Of what says no time and was told at once, the furthest last, what is new: each once."""
    if not told:
        return []
    newest = _newest(known)
    if newest is not None and _says(told[-1]) == _says(newest):
        return []
    if told[-1].mark and _key(told[-1], 0) in {one.key for one in known}:
        return []
    heard = {_says(one) for one in known}
    new = {_says(one): one for one in told[:-1] if _says(one) not in heard}
    new.pop(_says(told[-1]), None)
    return [*new.values(), told[-1]]


def _newest(known: Sequence[Kept]) -> Kept | None:
    """The last that was kept, also of those that were kept at once."""
    return max(reversed(known), key=lambda one: one.at, default=None)


def _is_behind(one: Kept, known: Sequence[Kept]) -> bool:
    """Whether its courier told of it further on its way; what a person said may be mistaken."""
    told = [each for each in known if each.stage and each.source is not Source.HAND]
    newest = _newest(told)
    if newest is None or newest.stage is None or one.stage is None:
        return False
    return FAR[one.stage] < FAR[newest.stage]


def _is_known(one: Kept, known: Sequence[Kept]) -> bool:
    return any(_is_same_event(one, other) and _adds_nothing(one, other) for other in known)


def _is_same_event(one: Kept, other: Kept) -> bool:
    near = abs(one.at - other.at) <= _SAME if other.said else one.at <= other.at
    return near and one.raw.casefold() == other.raw.casefold()


def _adds_nothing(one: Kept, other: Kept) -> bool:
    """A log of a courier tells later of the same event without the figures of the day."""
    pairs = ((one.fee, other.fee), (one.weight_g, other.weight_g), (one.cod, other.cod))
    return all(mine in {None, theirs} for mine, theirs in pairs)


def _says(one: Kept) -> tuple[object, ...]:
    return one.raw.casefold(), one.fee, one.weight_g, one.cod


def _key(one: Kept, number: int) -> str:
    when = one.at.isoformat() if one.said else f"heard {one.mark or number}"
    words = "|".join([when, *(str(part) for part in _says(one))])
    return sha256(words.encode()).hexdigest()


def _kept(row: Any) -> Kept:
    return Kept(
        id=row.id,
        raw=row.raw,
        stage=Stage(row.stage) if row.stage else None,
        at=row.said_at or row.heard_at,
        said=row.said_at is not None,
        source=Source(row.source),
        note=row.note,
        reason=row.reason,
        fee=row.fee,
        weight_g=row.weight_g,
        cod=row.cod,
        operator=row.operator or "",
        key=row.key,
    )


_insert = insert(sightings).inline()
_of_shipment = (
    select(sightings, operators.c.name.label("operator"))
    .select_from(sightings)
    .outerjoin(operators, operators.c.id == sightings.c.operator_id)
    .where(sightings.c.shipment_id == bindparam("s"))
    .order_by(sightings.c.id)
)
