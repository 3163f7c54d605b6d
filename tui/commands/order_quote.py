"""``kemas orders quote``: what couriers ask for carrying an order, also while it is taken in."""

from __future__ import annotations

from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Callable
from typing import Any

from core.couriers.quotes import NotOffered, Offer, Offers
from core.couriers.registry import Couriers
from core.errors import Refusal
from core.i18n import _, language
from core.money import Money, show
from core.orders.entry.contents import Contents
from core.orders.entry.reading import contents_of
from core.orders.entry.rules import EntryRules
from core.shipping.editing import rules_of
from core.shipping.quoting import Answer, Wanted, offers_in, quotes, wanted_of, with_offer
from core.shipping.settings import settings_of
from core.stock.places import warehouse_id
from core.transaction import Transaction
from tui.commands.naming import find_named, named
from tui.context import Context
from tui.shape import shape
from tui.words.quotes import weighed, why_not, within

Fill = Callable[[Transaction, EntryRules], Contents]
"""Reads an order as far as it is told."""


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    quoting = named(actions.add_parser("quote", help=_("ask couriers for the shipping fee")))
    quoting.add_argument(
        "--courier",
        action="append",
        default=[],
        metavar="CODE",
        help=_("ask this courier; may be given several times"),
    )
    weight_option(quoting)
    quoting.set_defaults(run=_quote)


def weight_option(parser: ArgumentParser) -> None:
    """Let a command say what the parcel weighs."""
    told = _("what the parcel weighs; left out: as its products")
    parser.add_argument("--weight", default="", metavar="GRAMS", help=told)


def with_asked_fee(context: Context, fill: Fill) -> Fill:
    """The same order with the fee of its courier and service, who are asked at once.

    Raises Refusal ``fee_twice`` where a fee is typed as well, ``fee_not_offered``.
    """
    couriers, chosen = _couriers(context), list[str]()

    def draw_up(tx: Transaction) -> Wanted:
        rules = rules_of(context.config, warehouse_id(tx, context.config.station.warehouse))
        contents = fill(tx, rules)
        if contents.shipping_fee.strip():
            raise Refusal("fee_twice", fee=contents.shipping_fee)
        wanted = wanted_of(tx, rules, contents, context.args.weight)
        chosen.append(wanted.courier)
        return wanted

    wanted, answers = quotes(context.database, couriers, draw_up, chosen)
    found = [one for _answer, one in offers_in(answers) if one.service == wanted.service]
    if not found:
        reasons = [why_not(one) for one in answers if why_not(one)]
        raise Refusal(
            "fee_not_offered",
            courier=couriers.get(wanted.courier).name,
            service=wanted.service,
            reason="; ".join(reasons) or _("it offers other services only"),
        )

    def filled(tx: Transaction, rules: EntryRules) -> Contents:
        return with_offer(fill(tx, rules), wanted.courier, found[0], wanted.mark)

    return filled


def _couriers(context: Context) -> Couriers:
    return settings_of(context.config).couriers


def _quote(context: Context) -> None:
    args = context.args

    def draw_up(tx: Transaction) -> Wanted:
        order = find_named(tx, context)
        rules = rules_of(context.config, order.warehouse_id)
        return wanted_of(tx, rules, contents_of(tx, order.id, rules.zone), args.weight)

    wanted, answers = quotes(context.database, _couriers(context), draw_up, args.courier)
    if context.out.as_json:
        context.out.data(_shaped(context, wanted, answers))
    else:
        _tell(context, wanted, answers)
    if not offers_in(answers):
        reasons = "; ".join(f"{one.name}: {why_not(one)}" for one in answers)
        raise Refusal("fee_none", order=args.number, reasons=reasons)


def _tell(context: Context, wanted: Wanted, answers: tuple[Answer, ...]) -> None:
    rows = [
        {
            "courier": answer.name,
            "service": offer.service,
            "fee": show(Money(offer.fee, wanted.parcel.currency), language()),
            "takes": within(offer.within),
        }
        for answer, offer in offers_in(answers)
    ]
    if not rows:
        return
    context.out.line(_("Parcel: {weight}").format(weight=weighed(wanted)))
    headings = {"courier": _("Courier"), "service": _("Service"), "fee": _("Shipping fee"),
                "takes": _("Takes")}  # fmt: skip
    context.out.items(rows, headings)
    for one in answers:
        if why_not(one):
            context.out.line(f"{one.name}: {why_not(one)}")


def _shaped(context: Context, wanted: Wanted, answers: tuple[Answer, ...]) -> dict[str, Any]:
    parcel = wanted.parcel
    return {
        "order": context.args.number,
        "weight_g": parcel.weight_g,
        "weight_typed": wanted.typed,
        "unweighed": list(wanted.unweighed),
        "answers": [
            {
                "courier": one.courier,
                "name": one.name,
                "outcome": _outcome(one),
                "reason": why_not(one),
                "offers": [
                    _offered(context, offer, parcel.currency)
                    for offer in (one.quote.offers if isinstance(one.quote, Offers) else ())
                ],
            }
            for one in answers
        ],
    }


def _offered(context: Context, offer: Offer, currency: str) -> dict[str, Any]:
    promise = offer.within
    span = None if promise is None else [promise.low, promise.high]
    return {
        "service": offer.service,
        "fee": shape(Money(offer.fee, currency), context.config),
        "days": span if promise is not None and promise.unit == "days" else None,
        "hours": span if promise is not None and promise.unit == "hours" else None,
    }


def _outcome(answer: Answer) -> str:
    if isinstance(answer.quote, Offers):
        return "offered"
    return answer.quote.why.value if isinstance(answer.quote, NotOffered) else "unknown"
