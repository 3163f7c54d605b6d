"""``kemas stock move``: goods go from one bin to another."""

from __future__ import annotations

from argparse import _SubParsersAction
from dataclasses import asdict
from typing import Any

from core.fulfilment.moving import move
from core.i18n import _, ngettext
from core.stock.places import warehouse_id
from core.transaction import run
from tui.arguments import positive
from tui.commands.acting import actor_of, operator_option
from tui.context import Context


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    words = _("move goods from one bin to another")
    parser = actions.add_parser("move", help=words, description=words)
    parser.add_argument("sku", metavar="SKU", help=_("the product, or its barcode"))
    parser.add_argument("source", metavar="FROM", help=_("the bin that they lie in"))
    parser.add_argument("target", metavar="TO", help=_("the bin that they go to"))
    parser.add_argument(
        "units", metavar="UNITS", nargs="?", type=positive, help=_("else all that can go")
    )
    parser.add_argument("--lot", metavar="LOT", help=_("the lot, where several lie there"))
    parser.add_argument("--note", default="", help=_("why; needed where they go to DAMAGED"))
    operator_option(parser)
    parser.set_defaults(run=_move)


def _move(context: Context) -> None:
    args = context.args
    actor, partial = actor_of(context), context.config.packing.partial_promise
    with context.reading(actor) as tx:
        warehouse = warehouse_id(tx, context.config.station.warehouse)
    done = run(
        context.database,
        actor,
        lambda tx: move(
            tx,
            warehouse,
            args.sku,
            args.source,
            args.target,
            args.units,
            lot=args.lot,
            note=args.note,
            partial=partial,
        ),
    )
    ready = context.promise(warehouse)
    if context.out.as_json:
        context.out.data(asdict(done) | {"orders_ready": ready})
        return
    said = _("{units} × {sku} went from {source} to {target}; {left} are left there.")
    context.out.line(
        said.format(
            units=done.units,
            sku=done.sku,
            source=done.source,
            target=done.target,
            left=done.left,
        )
    )
    if done.promised:
        words = _("{promised} of them are promised to orders, and are picked from {target} now.")
        context.out.line(words.format(promised=done.promised, target=done.target))
    if done.gave_up:
        words = ngettext(
            "{count} order gave them up; {ready} got others.",
            "{count} orders gave them up; {ready} got others.",
            done.gave_up,
        )
        context.out.line(words.format(count=done.gave_up, ready=done.ready))
