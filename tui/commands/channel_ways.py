"""``kemas channels ways``: how a parcel may leave, asked at its marketplace, and chosen."""

from __future__ import annotations

from argparse import _SubParsersAction
from typing import Any

from core.channels.way_deeds import ask_ways, choose_for_waiting, courier_of, waiting_of
from core.channels.ways import said_of
from core.errors import NotFound, Refusal
from core.i18n import _
from core.orders.commands import find
from core.shipping.settings import settings_of
from tui.arguments import positive
from tui.commands.acting import actor_of
from tui.context import Context
from tui.words.channels import way_name, way_words


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    ways = actions.add_parser("ways", help=_("pick-up or drop-off, and when; choose one"))
    ways.add_argument("order", metavar="ORDER", help=_("the number of the order"))
    ways.add_argument("--channel", default="", help=_("where two channels have the number"))
    ways.add_argument(
        "--choose", type=positive, metavar="N", help=_("book the packed parcel with this one")
    )
    ways.set_defaults(run=_ways)


def _ways(context: Context) -> None:
    from tui.live.market_ways import shop_of
    from tui.workers import wake

    args, actor = context.args, actor_of(context)
    with context.reading(actor) as tx:
        order = find(tx, args.order, args.channel)
        shop = shop_of(context.config, courier_of(tx, order.id))
        parcel = waiting_of(tx, order.id)
    if shop is None:
        raise Refusal("ways_no_market", order=args.order)
    found = ask_ways(context.database, shop, order.id, parcel)
    if args.choose is not None:
        if args.choose > len(found.offered) or not found.offered[args.choose - 1].free:
            raise NotFound("ways_no_such", number=args.choose, most=len(found.offered))
        if parcel is None:
            raise Refusal("shipment_not_ready", order=args.order)
        way, settings = found.offered[args.choose - 1], settings_of(context.config)
        with context.writing(actor) as tx:
            kept = choose_for_waiting(tx, settings, shop.name, parcel, way)
        wake(context)
        if context.out.as_json:
            context.out.data({"order": args.order, "kind": kept.kind, "said": kept.said})
        else:
            said = _("{order} leaves so: {way}.")
            context.out.line(said.format(order=args.order, way=way_words(kept)))
        return
    rows = [
        {
            "number": at,
            "kind": one.kind if context.out.as_json else way_name(one.kind),
            "when": said_of(one, found.zone),
            "free": one.free if context.out.as_json else "" if one.free else _("taken"),
        }
        for at, one in enumerate(found.offered, 1)
    ]
    if context.out.as_json:
        context.out.data(rows)
        return
    headings = {"number": "#", "kind": _("How"), "when": _("When"), "free": ""}
    context.out.items(rows, headings, empty="")
