"""Lots: known from the first moment they are seen, and what is asked of goods that are tracked.

Goods come in from outside by `core.stock.commands.post` alone, which asks here first: a tracked
product has a lot, one that expires a day, and of a serial number one unit is on hand at most. Who
brings in a lot holds its row until the end of the transaction, so that of two who bring in the
same serial number at once the second finds it there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Executable, bindparam, cast, func, select, update

from core.catalog.models import products
from core.catalog.tracking import Tracking
from core.errors import Refusal
from core.files import values
from core.stock.lot_models import lots
from core.stock.models import levels
from core.text import visible
from core.transaction import Transaction
from core.upsert import Upsert

LIMIT = 40
"""Characters of a lot or serial number."""
_YEARS_BACK, _YEARS_AHEAD = 10, 50


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot, or a serial number; without a day nobody knows when it expires."""

    id: int
    product_id: int
    lot: str
    expires_on: date | None
    """The last day on which it can be used."""
    promised_until: date | None
    """The last day on which it is promised: earlier, where it has to have some life left."""
    note: str
    first_seen: datetime

    def is_expired(self, today: date) -> bool:
        """Whether it can be used no more."""
        return self.expires_on is not None and self.expires_on < today

    def is_too_old(self, today: date) -> bool:
        """Whether it can be promised no more."""
        return self.promised_until is not None and self.promised_until < today


def lot_text(text: str) -> str:
    """A lot or serial number as it is kept.

    Raises Refusal ``lot_unreadable``, ``text_too_long`` or ``code_reserved``.
    """
    value = values.code(text, LIMIT)
    if visible(text.strip()) != text.strip():
        raise Refusal("lot_unreadable", lot=value)
    return value


