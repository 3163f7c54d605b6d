"""Which courier takes an order that nobody wished one for: the first row of a table that fits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from core.courier_rule_settings import CourierRule
from core.couriers.places import Name, name_of
from core.couriers.quotes import Destination
from core.money import to_minor


@dataclass(frozen=True, slots=True)
class Facts:
    """What rules look at; money in minor units of the shop's currency."""

    channels: tuple[str, ...]
    """Its channel, and what kind of channel that is."""
    to: Destination
    worth: int
    """What the buyer pays for the goods."""
    cod: bool
    weigh: Callable[[], int]
    """Gives grams, 0 where nobody knows; asked only where a row goes by it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A row with its amounts in minor units and its names as they are compared."""

    courier: str
    service: str
    """Empty: the first of the courier."""
    channels: frozenset[str]
    names: Mapping[str, tuple[Name, ...]]
    postcodes: tuple[str, ...]
    grams: tuple[int | None, int | None]
    worth: tuple[int | None, int | None]
    cod: bool | None

    def fits(self, facts: Facts) -> bool:
        """Whether all of its conditions hold; what nobody knows fits no condition."""
        if self.channels and not any(one.casefold() in self.channels for one in facts.channels):
            return False
        if self.cod is not None and self.cod is not facts.cod:
            return False
        for part, wanted in self.names.items():
            said = name_of(getattr(facts.to, part))
            if not said.name or not any(one.is_same(said) for one in wanted):
                return False
        if self.postcodes and not facts.to.postcode.strip().startswith(self.postcodes):
            return False
        if not _between(facts.worth, self.worth):
            return False
        if self.grams == (None, None):
            return True
        grams = facts.weigh()
        return grams > 0 and _between(grams, self.grams)


@dataclass(frozen=True, slots=True)
class RuleTable:
    """The rows of a shop, the first first, and the currency of their amounts."""

    rules: tuple[Rule, ...] = ()
    currency: str = ""

    def choose(self, facts: Facts, currency: str) -> Rule | None:
        """The first row that fits; amounts in another currency fit no row that goes by worth."""
        for rule in self.rules:
            if currency != self.currency and rule.worth != (None, None):
                continue
            if rule.fits(facts):
                return rule
        return None


def _between(value: int, span: tuple[int | None, int | None]) -> bool:
    low, high = span
    return (low is None or value >= low) and (high is None or value <= high)


def rule_table(rows: Sequence[CourierRule], currency: str) -> RuleTable:
    """The table that a configuration sets; its amounts are of the shop's currency."""
    return RuleTable(tuple(_rule(row, currency) for row in rows), currency)


def _rule(row: CourierRule, currency: str) -> Rule:
    places = {"district": row.districts, "city": row.cities, "province": row.provinces}
    amounts = (row.from_worth, row.max_worth)
    low, high = (None if one is None else to_minor(one, currency) for one in amounts)
    return Rule(
        courier=row.courier,
        service=row.service,
        channels=frozenset(one.casefold() for one in row.channels),
        names={part: tuple(map(name_of, names)) for part, names in places.items() if names},
        postcodes=row.postcodes,
        grams=(row.from_g, row.max_g),
        worth=(low, high),
        cod=row.cod,
    )
