"""``kemas stock put-back``: goods that wait to go back to the shelf, and that they are back."""

from __future__ import annotations

from argparse import _SubParsersAction
from typing import Any

from core.i18n import _
from core.stock import put_away
from core.stock.places import warehouse_id
from tui.arguments import positive
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.shape import shape


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    words = _("goods that wait to go back to the shelf")
    group = actions.add_parser("put-back", help=words, description=words)
    steps = group.add_subparsers(metavar="STEP", required=True)
    listing = steps.add_parser("list", help=_("list what waits"))
    listing.add_argument("--limit", type=positive, default=500, help=_("at most this many"))
    listing.set_defaults(run=_list)
    doing = steps.add_parser("done", help=_("write down where goods were put"))
    doing.add_argument("--bin", required=True, help=_("the bin"))
    doing.set_defaults(run=_done)
    losing = steps.add_parser("gone", help=_("write goods off that are not there"))
    losing.add_argument("--reason", required=True, help=_("why"))
    losing.set_defaults(run=_gone)
    for parser in (doing, losing):
        parser.add_argument("task", metavar="TASK", type=positive, help=_("as in: put-back list"))
        parser.add_argument("--quantity", metavar="N", type=positive, help=_("else all of them"))
        operator_option(parser)


def _list(context: Context) -> None:
    with context.reading() as tx:
        warehouse = warehouse_id(tx, context.config.station.warehouse)
        found = put_away.waiting(tx, warehouse, limit=context.args.limit)
    headings = {
        "id": _("Task"),
        "quantity": _("Units"),
        "sku": _("SKU"),
        "name": _("Name"),
        "from_bin": _("Lies in"),
        "to_bin": _("Goes to"),
        "reference": _("Order"),
    }
    rows = [shape(one, context.config) for one in found]
    context.out.items(rows, headings, empty=_("Nothing waits to be put back."))


def _done(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        done = put_away.put_away(tx, args.task, args.bin, args.quantity)
    ready = context.promise(done.task.warehouse_id)
    if context.out.as_json:
        shown = {"task": done.task.id, "sku": done.task.sku, "bin": done.bin}
        context.out.data(shown | {"quantity": done.quantity, "left": done.left, "ready": ready})
        return
    said = _("{units} × {sku} are back in {bin}; {left} more wait.")
    context.out.line(
        said.format(units=done.quantity, sku=done.task.sku, bin=done.bin, left=done.left)
    )


def _gone(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        one = put_away.task(tx, args.task)
        units = put_away.write_off(tx, args.task, args.reason, args.quantity)
    if context.out.as_json:
        context.out.data({"task": one.id, "sku": one.sku, "written_off": units})
        return
    said = _("{units} × {sku} are written off.")
    context.out.line(said.format(units=units, sku=one.sku))
