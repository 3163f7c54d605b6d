"""Refusals about money on orders and about deliveries."""

from __future__ import annotations

from core.i18n import N_

PAYMENTS: dict[str, str] = {
    "payment_not_found": N_("There is no payment {payment}."),
    "payment_moved": N_("The payment {payment} has changed meanwhile. Look at it again."),
    "payment_step": N_("The payment {payment} is {now} already; this cannot be done with it."),
    "payment_nothing": N_("Say how much it is: an amount above zero."),
    "payment_day": N_("{day} is not a day on which it can have been paid; today is {today}."),
    "method_unknown": N_("{value} is no way to pay; there are: {known}."),
    "payment_over": N_(
        "{amount} is more than the order {order} still costs: {due}. "
        "If it is so, say that you are sure; the rest stays as credit of the buyer."
    ),
    "payment_over_sure": N_(
        "{amount} is more than the order {order} still costs: {due}. "
        "If it is so, add --sure; the rest stays as credit of the buyer."
    ),
    "payment_known_sure": N_(
        "The reference {reference} is on a payment of the order {order} already. "
        "If it is another payment, add --sure."
    ),
    "payment_differs": N_(
        "Payment {payment} of the order {order} says {amount}, not {seen}. "
        "Look at it again before it is confirmed."
    ),
    "payment_known": N_(
        "The reference {reference} is on a payment of the order {order} already. "
        "If it is another payment, say that you are sure."
    ),
    "refund_too_big": N_(
        "{amount} cannot go back for the order {order}: only {paid} is paid and confirmed."
    ),
    "reverse_refunded": N_(
        "The payment {payment} of the order {order} went back to the buyer already. "
        "Reverse the refund first."
    ),
    "order_not_waiting": N_("The order {order} does not wait for its money: it is {state}."),
    "not_sent": N_("The order {order} is {state}; only what is on its way can be delivered."),
}
