"""What the configuration may say of which courier takes which order: rows, the first first."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from core import checks
from core.checks import Flag, Name, Table, wrong
from core.couriers.places import name_of
from core.tariff_settings import Amount, Names

_HEAVIEST = 1_000_000
Number = int | Decimal | None


class CourierRule(Table):
    """Which orders a courier takes that no buyer or channel wished another for.

    All conditions that are given must hold; without any it is for every order.
    """

    courier: Annotated[str, checks.text(40)]
    service: Annotated[str, checks.text(40)] = ""
    channels: Annotated[tuple[Name, ...], Field(max_length=50)] = ()
    districts: Names = ()
    cities: Names = ()
    provinces: Names = ()
    postcodes: Annotated[
        tuple[Annotated[str, checks.pattern(r"[0-9]{1,6}", '"12"')], ...], Field(max_length=200)
    ] = ()
    from_g: Annotated[int | None, checks.whole(1, _HEAVIEST)] = None
    max_g: Annotated[int | None, checks.whole(1, _HEAVIEST)] = None
    from_worth: Amount | None = None
    max_worth: Amount | None = None
    cod: Flag | None = None

    @model_validator(mode="after")
    def _can_apply(self) -> Self:
        for low, high in (("from_g", "max_g"), ("from_worth", "max_worth")):
            least, most = getattr(self, low), getattr(self, high)
            if least is not None and most is not None and least > most:
                raise wrong("config_rule_range", least=low, most=high)
        return self

    def takes_all_of(self, other: CourierRule) -> bool:
        """Whether every order that another row is for is one for this row, too."""
        if self.cod is not None and self.cod is not other.cod:
            return False
        wider = (
            _at_least(self.from_g, other.from_g),
            _at_most(self.max_g, other.max_g),
            _at_least(self.from_worth, other.from_worth),
            _at_most(self.max_worth, other.max_worth),
            _within(self.channels, other.channels),
            _prefixed(self.postcodes, other.postcodes),
            _places(self.districts, other.districts),
            _places(self.cities, other.cities),
            _places(self.provinces, other.provinces),
        )
        return all(wider)


def first_hidden(rules: Sequence[CourierRule]) -> tuple[int, int] | None:
    """The first row that never applies, and the one above it that takes all of its orders."""
    for at, rule in enumerate(rules):
        for above, earlier in enumerate(rules[:at]):
            if earlier.takes_all_of(rule):
                return at, above
    return None


def _at_least(mine: Number, other: Number) -> bool:
    return mine is None or (other is not None and other >= mine)


def _at_most(mine: Number, other: Number) -> bool:
    return mine is None or (other is not None and other <= mine)


def _within(mine: Sequence[str], other: Sequence[str]) -> bool:
    known = {one.casefold() for one in mine}
    return not mine or (bool(other) and all(one.casefold() in known for one in other))


def _prefixed(mine: Sequence[str], other: Sequence[str]) -> bool:
    return not mine or (bool(other) and all(one.startswith(tuple(mine)) for one in other))


def _places(mine: Sequence[str], other: Sequence[str]) -> bool:
    known = [name_of(one) for one in mine]
    asked = [name_of(one) for one in other]
    # A name without its kind is wider: Bandung is also Kota Bandung, but not the other way round.
    return not mine or (
        bool(other)
        and all(
            any(a.name == b.name and (not a.kind or a.kind == b.kind) for a in known) for b in asked
        )
    )
