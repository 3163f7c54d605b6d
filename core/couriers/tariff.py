"""A shop's own price list: what a parcel costs by service, place, weight and worth of the goods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.couriers.places import Name, name_of
from core.couriers.quotes import Destination, NotOffered, Offer, Offers, Quote, ToQuote, Why, Within
from core.money import to_minor
from core.tariff_settings import TariffRow

_KILO = 1000


@dataclass(frozen=True, slots=True)
class Rate:
    """One row of a price list; money in minor units, weights in grams."""

    fee: int
    up_to_g: int
    per_kg: int
    free_from: int | None
    max_g: int | None
    within: Within | None
    services: tuple[str, ...]
    names: Mapping[str, tuple[Name, ...]]
    """The places it is for, by part of the address; none of a part: wherever that is."""
    postcodes: tuple[str, ...]
    """What postcodes begin with."""

    def unsaid(self, to: Destination) -> tuple[str, ...] | None:
        """The parts without which nobody can tell whether it is for an address.

        Empty where it is, None where it is not.
        """
        missing = []
        for part, wanted in self.names.items():
            said = name_of(getattr(to, part))
            if not said.name:
                missing.append(part)
            elif not any(one.is_same(said) for one in wanted):
                return None
        if self.postcodes and not to.postcode.strip():
            missing.append("postcode")
        elif self.postcodes and not to.postcode.strip().startswith(self.postcodes):
            return None
        return tuple(missing)

    def fee_for(self, wanted: ToQuote) -> int:
        """What a parcel costs: every kilogram that is begun beyond the first weight counts."""
        if self.free_from is not None and wanted.goods >= self.free_from:
            return 0
        more = max(0, wanted.weight_g - self.up_to_g)
        return self.fee + self.per_kg * (-(-more // _KILO))


@dataclass(frozen=True, slots=True)
class Tariff:
    """A price list in one currency; the first row that fits counts."""

    rates: tuple[Rate, ...] = ()
    currency: str = ""

    def quote(self, services: Sequence[str], wanted: ToQuote) -> Quote:
        """What each service costs, or why none is offered."""
        if not self.rates:
            return NotOffered(Why.NO_TARIFF)
        if wanted.currency != self.currency:
            return NotOffered(Why.OTHER_CURRENCY, {"currency": self.currency})
        found = [self._offer(service, wanted) for service in services]
        offers = tuple(one for one in found if isinstance(one, Offer))
        if offers:
            return Offers(offers)
        reasons = [one for one in found if isinstance(one, NotOffered)]
        return min(reasons, key=lambda one: _TELLING.index(one.why))

    def _offer(self, service: str, wanted: ToQuote) -> Offer | NotOffered:
        heaviest = 0
        for rate in self.rates:
            if rate.services and service not in rate.services:
                continue
            unsaid = rate.unsaid(wanted.to)
            if unsaid is None:
                continue
            if unsaid:  # it may be this row or one below: nobody guesses
                return NotOffered(Why.ADDRESS_SHORT, {"parts": unsaid})
            if rate.max_g is None or wanted.weight_g <= rate.max_g:
                return Offer(service, rate.fee_for(wanted), rate.within)
            heaviest = max(heaviest, rate.max_g)
        if heaviest:
            return NotOffered(Why.TOO_HEAVY, {"max_g": heaviest})
        to = wanted.to
        place = next((one for one in (to.city, to.district, to.province, to.postcode) if one), "")
        return NotOffered(Why.NOT_SERVED, {"place": place})


_TELLING = (Why.ADDRESS_SHORT, Why.TOO_HEAVY, Why.NOT_SERVED)
"""Of several services that are not offered, the reason that somebody can do most about."""


def tariff_of(rows: Sequence[TariffRow], currency: str) -> Tariff:
    """The price list that a configuration sets; its amounts are of the shop's currency."""
    return Tariff(tuple(_rate(row, currency) for row in rows), currency)


def _rate(row: TariffRow, currency: str) -> Rate:
    places = {"district": row.districts, "city": row.cities, "province": row.provinces}
    return Rate(
        fee=to_minor(row.fee, currency),
        up_to_g=row.up_to_g,
        per_kg=to_minor(row.per_kg, currency),
        free_from=None if row.free_from is None else to_minor(row.free_from, currency),
        max_g=row.max_g,
        within=_within(row),
        services=row.services,
        names={part: tuple(map(name_of, names)) for part, names in places.items() if names},
        postcodes=row.postcodes,
    )


def _within(row: TariffRow) -> Within | None:
    if not row.days and not row.hours:
        return None
    low, _to, high = (row.days or row.hours).partition("-")
    return Within(int(low), int(high or low), "days" if row.days else "hours")
