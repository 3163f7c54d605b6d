"""Couriers are asked where parcels are: no more often than they like, the oldest first.

Of what nothing new was heard for long they are asked less often.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import bindparam, select, text, update

from core.couriers.base import Can, Courier
from core.couriers.bookings import Absent, Later, Sent, Unknown
from core.couriers.tracking import Told, Tracking
from core.couriers.troubles import Trouble
from core.database import Database
from core.shipping.asking import sent_of
from core.shipping.models import shipments
from core.shipping.shipments import load_shipment
from core.shipping.tracking.following import Following
from core.shipping.tracking.models import courier_paces, tracks
from core.shipping.tracking.taking_in import track_of
from core.transaction import SYSTEM, Transaction, reading, run
from core.upsert import Upsert

GAP = timedelta(milliseconds=250)
"""Between two questions to one courier, from all machines; the strictest takes five a second."""
_RESTS = timedelta(minutes=1)  # after a refusal without a word of how long; each next one twice
_LONGEST = timedelta(hours=1)
_PATIENT = timedelta(days=1)  # a parcel of which its courier tells nothing
_CALM = 16
"""What part of the time without news a parcel is left alone until its courier is asked again."""
_CALMEST = timedelta(hours=6)

Taken = Callable[[Transaction, int, Told], None]
"""Takes in what was told of a shipment."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, and what was answered."""

    shipment: int
    courier: str
    answer: Tracking


def tracked_couriers(following: Following) -> tuple[Courier, ...]:
    """The couriers that can be asked where parcels are."""
    couriers = following.couriers
    return tuple(one for code in couriers.codes if Can.TRACK in (one := couriers.get(code)).can)


def ask_due(
    database: Database,
    following: Following,
    courier: Courier,
    taken: Taken,
    *,
    only: int | None = None,
) -> Asked | None:
    """Ask a courier about the parcel that waits longest, if it is time; None where nothing is due.

    The question is marked before it is asked, so that of two machines one asks; nothing is open
    meanwhile. With `only` it is about that shipment, whenever it was asked last.
    """
    with reading(database) as tx:
        if _resting(tx, courier.code) or _due(tx, courier.code, only) is None:
            return None
    chosen = run(
        database, SYSTEM, partial(_choose, following=following, code=courier.code, only=only)
    )
    if chosen is None:
        return None
    shipment, sent = chosen
    answer = courier.track(sent)
    done = partial(
        _answered,
        shipment=shipment,
        code=courier.code,
        answer=answer,
        poll=_poll(following, courier.code),
        taken=taken,
    )
    run(database, SYSTEM, done)
    return Asked(shipment, courier.code, answer)


def ask_soon(tx: Transaction, shipment_id: int) -> None:
    """Have the courier asked about a shipment as soon as it may be."""
    tx.execute(track_of(tx), {"shipment_id": shipment_id})
    tx.execute(_plan, {"s": shipment_id, "at": None})


def _choose(
    tx: Transaction, *, following: Following, code: str, only: int | None
) -> tuple[int, Sent] | None:
    """Take the courier's turn and the parcel; None where somebody else just did."""
    tx.execute(_pace_of(tx), {"courier": code, "at": tx.now})
    if tx.execute(_turn, {"c": code, "now": tx.now, "next": tx.now + GAP}).rowcount != 1:
        return None
    found = _due(tx, code, only)
    if found is None:
        return None
    tx.execute(track_of(tx), {"shipment_id": found})
    again = tx.now + _poll(following, code)
    tx.execute(_asked, {"s": found, "now": tx.now, "at": again})
    return found, sent_of(tx, load_shipment(tx, found))


def _answered(
    tx: Transaction, *, shipment: int, code: str, answer: Tracking, poll: timedelta, taken: Taken
) -> None:
    row = tx.execute(_of, {"s": shipment}).one()
    wait = _wait(answer)
    if wait is not None:  # the courier itself wants to be left alone, or cannot be asked at all
        failures = int(tx.execute(_failures, {"c": code}).scalar_one()) + 1
        rest = min(max(wait, _RESTS * 2 ** min(failures - 1, 10)), _LONGEST)
        tx.execute(_rest, {"c": code, "next": tx.now + max(rest, wait), "failures": failures})
        tx.execute(_plan, {"s": shipment, "at": None})
        return
    tx.execute(_well, {"c": code})
    if isinstance(answer, Told):
        tx.execute(_heard, {"s": shipment, "failures": 0, "at": tx.now + poll})
        taken(tx, shipment, answer)
        calm = min((tx.now - _last_news(tx, shipment)) / _CALM, _CALMEST)
        if calm > poll:
            tx.execute(_plan, {"s": shipment, "at": tx.now + calm})
        return
    failures = row.failures + 1
    again = min(poll * 2 ** min(failures, 10), max(poll, _PATIENT))
    tx.execute(_heard, {"s": shipment, "failures": failures, "at": tx.now + again})


