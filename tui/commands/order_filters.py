"""Which orders a command is about: the filters of the order book, as options."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from core.errors import NotFound, Refusal
from core.i18n import _
from core.orders.book.filters import GROUPS, BookFilter, Paid, read_filter, write_filter
from core.orders.commands import find
from core.orders.states import Fulfilment, OrderStatus, Source
from core.people.saved_lists import find_list
from core.stock.places import warehouse_id
from core.transaction import Transaction
from tui.context import Context

PLACE = "orders"
"""Under which lists of orders are kept."""
_GOODS = [one.value for one in Fulfilment if one.value not in list(OrderStatus)]
STATES = [*(one.value for one in OrderStatus), *GROUPS, *_GOODS]
"""What ``--status`` takes: what the shop sees, several of these, and where the goods stand."""
_OPTIONS = ("group", "source", "courier", "payment", "warehouse", "since", "until", "channel",
            "fulfilment", "search")  # fmt: skip
_NAMES = {"payment": "paid", "search": "text"}
_SPLIT = re.compile(r"[\t;,]")


def filter_options(parser: ArgumentParser) -> None:
    """Describe the filters."""
    option = parser.add_argument
    option("--status", action="append", choices=STATES, help=_("may be given several times"))
    option("--group", default="", metavar="NAME", help=_("only of this group of customers"))
    option("--source", default="", choices=[one.value for one in Source])
    option("--courier", default="", metavar="CODE", help=_("only with this courier"))
    option("--payment", default="", choices=[one.value for one in Paid])
    option("--warehouse", default="", metavar="CODE", help=_("only of this warehouse"))
    option("--since", default="", metavar="DAY", help=_("from this day on: 2026-11-30, or -7"))
    option("--until", default="", metavar="DAY", help=_("up to this day"))
    option("--channel", default="", help=_("only of this channel"))
    option("--fulfilment", default="", choices=[one.value for one in Fulfilment])
    option("--search", default="", metavar="TEXT", help=_("number, name, SKU …"))
    option("--saved", default="", metavar="NAME", help=_("the filters of a list that is kept"))


def wanted_of(tx: Transaction, context: Context) -> BookFilter:
    """The filter that the options say, on top of the list that they name.

    Raises NotFound ``warehouse_unknown`` or ``list_not_found``, or Refusal ``filter_wrong``.
    """
    args = context.args
    values: dict[str, str] = {}
    if args.saved:
        kept: Any = find_list(tx, PLACE, args.saved).wanted
        values |= {name: str(value) for name, value in dict(kept.get("filter", {})).items()}
    given = {_NAMES.get(name, name): getattr(args, name) for name in _OPTIONS}
    values |= {name: value for name, value in given.items() if value}
    states = args.status or []
    goods = [one for one in states if one in _GOODS]
    if len(goods) > 1 or (goods and given["fulfilment"]):
        raise Refusal("filter_wrong", filter="status", value=", ".join(states))
    if goods:
        values["fulfilment"] = goods[0]
    if shop := [one for one in states if one not in _GOODS]:
        values["statuses"] = ",".join(shop)
    if values.get("warehouse"):
        warehouse_id(tx, values["warehouse"])
    return read_filter(values)


def is_all(wanted: BookFilter) -> bool:
    """Whether nothing is said about which orders are meant."""
    return not write_filter(wanted)


def ids_in_file(tx: Transaction, path: Path) -> tuple[list[int], list[NotFound | Refusal]]:
    """The orders that a file names, one a line: number, and channel where two have the number.

    What is not found is given beside them. Raises Refusal ``list_file_empty``, or OSError.
    """
    ids: list[int] = []
    missed: list[NotFound | Refusal] = []
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    for line in text.splitlines():
        number, *rest = (part.strip().strip('"') for part in _SPLIT.split(line))
        if not number or line.startswith("#"):
            continue
        try:
            ids.append(find(tx, number, rest[0] if rest else "").id)
        except (NotFound, Refusal) as refusal:
            missed.append(refusal)
    if not ids and not missed:
        raise Refusal("list_file_empty", path=str(path))
    return ids, missed
