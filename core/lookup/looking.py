"""The one look-up: from any code to all that is known of what it means. Nothing changes by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from core.lookup import goods, papers, people, places, work
from core.lookup.found import Found, Ref, Thing
from core.lookup.meaning import things_of
from core.people.permissions import Permission, require
from core.transaction import Transaction

_READERS: dict[Thing, Callable[[Transaction, int, Ref], Found]] = {
    Thing.PRODUCT: goods.product,
    Thing.BIN: places.place,
    Thing.ORDER: papers.order,
    Thing.PARCEL: papers.parcel,
    Thing.PURCHASE: papers.purchase,
    Thing.TRANSFER: papers.transfer,
    Thing.RETURN: papers.sent_back,
    Thing.OPERATOR: people.operator,
    Thing.STATION: people.station,
    Thing.WALK: work.walk,
    Thing.COUNT: work.count,
}
_NEEDS = {
    Thing.ORDER: Permission.ORDER_VIEW,
    Thing.WALK: Permission.ORDER_VIEW,
    Thing.PARCEL: Permission.ORDER_VIEW,
    Thing.RETURN: Permission.ORDER_VIEW,
    Thing.PURCHASE: Permission.PURCHASE_VIEW,
}
"""What else somebody must be allowed to see."""


def look_up(tx: Transaction, warehouse: int, raw: str) -> Found:
    """What goes by a code, the likeliest of several; the others stand in `also`.

    Raises NotFound ``lookup_nothing``, Refusal ``lookup_unreadable`` or ``lookup_command``,
    NotAllowed.
    """
    require(tx, Permission.STOCK_VIEW)
    first, *others = things_of(tx, warehouse, raw)
    return replace(look_at(tx, warehouse, first), also=tuple(others))


def look_at(tx: Transaction, warehouse: int, ref: Ref) -> Found:
    """All that is known of one thing."""
    require(tx, Permission.STOCK_VIEW)
    require(tx, _NEEDS.get(ref.thing, Permission.STOCK_VIEW))
    return _READERS[ref.thing](tx, warehouse, ref)
