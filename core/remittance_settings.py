"""How the statements of a courier are read: which column is what."""

from __future__ import annotations

from typing import Annotated

from core import checks
from core.checks import Line, Table


class RemittanceSettings(Table):
    """Names of columns as they stand in the file; upper or lower case does not matter."""

    waybill: Line = "waybill"
    amount: Line = "amount"
    """What was collected for the parcel and is paid out."""
    fee: Line = "fee"
    """What the courier bills for it; the file need not have it."""
    date: Line = "date"
    reference: Line = "reference"
    """The number of the payment; the file need not have it."""
    thousands: Annotated[str, checks.one_of(["", ".", ","])] = ""
    """The mark between thousands where amounts are written with one."""
    days: Annotated[int, checks.whole(1, 120)] = 7
    """Days from the delivery until money that did not come is overdue."""
