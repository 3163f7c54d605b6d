"""Asks couriers that keep their list to themselves which places an address may mean.

An answer that has the very names and postcode of the address is taken; else a person chooses.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from functools import partial

from sqlalchemy import or_, select, update

from core.couriers.base import Courier
from core.couriers.bookings import Unknown
from core.couriers.places import name_of
from core.couriers.quotes import Destination
from core.couriers.regions import Level, Region
from core.database import Database
from core.shipping.addresses.lists import keep
from core.shipping.addresses.looking import look_again
from core.shipping.addresses.models import questions
from core.transaction import SYSTEM, Transaction, reading, run

_AGAIN = timedelta(hours=1)
"""After which a question is put once more that had no answer."""
_AT_ONCE = 20


def ask_courier(
    database: Database, courier: Courier, stop: Callable[[], bool] = lambda: False
) -> int:
    """Put the open questions of its list to a courier; gives how many it answered."""
    with reading(database) as tx:
        query = (
            select(questions.c.id, questions.c.whole)
            .where(
                questions.c.maps == courier.maps,
                questions.c.level == Level.AREA,
                questions.c.place_id.is_(None),
                or_(
                    questions.c.looked_at.is_(None),
                    (questions.c.looked_at < tx.now - _AGAIN) & (questions.c.near == []),
                ),
            )
            .order_by(questions.c.id)
            .limit(_AT_ONCE)
        )
        waiting = tx.execute(query).all()
    answered = 0
    for number, whole in waiting:
        if stop():
            break
        to = Destination(**whole)
        told = courier.places_like(to)
        if isinstance(told, Unknown):
            break  # it is away: later
        kept = keep(database, courier.maps, told)
        exact = {kept[one.code] for one in told if one.code in kept and is_exact(to, one)}
        near = list(kept.values())
        run(database, SYSTEM, partial(_answered, number=number, near=near, exact=exact))
        answered += 1
    return answered


def is_exact(to: Destination, region: Region) -> bool:
    """Whether an area has the names of an address, and its postcode where it says one."""
    called = [name_of(part) for name in (region.name, *region.aliases) for part in _parts(name)]
    said = [part for part in (to.district, to.city, to.province) if part.strip()]
    same = all(any(name_of(part).is_same(one) for one in called) for part in said)
    postcode = to.postcode.strip()
    whole = bool(to.district.strip() and to.city.strip())
    return whole and same and (not postcode or region.facts.get("postcode") == postcode)


def _answered(tx: Transaction, *, number: int, near: Sequence[int], exact: Collection[int]) -> None:
    values: dict[str, object] = {"near": list(near), "looked_at": tx.now}
    if len(exact) == 1:
        (values["place_id"],) = exact
        values["chosen_at"] = tx.now
    done = tx.execute(
        update(questions)
        .where(questions.c.id == number, questions.c.place_id.is_(None))
        .values(**values)
        .returning(questions.c.maps)
    ).scalar()
    if done is not None and "place_id" in values:
        look_again(tx, str(done), number)


def _parts(name: str) -> list[str]:
    return [part.strip() for part in name.replace(".", ",").split(",") if part.strip()]
