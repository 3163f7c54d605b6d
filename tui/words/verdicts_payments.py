"""Words for what keys do to the money of an order."""

from __future__ import annotations

from core.i18n import N_
from tui.words.verdicts_parts import Words

PAYMENT_WORDS: dict[str, Words] = {
    "info/payment_reported": Words(
        N_("Order {order}: {amount} is written down. It is {status}."),
        next=N_("Look for the money, then confirm or refuse it."),
    ),
    "info/payment_amended": Words(
        N_("Order {order}: the payment is {amount} now. It is {status}."),
        next=N_("Look for the money, then confirm or refuse it."),
    ),
    "info/payment_confirmed": Words(
        N_("Order {order}: {amount} is confirmed; {balance}. It is {status}."), next=""
    ),
    "info/payment_refused": Words(
        N_("Order {order}: the payment of {amount} is refused. It is {status}."), next=""
    ),
    "info/refunded": Words(
        N_("Order {order}: {amount} went back; {balance}. It is {status}."), next=""
    ),
    "info/payment_reversed": Words(
        N_("Order {order}: {amount} does not count any more; {balance}. It is {status}."), next=""
    ),
    "info/payment_reversed_held": Words(
        N_("Order {order}: {amount} does not count any more. It is in work and now on hold."),
        next=N_("Tell the lead: release it when the money is there, or cancel it."),
    ),
    "info/payment_reversed_gone": Words(
        N_("Order {order}: {amount} does not count any more, and its goods have left."),
        next=N_("Tell the lead, and ask the buyer for {balance}."),
    ),
    "info/order_accepted": Words(N_("Order {order} is accepted: it can be packed."), next=""),
    "info/order_delivered": Words(N_("Order {order} is delivered. It is {status}."), next=""),
    "info/order_delivered_owed": Words(
        N_("Order {order} is delivered; its COD money has not come in yet."),
        next=N_("Write the money down when the courier pays it."),
    ),
    "info/parcel_arrived": Words(
        N_("Order {order}: {count} parcels are still on their way."), next=""
    ),
}