def day_of(text: str, today: date) -> date:
    """A day of expiry as it stands on packages: 2027-01-31, 31/01/2027, or 01/2027 for its end.

    Raises Refusal ``lot_day_unreadable`` or ``lot_day_odd``.
    """
    text = text.strip().replace(".", "/")
    parts = text.replace("-", "/").split("/")
    numbers = [int(part) for part in parts if part.isascii() and part.isdecimal()][:3]
    if len(numbers) != len(parts) or not 2 <= len(parts) <= 3 or len(text) > 10:
        raise Refusal("lot_day_unreadable", value=text)
    if len(parts[0]) == 4:
        numbers.reverse()
    *days, month, year = numbers
    if year < 100:
        year += 2000
    try:
        day = date(year, month, days[0] if days else 1)
        if not days:
            day = (day + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    except ValueError as error:
        raise Refusal("lot_day_unreadable", value=text) from error
    return check_day(day, today)


def check_day(day: date, today: date) -> date:
    """The day, where goods can expire on it; Refusal ``lot_day_odd``."""
    if not -_YEARS_BACK <= day.year - today.year <= _YEARS_AHEAD:
        raise Refusal("lot_day_odd", day=day.isoformat(), today=today.isoformat())
    return day


def learn(
    tx: Transaction, product_id: int, lot: str, expires_on: date | None = None, note: str = ""
) -> Lot:
    """What is known of a lot from now on; a day that was known before has to be the same.

    Raises Refusal ``lot_day_differs`` or ``lot_day_odd``.
    """
    row = {"product_id": product_id, "lot": lot, "note": note, "first_seen": tx.now}
    tx.execute(_seen(tx), row | {"expires_on": None, "promised_until": None})
    found = Lot(*tx.execute(_locked, {"p": product_id, "l": lot}).one())
    if expires_on is None or expires_on == found.expires_on:
        return found
    if found.expires_on is not None:
        raise Refusal(
            "lot_day_differs",
            lot=lot,
            day=expires_on.isoformat(),
            known=found.expires_on.isoformat(),
        )
    return set_day(tx, found, expires_on)


def set_day(tx: Transaction, lot: Lot, expires_on: date | None) -> Lot:
    """Write down when a lot expires."""
    until = None
    if expires_on is not None:
        check_day(expires_on, tx.today)
        life = tx.execute(_min_life, {"p": lot.product_id}).scalar_one()
        until = expires_on - timedelta(days=life)
    tx.execute(_set_day, {"number": lot.id, "day": expires_on, "until": until})
    return Lot(*tx.execute(_locked, {"p": lot.product_id, "l": lot.lot}).one())


def set_min_life(tx: Transaction, product_id: int, days: int) -> None:
    """From now on lots of a product are promised while they have so many days left at least."""
    rows = tx.execute(_dated, {"p": product_id}).all()
    for number, day in rows:
        until = {"number": number, "day": day, "until": day - timedelta(days=days)}
        tx.execute(_set_day, until)


def find(tx: Transaction, product_id: int, lot: str) -> Lot | None:
    """A lot of a product as it is written, else in any case; None where nobody has seen it."""
    rows = tx.execute(_spelt, {"p": product_id, "l": lot, "folded": lot.casefold()}).all()
    found = [Lot(*row) for row in rows]
    exact = [one for one in found if one.lot == lot]
    return next(iter(exact or found), None)


def find_exactly(tx: Transaction, product_id: int, lot: str) -> Lot | None:
    """A lot of a product as it is written; None where nobody has seen it."""
    row = tx.execute(_one, {"p": product_id, "l": lot}).first()
    return None if row is None else Lot(*row)


def tracking_of(tx: Transaction, product_id: int) -> Tracking:
    """How a product is tracked."""
    return Tracking(tx.execute(_tracking, {"p": product_id}).scalar_one())


def check_arrivals(tx: Transaction, goods: Iterable[tuple[int, str, int]]) -> None:
    """Hold (product, lot, units) that come in from outside against how they are tracked.

    Raises Refusal ``lot_needed``, ``lot_day_needed`` or ``serial_twice``.
    """
    sums: dict[tuple[int, str], int] = {}
    for product, lot, units in goods:
        sums[product, lot] = sums.get((product, lot), 0) + units
    wanted = sorted({product for product, _lot in sums})
    tracked: dict[int, tuple[str, str]] = {
        product: (sku, tracking)
        for product, sku, tracking in tx.execute(_tracked, {"wanted": wanted})
    }
    if not tracked:
        return
    for (product, lot), units in sorted(sums.items()):
        if product not in tracked:
            continue
        sku, tracking = tracked[product]
        if not lot:
            raise Refusal("lot_needed", sku=sku, tracking=tracking)
        found = learn(tx, product, lot)
        if tracking == Tracking.EXPIRY and found.expires_on is None:
            raise Refusal("lot_day_needed", sku=sku, lot=lot)
        if tracking == Tracking.SERIAL and on_hand(tx, product, lot) + units > 1:
            raise Refusal("serial_twice", sku=sku, lot=lot, units=units)


def on_hand(tx: Transaction, product_id: int, lot: str) -> int:
    """Units of a lot in the house, in all warehouses together."""
    return int(tx.execute(_on_hand, {"p": product_id, "l": lot}).scalar_one())


@Upsert
def _seen(insert: Any) -> Executable:
    known = insert(lots).on_conflict_do_nothing(index_elements=["product_id", "lot"])
    seen: Executable = known
    return seen


_columns = [lots.c[name] for name in Lot.__dataclass_fields__]
_one = select(*_columns).where(lots.c.product_id == bindparam("p"), lots.c.lot == bindparam("l"))
_locked = _one.with_for_update()
_spelt = (
    select(*_columns)
    .where(
        lots.c.product_id == bindparam("p"),
        (lots.c.lot == bindparam("l")) | (func.lower(lots.c.lot) == bindparam("folded")),
    )
    .order_by(lots.c.id)
    .limit(20)
)
_dated = select(lots.c.id, lots.c.expires_on).where(
    lots.c.product_id == bindparam("p"), lots.c.expires_on.is_not(None)
)
_set_day = (
    update(lots)
    .where(lots.c.id == bindparam("number"))
    .values(expires_on=bindparam("day"), promised_until=bindparam("until"))
)
_min_life = select(products.c.min_life_days).where(products.c.id == bindparam("p"))
_tracking = select(products.c.tracking).where(products.c.id == bindparam("p"))
_tracked = select(products.c.id, products.c.sku, products.c.tracking).where(
    products.c.id.in_(bindparam("wanted", expanding=True)),
    products.c.tracking != Tracking.NONE.value,
)
_on_hand = select(cast(func.coalesce(func.sum(levels.c.on_hand), 0), BigInteger)).where(
    levels.c.product_id == bindparam("p"), levels.c.lot == bindparam("l")
)
