"""What a new shipment has of what the shop always wants from its courier."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, func, select

from core.couriers.base import Usual
from core.fulfilment.models import parcel_lines
from core.fulfilment.parcels import Parcel
from core.fulfilment.states import ParcelState
from core.orders.models import order_lines
from core.shipping.settings import ShippingSettings
from core.transaction import Transaction

_NONE = Usual()


def usually(
    tx: Transaction, settings: ShippingSettings, parcel: Parcel, courier: str, note: str
) -> dict[str, Any]:
    """Who pays, whether the buyer may look, the insured worth in minor units, and the note.

    `note` is what is said of this parcel. A parcel that is still open is insured for what its
    order holds.
    """
    usual = settings.couriers.usual(courier)
    if usual == _NONE:
        return {"note": note[:500]}
    return {
        "fee_payer": usual.fee_payer,
        "inspection": usual.inspection.value,
        "insurance": _worth(tx, settings, parcel, courier) if usual.insured else 0,
        "note": "; ".join(one for one in (usual.note, note) if one)[:500],
    }


def _worth(tx: Transaction, settings: ShippingSettings, parcel: Parcel, courier: str) -> int:
    query = _ordered if parcel.state is ParcelState.OPEN else _packed
    worth = int(tx.execute(query, {"o": parcel.order_id, "p": parcel.id}).scalar() or 0)
    most = settings.couriers.get(courier).limits.insurance
    return min(worth, most) if most else worth


_each = order_lines.c.unit_price - order_lines.c.discount // order_lines.c.quantity
_ordered = select(func.sum(_each * (order_lines.c.quantity - order_lines.c.excepted))).where(
    order_lines.c.order_id == bindparam("o")
)
_packed = (
    select(func.sum(_each * parcel_lines.c.quantity))
    .join(order_lines, order_lines.c.id == parcel_lines.c.order_line_id)
    .where(parcel_lines.c.parcel_id == bindparam("p"))
)
