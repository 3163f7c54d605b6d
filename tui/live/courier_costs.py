"""What couriers cost and how fast they are, as the station shows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.clock import local
from core.errors import NotFound
from core.i18n import _, language
from core.money import Money, show
from core.shipping.costs import Fee, Row, fees, report
from core.transaction import Transaction
from tui.live.boards import At
from tui.live.lists import courier_name
from tui.views import BoardRow, Choice, Detail, Filter, Ink, Page, Section

_DAYS = 30
_CHOICES = (7, _DAYS, 90, 365)
_BETWEEN = "\n"
_SHOWN = 100
"""Parcels that a sheet names."""


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """One row for each courier, area and service of the parcels booked in some days."""
    days = int(wanted.status or _DAYS)
    rows = [_row(one, at, days) for one in report(_found(tx, at, days))]
    if wanted.text:
        text = wanted.text.casefold()
        rows = [row for row in rows if text in " ".join(row.cells).casefold()]
    return Page(tuple(rows[offset : offset + limit]), len(rows))


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """The figures of a row, and its parcels that cost more or less than was said."""
    days, _sign, key = identifier.partition(_BETWEEN)
    some = tuple(one for one in _found(tx, at, int(days)) if _key(one) == key)
    if not some:
        raise NotFound("courier_unknown", courier=key.partition(_BETWEEN)[0], known="-")
    (one,) = report(some)
    facts = (
        (_("Area"), one.area),
        (_("Service"), one.service),
        (_("Parcels"), str(one.parcels)),
        (_("Delivered"), str(one.delivered)),
        (_("Came back"), str(one.back or "")),
        (_("Days"), "" if one.days is None else f"{one.days:.1f}"),
        (_("Slowest"), "" if one.slowest is None else str(one.slowest)),
        (_("Sum"), _money(one.cost, one.currency) if one.costed else ""),
        (_("Over quote"), _money(one.over, one.currency) if one.over else ""),
    )
    other = [fee for fee in some if fee.over]
    lines = tuple(
        (
            fee.waybill,
            fee.order_no,
            _money(fee.cost or 0, fee.currency),
            _("{amount} over quote").format(amount=_money(fee.over, fee.currency)),
        )
        for fee in other[:_SHOWN]
    )
    sections = [Section(_("Fees"), tuple(row for row in facts if row[1]))]
    if lines:
        sections.append(Section(_("Not as was said"), lines))
    return Detail(courier_name(at.config, one.courier), "", tuple(sections))


def choices(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> tuple[Choice, ...]:
    """Of how many days."""
    said = [(days, _("last {count} days").format(count=days)) for days in _CHOICES]
    return tuple(Choice(f"{days}|{words}", words) for days, words in said)


def _found(tx: Transaction, at: At, days: int) -> tuple[Fee, ...]:
    """The parcels booked in so many days of the shop, today among them."""
    there = ZoneInfo(at.zone)
    last = local(tx.now, at.zone).date()
    since, until = (
        datetime.combine(day, time(), there).astimezone(UTC)
        for day in (last - timedelta(days=days - 1), last + timedelta(days=1))
    )
    return fees(tx, since, until)


def _key(one: Fee | Row) -> str:
    return _BETWEEN.join((one.courier, one.area, one.service, one.currency))


def _row(one: Row, at: At, days: int) -> BoardRow:
    cells = (
        courier_name(at.config, one.courier),
        one.area,
        one.service,
        f"{one.parcels:,}",
        _money(one.cost // one.costed, one.currency) if one.costed else "",
        _money(one.over, one.currency) if one.over else "",
        "" if one.days is None else f"{one.days:.1f}",
        "" if one.slowest is None else str(one.slowest),
        str(one.back or ""),
    )
    inks: tuple[Ink, ...] = ("strong", "", "", "", "", "warn" if one.over > 0 else "")
    return BoardRow(_BETWEEN.join((str(days), _key(one))), cells, inks)


def _money(minor: int, currency: str) -> str:
    return show(Money(minor, currency), language())
