"""``kemas billing charges``: usage and services from other sources, taken in and billed once."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path

from core.billing.charges.importing import COLUMNS, remove, take_in
from core.billing.charges.queries import listed_charges
from core.customers.queries import find
from core.files.reasons import CELL_WORDS, say
from core.i18n import _, language
from core.money import Money, show
from tui.arguments import positive
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.shape import shape
from tui.words.refusals import SENTENCES


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    importing = actions.add_parser("import", help=_("take charges in from a CSV or XLSX file"))
    importing.add_argument("file", metavar="FILE", nargs="?", help=_("the file"))
    importing.add_argument("--template", action="store_true", help=_("print an empty file"))
    importing.set_defaults(run=_import)
    listing = actions.add_parser("list", help=_("list charges, the newest first"))
    listing.add_argument("--customer", metavar="WHO", help=_("of this customer only"))
    listing.add_argument("--open", action="store_true", help=_("only those on no invoice"))
    listing.add_argument("--limit", type=positive, default=100, help=_("at most this many"))
    listing.set_defaults(run=_list)
    removing = actions.add_parser("remove", help=_("take a charge back that is on no invoice"))
    removing.add_argument("source", metavar="SOURCE", help=_("where it came from"))
    removing.add_argument("id", metavar="ID", help=_("its number there"))
    removing.add_argument("kind", metavar="KIND", nargs="?", default="", help=_("what for"))
    removing.set_defaults(run=_remove)
    for one in (importing, removing):
        operator_option(one)


def _import(context: Context) -> int:
    args, shop = context.args, context.config.shop
    if args.template:
        sys.stdout.write(",".join(COLUMNS) + "\n")
        return 0
    if not args.file:
        context.out.note(_("Name a file, or ask for an empty one with --template."))
        return 2
    taken = take_in(
        context.database,
        actor_of(context),
        Path(args.file),
        currency=shop.currency,
        country=shop.country,
    )
    words = SENTENCES | CELL_WORDS
    refused = [one.as_json() | {"text": say(one, words)} for one in taken.refused]
    if context.out.as_json:
        context.out.data({"new": taken.new, "known": taken.known, "refused": refused})
    else:
        said = _("{new} new charges, {known} known already.")
        context.out.line(said.format(new=taken.new, known=taken.known))
        for one in refused:
            context.out.line("  " + _("Not taken in: {what}").format(what=one["text"]))
    return 1 if refused else 0


def _list(context: Context) -> None:
    args = context.args
    with context.reading() as tx:
        who = find(tx, args.customer, context.config.shop.country).id if args.customer else None
        found = listed_charges(tx, customer_id=who, open_only=args.open, limit=args.limit)
    if context.out.as_json:
        return context.out.data([shape(one, context.config) for one in found])
    rows = [
        {
            "date": one.on_date,
            "customer": one.customer,
            "source": f"{one.source_type} {one.source_id} {one.kind}".strip(),
            "what": one.description or one.item,
            "quantity": one.quantity,
            "price": ""
            if one.unit_price is None
            else show(Money(one.unit_price, one.currency), language()),
            "invoice": one.invoice or (f"#{one.invoice_id}" if one.invoice_id else ""),
        }
        for one in found
    ]
    headings = {
        "date": _("Date"),
        "customer": _("Customer"),
        "source": _("Source"),
        "what": _("What"),
        "quantity": _("Quantity"),
        "price": _("Price"),
        "invoice": _("Invoice"),
    }
    return context.out.items(rows, headings, empty=_("There are no such charges."))


def _remove(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        remove(tx, args.source, args.id, args.kind)
    context.out.line(_("The charge {charge} is gone.").format(charge=f"{args.source} {args.id}"))
