"""What a billing profile lets one choose from."""

from __future__ import annotations

from enum import StrEnum


class SendVia(StrEnum):
    """How invoices go out."""

    EMAIL = "email"
    PRINT = "print"
    BOTH = "both"
    NONE = "none"


class Consolidate(StrEnum):
    """What comes onto one invoice."""

    ORDER = "order"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Point(StrEnum):
    """When an order is billed by itself."""

    SHOP = "shop"
    """As the configuration says for everybody."""
    NEVER = "never"
    CONFIRMED = "confirmed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"


class Review(StrEnum):
    """Which invoices somebody looks at before they are issued, beside those that look odd."""

    ALWAYS = "always"
    OVER = "over"
    """Those above an amount."""
    NEVER = "never"


class Hold(StrEnum):
    """Whether a buyer is billed as usual."""

    NO = "no"
    SOFT = "soft"
    """Somebody looks at each invoice."""
    HARD = "hard"
    """None is made by itself."""
