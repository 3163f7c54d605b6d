"""``kemas stock block``: goods that nobody may promise for a while, with a reason."""

from __future__ import annotations

from argparse import _SubParsersAction
from datetime import datetime
from typing import Any

from core.clock import local
from core.fulfilment.blocking import block_taking
from core.i18n import _, ngettext
from core.stock import blocks
from core.stock.blocks import Block
from core.stock.places import warehouse_id
from tui.arguments import positive
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.shape import shape


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    words = _("keep goods in a bin from being promised")
    blocking = actions.add_parser("block", help=words, description=words)
    blocking.add_argument("sku", metavar="SKU", help=_("the product"))
    blocking.add_argument("bin", metavar="BIN", help=_("the bin"))
    blocking.add_argument("--lot", metavar="LOT", help=_("the lot, where several lie there"))
    blocking.add_argument(
        "--quantity", metavar="N", type=positive, help=_("else all that nobody is promised")
    )
    blocking.add_argument("--reason", required=True, help=_("why"))
    blocking.add_argument(
        "--until",
        metavar="DAY",
        default="",
        help=_("until the end of this day, or this moment: 2026-11-19 or 2026-11-19T17:00"),
    )
    blocking.add_argument(
        "--take",
        action="store_true",
        help=_("also what orders are promised: these are promised anew"),
    )
    blocking.set_defaults(run=_block)
    words = _("let blocked goods be promised again")
    ending = actions.add_parser("unblock", help=words, description=words)
    ending.add_argument("block", metavar="BLOCK", type=positive, help=_("as in: stock blocks"))
    ending.add_argument("--quantity", metavar="N", type=positive, help=_("else all of them"))
    ending.set_defaults(run=_unblock)
    listing = actions.add_parser("blocks", help=_("list the goods that are blocked"))
    listing.add_argument("--ended", action="store_true", help=_("those that ended"))
    listing.add_argument("--limit", type=positive, default=500, help=_("at most this many"))
    listing.set_defaults(run=_list)
    for parser in (blocking, ending):
        operator_option(parser)


def _block(context: Context) -> None:
    args = context.args
    until = blocks.until_of(args.until, context.config.shop.timezone)
    partial = context.config.packing.partial_promise
    gave_up = ready = 0
    with context.writing(actor_of(context)) as tx:
        warehouse = warehouse_id(tx, context.config.station.warehouse)
        where = blocks.spot(tx, warehouse, args.sku, args.bin, args.lot)
        if args.take:
            taken = block_taking(tx, where, args.quantity, args.reason, until, partial=partial)
            made, gave_up, ready = taken.block, taken.gave_up, taken.ready
        else:
            made = blocks.block(tx, where, args.quantity, args.reason, until)
    if context.out.as_json:
        told: dict[str, Any] = shape(made, context.config)
        context.out.data(told | {"gave_up": gave_up, "ready": ready})
        return
    said = _("{units} × {sku} in {bin} are blocked: {reason} (block {block}).")
    context.out.line(
        said.format(
            units=made.quantity, sku=made.sku, bin=made.bin, reason=made.reason, block=made.id
        )
    )
    if gave_up:
        told_orders = ngettext(
            "{count} order gave them up; {ready} got others.",
            "{count} orders gave them up; {ready} got others.",
            gave_up,
        )
        context.out.line(told_orders.format(count=gave_up, ready=ready))


def _unblock(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        units = blocks.unblock(tx, args.block, args.quantity)
        found = blocks.one_block(tx, args.block)
    ready = context.promise(found.warehouse_id)
    if context.out.as_json:
        told: dict[str, Any] = shape(found, context.config)
        context.out.data(told | {"units": units, "ready": ready})
        return
    said = _("{units} × {sku} in {bin} can be promised again.")
    context.out.line(said.format(units=units, sku=found.sku, bin=found.bin))


def _list(context: Context) -> None:
    args = context.args
    with context.reading() as tx:
        warehouse = warehouse_id(tx, context.config.station.warehouse)
        found = blocks.open_blocks(tx, warehouse, ended=args.ended, limit=args.limit)
    if context.out.as_json:
        context.out.data([shape(one, context.config) for one in found])
        return
    headings = {
        "id": _("Block"),
        "quantity": _("Units"),
        "sku": _("SKU"),
        "name": _("Name"),
        "bin": _("Bin"),
        "lot": _("Lot"),
        "reason": _("Why"),
        "who": _("Who"),
        "at": _("Since"),
        "until": _("Until"),
    }
    rows = [_row(one, context.config.shop.timezone) for one in found]
    context.out.items(rows, headings, empty=_("No goods are blocked."))


def _row(one: Block, zone: str) -> dict[str, object]:
    def shown(moment: datetime | None) -> str:
        return local(moment, zone).strftime("%Y-%m-%d %H:%M") if moment else ""

    return {
        "id": one.id,
        "quantity": one.quantity,
        "sku": one.sku,
        "name": one.name,
        "bin": one.bin,
        "lot": one.lot,
        "reason": one.reason,
        "who": one.who or "",
        "at": shown(one.at),
        "until": shown(one.until),
    }
