"""Which order a return belongs to, by what is on its label or was typed."""

from __future__ import annotations

from core.errors import NotFound
from core.orders.commands import find, head
from core.shipping.handing_over import parcel_by_code
from core.text import clean
from core.transaction import Transaction


def order_of_code(tx: Transaction, code: str) -> tuple[int, str]:
    """Id and number of the order of a parcel code, a waybill or an order number.

    Raises NotFound ``return_label_unknown``, Refusal ``order_ambiguous``.
    """
    wanted = clean(code, 80)
    channel, slash, number = wanted.partition("/")
    for args in ((wanted,), (number, channel)) if slash else ((wanted,),):
        try:
            found = find(tx, *args)
        except NotFound:
            continue
        return found.id, found.order_no
    try:
        parcel = parcel_by_code(tx, wanted)
    except NotFound:
        raise NotFound("return_label_unknown", label=wanted) from None
    order = head(tx, parcel.order_id)
    return order.id, order.order_no
