"""What the configuration may say of shipping fees: the rows of a courier's price list."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, model_validator

from core import checks
from core.checks import Name, Table, wrong
from core.errors import Refusal
from core.money import parse

_MOST = 10**12
_HEAVIEST = 1_000_000


def _amount(value: Any, info: ValidationInfo) -> Any:
    """A whole number, or a text such as ``"4.50"``, exact in the currency of the shop."""
    currency = (info.context or {}).get("currency", "IDR")
    if isinstance(value, Decimal):
        return value  # a default
    if isinstance(value, int | str) and not isinstance(value, bool):
        try:
            amount = parse(str(value), currency).decimal
        except Refusal as refusal:
            if refusal.code == "currency_unknown":
                return Decimal(0)  # that is what is told
        else:
            if 0 <= amount <= _MOST:
                return amount
    raise wrong("config_amount", currency=currency)


def _span(value: str) -> str:
    low, dash, high = value.partition("-")
    if dash and int(low) > int(high):
        raise wrong("config_pattern", allowed='"1" or "1-2"')
    return value


Amount = Annotated[Decimal, BeforeValidator(_amount)]
_SPAN = checks.pattern(r"(?:[0-9]{1,2}(?:-[0-9]{1,2})?)?", '"1" or "1-2"')
Span = Annotated[str, _SPAN, AfterValidator(_span)]
Names = Annotated[tuple[Name, ...], Field(max_length=200)]


class TariffRow(Table):
    """One row of a price list: for which services and places it is, and what it costs there."""

    services: Annotated[tuple[Name, ...], Field(max_length=20)] = ()
    districts: Names = ()
    cities: Names = ()
    provinces: Names = ()
    postcodes: Annotated[
        tuple[Annotated[str, checks.pattern(r"[0-9]{1,6}", '"12"')], ...], Field(max_length=200)
    ] = ()
    fee: Amount
    up_to_g: Annotated[int, checks.whole(1, _HEAVIEST)] = 1000
    per_kg: Amount = Decimal(0)
    free_from: Amount | None = None
    max_g: Annotated[int | None, checks.whole(1, _HEAVIEST)] = None
    days: Span = ""
    hours: Span = ""

    @model_validator(mode="after")
    def _one_promise(self) -> Self:
        if self.days and self.hours:
            raise wrong("config_tariff_promise")
        return self
