"""Life cycles of an order: what the shop sees, and where its fulfilment stands."""

from __future__ import annotations

from enum import StrEnum


class OrderStatus(StrEnum):
    """What the shop sees."""

    UNPAID = "unpaid"
    DOWN_PAYMENT = "down_payment"
    TO_CONFIRM = "to_confirm"
    PROCESSING = "processing"
    SHIPPING = "shipping"
    DONE = "done"
    CANCELLED = "cancelled"
    RETURNED = "returned"


CONFIRMED = (OrderStatus.PROCESSING, OrderStatus.SHIPPING)
"""Status of orders that may be picked and packed; the money is settled or will come."""
PLACED = (OrderStatus.UNPAID, OrderStatus.DOWN_PAYMENT, OrderStatus.TO_CONFIRM)
"""Status of orders that wait for money, or for a person who looks at it."""


class Source(StrEnum):
    """Where an order came from."""

    MANUAL = "manual"
    """Typed in by the shop, from phone or chat."""
    FORM = "form"
    PRIVATE = "private"
    """A file of the shop's own."""
    SHOPEE = "shopee"
    LAZADA = "lazada"
    TIKTOK = "tiktok"
    WEB = "web"


class Origin(StrEnum):
    """What an order was made from, where it was made from another."""

    NONE = "none"
    COPY = "copy"
    SPLIT = "split"
    EXCHANGE = "exchange"


_S = OrderStatus
STATUS_STEPS = frozenset(
    {
        (_S.UNPAID, _S.DOWN_PAYMENT),
        (_S.UNPAID, _S.TO_CONFIRM),
        (_S.UNPAID, _S.PROCESSING),
        (_S.UNPAID, _S.CANCELLED),
        (_S.DOWN_PAYMENT, _S.UNPAID),  # the down payment went back
        (_S.DOWN_PAYMENT, _S.TO_CONFIRM),
        (_S.DOWN_PAYMENT, _S.PROCESSING),
        (_S.DOWN_PAYMENT, _S.CANCELLED),
        (_S.TO_CONFIRM, _S.PROCESSING),
        (_S.TO_CONFIRM, _S.UNPAID),
        (_S.TO_CONFIRM, _S.DOWN_PAYMENT),
        (_S.TO_CONFIRM, _S.CANCELLED),
        (_S.PROCESSING, _S.UNPAID),  # a payment was confirmed by mistake; nothing is packed
        (_S.PROCESSING, _S.DOWN_PAYMENT),
        (_S.PROCESSING, _S.TO_CONFIRM),
        (_S.PROCESSING, _S.SHIPPING),
        (_S.PROCESSING, _S.CANCELLED),
        (_S.SHIPPING, _S.PROCESSING),  # the label was taken back
        (_S.SHIPPING, _S.DONE),
        (_S.SHIPPING, _S.CANCELLED),
        (_S.SHIPPING, _S.RETURNED),
        (_S.DONE, _S.SHIPPING),  # the COD money was not there after all
        (_S.DONE, _S.RETURNED),
    }
)


class Fulfilment(StrEnum):
    """Where the goods of an order stand."""

    SHORT = "short"
    READY = "ready"
    PICKING = "picking"
    PICKED = "picked"
    PACKING = "packing"
    PACKED = "packed"
    HANDED_OVER = "handed_over"
    HELD = "held"
    CANCELLED = "cancelled"


_F = Fulfilment
FULFILMENT_STEPS = frozenset(
    {
        (_F.SHORT, _F.READY),
        (_F.SHORT, _F.HANDED_OVER),  # sent from elsewhere, as its channel says
        (_F.SHORT, _F.HELD),
        (_F.SHORT, _F.CANCELLED),
        (_F.READY, _F.SHORT),
        (_F.READY, _F.PICKING),
        (_F.READY, _F.PACKING),
        (_F.READY, _F.HANDED_OVER),
        (_F.READY, _F.HELD),
        (_F.READY, _F.CANCELLED),
        (_F.PICKING, _F.READY),
        (_F.PICKING, _F.PICKED),
        (_F.PICKING, _F.SHORT),
        (_F.PICKING, _F.HELD),
        (_F.PICKING, _F.CANCELLED),
        (_F.PICKED, _F.PICKING),  # the last pick of a walk was taken back
        (_F.PICKED, _F.PACKING),
        (_F.PICKED, _F.SHORT),
        (_F.PICKED, _F.HELD),
        (_F.PICKED, _F.CANCELLED),
        (_F.PACKING, _F.READY),
        (_F.PACKING, _F.PICKED),
        (_F.PACKING, _F.SHORT),
        (_F.PACKING, _F.PACKED),
        (_F.PACKING, _F.HELD),
        (_F.PACKING, _F.CANCELLED),
        (_F.PACKED, _F.PACKING),  # the last parcel was reopened
        (_F.PACKED, _F.HELD),
        (_F.PACKED, _F.HANDED_OVER),
        (_F.PACKED, _F.CANCELLED),
        (_F.HANDED_OVER, _F.PACKED),  # a parcel was scanned out by mistake
        (_F.HELD, _F.SHORT),
        (_F.HELD, _F.READY),
        (_F.HELD, _F.PICKED),
        (_F.HELD, _F.PACKING),
        (_F.HELD, _F.PACKED),
        (_F.HELD, _F.HANDED_OVER),
        (_F.HELD, _F.CANCELLED),
    }
)

OPEN = frozenset({_F.SHORT, _F.READY, _F.PICKING, _F.PICKED, _F.PACKING, _F.HELD})
"""Fulfilment that still has goods to find."""
PACKABLE = frozenset({_F.READY, _F.PICKED, _F.PACKING, _F.PICKING})
"""Fulfilment that a packer may open."""
