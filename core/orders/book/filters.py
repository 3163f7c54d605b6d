"""What a list of orders shows: filters as people give them, and as conditions of a query."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, bindparam, select

from core.clock import local
from core.customers.models import customer_groups, customers
from core.errors import Refusal
from core.orders.models import orders
from core.orders.states import CONFIRMED, PLACED, Fulfilment, OrderStatus, Source
from core.stock.models import warehouses
from core.text import clean


class Paid(StrEnum):
    """How the money of an order stands."""

    UNPAID = "unpaid"
    """Something is due that neither came nor is collected on delivery."""
    PART = "part"
    """As unpaid, and something came already."""
    PAID = "paid"
    OVERPAID = "overpaid"
    CREDITED = "credited"
    """All that it costs was taken off: the goods came back."""
    COD = "cod"
    """The courier collects money."""
    REFUND = "refund"
    """It was paid, and is cancelled: the money has to go back."""


LISTED = tuple(
    one for one in OrderStatus if one not in {OrderStatus.CANCELLED, OrderStatus.RETURNED}
)
"""What the book shows where no status is asked for; the others have lists of their own."""
_SHOWN: Mapping[Paid | None, tuple[OrderStatus, ...]] = {
    Paid.REFUND: (OrderStatus.CANCELLED,),
    Paid.CREDITED: (*LISTED, OrderStatus.RETURNED),
}
GROUPS: Mapping[str, tuple[OrderStatus, ...]] = {
    "waiting": PLACED,
    "work": CONFIRMED,
    "any": tuple(OrderStatus),
}
"""Names for several statuses at once."""


@dataclass(frozen=True, slots=True)
class BookFilter:
    """Which orders are wanted; what is empty or None lets everything through."""

    statuses: tuple[OrderStatus, ...] = ()
    """In none of these words: all that are neither cancelled nor returned."""
    group: str = ""
    """The customer's group, by name."""
    customer: int | None = None
    source: Source | None = None
    channel: str = ""
    courier: str = ""
    paid: Paid | None = None
    warehouse: str = ""
    """By code; empty for all warehouses."""
    fulfilment: Fulfilment | None = None
    since: str = ""
    """The first day as ``2026-11-30``, or so many days back from today: ``-7``, ``0``."""
    until: str = ""
    """The last day, written likewise."""
    text: str = ""

    @property
    def shown(self) -> tuple[OrderStatus, ...]:
        """The statuses that are shown."""
        return self.statuses or _SHOWN.get(self.paid, LISTED)


NAMES = tuple(field.name for field in fields(BookFilter))


def read_filter(values: Mapping[str, str]) -> BookFilter:
    """A filter of texts, as forms, saved lists and the command line have them.

    Raises Refusal ``filter_wrong`` for a value that cannot be.
    """
    given = {name: clean(str(value), 200) for name, value in values.items()}
    wanted = BookFilter(
        statuses=_statuses(given.get("statuses", "")),
        group=given.get("group", ""),
        channel=given.get("channel", ""),
        courier=given.get("courier", ""),
        warehouse=given.get("warehouse", ""),
        since=given.get("since", ""),
        until=given.get("until", ""),
        text=given.get("text", ""),
    )
    customer = given.get("customer", "")
    if customer and not re.fullmatch(r"[0-9]{1,18}", customer):
        raise _wrong("customer", customer)
    for name in ("since", "until"):
        day_of(getattr(wanted, name), name, date(2000, 1, 1))
    return replace(
        wanted,
        customer=int(customer) if customer else None,
        source=_one(Source, "source", given),
        paid=_one(Paid, "paid", given),
        fulfilment=_one(Fulfilment, "fulfilment", given),
    )


def write_filter(wanted: BookFilter) -> dict[str, str]:
    """The same as texts; what is empty is left out."""
    found = {name: str(getattr(wanted, name) or "") for name in NAMES}
    found["statuses"] = ",".join(wanted.statuses)
    return {name: text for name, text in found.items() if text}


def _statuses(text: str) -> tuple[OrderStatus, ...]:
    found: dict[OrderStatus, None] = {}
    for word in filter(None, (part.strip() for part in text.split(","))):
        if word in GROUPS:
            found |= dict.fromkeys(GROUPS[word])
        elif word in list(OrderStatus):
            found[OrderStatus(word)] = None
        else:
            raise _wrong("statuses", word)
    return tuple(one for one in OrderStatus if one in found)


