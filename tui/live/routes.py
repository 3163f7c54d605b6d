"""The warehouses that an order may go to, with what is missing there and how near they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from core.errors import Refusal
from core.fulfilment.rerouting import where
from core.i18n import _
from core.orders.commands import find
from core.orders.routing import Looked, routing_of
from core.transaction import Transaction
from tui.views import Choice
from tui.words.places import why_routed

if TYPE_CHECKING:
    from core.settings import Config


def choices(
    tx: Transaction, config: Config, warehouse: int, target: Mapping[str, str]
) -> tuple[Choice, ...]:
    """The open warehouses by rank; the one that the rules would choose comes first."""
    if not target.get("order"):
        raise Refusal("no_order_chosen")
    order = find(tx, target["order"], target.get("channel", ""))
    found = where(tx, routing_of(config), order.id, warehouse)
    best = found.route.warehouse.code
    ranked = sorted(found.route.looked, key=lambda one: one.warehouse.code != best)
    return tuple(
        Choice(
            one.warehouse.code,
            f"{one.warehouse.code}  {one.warehouse.name}",
            _hint(one, found.warehouse),
        )
        for one in ranked
    )


def _hint(one: Looked, here: str) -> str:
    said = [_("all of it is there")]
    if one.missing:
        said = [_("{missing} units are missing there").format(missing=one.missing)]
    if one.same != "nothing":
        said.append(why_routed(one.same))
    if one.warehouse.code == here:
        said.append(_("it is there now"))
    return ", ".join(said)
