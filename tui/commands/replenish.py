"""``kemas replenish``: pick bins that run low are filled up from bulk bins."""

from __future__ import annotations

from argparse import ArgumentParser, _SubParsersAction
from typing import Any

from core.clock import local
from core.errors import Refusal
from core.fulfilment.replenishing import planning, tasks
from core.fulfilment.replenishing.once import Wish, do_once
from core.i18n import _, ngettext
from core.stock import pick_homes
from core.stock.places import warehouse_id
from core.transaction import SYSTEM
from tui.arguments import count, positive
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.shape import shape


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser("list", help=_("list what is to be brought, the urgent first"))
    listing.add_argument("--limit", type=positive, default=500, help=_("at most this many"))
    listing.set_defaults(run=_list)
    planning_now = actions.add_parser("plan", help=_("look at once which pick bins run low"))
    planning_now.set_defaults(run=_plan)
    words = _("write down that goods were brought, or are not there")
    doing_it = actions.add_parser("do", help=words, description=words)
    doing_it.add_argument("task", metavar="TASK", type=positive, help=_("as in: replenish list"))
    doing_it.add_argument(
        "--quantity", metavar="N", type=positive, help=_("else all that the task asks for")
    )
    doing_it.add_argument("--bin", metavar="BIN", default="", help=_("else its pick bin"))
    doing_it.add_argument(
        "--short",
        action="store_true",
        help=_("what remains is not there: end the task, have the bin counted"),
    )
    doing_it.add_argument(
        "--key", metavar="KEY", default="", help=_("sent twice with it, it is done once")
    )
    operator_option(doing_it)
    doing_it.set_defaults(run=_do)


def add_home(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments of ``kemas stock home`` and ``homes``."""
    words = _("say which bin a product is picked from, and how full it is kept")
    setting = actions.add_parser("home", help=words, description=words)
    setting.add_argument("sku", metavar="SKU", help=_("the product"))
    setting.add_argument("bin", metavar="BIN", nargs="?", help=_("the pick bin"))
    setting.add_argument(
        "--min", metavar="N", type=count, help=_("fill it up once fewer than these are free")
    )
    setting.add_argument("--max", metavar="N", type=count, help=_("up to so many"))
    setting.add_argument("--drop", action="store_true", help=_("it has no such bin any more"))
    operator_option(setting)
    setting.set_defaults(run=_home)
    listing = actions.add_parser("homes", help=_("list the pick bins that are kept filled"))
    listing.add_argument("--limit", type=positive, default=500, help=_("at most this many"))
    listing.set_defaults(run=_homes)


def _list(context: Context) -> None:
    with context.reading() as tx:
        warehouse = warehouse_id(tx, context.config.station.warehouse)
        found = tasks.waiting(tx, warehouse, limit=context.args.limit)
    if context.out.as_json:
        context.out.data([shape(one, context.config) for one in found])
        return
    zone = context.config.shop.timezone
    rows = [
        {
            "id": one.id,
            "quantity": one.quantity,
            "sku": one.sku,
            "name": one.name,
            "lot": one.lot,
            "from_bin": one.from_bin,
            "to_bin": one.to_bin,
            "due": local(one.due_at, zone).strftime("%Y-%m-%d %H:%M") if one.due_at else "",
        }
        for one in found
    ]
    headings = {
        "id": _("Task"),
        "quantity": _("Units"),
        "sku": _("SKU"),
        "name": _("Name"),
        "lot": _("Lot"),
        "from_bin": _("Lies in"),
        "to_bin": _("Goes to"),
        "due": _("Orders due"),
    }
    context.out.items(rows, headings, empty=_("Nothing is to be brought to pick bins."))


def _plan(context: Context) -> None:
    with context.reading() as tx:
        warehouse = warehouse_id(tx, context.config.station.warehouse)
    done = planning.plan(context.database, SYSTEM, warehouse)
    with context.reading() as tx:
        waiting = tasks.how_many(tx, warehouse)
    if context.out.as_json:
        context.out.data(shape(done, context.config) | {"waiting": waiting})
        return
    said = ngettext(
        "{count} task was made or grew, by {units} units; {waiting} wait.",
        "{count} tasks were made or grew, by {units} units; {waiting} wait.",
        done.tasks,
    )
    context.out.line(said.format(count=done.tasks, units=done.units, waiting=waiting))


def _do(context: Context) -> None:
    args = context.args
    wish = Wish(args.bin, args.quantity, bool(args.short))
    with context.writing(actor_of(context)) as tx:
        did = do_once(tx, args.task, wish, args.key)
    if context.out.as_json:
        told = shape(did, context.config)
        told.pop("from_bin")
        context.out.data(told)
        return
    if did.units:
        said = _("{units} × {sku} are in {bin} now; {left} more are in {from_bin}.")
        context.out.line(
            said.format(
                units=did.units, sku=did.sku, bin=did.bin, left=did.left, from_bin=did.from_bin
            )
        )
    if did.short:
        said = _("The rest was not in {bin}; it will be counted.")
        context.out.line(said.format(bin=did.from_bin))


def _home(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        warehouse = warehouse_id(tx, context.config.station.warehouse)
        if args.drop:
            pick_homes.drop_home(tx, warehouse, args.sku)
            told: dict[str, Any] = {"sku": args.sku, "bin": ""}
            said = _("{sku} has no pick bin of its own any more.").format(sku=args.sku)
        else:
            if not args.bin or args.min is None or args.max is None:
                raise Refusal("home_incomplete", sku=args.sku)
            home = pick_homes.set_home(tx, warehouse, args.sku, args.bin, args.min, args.max)
            told = shape(home, context.config)
            said = _("{sku} is picked from {bin}, which is kept between {least} and {most}.")
            said = said.format(sku=home.sku, bin=home.bin, least=home.least, most=home.most)
    if context.out.as_json:
        context.out.data(told)
        return
    context.out.line(said)


def _homes(context: Context) -> None:
    with context.reading() as tx:
        warehouse = warehouse_id(tx, context.config.station.warehouse)
        found = pick_homes.homes(tx, warehouse, limit=context.args.limit)
    headings = {
        "bin": _("Bin"),
        "sku": _("SKU"),
        "name": _("Name"),
        "least": _("At least"),
        "most": _("At most"),
    }
    rows = [shape(one, context.config) for one in found]
    context.out.items(rows, headings, empty=_("No pick bin is kept filled."))
