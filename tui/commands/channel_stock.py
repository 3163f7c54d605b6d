"""``kemas channels stock``, ``listings`` and ``match``: what shops offer and what they are told."""

from __future__ import annotations

from argparse import _SubParsersAction
from collections.abc import Sequence
from typing import Any

from core.channels.listings import Listed, listed, match, pull
from core.channels.oversold import Oversold, oversold
from core.channels.registry import shop_named
from core.channels.stock_plan import Plan, plan
from core.channels.stock_push import push
from core.i18n import _
from tui.commands.acting import actor_of
from tui.context import Context
from tui.shape import shape
from tui.words.channels import missing_words, price_words, told_words, unknown_place_words


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    stock = actions.add_parser("stock", help=_("what a shop would be told of the stock"))
    stock.add_argument("shop", metavar="SHOP", nargs="+", help=_("its name in the configuration"))
    stock.add_argument("--push", action="store_true", help=_("tell it, and go on by itself"))
    stock.set_defaults(run=_stock)
    offers = actions.add_parser("listings", help=_("what a shop offers, and which product it is"))
    offers.add_argument("shop", metavar="SHOP", nargs="+", help=_("its name in the configuration"))
    offers.add_argument("--pull", action="store_true", help=_("read them there first"))
    offers.add_argument("--unmatched", action="store_true", help=_("only those nobody knows"))
    offers.set_defaults(run=_listings)
    matching = actions.add_parser("match", help=_("say which product a listing is"))
    matching.add_argument("shop", metavar="SHOP", help=_("its name in the configuration"))
    matching.add_argument("listing", metavar="LISTING", help=_("its number, or LISTING/VARIANT"))
    matching.add_argument(
        "sku", metavar="SKU", help=_("the product, by SKU or barcode; - for none")
    )
    matching.set_defaults(run=_match)


def _stock(context: Context) -> int:
    shop = shop_named(context.config, " ".join(context.args.shop))
    actor, home = actor_of(context), context.config.station.warehouse
    with context.reading(actor) as tx:
        found, missing = plan(tx, shop, home), oversold(tx, shop, home)
    if not context.args.push:
        _show_plan(context, shop.name, found, missing)
        return 0
    told = push(context.database, shop, home, actor, by_person=True)
    if context.out.as_json:
        trouble = told.trouble.fault.value if told.trouble else None
        context.out.data({"done": told.done, "refused": told.refused, "trouble": trouble})
    else:
        said = _("{shop}: {done} listings told, {refused} refused.")
        line = said.format(shop=shop.name, done=told.done, refused=len(told.refused))
        context.out.line(line)
        for sku, why in told.refused:
            context.out.note(f"{sku}: {why}")
        if told.trouble is not None:
            context.out.note(f"{shop.name}: {told_words(shop.name, told.trouble)}")
    return 1 if told.trouble or told.refused else 0


def _show_plan(context: Context, name: str, found: Plan, missing: Sequence[Oversold]) -> None:
    if context.out.as_json:
        context.out.data(shape(found, context.config))
        return
    rows = [
        {
            "sku": one.sku,
            "name": one.name,
            "now": one.now,
            "then": one.then,
            "price": price_words(one),
            "said": one.said,
        }
        for one in found.changes
    ]
    headings = {
        "sku": _("SKU"),
        "name": _("Name"),
        "now": _("Says"),
        "then": _("Should say"),
        "price": _("Price"),
        "said": _("Refused before"),
    }
    unread = _("None of its listings is known here: kemas channels listings {shop} --pull")
    empty = _("It says what it should.") if found.listings else unread.format(shop=name)
    context.out.items(rows, headings, empty=empty)
    for each in missing:
        context.out.note(missing_words(each))
    for where in found.unknown:
        context.out.note(unknown_place_words(where))
    if found.changes:
        said = _(
            "{count} of {all} listings would change. To tell them: "
            "kemas channels stock {shop} --push"
        )
        context.out.line(said.format(count=len(found.changes), all=found.listings, shop=name))


def _listings(context: Context) -> int:
    args = context.args
    shop = shop_named(context.config, " ".join(args.shop))
    trouble = pull(context.database, shop).trouble if args.pull else None
    with context.reading(actor_of(context)) as tx:
        found = listed(tx, shop.name, unmatched=args.unmatched)
    if context.out.as_json:
        context.out.data(shape(found, context.config))
    else:
        headings = {
            "number": _("Number"),
            "seller_sku": _("SKU there"),
            "sku": _("SKU here"),
            "name": _("Name"),
            "available": _("Stock there"),
        }
        empty = _("No listing is known. Read them with --pull.")
        if args.unmatched:
            empty = _("Every listing is known.")
        context.out.items([_row(one) for one in found], headings, empty=empty)
    if trouble is not None:
        context.out.note(f"{shop.name}: {told_words(shop.name, trouble)}")
    return 1 if trouble else 0


def _called(one: Listed) -> str:
    return f"{one.name} {one.variant}".strip()


def _row(one: Listed) -> dict[str, object]:
    number = f"{one.listing_id}/{one.variant_id}" if one.variant_id else one.listing_id
    return {
        "number": number,
        "seller_sku": one.seller_sku,
        "sku": one.sku,
        "name": _called(one),
        "available": "" if one.available is None else one.available,
    }


def _match(context: Context) -> None:
    shop, args = shop_named(context.config, context.args.shop), context.args
    sku = "" if args.sku == "-" else args.sku
    with context.writing(actor_of(context)) as tx:
        one = match(tx, shop, args.listing, sku)
    if context.out.as_json:
        context.out.data(shape(one, context.config))
    elif sku:
        said = _("{name} is {sku}. Parked orders with it are asked for once more.")
        context.out.line(said.format(name=_called(one), sku=one.sku))
    else:
        context.out.line(_("{name} is no product of ours.").format(name=_called(one)))
