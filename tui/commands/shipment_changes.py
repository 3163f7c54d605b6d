"""``kemas shipments cod`` and ``pickup``: what couriers are asked of parcels they have booked."""

from __future__ import annotations

from argparse import ArgumentTypeError, _SubParsersAction
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from core.couriers.bookings import Booked, Cancelled, Rejected, Unknown
from core.i18n import _, language
from core.money import Money, parse, show
from core.shipping.collecting import change_cod
from core.shipping.handing_over import parcel_by_code
from core.shipping.pickups import ask_pickup
from core.shipping.settings import settings_of
from core.shipping.shipments import shipment_of_parcel
from core.stock.places import warehouse_id
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.shape import shape
from tui.words.pickups import pickup_words
from tui.words.verdicts_parts import reason as reason_words


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    cod = actions.add_parser("cod", help=_("have another amount collected on delivery"))
    cod.add_argument("code", metavar="PARCEL", help=_("parcel code or waybill number"))
    cod.add_argument("amount", metavar="AMOUNT", help=_("what the buyer pays on delivery"))
    operator_option(cod)
    cod.set_defaults(run=_cod)
    pickup = actions.add_parser("pickup", help=_("ask a courier to come for its parcels"))
    pickup.add_argument("--courier", metavar="CODE", help=_("the courier; else the usual one"))
    pickup.add_argument(
        "--at",
        type=_moment,
        required=True,
        metavar="TIME",
        help=_("when, on the shop's clock, such as 2026-03-31T15:00"),
    )
    pickup.add_argument(
        "--again", action="store_true", help=_("also for parcels that it was asked for before")
    )
    operator_option(pickup)
    pickup.set_defaults(run=_pickup)


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or len(text) < len("2026-03-31T15:00"):
        words = _("{value} is not a time such as 2026-03-31T15:00").format(value=text)
        raise ArgumentTypeError(words)
    return found


def _cod(context: Context) -> int:
    settings = settings_of(context.config)
    with context.reading() as tx:
        parcel = parcel_by_code(tx, context.args.code)
        currency = shipment_of_parcel(tx, parcel.id).currency
    amount = parse(context.args.amount, currency)
    said = change_cod(context.database, settings, actor_of(context), parcel.id, amount.minor)
    from tui.workers import wake

    wake(context)
    done = isinstance(said, Cancelled)
    reason = "" if isinstance(said, Cancelled) else reason_words(said.reason).rstrip(".")
    if context.out.as_json:
        told = {"parcel": parcel.code, "cod": shape(amount, context.config), "changed": done}
        context.out.data({**told, "reason": reason})
    elif done:
        words = _("{amount} is collected for parcel {parcel} now. Take its old label off the box.")
        shown = show(Money(amount.minor, currency), language())
        context.out.line(words.format(amount=shown, parcel=parcel.code))
    elif isinstance(said, Rejected):
        words = _("The courier does not change the COD of parcel {parcel}: {reason}.")
        context.out.note(words.format(parcel=parcel.code, reason=reason))
    else:
        words = _(
            "Nobody knows whether the courier changed the COD of parcel {parcel}: {reason}. "
            "Ask once more with the same command."
        )
        context.out.note(words.format(parcel=parcel.code, reason=reason))
    return 0 if done else 1


def _pickup(context: Context) -> int:
    args, settings = context.args, settings_of(context.config)
    with context.reading() as tx:
        warehouse = warehouse_id(tx, context.config.station.warehouse)
    wanted: datetime = args.at
    if wanted.tzinfo is None:
        wanted = wanted.replace(tzinfo=ZoneInfo(context.config.shop.timezone))
    found = ask_pickup(
        context.database,
        settings,
        actor_of(context),
        warehouse_id=warehouse,
        courier=args.courier or settings.couriers.default,
        wanted=wanted,
        again=args.again,
    )
    name = settings.couriers.get(found.courier).name
    said = found.said
    comes = isinstance(said, Booked)
    number = said.waybill if isinstance(said, Booked) else ""
    reason = "" if isinstance(said, Booked) else reason_words(said.reason).rstrip(".")
    if context.out.as_json:
        told = {"courier": found.courier, "parcels": list(found.parcels), "comes": comes}
        context.out.data({**told, "number": number, "reason": reason})
    elif comes:
        context.out.line(pickup_words(name, found))
    else:
        context.out.note(pickup_words(name, found))
        if isinstance(said, Unknown):
            context.out.note(_("Ask the courier; if it does not, ask again with --again."))
    return 0 if comes else 1
