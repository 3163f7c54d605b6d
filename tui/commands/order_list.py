"""``kemas orders list``: the orders of the shop, filtered and searched."""

from __future__ import annotations

from argparse import _SubParsersAction
from typing import Any

from core.fulfilment.queue import search
from core.i18n import _, show_time
from core.orders import queries
from core.orders.queries import OrderInfo
from core.orders.states import Fulfilment, OrderStatus
from core.stock.places import warehouse_id
from core.transaction import Transaction
from tui.arguments import positive
from tui.commands import parked
from tui.context import Context
from tui.shape import shape
from tui.words.states import fulfilment_name, status_name

_STATES = list(dict.fromkeys(state.value for state in (*OrderStatus, *Fulfilment)))
"""What ``--status`` takes: what the shop sees, and where the goods stand."""


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    listing = actions.add_parser("list", help=_("list orders, the latest first"))
    listing.add_argument("--limit", type=positive, default=50, help=_("at most this many"))
    listing.add_argument("--status", choices=_STATES)
    listing.add_argument("--fulfilment", choices=[one.value for one in Fulfilment])
    listing.add_argument("--channel", default="", help=_("only of this channel"))
    listing.add_argument("--search", default="", metavar="TEXT", help=_("number, name, SKU …"))
    listing.add_argument("--parked", action="store_true", help=_("orders that could not come in"))
    listing.set_defaults(run=_list)


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
