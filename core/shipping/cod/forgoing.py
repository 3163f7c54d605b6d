"""Money that a courier owes and will not pay: the buyer has paid, the shop asks for no more."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select, update

from core.audit import record
from core.errors import NotFound, Refusal
from core.fulfilment.parcels import load_parcel
from core.money import Money
from core.orders.payments.commands import Paid, confirm, report
from core.orders.payments.states import Method
from core.orders.status import Policy, stand
from core.people.permissions import Permission, require
from core.shipping.cod.queries import paid_of_shipment
from core.shipping.models import shipments
from core.shipping.states import VAIN
from core.text import clean
from core.transaction import Transaction


def forgo(tx: Transaction, policy: Policy, parcel_id: int, reason: str = "") -> Money:
    """Ask no more of a courier for a parcel; gives what it does not pay.

    For the order it counts as paid, as the buyer gave it to the courier. Raises NotFound
    ``shipment_none``, Refusal ``cod_nothing_owed``, NotAllowed without the permission to refund.
    """
    require(tx, Permission.REFUND)
    parcel = load_parcel(tx, parcel_id)
    stand(tx, parcel.order_id)  # locks the order: two people cannot let it go twice
    row: Any = tx.execute(_owed, {"p": parcel_id}).first()
    if row is None:
        raise NotFound("shipment_none", parcel=parcel.code)
    owed = int(row.owed)
    if owed <= 0:
        raise Refusal("cod_nothing_owed", parcel=parcel.code)
    tx.execute(_forgone, {"s": row.id, "owed": owed})
    amount = Money(owed, row.currency)
    record(
        tx,
        "cod_forgone",
        order_id=parcel.order_id,
        parcel_id=parcel_id,
        courier=row.courier,
        amount=f"{amount.decimal:f}",
        currency=amount.currency,
        reason=clean(reason, 200) or "-",
    )
    paid = Paid(owed, Method.OTHER, bank=row.courier, reference=row.waybill)
    made = report(tx, policy, parcel.order_id, paid, sure=True).payment.id
    confirm(tx, policy, made, sure=True)
    return amount


_owed = (
    select(
        shipments.c.id,
        shipments.c.courier,
        shipments.c.waybill,
        shipments.c.currency,
        (shipments.c.cod - shipments.c.cod_forgone - paid_of_shipment).label("owed"),
    )
    .where(
        shipments.c.parcel_id == bindparam("p"),
        shipments.c.state.not_in(sorted(state.value for state in VAIN)),
    )
    .order_by(shipments.c.attempt.desc())
    .limit(1)
)
_forgone = (
    update(shipments)
    .where(shipments.c.id == bindparam("s"))
    .values(cod_forgone=shipments.c.cod_forgone + bindparam("owed"))
)
