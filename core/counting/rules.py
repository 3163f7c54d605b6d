"""What a shop has settled about counting, as commands need it."""

from __future__ import annotations

from dataclasses import dataclass

from core.config import Config
from core.money import digits


@dataclass(frozen=True, slots=True)
class CountingRules:
    """The shop's currency and clock, and when a bin is counted again."""

    currency: str
    zone: str
    blind: bool
    """Whether those who count do not see what the books say, unless a count says otherwise."""
    from_units: int
    """Off by so many units or more, a line is counted again; 0: that is not looked at."""
    from_percent: int
    """The same, in percent of what was expected."""
    from_value: int
    """The same, in minor units of the shop's currency."""
    by_other: bool
    """Whether somebody else has to count it again."""
    partial: bool = False
    """Whether a part of an order may be promised."""


def counting_rules(config: Config) -> CountingRules:
    """The rules of a configuration."""
    said = config.counting
    currency = config.shop.currency
    return CountingRules(
        currency,
        config.shop.timezone,
        said.blind,
        said.recount_from_units,
        said.recount_from_percent,
        said.recount_from_value * 10 ** digits(currency),
        said.recount_by_other,
        config.packing.partial_promise,
    )


def is_too_far(rules: CountingRules, difference: int, expected: int, value: int | None) -> bool:
    """Whether a line is so far off that it has to be counted again."""
    off = abs(difference)
    if not off:
        return False
    if rules.from_units and off >= rules.from_units:
        return True
    if rules.from_percent and off * 100 >= rules.from_percent * expected:
        return True
    return bool(rules.from_value and value is not None and abs(value) >= rules.from_value)