def _last_news(tx: Transaction, shipment: int) -> datetime:
    """When the newest of what is known of a parcel happened, at least its booking."""
    row = tx.execute(_newest, {"s": shipment}).one()
    return max((one for one in row if one is not None), default=tx.now)


def _wait(answer: Tracking) -> timedelta | None:
    """How long the courier is to be left alone as a whole, at least; None where it need not."""
    if isinstance(answer, Later):
        return timedelta(seconds=answer.seconds)
    if isinstance(answer, Unknown):
        trouble = answer.reason.partition(": ")[0]
        return timedelta() if trouble in _WHOLE else None
    return None


_WHOLE = {
    one.value
    for one in (
        Trouble.UNREACHED,
        Trouble.SILENT,
        Trouble.BROKEN,
        Trouble.BUSY,
        Trouble.LOGIN,
        Trouble.SHOP,
    )
}
"""What is wrong with the courier, and not with its answer about one parcel."""


def is_absent(answer: Tracking) -> bool:
    """Whether the courier knows no such parcel."""
    return isinstance(answer, Absent)


def _poll(following: Following, code: str) -> timedelta:
    plan = following.plans.get(code)
    return plan.poll if plan is not None and plan.poll else timedelta(minutes=30)


def _resting(tx: Transaction, code: str) -> bool:
    until: datetime | None = tx.execute(_next, {"c": code}).scalar()
    return until is not None and until > tx.now


def _due(tx: Transaction, code: str, only: int | None) -> int | None:
    if only is not None:
        return only
    found = tx.execute(_oldest, {"c": code, "now": tx.now}).scalar()
    return None if found is None else int(found)


def _pace(insert: Any) -> Any:
    new = insert(courier_paces).values(courier=bindparam("courier"), next_at=bindparam("at"))
    return new.on_conflict_do_nothing(index_elements=["courier"])


_pace_of = Upsert(_pace)
_next = select(courier_paces.c.next_at).where(courier_paces.c.courier == bindparam("c"))
_failures = select(courier_paces.c.failures).where(courier_paces.c.courier == bindparam("c"))
_turn = (
    update(courier_paces)
    .where(courier_paces.c.courier == bindparam("c"), courier_paces.c.next_at <= bindparam("now"))
    .values(next_at=bindparam("next"))
)
_rest = (
    update(courier_paces)
    .where(courier_paces.c.courier == bindparam("c"))
    .values(next_at=bindparam("next"), failures=bindparam("failures"))
)
_well = (
    update(courier_paces)
    .where(courier_paces.c.courier == bindparam("c"), courier_paces.c.failures > 0)
    .values(failures=0)
)
UNDER_WAY_NOW = text("shipments.state IN ('booked', 'failed', 'in_transit', 'returning')")
"""In the very words of the index, or the engine would look through all that ever was sent."""
_oldest = (
    select(shipments.c.id)
    .select_from(shipments)
    .outerjoin(tracks, tracks.c.shipment_id == shipments.c.id)
    .where(
        UNDER_WAY_NOW,
        shipments.c.courier == bindparam("c"),
        shipments.c.waybill != "",
        (tracks.c.ask_at.is_(None)) | (tracks.c.ask_at <= bindparam("now")),
    )
    .order_by(
        tracks.c.asked_at.is_not(None), tracks.c.asked_at, shipments.c.booked_at, shipments.c.id
    )
    .limit(1)
)
_newest = (
    select(tracks.c.stage_at, shipments.c.booked_at)
    .join(shipments, shipments.c.id == tracks.c.shipment_id)
    .where(tracks.c.shipment_id == bindparam("s"))
)
_of = select(tracks).where(tracks.c.shipment_id == bindparam("s"))
_plan = update(tracks).where(tracks.c.shipment_id == bindparam("s")).values(ask_at=bindparam("at"))
_asked = (
    update(tracks)
    .where(tracks.c.shipment_id == bindparam("s"))
    .values(asked_at=bindparam("now"), ask_at=bindparam("at"))
)
_heard = (
    update(tracks)
    .where(tracks.c.shipment_id == bindparam("s"))
    .values(failures=bindparam("failures"), ask_at=bindparam("at"))
)
