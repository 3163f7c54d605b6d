"""``kemas orders route``: which warehouse an order goes to and why, and sending it to another."""

from __future__ import annotations

from argparse import _SubParsersAction
from typing import Any

from core.fulfilment.rerouting import Rerouted, Where, reroute, where
from core.i18n import _
from core.orders.routing import routing_of
from core.stock.places import warehouse_id
from core.stock.warehouses import open_one
from tui.commands.acting import actor_of, operator_option
from tui.commands.naming import find_named, named
from tui.context import Context
from tui.words.places import why_routed


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    routing = named(
        actions.add_parser(
            "route", help=_("why an order is in its warehouse, or send it elsewhere")
        )
    )
    how = routing.add_mutually_exclusive_group()
    how.add_argument("--to", metavar="CODE", help=_("the warehouse that it goes to"))
    how.add_argument("--rules", action="store_true", help=_("where the rules send it now"))
    operator_option(routing)
    routing.set_defaults(run=_route)


def _route(context: Context) -> None:
    args = context.args
    if not (args.to or args.rules):
        return _why(context)
    partial = context.config.packing.partial_promise
    with context.writing(actor_of(context)) as tx:
        order = find_named(tx, context)
        before = order.warehouse_id
        if args.to:
            target, why = open_one(tx, args.to).id, "by_hand"
        else:
            home = warehouse_id(tx, context.config.station.warehouse)
            route = where(tx, routing_of(context.config), order.id, home).route
            target, why = route.warehouse.id, route.why
        done = reroute(tx, order.id, target, why=why, partial=partial)
    # What it gave back there may be what others wait for.
    ready = context.promise(before) if done.moved else 0
    return _tell(context, done, ready)


def _tell(context: Context, done: Rerouted, ready: int) -> None:
    missing = sum(one.quantity for one in done.missing)
    if context.out.as_json:
        told = {"order": done.order_no, "before": done.before, "warehouse": done.warehouse}
        told |= {"why": done.why}
        return context.out.data(
            told | {"moved": done.moved, "missing": missing, "orders_ready": ready}
        )
    if not done.moved:
        said = _("The order {order} is in {warehouse} already.")
    elif missing:
        said = _("The order {order} goes to {warehouse} now; {missing} units are missing there.")
    else:
        said = _("The order {order} goes to {warehouse} now.")
    return context.out.line(
        said.format(order=done.order_no, warehouse=done.warehouse, missing=missing)
    )


def _why(context: Context) -> None:
    with context.reading() as tx:
        order = find_named(tx, context)
        home = warehouse_id(tx, context.config.station.warehouse)
        found = where(tx, routing_of(context.config), order.id, home)
    if context.out.as_json:
        return context.out.data(_json(found))
    line = context.out.line
    came = found.came
    if came is None:
        line(
            _("The order {order} is in {warehouse}.").format(
                order=found.order_no, warehouse=found.warehouse
            )
        )
    else:
        said = _("The order {order} is in {warehouse}: {why}.")
        why = why_routed(str(came.get("why", "")))
        line(said.format(order=found.order_no, warehouse=found.warehouse, why=why))
    rows = [
        {
            "warehouse": one.warehouse.code,
            "city": one.warehouse.city,
            "rank": one.warehouse.rank,
            "missing": one.missing,
            "same": why_routed(one.same) if one.same != "nothing" else "",
        }
        for one in found.route.looked
    ]
    headings = {
        "warehouse": _("Warehouse"),
        "city": _("City"),
        "rank": _("Rank"),
        "missing": _("Missing units"),
        "same": _("How near"),
    }
    context.out.items(rows, headings)
    said = _("The rules send it to {warehouse}: {why}.")
    why = why_routed(found.route.why)
    return line(said.format(warehouse=found.route.warehouse.code, why=why))


def _json(found: Where) -> dict[str, object]:
    looked = [
        {"warehouse": one.warehouse.code, "missing": one.missing, "same": one.same}
        for one in found.route.looked
    ]
    return {
        "order": found.order_no,
        "warehouse": found.warehouse,
        "came": dict(found.came) if found.came else None,
        "rules": {"warehouse": found.route.warehouse.code, "why": found.route.why},
        "warehouses": looked,
    }
