"""``kemas purchases suggest``, ``fill``, ``reorder`` and ``costs``: what to buy, for how much."""

from __future__ import annotations

from argparse import _SubParsersAction
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from core.catalog import queries as catalog
from core.clock import local
from core.i18n import _, language, ngettext
from core.money import digits, show
from core.purchasing import costs, filling, needs
from core.purchasing.needs import Need
from core.purchasing.supplier_queries import by_code
from core.stock.places import warehouse_id
from core.transaction import Transaction, run
from tui.arguments import count, positive
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.shape import shape


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    suggesting = actions.add_parser("suggest", help=_("what is short, and what to buy"))
    suggesting.set_defaults(run=_suggest)
    filling_ = actions.add_parser("fill", help=_("put all that is short on drafts"))
    filling_.add_argument("--supplier", metavar="CODE", help=_("only of this supplier"))
    filling_.set_defaults(run=_fill)
    pointing = actions.add_parser("reorder", help=_("say below how many a product is bought"))
    pointing.add_argument("sku", metavar="SKU", help=_("SKU or barcode"))
    pointing.add_argument("units", metavar="N", type=count, help=_("0: only when it is short"))
    pointing.set_defaults(run=_reorder)
    for one in (suggesting, filling_, pointing):
        operator_option(one)
    costing = actions.add_parser("costs", help=_("what a product cost, the newest first"))
    costing.add_argument("sku", metavar="SKU", help=_("SKU or barcode"))
    costing.add_argument("--limit", type=positive, default=50, help=_("at most this many"))
    costing.set_defaults(run=_costs)


def _suggest(context: Context) -> None:
    with context.reading(actor_of(context)) as tx:
        found = needs.needs(tx, warehouse_id(tx, context.config.station.warehouse))
    if context.out.as_json:
        return context.out.data([shape(one, context.config) for one in found])
    return _table(context, found, _("Nothing is short."))


def _table(context: Context, found: Sequence[Need], empty: str) -> None:
    rows = [
        {
            "sku": one.sku,
            "name": one.name,
            "short": one.short or "",
            "orders": one.orders or "",
            "free": one.free,
            "coming": one.coming + one.drafted,
            "point": one.reorder_point or "",
            "sold": one.sold,
            "buy": one.quantity,
            "supplier": one.good.supplier if one.good else _("nobody"),
            "price": show(one.good.price, language()) if one.good else "",
        }
        for one in found
    ]
    headings = {
        "sku": _("SKU"),
        "name": _("Name"),
        "short": _("Short"),
        "orders": _("Orders"),
        "free": _("Free"),
        "coming": _("To come"),
        "point": _("Reorder"),
        "sold": _("28 days"),
        "buy": _("Buy"),
        "supplier": _("Supplier"),
        "price": _("Price"),
    }
    context.out.items(rows, headings, empty=empty)


def _fill(context: Context) -> None:
    def work(tx: Transaction) -> filling.Filled:
        warehouse = warehouse_id(tx, context.config.station.warehouse)
        code = context.args.supplier
        return filling.fill(tx, warehouse, by_code(tx, code).id if code else None)

    done = run(context.database, actor_of(context), work)
    if context.out.as_json:
        return context.out.data(shape(done, context.config))
    for words, some in (
        (_("{number} for {supplier} is made: {lines}, {total}."), done.made),
        (_("{number} for {supplier} is extended: {lines}, {total}."), done.extended),
    ):
        for one in some:
            lines = ngettext("{count} line", "{count} lines", one.lines).format(count=one.lines)
            total = show(one.total, language())
            context.out.line(
                words.format(number=one.number, supplier=one.supplier, lines=lines, total=total)
            )
    if not (done.made or done.extended):
        context.out.line(_("There is nothing to add."))
    if done.unsold:
        context.out.line(_("Nobody sells these; say who, with: kemas suppliers price"))
        for need in done.unsold:
            context.out.line(f"  {need.quantity} × {need.sku} {need.name}")
    return None


def _reorder(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        product = catalog.product(tx, args.sku)
        needs.set_reorder_point(tx, product.id, args.units)
    if context.out.as_json:
        return context.out.data({"sku": product.sku, "reorder_point": args.units})
    said = _("{sku} is bought again below {units}.")
    if not args.units:
        said = _("{sku} is bought when it is short.")
    return context.out.line(said.format(sku=product.sku, units=args.units))


def _costs(context: Context) -> None:
    with context.reading() as tx:
        product = catalog.product(tx, context.args.sku)
        found = costs.history(tx, product.id, context.args.limit)
    if context.out.as_json:
        return context.out.data([shape(one, context.config) for one in found])
    zone = context.config.shop.timezone
    rows = [
        {
            "at": local(one.at, zone).strftime("%Y-%m-%d %H:%M"),
            "receipt": one.receipt,
            "units": one.units,
            "cost": _amount(one.unit_cost, one.currency),
            "before": one.units_before,
            "average": _amount(one.average, one.currency),
        }
        for one in found
    ]
    headings = {
        "at": _("When"),
        "receipt": _("Receipt"),
        "units": _("Units"),
        "cost": _("Cost"),
        "before": _("On hand before"),
        "average": _("Average"),
    }
    return context.out.items(rows, headings, empty=_("It was not received yet."))


def _amount(minor: Decimal, currency: str) -> str:
    """An exact cost in major units; it may be finer than any money."""
    exact = f"{minor.scaleb(-digits(currency)):f}"
    plain = exact.rstrip("0").rstrip(".") if "." in exact else exact
    return f"{currency} {plain}"
