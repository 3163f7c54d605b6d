"""What the configuration may say of invoices."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from core import checks
from core.checks import Flag, Table, wrong
from core.invoice_sending_settings import SendingSettings

_Series = Annotated[str, checks.pattern(checks.SERIES, '"INV/{year}/{month}/{n:04}"')]
_Day = Annotated[date, checks.DAY]


class InvoicesSettings(Table):
    """How the shop's own invoices are numbered, what stands on them, and what makes them."""

    number: _Series = "INV/{year}/{month}/{n:04}"
    credit_number: _Series = "CN/{year}/{month}/{n:04}"
    adjustment_number: _Series = "ADJ/{year}/{month}/{n:04}"
    replacement_number: _Series = "RPL/{year}/{month}/{n:04}"
    due_days: Annotated[int, checks.whole(0, 365)] = 0
    """Days from its date until an invoice is due."""
    shipping_tax: Annotated[str, checks.pattern(r"(?:[0-9]{1,2}(?:\.[0-9]{1,2})?)?", '"11"')] = ""
    """The tax rate within shipping fees, in percent; empty: none."""
    payment: Annotated[str, checks.text(200)] = ""
    """How it is paid, such as the account; stands at the foot."""
    make_at: Annotated[str, checks.one_of(("never", "confirmed", "shipped", "delivered"))] = "never"
    """When an order gets its invoice by itself, unless its buyer's profile says otherwise."""
    since: _Day | None = None
    """Orders that came so far before this day are not invoiced by themselves."""
    receipt_below: Annotated[int, checks.whole(0, 10**12)] = 0
    """In whole units of the currency: below it a receipt is enough, unless a buyer asks."""
    review_new: Flag = True
    """Whether the first invoice of each buyer is looked at, or only of those with a profile."""
    review_far: Annotated[int, checks.whole(0, 10_000)] = 100
    """In percent: what differs so much from the buyer's last invoice is looked at; 0: never."""
    e_invoice: Flag = False
    """Whether a provider of e-invoices issues them, unless a profile says otherwise."""
    holidays: Annotated[tuple[_Day, ...], Field(max_length=200)] = ()
    """Days that standing orders keep clear of, those that want to."""
    sending: SendingSettings = SendingSettings()
    """How they go out."""

    @model_validator(mode="after")
    def _own_series(self) -> Self:
        numbers = (
            self.number,
            self.credit_number,
            self.adjustment_number,
            self.replacement_number,
        )
        if len(set(numbers)) < len(numbers):
            raise wrong("config_invoice_series")
        return self

    @model_validator(mode="after")
    def _since_when(self) -> Self:
        if self.make_at != "never" and self.since is None:
            raise wrong("config_invoices_since")
        return self
