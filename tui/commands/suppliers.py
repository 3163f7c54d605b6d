"""``kemas suppliers``: who sells to us, what, and for how much."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from core.catalog import queries as catalog
from core.i18n import _, language
from core.money import parse, show
from core.purchasing import supplier_queries, suppliers
from core.purchasing.supplier_import import SupplierReport, import_suppliers
from core.purchasing.supplier_intake import say, template
from core.purchasing.supplier_queries import Supplier
from core.purchasing.suppliers import Details, Terms
from core.transaction import Transaction
from tui.arguments import count, positive
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.shape import shape
from tui.taken import taken


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser("list", help=_("list suppliers"))
    listing.add_argument("--search", default="", metavar="TEXT", help=_("code or name"))
    listing.add_argument("--active", action="store_true", help=_("only those we buy from"))
    listing.add_argument("--limit", type=positive, default=100, help=_("at most this many"))
    listing.set_defaults(run=_list)
    showing = actions.add_parser("show", help=_("show a supplier and its prices"))
    showing.set_defaults(run=_show)
    adding = actions.add_parser("add", help=_("add a supplier"))
    adding.add_argument("--name", required=True, metavar="NAME", help=_("the supplier's name"))
    adding.set_defaults(run=_add)
    editing = actions.add_parser("edit", help=_("change what is given, leave the rest"))
    editing.add_argument("--name", metavar="NAME", help=_("the supplier's name"))
    editing.add_argument(
        "--active", choices=("yes", "no"), help=_("whether we buy from this supplier")
    )
    editing.set_defaults(run=_edit)
    for one in (adding, editing):
        _details(one)
    pricing = actions.add_parser("price", help=_("say what a supplier asks for a product"))
    for one in (showing, adding, editing, pricing):
        one.add_argument("supplier", metavar="SUPPLIER", help=_("the supplier's code"))
    _prices(pricing)
    importing = actions.add_parser("import", help=_("take suppliers in from a CSV or XLSX file"))
    importing.add_argument("file", metavar="FILE", nargs="?", help=_("the file"))
    importing.add_argument("--template", action="store_true", help=_("print an empty file"))
    importing.set_defaults(run=_import)
    for one in (adding, editing, pricing, importing):
        operator_option(one)


def _details(parser: ArgumentParser) -> None:
    parser.add_argument("--phone", metavar="NO")
    parser.add_argument("--email", metavar="ADDRESS")
    parser.add_argument("--address", metavar="TEXT")
    parser.add_argument("--currency", metavar="CODE", help=_("of the supplier's prices"))
    parser.add_argument(
        "--lead-days", type=count, metavar="N", help=_("days from the order to the delivery")
    )
    parser.add_argument("--note", metavar="TEXT")


def _prices(parser: ArgumentParser) -> None:
    parser.add_argument("sku", metavar="SKU", help=_("SKU or barcode"))
    parser.add_argument("amount", metavar="AMOUNT", nargs="?", help=_("the price of one unit"))
    parser.add_argument("--supplier-sku", metavar="SKU", help=_("what the supplier calls it"))
    parser.add_argument(
        "--minimum", type=positive, metavar="N", help=_("units that an order has at least")
    )
    parser.add_argument(
        "--pack", type=positive, metavar="N", help=_("orders are multiples of this")
    )
    parser.add_argument(
        "--preferred", choices=("yes", "no"), help=_("whether it is bought here first")
    )
    parser.add_argument("--drop", action="store_true", help=_("it is not sold any more"))
    parser.set_defaults(run=_price)


def _list(context: Context) -> None:
    args = context.args
    with context.reading() as tx:
        found = supplier_queries.list_suppliers(
            tx, args.search, active=args.active, limit=args.limit
        )
    if context.out.as_json:
        return context.out.data([shape(one, context.config) for one in found])
    rows = [
        {
            "code": one.code,
            "name": one.name,
            "phone": one.phone,
            "email": one.email,
            "currency": one.currency,
            "lead_days": one.lead_days,
            "active": "" if one.active else _("not any more"),
        }
        for one in found
    ]
    headings = {
        "code": _("Supplier"),
        "name": _("Name"),
        "phone": _("Phone"),
        "email": _("E-mail"),
        "currency": _("Currency"),
        "lead_days": _("Days"),
        "active": _("We buy"),
    }
    return context.out.items(rows, headings, empty=_("There are no such suppliers."))


def _show(context: Context) -> None:
    with context.reading() as tx:
        _tell(context, tx, supplier_queries.by_code(tx, context.args.supplier))


def _tell(context: Context, tx: Transaction, one: Supplier) -> None:
    goods = supplier_queries.goods_of(tx, one.id)
    if context.out.as_json:
        told: dict[str, Any] = shape(one, context.config)
        return context.out.data(told | {"goods": [shape(each, context.config) for each in goods]})
    line = context.out.line
    line(f"{one.code} · {one.name}" + ("" if one.active else "  " + _("not any more")))
    for part in (one.phone, one.email, one.address, one.note):
        if part:
            line(f"  {part}")
    days = _("  prices in {currency}, {days} days to deliver")
    line(days.format(currency=one.currency, days=one.lead_days))
    rows = [
        {
            "sku": each.sku,
            "name": each.name,
            "theirs": each.supplier_sku,
            "price": show(each.price, language()),
            "minimum": each.minimum,
            "pack": each.pack,
            "preferred": _("yes") if each.preferred else "",
        }
        for each in goods
    ]
    headings = {
        "sku": _("SKU"),
        "name": _("Name"),
        "theirs": _("Their SKU"),
        "price": _("Price"),
        "minimum": _("Minimum"),
        "pack": _("Pack"),
        "preferred": _("Preferred"),
    }
    return context.out.items(rows, headings, empty=_("There are no prices of this supplier yet."))


def _given(context: Context) -> Details:
    args = context.args
    active: str | None = getattr(args, "active", None)
    return Details(
        name=args.name,
        phone=args.phone,
        email=args.email,
        address=args.address,
        currency=args.currency,
        lead_days=args.lead_days,
        note=args.note,
        active=None if active is None else active == "yes",
    )


def _add(context: Context) -> None:
    currency = context.config.shop.currency
    with context.writing(actor_of(context)) as tx:
        made = suppliers.add(tx, context.args.supplier, _given(context), currency)
        _tell(context, tx, made)


def _edit(context: Context) -> None:
    with context.writing(actor_of(context)) as tx:
        one = supplier_queries.by_code(tx, context.args.supplier)
        after, _changed = suppliers.change(tx, one.id, _given(context))
        _tell(context, tx, after)


def _price(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        one = supplier_queries.by_code(tx, args.supplier)
        product = catalog.product(tx, args.sku)
        if args.drop:
            suppliers.drop_terms(tx, one.id, product.id)
        else:
            terms = Terms(
                price=parse(args.amount, one.currency).minor if args.amount else None,
                supplier_sku=args.supplier_sku,
                minimum=args.minimum,
                pack=args.pack,
                preferred=None if args.preferred is None else args.preferred == "yes",
            )
            suppliers.set_terms(tx, one.id, product.id, terms)
        _tell(context, tx, one)


def _import(context: Context) -> int:
    args = context.args
    if args.template:
        sys.stdout.write(template())
        return 0
    if not args.file:
        context.out.note(_("Name a file, or ask for an empty one with --template."))
        return 2
    with taken(context.out) as progress:
        report = import_suppliers(
            context.database,
            actor_of(context),
            Path(args.file),
            currency=context.config.shop.currency,
            progress=progress,
        )
    if context.out.as_json:
        told = [one.as_json() | {"text": say(one)} for one in report.refused]
        context.out.data(shape(report, context.config) | {"refused": told})
    else:
        _print(context, report)
    return 1 if report.refused else 0


def _print(context: Context, report: SupplierReport) -> None:
    said = _(
        "{source}: {created} new suppliers, {updated} changed, {priced} prices set, "
        "{unchanged} rows known already."
    )
    context.out.line(
        said.format(
            source=report.source,
            created=report.created,
            updated=report.updated,
            priced=report.priced,
            unchanged=report.unchanged,
        )
    )
    for one in report.refused:
        context.out.line("  " + _("Not taken in: {what}").format(what=say(one)))
