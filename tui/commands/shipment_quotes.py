"""``kemas shipments quote``: what couriers ask for a packed parcel, and one of them chosen."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from core.couriers.base import Can
from core.couriers.quotes import NotOffered, Offers
from core.errors import NotFound, Refusal
from core.fulfilment.parcels import Parcel, load_parcel
from core.fulfilment.states import ParcelState
from core.i18n import _, language
from core.money import Money, show
from core.orders.commands import find, head
from core.shipping.choosing import Option, Quotes, quotes_for
from core.shipping.creating import usual_courier, waiting_parcels
from core.shipping.handing_over import parcel_by_code
from core.shipping.quoting import Answer
from core.shipping.settings import ShippingSettings, settings_of
from core.transaction import Transaction
from tui.arguments import positive
from tui.context import Context
from tui.shape import shape
from tui.words.quotes import marks, weight, why_not, within

TAKES = ("usual", "cheapest", "fastest")
"""Which of the options a command may take by itself."""


def describe(parser: ArgumentParser) -> None:
    """Describe the arguments of ``quote``."""
    parser.add_argument("number", metavar="NO", help=_("the order number"))
    parser.add_argument("--channel", default="", help=_("where two channels have the number"))
    parser.add_argument("--parcel", metavar="CODE", help=_("only this parcel"))
    parser.add_argument(
        "--courier",
        action="append",
        default=[],
        metavar="CODE",
        help=_("ask this courier; may be given several times"),
    )
    parser.add_argument("--weight-g", type=positive, metavar="GRAMS", help=_("the weight"))
    parser.set_defaults(run=_quote)


def _quote(context: Context) -> None:
    args, settings = context.args, settings_of(context.config)
    with context.reading() as tx:
        order = find(tx, args.number, args.channel)
        parcel = _the_parcel(tx, context, order.id, order.order_no)
    found = quotes_for(
        context.database,
        settings,
        order.id,
        lambda tx: load_parcel(tx, parcel.id),
        args.courier,
        weight_g=args.weight_g or 0,
    )
    if context.out.as_json:
        context.out.data(_shaped(context, order.order_no, parcel, found))
    else:
        _tell(context, parcel, found)
    if not found.options:
        raise Refusal("fee_none", order=order.order_no, reasons=_reasons(found))


def _the_parcel(tx: Transaction, context: Context, order_id: int, order_no: str) -> Parcel:
    """The one that is meant; one that is on its way may be asked about as well."""
    waiting = waiting_parcels(tx, order_id)
    if context.args.parcel:
        parcel = parcel_by_code(tx, context.args.parcel)
        if parcel.order_id != order_id or parcel.state is ParcelState.VOID:
            raise NotFound("parcel_not_found", parcel=parcel.code)
        return parcel
    if not waiting:
        raise Refusal("shipment_not_ready", order=order_no)
    if len(waiting) > 1:
        codes = ", ".join(parcel.code for parcel in waiting)
        raise Refusal("shipment_which_parcel", parcels=codes)
    return waiting[0]


def _reasons(found: Quotes) -> str:
    return "; ".join(f"{one.name}: {why_not(one)}" for one in found.answers)


def _tell(context: Context, parcel: Parcel, found: Quotes) -> None:
    currency = found.wanted.parcel.currency
    rows = [
        {
            "courier": option.name,
            "service": option.service,
            "fee": "" if option.fee is None else show(Money(option.fee, currency), language()),
            "takes": within(option.within),
            "charged": weight(option.charged_g) if option.charged_g else "",
            "cod": _("yes") if option.collects else _("no"),
            "marks": marks(option),
        }
        for option in found.options
    ]
    if not rows:
        return
    grams = found.wanted.parcel.weight_g
    said = weight(grams) if grams else _("weight unknown")
    context.out.line(_("Parcel {parcel}: {weight}").format(parcel=parcel.code, weight=said))
    headings = {
        "courier": _("Courier"),
        "service": _("Service"),
        "fee": _("Shipping fee"),
        "takes": _("Takes"),
        "charged": _("Charged"),
        "cod": _("COD"),
        "marks": "",
    }
    context.out.items(rows, headings)
    for one in found.answers:
        if why_not(one):
            context.out.line(f"{one.name}: {why_not(one)}")


def _shaped(context: Context, order_no: str, parcel: Parcel, found: Quotes) -> dict[str, Any]:
    asked = found.wanted.parcel
    return {
        "order": order_no,
        "parcel": parcel.code,
        "weight_g": asked.weight_g,
        "size_mm": [asked.length_mm, asked.width_mm, asked.height_mm],
        "options": [_option(context, one, asked.currency) for one in found.options],
        "silent": [
            {"courier": one.courier, "outcome": _outcome(one), "reason": why_not(one)}
            for one in found.answers
            if not isinstance(one.quote, Offers)
        ],
    }


def _option(context: Context, option: Option, currency: str) -> dict[str, Any]:
    fee, promise = option.fee, option.within
    return {
        "courier": option.courier,
        "name": option.name,
        "service": option.service,
        "fee": None if fee is None else shape(Money(fee, currency), context.config),
        "within": None if promise is None else [promise.low, promise.high, promise.unit],
        "charged_g": option.charged_g,
        "cod": option.collects,
        "usual": option.usual,
        "cheapest": option.cheapest,
        "fastest": option.fastest,
    }


def _outcome(answer: Answer) -> str:
    return answer.quote.why.value if isinstance(answer.quote, NotOffered) else "unknown"


def picked(
    context: Context, settings: ShippingSettings, parcel: Parcel, wishes: Mapping[str, Any]
) -> dict[str, Any] | None:
    """Courier, service and fee that a live quote gives a parcel; None where none is needed.

    One is with ``--take``, or where only the courier itself knows the service that is wished.
    Raises Refusal ``service_unknown``, ``fee_none``.
    """
    take = context.args.take
    with context.reading() as tx:
        code = wishes.get("courier") or usual_courier(tx, parcel)
        order_no = head(tx, parcel.order_id).order_no
    courier = settings.couriers.get(code)
    service = str(wishes.get("service", ""))
    asks = not courier.local and Can.QUOTE in courier.can
    if not take and (not service or service in courier.services or not asks):
        return None
    only = [code] if wishes.get("courier") or service else []
    found = quotes_for(
        context.database,
        settings,
        parcel.order_id,
        lambda tx: load_parcel(tx, parcel.id),
        only,
        weight_g=int(wishes.get("weight_g", 0)),
    )
    options = [one for one in found.options if not service or one.service == service]
    priced = [one for one in options if one.fee is not None]
    if service and not priced and any(one.fee is not None for one in found.options):
        known = ", ".join(one.service for one in found.options)
        raise Refusal("service_unknown", courier=courier.name, service=service, known=known)
    if take in {"cheapest", "fastest"} or service:
        options = priced
    if not options:
        raise Refusal("fee_none", order=order_no, reasons=_reasons(found))
    best = next((one for one in options if take == "fastest" and one.fastest), None)
    best = best or next((one for one in options if take == "cheapest" and one.cheapest), options[0])
    return {"courier": best.courier, "service": best.service, **best.promise}
