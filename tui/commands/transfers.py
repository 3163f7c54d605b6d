"""``kemas transfers``: goods that go from one warehouse to another."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date

from core import barcodes
from core.catalog import queries as catalog
from core.clock import local
from core.i18n import _
from core.stock.places import warehouse_id
from core.stock.warehouses import open_one
from core.transaction import Transaction
from core.transfers import commands, queries, sending
from core.transfers.commands import About, Going
from core.transfers.queries import Transfer
from core.transfers.states import TransferState
from tui.arguments import positive
from tui.commands import transfer_receiving
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.shape import shape
from tui.words.places import transfer_state
from tui.words.receiving import can_go
from tui.words.transfers import step_name


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser("list", help=_("list transfers, the newest first"))
    listing.add_argument(
        "--state", choices=[each.value for each in TransferState], help=_("only these")
    )
    listing.add_argument("--warehouse", metavar="CODE", help=_("only from or to this one"))
    listing.add_argument("--search", default="", help=_("number, warehouse or product"))
    listing.add_argument("--limit", type=positive, default=100, help=_("at most this many"))
    listing.set_defaults(run=_list)
    showing = actions.add_parser("show", help=_("show everything about a transfer"))
    showing.set_defaults(run=_show)
    making = actions.add_parser("new", help=_("draw a transfer up"))
    making.add_argument("to", metavar="TO", help=_("the warehouse that the goods go to"))
    making.add_argument(
        "--from", dest="source", metavar="FROM", default="", help=_("else this station's warehouse")
    )
    making.add_argument("--send", action="store_true", help=_("send it at once"))
    making.set_defaults(run=_new)
    editing = actions.add_parser("edit", help=_("change a draft"))
    editing.set_defaults(run=_edit)
    for one in (making, editing):
        one.add_argument(
            "--line", metavar="SKU=N", type=_pair, action="append", default=[],
            help=_("a product; SKU=0 takes it out"),
        )  # fmt: skip
        one.add_argument("--note", metavar="TEXT")
        one.add_argument("--expected", metavar="DAY", type=_day, help=_("when it comes"))
    going = actions.add_parser("send", help=_("the goods leave: off the shelf, on their way"))
    going.set_defaults(run=_send)
    for one in (making, going):
        one.add_argument("--short", action="store_true", help=_("as much of it as is free"))
        one.add_argument("--key", metavar="KEY", help=_("sent twice with it, it is sent once"))
    transfer_receiving.add(actions)
    cancelling = actions.add_parser("cancel", help=_("it does not go; what was sent goes back"))
    cancelling.add_argument("--reason", required=True, help=_("why"))
    cancelling.set_defaults(run=_cancel)
    for one in (showing, editing, going, cancelling):
        one.add_argument("number", metavar="NO", help=_("as in: transfers list"))
    for one in (making, editing, going, cancelling):
        operator_option(one)


def _pair(text: str) -> tuple[str, int]:
    sku, equals, units = text.rpartition("=")
    if not equals or not sku or not units.isascii() or not units.isdecimal() or len(units) > 9:
        raise ArgumentTypeError(_("{value} is not SKU=N").format(value=text[:60]))
    return sku, int(units)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(
            _("{value} is not a day such as 2026-11-19").format(value=text)
        ) from error


def _list(context: Context) -> None:
    args = context.args
    with context.reading() as tx:
        found = queries.page(
            tx,
            states=(TransferState(args.state),) if args.state else (),
            warehouse=warehouse_id(tx, args.warehouse) if args.warehouse else None,
            text=args.search,
            limit=args.limit,
        )
    if context.out.as_json:
        return context.out.data([_json(context, one) for one in found])
    rows = [
        {
            "number": one.number,
            "way": f"{one.source} → {one.target}",
            "state": transfer_state(one.state),
            "wanted": one.wanted,
            "sent": one.sent,
            "received": one.received,
            "way_still": one.on_its_way or "",
            "expected": one.expected_on,
        }
        for one in found
    ]
    headings = {
        "number": _("Number"),
        "way": _("From and to"),
        "state": _("State"),
        "wanted": _("Units"),
        "sent": _("Sent"),
        "received": _("Received"),
        "way_still": _("On its way"),
        "expected": _("Expected"),
    }
    return context.out.items(rows, headings, empty=_("There are no transfers."))


def _json(context: Context, one: Transfer) -> dict[str, object]:
    told: dict[str, object] = shape(one, context.config)
    return told | {"on_its_way": one.on_its_way}


def _show(context: Context) -> None:
    with context.reading() as tx:
        tell(context, tx, queries.by_number(tx, context.args.number))


def tell(context: Context, tx: Transaction, found: Transfer, ready: int = 0) -> None:
    """Print a transfer with its lines and what happened to them."""
    lines = queries.lines_of(tx, found.id)
    steps = queries.steps_of(tx, found.id)
    if context.out.as_json:
        told = _json(context, found)
        told["lines"] = [shape(one, context.config) | {"left": one.left} for one in lines]
        told["steps"] = [shape(one, context.config) for one in steps]
        return context.out.data(told | {"orders_ready": ready})
    line = context.out.line
    line(f"{found.number}  {found.source} → {found.target}  {transfer_state(found.state)}")
    for text in (found.note, found.reason):
        if text:
            line(f"  {text}")
    if found.expected_on:
        line(_("  expected on {day}").format(day=found.expected_on.isoformat()))
    rows = [
        {
            "sku": one.sku,
            "name": one.name,
            "units": one.quantity,
            "sent": one.sent,
            "received": one.received,
            "damaged": one.damaged or "",
            "missing": one.missing or "",
            "left": one.left or "",
        }
        for one in lines
    ]
    headings = {
        "sku": _("SKU"),
        "name": _("Name"),
        "units": _("Units"),
        "sent": _("Sent"),
        "received": _("Received"),
        "damaged": _("Damaged"),
        "missing": _("Missing"),
        "left": _("On its way"),
    }
    context.out.items(rows, headings, empty=_("It has no lines yet."))
    for step in steps:
        at = local(step.at, context.config.shop.timezone).strftime("%Y-%m-%d %H:%M")
        what = step_name(step.kind)
        if step.takes_back is not None:
            what = _("taken back: {what}").format(what=what)
        line(f"  {at}  {what}: {step.quantity} × {step.sku} @{step.bin} {step.lot} {step.note}")
    if ready:
        line(can_go(ready))
    return None


def _going(context: Context, tx: Transaction) -> list[Going]:
    return [Going(catalog.product(tx, sku).id, units) for sku, units in context.args.line]


def _about(context: Context) -> About:
    return About(context.args.note, context.args.expected)


def _new(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        source = open_one(tx, args.source or context.config.station.warehouse)
        target = open_one(tx, args.to)
        made = commands.make(tx, source.id, target.id, _going(context, tx), _about(context))
        if args.send:
            made = sending.send(tx, made.id, _key(context), short=args.short).transfer
        tell(context, tx, made)


def _edit(context: Context) -> None:
    with context.writing(actor_of(context)) as tx:
        found = queries.by_number(tx, context.args.number)
        commands.edit(tx, found.id, _about(context))
        tell(context, tx, commands.put(tx, found.id, _going(context, tx)))


def _key(context: Context) -> str:
    return context.args.key or barcodes.random_id(11)


def _send(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        found = queries.by_number(tx, args.number)
        tell(context, tx, sending.send(tx, found.id, _key(context), short=args.short).transfer)


def _cancel(context: Context) -> None:
    with context.writing(actor_of(context)) as tx:
        found = queries.by_number(tx, context.args.number)
        after = sending.cancel(tx, found.id, context.args.reason)
    ready = context.promise(after.from_id)
    with context.reading() as tx:
        tell(context, tx, after, ready)
