"""How a package leaves a shop: by the rule of its configuration, or as a person chose it.

What a person chose and the platform does not offer any more is asked again: nothing takes its
place by itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import bindparam, select, update

from core.audit import record
from core.channel_settings import ChannelSettings
from core.channels.adapter import Fault, Trouble
from core.channels.models import parcel_ways
from core.channels.records import Way
from core.clock import local
from core.fulfilment.models import parcels
from core.rows import maker
from core.text import clean
from core.transaction import Transaction
from core.upsert import Upsert

PICKUP = "pickup"
CHOSEN, USED, OVER = "chosen", "used", "over"
"""What becomes of the way of a parcel: wanted, told to the platform, not offered any more."""
_CLOCK = re.compile(r"\b([01]?\d|2[0-3])[:.]([0-5]\d)\b")


@dataclass(frozen=True, slots=True)
class ParcelWay:
    """How one parcel leaves, or is to leave; moments in UTC."""

    shop: str
    kind: str
    said: str
    since: datetime | None
    until: datetime | None
    data: Mapping[str, Any]
    by_hand: bool
    state: str


def way_of(tx: Transaction, parcel_id: int) -> ParcelWay | None:
    """How a parcel leaves, as far as it is settled."""
    row = tx.execute(_of_parcel, {"b_parcel": parcel_id}).first()
    return None if row is None else _way(row)


def chosen_of_order(tx: Transaction, order_id: int) -> ParcelWay | None:
    """What a person chose for the one box of an order; None where they chose nothing."""
    rows = tx.execute(_of_order, {"b_order": order_id}).all()
    return _way(rows[0]) if len(rows) == 1 else None


def pick(
    ways: Sequence[Way], settings: ChannelSettings, zone: str, chosen: ParcelWay | None = None
) -> Way | Trouble | None:
    """The way that is meant; None where there is nothing to choose.

    `Fault.SLOT` where what a person chose is over, or no slot is as the rule of the shop wants it.
    """
    if chosen is not None and chosen.by_hand:
        return chosen_among(ways, chosen) or Trouble(Fault.SLOT, chosen.said)
    if not ways:
        return None
    kinds = {one.kind for one in ways}
    kind = settings.hand_over if settings.hand_over in kinds else next(iter(ways)).kind
    mine = [one for one in ways if one.kind == kind and one.free]
    if kind == PICKUP and (settings.pickup_from or settings.pickup_until):
        fit = [one for one in mine if _is_within(one, settings, zone)]
        return min(fit, key=_moment) if fit else Trouble(Fault.SLOT, said_of_rule(settings))
    return mine[0] if mine else Trouble(Fault.SLOT, said_of_rule(settings))


def chosen_among(ways: Sequence[Way], chosen: ParcelWay) -> Way | None:
    """What a person chose, among what is offered now."""
    return next((one for one in ways if one.free and _is_same(one, chosen)), None)


def choose(tx: Transaction, shop: str, parcel_id: int, order_id: int, way: Way) -> ParcelWay:
    """A person says how a parcel leaves; it is told to the platform with its booking."""
    made = _keep(tx, shop, parcel_id, way, CHOSEN, by_hand=True)
    about = {"order_id": order_id, "parcel_id": parcel_id}
    record(tx, "way_chosen", **about, shop=shop, way=made.kind, said=made.said)
    return made


def was_used(tx: Transaction, shop: str, parcel_id: int, way: Way, *, by_hand: bool) -> None:
    """The platform took it."""
    _keep(tx, shop, parcel_id, way, USED, by_hand=by_hand)


def is_over(tx: Transaction, parcel_id: int) -> None:
    """What was chosen is not offered any more: a person is asked again."""
    tx.execute(_over, {"b_parcel": parcel_id, "b_now": tx.now})


def said_of(way: Way, zone: str) -> str:
    """Day, time and place of a way, as people read it."""
    parts = []
    if way.at is not None:
        here = local(way.at, zone)
        if way.hours:
            parts.append(f"{here:%d/%m} {way.hours}")
        elif way.until is not None:
            parts.append(f"{here:%d/%m %H:%M}–{local(way.until, zone):%H:%M}")
        else:
            parts.append(f"{here:%d/%m %H:%M}")
    elif way.hours:
        parts.append(way.hours)
    return clean(" · ".join([*parts, *([way.label] if way.label else [])]), 200)


def said_of_rule(settings: ChannelSettings) -> str:
    """What the configuration wants, in neither language."""
    since, until = settings.pickup_from, settings.pickup_until
    times = f" {since or time.min:%H:%M}–{until or time.max:%H:%M}" if since or until else ""
    return f"{settings.hand_over}{times}"


def _keep(
    tx: Transaction, shop: str, parcel_id: int, way: Way, state: str, *, by_hand: bool
) -> ParcelWay:
    row = {
        "parcel_id": parcel_id,
        "shop": shop,
        "kind": way.kind,
        "said": said_of(way, tx.zone),
        "since": way.at,
        "until": way.until,
        "data": dict(way.data),
        "by_hand": by_hand,
        "state": state,
        "changed_at": tx.now,
    }
    tx.execute(_put(tx), row)
    return _way(tx.execute(_of_parcel, {"b_parcel": parcel_id}).one())


def _is_same(way: Way, chosen: ParcelWay) -> bool:
    return way.kind == chosen.kind and dict(way.data) == dict(chosen.data)


def _is_within(way: Way, settings: ChannelSettings, zone: str) -> bool:
    starts = _starts(way, zone)
    if starts is None:
        return False
    since, until = settings.pickup_from or time.min, settings.pickup_until or time.max
    return since <= starts <= until


def _starts(way: Way, zone: str) -> time | None:
    """When on its day a courier may come at the earliest, on the clock of the shop."""
    said = _CLOCK.search(way.hours)
    if said is not None:
        return time(int(said[1]), int(said[2]))
    return local(way.at, zone).time() if way.at is not None and not way.hours else None


def _moment(way: Way) -> tuple[float, str]:
    return way.at.timestamp() if way.at else 0.0, way.hours


_way = maker(ParcelWay)
_w = parcel_ways.c
_of_parcel = select(*(_w[name] for name in ParcelWay.__dataclass_fields__)).where(
    _w.parcel_id == bindparam("b_parcel")
)
_of_order = (
    select(*(_w[name] for name in ParcelWay.__dataclass_fields__))
    .join(parcels, parcels.c.id == _w.parcel_id)
    .where(parcels.c.order_id == bindparam("b_order"), _w.by_hand, _w.state == CHOSEN)
)
_over = (
    update(parcel_ways)
    .where(_w.parcel_id == bindparam("b_parcel"))
    .values(state=OVER, changed_at=bindparam("b_now"))
)
_PUT = ("shop", "kind", "said", "since", "until", "data", "by_hand", "state", "changed_at")
_put = Upsert(
    lambda insert: (made := insert(parcel_ways)).on_conflict_do_update(
        index_elements=["parcel_id"], set_={name: made.excluded[name] for name in _PUT}
    )
)
