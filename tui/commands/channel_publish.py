"""``kemas channels categories``, ``attributes``, ``publish``, ``drafts`` and ``drop``."""

from __future__ import annotations

from argparse import _SubParsersAction
from typing import Any

from core.channels.adapter import Trouble
from core.channels.publishing.categories import (
    attributes_of,
    path_of,
    place,
    pull_attributes,
    pull_categories,
    search,
)
from core.channels.publishing.drafts import Draft, begin, drafts_of, find, forget, say, send
from core.channels.registry import Shop, shop_named
from core.errors import Refusal
from core.i18n import _
from tui.commands.acting import actor_of
from tui.context import Context
from tui.shape import shape
from tui.words.channels import told_words
from tui.words.publishing import stand_word, wrong_words
from tui.workers import wake


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    named = _("its name in the configuration")
    tree = actions.add_parser("categories", help=_("into which categories products can go there"))
    tree.add_argument("shop", metavar="SHOP", help=named)
    tree.add_argument("words", metavar="WORD", nargs="*", help=_("words of its path"))
    tree.add_argument("--pull", action="store_true", help=_("read them there first"))
    tree.set_defaults(run=_categories)
    asks = actions.add_parser("attributes", help=_("what is asked of the products of a category"))
    asks.add_argument("shop", metavar="SHOP", help=named)
    asks.add_argument("category", metavar="CATEGORY", help=_("its number, or words of its path"))
    asks.set_defaults(run=_attributes)
    publish = actions.add_parser("publish", help=_("bring a product to a shop, with its variants"))
    publish.add_argument("shop", metavar="SHOP", help=named)
    publish.add_argument("sku", metavar="SKU", help=_("of the product, or of its family"))
    publish.add_argument("--category", help=_("its number, or words of its path"))
    publish.add_argument(
        "--set",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help=_("what an attribute of it is; may be given again"),
    )
    publish.add_argument("--draft", action="store_true", help=_("draw it up, do not send it"))
    publish.set_defaults(run=_publish)
    drafts = actions.add_parser("drafts", help=_("new products, and how far each is"))
    drafts.add_argument("shop", metavar="SHOP", nargs="?", default="", help=_("only this one"))
    drafts.set_defaults(run=_drafts)
    drop = actions.add_parser("drop", help=_("forget a new product that no platform has"))
    drop.add_argument("shop", metavar="SHOP", help=named)
    drop.add_argument("sku", metavar="SKU", help=_("of the product, or of its family"))
    drop.set_defaults(run=_drop)


def _categories(context: Context) -> int:
    args = context.args
    shop = shop_named(context.config, args.shop)
    told = pull_categories(context.database, shop) if args.pull else 0
    with context.reading(actor_of(context)) as tx:
        found = search(tx, shop.name, " ".join(args.words), 200)
    if context.out.as_json:
        context.out.data(shape(found, context.config))
    else:
        rows = [{"number": one.number, "path": one.path} for one in found]
        headings = {"number": _("Number"), "path": _("Category")}
        context.out.items(rows, headings, empty=_("No category is known. Read them with --pull."))
    return _noted(context, shop, told if isinstance(told, Trouble) else None)


def _attributes(context: Context) -> int:
    shop = shop_named(context.config, context.args.shop)
    actor = actor_of(context)
    with context.reading(actor) as tx:
        where = place(tx, shop.name, context.args.category)
    trouble = pull_attributes(context.database, shop, where.number)
    with context.reading(actor) as tx:
        found = attributes_of(tx, shop.name, where.number) or ()
    if context.out.as_json:
        context.out.data(shape(found, context.config))
    else:
        rows = [
            {
                "name": one.name,
                "required": _("yes") if one.required else "",
                "values": ", ".join(value.name for value in one.values[:20]),
            }
            for one in found
        ]
        headings = {"name": _("Name"), "required": _("Needed"), "values": _("Values")}
        context.out.items(rows, headings, empty=_("It asks for nothing else."))
    return _noted(context, shop, trouble)


def _publish(context: Context) -> int:
    args, actor = context.args, actor_of(context)
    shop = shop_named(context.config, args.shop)
    values = dict(_parted(one) for one in args.set)
    with context.writing(actor) as tx:
        found = (
            begin(tx, shop, args.sku, args.category) if args.category else find(tx, shop, args.sku)
        )
        unread = attributes_of(tx, shop.name, found.category) is None
    if unread:
        trouble = pull_attributes(context.database, shop, found.category)
        if trouble is not None:
            return _noted(context, shop, trouble)
    if values:  # kept, whatever is missing yet
        with context.writing(actor) as tx:
            found = say(tx, shop, found.id, values)
    if not args.draft:
        with context.writing(actor) as tx:
            found = send(tx, shop, context.config.station.warehouse, found.id)
    if context.out.as_json:
        context.out.data(shape(found, context.config))
    elif args.draft:
        said = _("{sku} is drawn up for {shop}.")
        context.out.line(said.format(sku=found.sku, shop=shop.name))
    else:
        said = _("{sku} is brought to {shop}. How far it is: kemas channels drafts")
        context.out.line(said.format(sku=found.sku, shop=shop.name))
    if not args.draft:
        wake(context)
    return 0


def _drafts(context: Context) -> None:
    name = shop_named(context.config, context.args.shop).name if context.args.shop else ""
    with context.reading(actor_of(context)) as tx:
        found = drafts_of(tx, name)
        paths = {one.id: path_of(tx, one.shop, one.category) for one in found}
    if context.out.as_json:
        context.out.data(shape(found, context.config))
        return
    headings = {
        "sku": _("SKU"),
        "shop": _("Shop"),
        "state": _("State"),
        "number": _("Number there"),
        "category": _("Category"),
    }
    rows = [_row(one, paths[one.id]) for one in found]
    context.out.items(rows, headings, empty=_("No new product is drawn up."))
    for one in found:
        for against in one.wrong:
            context.out.note(f"{one.sku}: {wrong_words(against)}")


def _row(one: Draft, path: str) -> dict[str, object]:
    return {
        "sku": one.sku,
        "shop": one.shop,
        "state": stand_word(one.stand),
        "number": one.listing_id,
        "category": path,
    }


def _drop(context: Context) -> None:
    shop = shop_named(context.config, context.args.shop)
    with context.writing(actor_of(context)) as tx:
        sku = forget(tx, shop, find(tx, shop, context.args.sku).id)
    context.out.line(_("{sku} is not brought to {shop}.").format(sku=sku, shop=shop.name))


def _parted(told: str) -> tuple[str, str]:
    name, sign, value = told.partition("=")
    if not sign or not name.strip():
        raise Refusal("attribute_form", told=told)
    return name.strip(), value.strip()


def _noted(context: Context, shop: Shop, trouble: Trouble | None) -> int:
    if trouble is None:
        return 0
    context.out.note(f"{shop.name}: {told_words(shop.name, trouble)}")
    return 1
