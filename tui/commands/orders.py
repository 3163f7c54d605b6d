"""``kemas orders``: list, show, hold, release and cancel orders, and import them from files."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from core.fulfilment.queue import search
from core.i18n import _, ngettext, show_time
from core.orders import commands, queries
from core.orders.intake.columns import template
from core.orders.intake.importing import ImportReport, import_orders
from core.orders.intake.reasons import say
from core.orders.promise import promise_waiting
from core.orders.queries import OrderInfo
from core.orders.states import Fulfilment, OrderStatus
from core.shipping.cancelling import cancel_order
from core.shipping.papers import KINDS, paper_of, print_paper
from core.shipping.queries import OrderDetail, order_detail
from core.shipping.settings import settings_of
from core.stock.places import warehouse_id
from core.transaction import SYSTEM, Transaction
from tui.arguments import positive
from tui.commands import parked
from tui.commands.printing import profile_for
from tui.context import Context
from tui.keys import BY_NAME, key_name
from tui.order_text import order_text
from tui.shape import shape
from tui.taken import taken
from tui.words.states import document_name, fulfilment_name, status_name

_STATES = list(dict.fromkeys(state.value for state in (*OrderStatus, *Fulfilment)))
"""What ``--status`` takes: what the shop sees, and where the goods stand."""


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    importing = actions.add_parser("import", help=_("take orders in from a CSV or XLSX file"))
    importing.add_argument("file", metavar="FILE", nargs="?", help=_("the file"))
    importing.add_argument("--template", action="store_true", help=_("print an empty file"))
    importing.set_defaults(run=_import)
    listing = actions.add_parser("list", help=_("list orders, the latest first"))
    listing.add_argument("--limit", type=positive, default=50, help=_("at most this many"))
    listing.add_argument("--status", choices=_STATES)
    listing.add_argument("--fulfilment", choices=[one.value for one in Fulfilment])
    listing.add_argument("--channel", default="", help=_("only of this channel"))
    listing.add_argument("--search", default="", metavar="TEXT", help=_("number, name, SKU …"))
    listing.add_argument("--parked", action="store_true", help=_("orders that could not come in"))
    listing.set_defaults(run=_list)
    showing = _named(actions.add_parser("show", help=_("show everything about an order")))
    showing.set_defaults(run=_show)
    holding = _named(actions.add_parser("hold", help=_("put an order on hold")))
    holding.add_argument("--reason", required=True, help=_("why"))
    holding.set_defaults(run=_hold)
    releasing = _named(actions.add_parser("release", help=_("end the hold of an order")))
    releasing.set_defaults(run=_release)
    cancelling = _named(actions.add_parser("cancel", help=_("cancel an order")))
    cancelling.add_argument("--reason", required=True, help=_("why"))
    cancelling.set_defaults(run=_cancel)
    printing = _named(actions.add_parser("print", help=_("print a paper of an order")))
    printing.add_argument("kind", choices=KINDS, metavar="KIND", help=", ".join(KINDS))
    printing.add_argument("--printer", metavar="NAME", help=_("on this printer"))
    printing.add_argument(
        "--preview", action="store_true", help=_("look at it first; nothing is printed")
    )
    printing.add_argument("--png", metavar="PATH", help=_("the same as a picture"))
    printing.set_defaults(run=_print)

    parked.add(actions)


def detail_json(detail: OrderDetail, context: Context) -> dict[str, Any]:
    """An order as ``show --json`` prints it: its head, and lists of what belongs to it."""
    shaped: dict[str, Any] = shape(detail, context.config)
    head: dict[str, Any] = shaped.pop("head")
    return head | shaped | {"missing": detail.missing}


def _named(parser: ArgumentParser) -> ArgumentParser:
    parser.add_argument("number", metavar="NO", help=_("the order number"))
    parser.add_argument("--channel", default="", help=_("where two channels have the number"))
    return parser


def _list(context: Context) -> None:
    args = context.args
    if args.parked:
        return parked.list_parked(context)
    status, goods = _states(args.status, args.fulfilment)
    with context.reading() as tx:
        found = (
            _found(tx, context)
            if args.search
            else queries.list_orders(
                tx,
                limit=args.limit,
                status=status,
                fulfilment=goods,
                channel=args.channel,
            )
        )
    if context.out.as_json:
        return context.out.data([shape(one, context.config) for one in found])
    headings = {
        "order_no": _("Order"),
        "channel": _("Channel"),
        "customer": _("Customer"),
        "units": _("Units"),
        "due": _("Cut-off"),
        "status": _("Status"),
        "fulfilment": _("Goods"),
    }
    zone = context.config.shop.timezone
    rows = [
        {
            "order_no": one.order_no,
            "channel": one.channel,
            "customer": one.customer,
            "units": one.units,
            "due": show_time(one.due_at, zone),
            "status": status_name(one.status),
            "fulfilment": fulfilment_name(one.fulfilment),
        }
        for one in found
    ]
    return context.out.items(rows, headings, empty=_("There are no such orders."))


def _states(status: str | None, goods: str | None) -> tuple[OrderStatus | None, Fulfilment | None]:
    """What to filter by: a status of the goods may be asked for as a status as well."""
    if status and status not in list(OrderStatus):
        status, goods = None, goods or status
    return OrderStatus(status) if status else None, Fulfilment(goods) if goods else None


def _found(tx: Transaction, context: Context) -> tuple[OrderInfo, ...]:
    args = context.args
    warehouse = warehouse_id(tx, context.config.station.warehouse)
    rows = search(tx, warehouse, args.search, limit=max(args.limit, 100))
    found = queries.orders_of(tx, [row.id for row in rows])
    status, goods = _states(args.status, args.fulfilment)
    wanted = [
        one
        for one in found
        if status in {None, one.status}
        and goods in {None, one.fulfilment}
        and args.channel in {"", one.channel}
    ]
    return tuple(wanted[: args.limit])


def _show(context: Context) -> None:
    with context.reading() as tx:
        found = commands.find(tx, context.args.number, context.args.channel)
        detail = order_detail(tx, found.id)
    if context.out.as_json:
        context.out.data(detail_json(detail, context))
    else:
        for line in order_text(detail, context.config, context.out.room):
            context.out.line(line)


def _hold(context: Context) -> None:
    args = context.args
    with context.writing() as tx:
        commands.hold(tx, commands.find(tx, args.number, args.channel).id, args.reason)
    _tell(context, _("The order {order} is on hold.").format(order=args.number))


def _release(context: Context) -> None:
    args = context.args
    with context.writing() as tx:
        order = commands.find(tx, args.number, args.channel)
        commands.release(tx, order.id)
    # What it misses may have come in while it was held.
    partial = context.config.packing.partial_promise
    promise_waiting(context.database, SYSTEM, order.warehouse_id, partial=partial)
    _tell(context, _("The order {order} is released.").format(order=args.number))


def _cancel(context: Context) -> None:
    args = context.args
    with context.writing() as tx:
        order = commands.find(tx, args.number, args.channel)
        cancel_order(tx, order.id, args.reason)
    partial = context.config.packing.partial_promise
    promise_waiting(context.database, SYSTEM, order.warehouse_id, partial=partial)
    _tell(context, _("The order {order} is cancelled.").format(order=args.number))


def _preview(context: Context) -> None:
    """What would come out of the printer that would be used, dot for dot."""
    from printers.render import preview_png, preview_text
    from printers.templates import look_of

    args = context.args
    with context.reading() as tx:
        order = commands.find(tx, args.number, args.channel)
        settings = settings_of(context.config)
        paper = paper_of(tx, settings, order.id, args.kind)
        profile = profile_for(context, tx, settings, paper.role)
    look = look_of(context.config)
    if args.png:
        Path(args.png).write_bytes(preview_png(paper, profile, look=look))
        context.out.line(_("Written: {path}").format(path=args.png))
        return
    lines = preview_text(paper, profile, look=look)
    if context.out.as_json:
        context.out.data({"kind": paper.kind, "lines": lines})
    for line in lines:
        context.out.line(line)


def _print(context: Context) -> None:
    args = context.args
    if args.preview or args.png:
        return _preview(context)
    with context.writing() as tx:
        order = commands.find(tx, args.number, args.channel)
        settings = settings_of(context.config)
        job = print_paper(tx, settings, order.id, args.kind, printer=args.printer)
    from tui.workers import wake

    wake(context)
    words = _("Print job {job}: {what} waits for the printer {printer}.")
    if context.out.as_json:
        context.out.data(shape(job, context.config))
    else:
        name = document_name(job.kind)
        context.out.line(words.format(job=job.id, what=name, printer=job.printer))
    return None


def _tell(context: Context, sentence: str) -> None:
    if context.out.as_json:
        with context.reading() as tx:
            found = commands.find(tx, context.args.number, context.args.channel)
            context.out.data(shape(queries.order(tx, found.id), context.config))
    else:
        context.out.line(sentence)


def _import(context: Context) -> int | None:
    args = context.args
    if args.template:
        sys.stdout.write(template())
        return None
    if not args.file:
        context.out.note(_("Name a file, or ask for an empty one with --template."))
        return 2
    with context.reading() as tx:
        rules = parked.intake_rules(tx, context)
    with taken(context.out) as progress:
        report = import_orders(context.database, SYSTEM, rules, Path(args.file), progress)
    # An order that shrank may have set stock free that others wait for.
    freed = promise_waiting(context.database, SYSTEM, rules.warehouse, partial=rules.partial)
    if context.out.as_json:
        context.out.data(_report_json(report) | {"orders_ready": freed})
    else:
        _print_report(context, report)
        if freed:
            waited = ngettext(
                "{count} order that waited for stock became ready.",
                "{count} orders that waited for stock became ready.",
                freed,
            )
            context.out.line(waited.format(count=freed))
    return None


def _report_json(report: ImportReport) -> dict[str, Any]:
    waiting = [
        {
            "channel": one.channel,
            "order_no": one.order_no,
            "customer": one.customer,
            "lines": list(one.lines),
            "reasons": [reason.as_json() | {"text": say(reason)} for reason in one.reasons],
        }
        for one in report.parked
    ]
    names = ("source", "rows", "orders", "created", "updated", "unchanged", "ready", "stopped")
    return {name: getattr(report, name) for name in names} | {"parked": waiting}


def _print_report(context: Context, report: ImportReport) -> None:
    context.out.line(
        _(
            "{source}: {created} new orders, {updated} changed, {unchanged} known already, "
            "{ready} ready to pack."
        ).format(
            source=report.source,
            created=report.created,
            updated=report.updated,
            unchanged=report.unchanged,
            ready=report.ready,
        )
    )
    if report.parked:
        context.out.line(
            ngettext(
                "{count} order is parked:", "{count} orders are parked:", len(report.parked)
            ).format(count=len(report.parked))
        )
    for one in report.parked:
        context.out.line(f"  {one.order_no or '-'}  {one.customer}")
        for reason in one.reasons:
            context.out.line(f"    {say(reason)}")
    if report.parked:
        told = _("Put them right at a station ({key}), or with: kemas orders correct ID")
        context.out.line(told.format(key=key_name(BY_NAME["parked"].key)))
