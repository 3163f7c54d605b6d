"""The texts that every shop begins with, in three languages: short, polite, with what counts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.i18n import N_, _, speaking


class Reason(StrEnum):
    """Why the shop writes to somebody; each has a text of its own."""

    PAYMENT_REMINDER = "payment_reminder"
    PAYMENT_REFUSED = "payment_refused"
    ORDER_CONFIRMED = "order_confirmed"
    SHIPPED = "shipped"
    NOT_DELIVERED = "not_delivered"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    FREE = "free"
    """Anything else; its text is written each time."""
    PURCHASE_ORDER = "purchase_order"
    """To a supplier: what we order."""
    INVOICE = "invoice"
    """An invoice, with its files."""
    INVOICE_OVERDUE = "invoice_overdue"
    """The first reminder of invoices that are not paid; two firmer ones follow."""
    INVOICE_OVERDUE_2 = "invoice_overdue_2"
    INVOICE_OVERDUE_3 = "invoice_overdue_3"


_OTHERS = {
    Reason.PURCHASE_ORDER,
    Reason.INVOICE,
    Reason.INVOICE_OVERDUE,
    Reason.INVOICE_OVERDUE_2,
    Reason.INVOICE_OVERDUE_3,
}
OF_ORDERS = tuple(reason for reason in Reason if reason not in _OTHERS)
"""The texts to buyers."""


@dataclass(frozen=True, slots=True)
class Text:
    """A subject and a body, with gaps to be filled."""

    subject: str
    body: str


_DEFAULTS = {
    Reason.PAYMENT_REMINDER: Text(
        N_("Order {order}: payment of {due}"),
        N_(
            "Hello {customer},\n\nthank you for your order {order} at {shop}:\n{items}\n\n"
            "Still to be paid: {due}\n{bank}\n\n"
            "Please send us the proof of payment, so that we can pack at once. "
            "If you have paid already, please ignore this message.\n\n{shop}"
        ),
    ),
    Reason.PAYMENT_REFUSED: Text(
        N_("Order {order}: we could not find your payment"),
        N_(
            "Hello {customer},\n\nwe could not confirm your payment for the order {order}.\n"
            "Reason: {reason}\n\nStill to be paid: {due}\n{bank}\n\n"
            "Please check it and send us the proof of payment again. Thank you!\n\n{shop}"
        ),
    ),
    Reason.ORDER_CONFIRMED: Text(
        N_("Order {order} is confirmed"),
        N_(
            "Hello {customer},\n\nthank you! Your order {order} is confirmed and will be packed "
            "soon:\n{items}\n\nTotal: {total}\n\n{shop}"
        ),
    ),
    Reason.SHIPPED: Text(
        N_("Order {order} is on its way: {tracking}"),
        N_(
            "Hello {customer},\n\nyour order {order} is on its way.\nCourier: {courier}\n"
            "Tracking number: {tracking}\n\nThank you for shopping at {shop}!"
        ),
    ),
    Reason.NOT_DELIVERED: Text(
        N_("Order {order}: the courier could not deliver it"),
        N_(
            "Hello {customer},\n\nthe courier tried to bring your order {order} and could not "
            "deliver it.\nCourier: {courier}\nTracking number: {tracking}\n\n"
            "Please answer this message and tell us when and where it suits you. Thank you!"
            "\n\n{shop}"
        ),
    ),
    Reason.DELIVERED: Text(
        N_("Order {order} has arrived"),
        N_(
            "Hello {customer},\n\nyour order {order} has been delivered. "
            "If anything is not right, please answer this message.\n\n"
            "Thank you for shopping at {shop}!"
        ),
    ),
    Reason.CANCELLED: Text(
        N_("Order {order} is cancelled"),
        N_(
            "Hello {customer},\n\nyour order {order} is cancelled.\nReason: {reason}\n\n"
            "If that is not what you want, please answer this message.\n\n{shop}"
        ),
    ),
    Reason.FREE: Text(
        N_("Your order {order}"), N_("Hello {customer},\n\nabout your order {order}:\n\n{shop}")
    ),
    Reason.PURCHASE_ORDER: Text(
        N_("Purchase order {order} of {shop}"),
        N_(
            "Hello {supplier},\n\nwe order with number {order}:\n{items}\n\nTotal: {total}\n"
            "Wanted by: {expected}\nDeliver to: {place}\n\n"
            "Please confirm it by answering this message, and write the number {order} on the "
            "delivery note.\n\n{shop}\n{phone}"
        ),
    ),
    Reason.INVOICE: Text(
        N_("Invoice {invoice} of {shop}"),
        N_(
            "Hello {customer},\n\nyour invoice {invoice} of {date} is attached.\n"
            "Total: {total}\nLook-up code: {lookup}\nTo pay: {pay}\n\n"
            "Thank you for shopping at {shop}!\n{phone}"
        ),
    ),
    Reason.INVOICE_OVERDUE: Text(
        N_("Invoices that are due: {due}"),
        N_(
            "Hello {customer},\n\nthese invoices are due and we have not found your payment "
            "yet:\n{items}\n\nTo be paid: {due}\n{bank}\n\n"
            "Please write the number of the invoice into the transfer. "
            "If you have paid already, please ignore this message.\n\n{shop}\n{phone}"
        ),
    ),
    Reason.INVOICE_OVERDUE_2: Text(
        N_("Second reminder: {due} is overdue"),
        N_(
            "Hello {customer},\n\nwe wrote to you about these invoices before; they are still "
            "not paid:\n{items}\n\nTo be paid: {due}\n{bank}\n\n"
            "Please pay them within a week, or tell us what is not right.\n\n{shop}\n{phone}"
        ),
    ),
    Reason.INVOICE_OVERDUE_3: Text(
        N_("Last reminder: {due} is overdue"),
        N_(
            "Hello {customer},\n\nthese invoices are overdue for long:\n{items}\n\n"
            "To be paid: {due}\n{bank}\n\n"
            "Please pay at once, or call us today.\n\n{shop}\n{phone}"
        ),
    ),
}


def default(reason: Reason, language: str) -> Text:
    """The text of a reason as every shop begins with it, in one of the languages of Kemas."""
    text = _DEFAULTS[reason]
    with speaking(language):
        return Text(_(text.subject), _(text.body))
