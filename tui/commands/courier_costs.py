"""``kemas couriers report|fees``: what couriers cost and how fast they are."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, _SubParsersAction
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.clock import local, now
from core.couriers.registry import name_of
from core.i18n import _, language
from core.money import Money, show
from core.shipping.costs import Fee, fees, report
from core.shipping.settings import settings_of
from tui.context import Context
from tui.shape import shape

_DAYS = 30


def add(actions: _SubParsersAction[ArgumentParser]) -> None:
    """Describe the arguments."""
    reporting = actions.add_parser("report", help=_("cost and days by courier, area and service"))
    reporting.set_defaults(run=_report)
    listing = actions.add_parser("fees", help=_("what was quoted, charged and billed, by parcel"))
    listing.add_argument("--all", action="store_true", help=_("also those that cost as was said"))
    listing.set_defaults(run=_fees)
    for one in (reporting, listing):
        one.add_argument("--courier", metavar="CODE", help=_("only this courier"))
        one.add_argument(
            "--from", dest="since", type=_day, metavar="YYYY-MM-DD", help=_("the first day")
        )
        one.add_argument(
            "--to", dest="until", type=_day, metavar="YYYY-MM-DD", help=_("the last day")
        )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        words = _("{value} is not a day such as 2026-03-31").format(value=text)
        raise ArgumentTypeError(words) from None


def _found(context: Context) -> tuple[Fee, ...]:
    """The parcels booked in the days asked for; without any, in the last thirty."""
    args, zone = context.args, context.config.shop.timezone
    last = args.until or local(now(), zone).date()
    first = args.since or last - timedelta(days=_DAYS - 1)
    there = ZoneInfo(zone)
    since = datetime.combine(first, time(), there).astimezone(UTC)
    until = datetime.combine(last + timedelta(days=1), time(), there).astimezone(UTC)
    couriers = settings_of(context.config).couriers
    courier = couriers.get(args.courier).code if args.courier else ""
    with context.reading() as tx:
        return fees(tx, since, until, courier=courier)


def _report(context: Context) -> None:
    found = report(_found(context))
    if context.out.as_json:
        return context.out.data(shape(found, context.config))
    rows = [
        {
            "courier": _name(context, one.courier),
            "area": one.area,
            "service": one.service,
            "parcels": one.parcels,
            "cost": _money(one.cost, one.currency) if one.costed else "",
            "each": _money(one.cost // one.costed, one.currency) if one.costed else "",
            "over": _money(one.over, one.currency) if one.over else "",
            "days": "" if one.days is None else f"{one.days:.1f}",
            "slowest": "" if one.slowest is None else one.slowest,
            "back": one.back or "",
        }
        for one in found
    ]
    headings = {
        "courier": _("Courier"),
        "area": _("Area"),
        "service": _("Service"),
        "parcels": _("Parcels"),
        "cost": _("Fees"),
        "each": _("Each"),
        "over": _("Over quote"),
        "days": _("Days"),
        "slowest": _("Slowest"),
        "back": _("Came back"),
    }
    return context.out.items(rows, headings, empty=_("No parcel was booked in these days."))


def _fees(context: Context) -> None:
    found = [one for one in _found(context) if context.args.all or one.over]
    if context.out.as_json:
        told: list[dict[str, Any]] = [
            shape(one, context.config) | {"over": one.over} for one in found
        ]
        return context.out.data(told)
    rows = [
        {
            "parcel": one.parcel,
            "order": one.order_no,
            "courier": f"{_name(context, one.courier)} {one.service}",
            "waybill": one.waybill,
            "quoted": _money(one.quoted, one.currency),
            "charged": _money(one.charged, one.currency),
            "billed": _money(one.billed, one.currency),
            "over": _money(one.over, one.currency) if one.over else "",
        }
        for one in found
    ]
    headings = {
        "parcel": _("Parcel"),
        "order": _("Order"),
        "courier": _("Courier"),
        "waybill": _("Waybill"),
        "quoted": _("Quoted"),
        "charged": _("At booking"),
        "billed": _("Billed"),
        "over": _("Over quote"),
    }
    return context.out.items(rows, headings, empty=_("No parcel cost more or less than was said."))


def _money(minor: int | None, currency: str) -> str:
    return "" if minor is None else show(Money(minor, currency), language())


def _name(context: Context, code: str) -> str:
    return name_of(context.config.couriers, code, context.config.shop.language)