def _one(kind: Callable[[str], Any], name: str, given: Mapping[str, str]) -> Any:
    text = given.get(name, "")
    try:
        return kind(text) if text else None
    except ValueError:
        raise _wrong(name, text) from None


def _wrong(name: str, value: str) -> Refusal:
    return Refusal("filter_wrong", filter=name, value=value)


_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_LOCAL = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_BACK = re.compile(r"0|-\d{1,4}", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
"""Beyond them a day and its zone may leave the calendar that Python knows."""


def day_of(text: str, name: str, today: date) -> date | None:
    """A day as people write it; raises Refusal ``filter_wrong``."""
    if not text:
        return None
    if _BACK.fullmatch(text):
        return today + timedelta(days=int(text))
    day = None
    try:
        if found := _ISO.fullmatch(text):
            day = date(*map(int, found.groups()))
        elif found := _LOCAL.fullmatch(text):
            day = date(*map(int, reversed(found.groups())))
    except ValueError:
        pass  # no such day: said below
    if day is None or not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise _wrong(name, text)
    return day


def values_of(wanted: BookFilter, zone: str, now: datetime) -> dict[str, Any]:
    """The parameters of the conditions; days begin and end as the shop's clock has it."""
    today = local(now, zone).date()
    found: dict[str, Any] = {
        name: getattr(wanted, name)
        for name in ("group", "customer", "channel", "courier", "warehouse")
    }
    found |= {"source": wanted.source and wanted.source.value}
    found |= {"fulfilment": wanted.fulfilment and wanted.fulfilment.value}
    since, until = (day_of(getattr(wanted, name), name, today) for name in ("since", "until"))
    if since:
        found["since"] = _start(since, zone)
    if until:
        found["until"] = _start(until + timedelta(days=1), zone)
    return {name: value for name, value in found.items() if value}


def _start(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def conditions(names: frozenset[str], paid: Paid | None) -> list[ColumnElement[bool]]:
    """The conditions for the parameters of these names; the status is not among them."""
    found = [_CONDITIONS[name] for name in sorted(names)]
    return [*found, _PAID[paid]] if paid else found


# The sums keep the engines on the book's own index, which has all these columns in it.
_here = select(warehouses.c.id).where(warehouses.c.code == bindparam("warehouse"))
_members = (
    select(customers.c.id)
    .join(customer_groups, customer_groups.c.id == customers.c.group_id)
    .where(customer_groups.c.name == bindparam("group"))
)
_CONDITIONS: dict[str, ColumnElement[bool]] = {
    "group": (orders.c.customer_id + 0).in_(_members),
    "customer": orders.c.customer_id == bindparam("customer"),
    "source": orders.c.source == bindparam("source"),
    "channel": orders.c.channel == bindparam("channel"),
    "courier": orders.c.courier == bindparam("courier"),
    "warehouse": orders.c.warehouse_id + 0 == _here.scalar_subquery(),
    "fulfilment": orders.c.fulfilment == bindparam("fulfilment"),
    "since": orders.c.ordered_at >= bindparam("since"),
    "until": orders.c.ordered_at < bindparam("until"),
}
_off = orders.c.paid + orders.c.credited
_due = _off + orders.c.cod < orders.c.total
_all_off = (orders.c.credited > 0) & (orders.c.credited >= orders.c.total)
_none_left = _all_off & (_off <= orders.c.total)
_PAID: dict[Paid, ColumnElement[bool]] = {
    Paid.UNPAID: _due,
    Paid.PART: _due & (orders.c.paid > 0),
    Paid.PAID: (_off >= orders.c.total) & ~_none_left,
    Paid.OVERPAID: _off > orders.c.total,
    Paid.CREDITED: _none_left,
    Paid.COD: orders.c.cod > 0,
    Paid.REFUND: (orders.c.status == OrderStatus.CANCELLED.value) & (orders.c.paid > 0),
}


def paid_of(total: int, paid: int, cod: int, credited: int = 0) -> Paid:
    """How the money of one order that is not cancelled stands, in one word."""
    owed = total - credited
    if paid > owed:
        return Paid.OVERPAID
    if paid >= owed:
        return Paid.CREDITED if credited and credited >= total else Paid.PAID
    if cod:
        return Paid.COD
    return Paid.PART if paid > 0 else Paid.UNPAID
