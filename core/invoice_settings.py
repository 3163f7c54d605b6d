"""What the configuration may say of invoices."""

from __future__ import annotations

from typing import Annotated

from core import checks
from core.checks import Table


class InvoicesSettings(Table):
    """How the shop's own invoices are numbered, and what stands on them."""

    number: Annotated[str, checks.pattern(checks.SERIES, '"INV/{year}/{month}/{n:04}"')] = (
        "INV/{year}/{month}/{n:04}"
    )
    due_days: Annotated[int, checks.whole(0, 365)] = 0
    """Days from its date until an invoice is due."""
    shipping_tax: Annotated[str, checks.pattern(r"(?:[0-9]{1,2}(?:\.[0-9]{1,2})?)?", '"11"')] = ""
    """The tax rate within shipping fees, in percent; empty: none."""
    payment: Annotated[str, checks.text(200)] = ""
    """How it is paid, such as the account; stands at the foot."""
