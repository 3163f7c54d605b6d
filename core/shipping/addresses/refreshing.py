"""Asking couriers for their lists of places: seldom, one place after the other, never in a hurry.

Each answer is kept at once, so that a list that was cut off goes on where it ended.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, or_, select, update

from core import clock, outbox
from core.audit import record
from core.couriers.base import Courier
from core.couriers.bookings import Unknown
from core.couriers.regions import Level
from core.couriers.registry import Couriers
from core.couriers.troubles import Trouble, because
from core.database import Database
from core.errors import Refusal
from core.shipping.addresses import reading
from core.shipping.addresses.lists import Stored, store
from core.shipping.addresses.looking import look_again
from core.shipping.addresses.models import lists, places
from core.shipping.addresses.results import Place
from core.shipping.shipments import BOOK
from core.text import clean
from core.transaction import SYSTEM, Transaction, run
from core.transaction import reading as open_reading
from core.upsert import Upsert

logger = logging.getLogger(__name__)
LASTS = timedelta(days=7)
"""How long a list is taken for what it was."""
AGAIN = timedelta(hours=1)
"""After which a list that could not be heard whole is asked for again."""
_IN_A_ROW = 3
"""Answers that may stay out, one after the other, until the courier is left alone."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """How a list was asked for."""

    maps: str
    asked: int
    stored: Stored
    by_text: bool
    """It cannot be kept: the courier is asked for each address."""
    error: str = ""
    """Why not all of it was heard; what was kept before stays."""


def with_lists(couriers: Couriers) -> tuple[Courier, ...]:
    """One courier for each list that somebody goes by."""
    found: dict[str, Courier] = {}
    for code in couriers.codes:
        courier = couriers.get(code)
        if courier.maps:
            found.setdefault(courier.maps, courier)
    return tuple(found.values())


def due(database: Database, couriers: Iterable[Courier]) -> list[Courier]:
    """Those whose list is old, or was not heard whole; each is taken by one process only."""

    def taken(tx: Transaction, courier: Courier) -> bool:
        row = {"maps": courier.maps, "by_text": False, "tried_at": tx.now, "error": ""}
        if tx.execute(_begin(tx), row).first() is not None:
            return True
        old = {"of": courier.maps, "tried": tx.now - AGAIN, "moment": tx.now}
        return tx.execute(_take, old).rowcount == 1

    with open_reading(database) as tx:
        known = {row.maps: row for row in tx.execute(select(lists))}
        now = tx.now
    late = [one for one in couriers if _is_due(known.get(one.maps), now)]
    return [one for one in late if run(database, SYSTEM, lambda tx, one=one: taken(tx, one))]  # type: ignore[misc]


def refresh(
    database: Database,
    courier: Courier,
    *,
    everything: bool = False,
    accept: bool = False,
    stop: Callable[[], bool] = lambda: False,
) -> Refreshed:
    """Ask for what is old of a list, or for `everything`; nothing is asked in a transaction.

    Raises Refusal ``places_shrunk`` unless a list that lost most of its topmost places is to be
    accepted.
    """
    now = clock.now()
    since = now if everything else now - LASTS
    row = {"maps": courier.maps, "by_text": False, "tried_at": now, "error": ""}
    run(database, SYSTEM, lambda tx: tx.execute(_begin(tx), row))
    top = courier.regions(None)
    if isinstance(top, Unknown):
        return _ended(database, courier, 1, Stored(), clean(top.reason, 300), by_text=False)
    with open_reading(database) as tx:
        by_text = not top and not reading.is_kept(tx, courier.maps)
    total = store(database, courier.maps, None, top, accept=accept)
    asked, silent, error = 1, 0, ""
    whole = {one.scheme for one in top if one.level in {Level.WARD, Level.AREA}}
    for place in _unread(database, courier.maps, since):
        if place.region.scheme in whole:
            continue  # all of it came with the first answer
        if stop():
            error = "stopped"
            break
        told = courier.regions(place.region)
        asked += 1
        if isinstance(told, Unknown):
            silent, error = silent + 1, clean(told.reason, 300)
            if silent == _IN_A_ROW:
                break
            continue
        silent = 0
        total += store(database, courier.maps, place, told)
        run(database, SYSTEM, lambda tx, place=place: _heard(tx, place))  # type: ignore[misc]
    return _ended(database, courier, asked, total, error, by_text=by_text)


def refused(database: Database, courier: Courier, refusal: Refusal) -> Refreshed:
    """What was heard of a list is not taken: it stays as it was, and says so."""
    return _ended(database, courier, 1, Stored(), refusal.code, by_text=False)


def _unread(database: Database, maps: str, since: datetime) -> Iterator[Place]:
    """Places of now in which others lie, those above first, as far as they were not read since."""
    for level in (Level.PROVINCE, Level.DISTRICT):
        with open_reading(database) as tx:
            numbers = list(
                tx.execute(
                    select(places.c.id)
                    .where(
                        places.c.maps == maps,
                        places.c.level == level,
                        places.c.has_more,
                        places.c.gone_at.is_(None),
                        or_(places.c.read_at.is_(None), places.c.read_at < since),
                    )
                    .order_by(places.c.id)
                ).scalars()
            )
        for number in numbers:
            with open_reading(database) as tx:
                place = reading.place(tx, number)
            yield place


def _heard(tx: Transaction, place: Place) -> None:
    tx.execute(update(places).where(places.c.id == place.id).values(read_at=tx.now))


def _ended(
    database: Database, courier: Courier, asked: int, stored: Stored, error: str, *, by_text: bool
) -> Refreshed:
    def told(tx: Transaction) -> None:
        row = {"maps": courier.maps, "by_text": by_text, "tried_at": tx.now, "error": error}
        tx.execute(_begin(tx), row)
        values = {"by_text": by_text, "error": error}
        if not error:
            values["read_at"] = tx.now
        tx.execute(update(lists).where(lists.c.maps == courier.maps).values(**values))
        if stored != Stored():
            look_again(tx, courier.maps)
            outbox.hurry_all(tx, BOOK, because(Trouble.PLACE_UNKNOWN))
            record(tx, "places_changed", maps=courier.maps, **asdict(stored))

    if error:
        logger.warning("places of %s: %s", courier.maps, error)
    run(database, SYSTEM, told)
    return Refreshed(courier.maps, asked, stored, by_text, error)


def _is_due(row: Any, now: datetime) -> bool:
    if row is None:
        return True
    tried_long_ago: bool = row.tried_at < now - AGAIN
    return tried_long_ago and (row.read_at is None or row.by_text or row.read_at < now - LASTS)


_begin = Upsert(
    lambda insert: (
        insert(lists).on_conflict_do_nothing(index_elements=["maps"]).returning(lists.c.maps)
    )
)
_take = (
    update(lists)
    .where(lists.c.maps == bindparam("of"), lists.c.tried_at < bindparam("tried"))
    .values(tried_at=bindparam("moment"))
)
