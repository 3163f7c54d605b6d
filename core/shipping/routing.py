"""Which printer a paper comes out of: the one chosen at the station, else the nearest that fits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, select

from core.fulfilment.models import parcels
from core.people.models import stations
from core.printer_settings import PrinterSettings
from core.stock.models import warehouses
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class PrinterRoute:
    """Which papers a printer is there for."""

    name: str
    roles: tuple[str, ...]
    stations: frozenset[str] = frozenset()
    """Folded names of the stations it serves; none: all of them."""
    warehouses: frozenset[str] = frozenset()
    dots: int = 0
    """How wide it prints."""
    sheets: bool = False
    """Whether it prints sheets such as A4, and not a roll."""

    def serves(self, role: str, place: Place) -> bool:
        """Whether it prints this role there; what is nowhere has only what serves all."""
        return (
            role in self.roles
            and (not self.stations or place.station.casefold() in self.stations)
            and (not self.warehouses or place.warehouse.casefold() in self.warehouses)
        )

    @property
    def distance(self) -> int:
        """0 for a printer of certain stations, 1 for one of certain warehouses, 2 for any."""
        return 0 if self.stations else 1 if self.warehouses else 2


@dataclass(frozen=True, slots=True)
class Place:
    """Where paper is needed."""

    station: str = ""
    warehouse: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    """The printers that were chosen there, by role."""


NOWHERE = Place()


def best(
    printers: tuple[PrinterRoute, ...], role: str, place: Place = NOWHERE, dots: int = 0
) -> str | None:
    """The printer chosen there, else the station's own, its warehouse's, or one for all.

    Among equals the first in the file that is at least `dots` wide, else the widest. None where
    no printer has the role.
    """
    chosen = place.chosen.get(role)
    if any(chosen == one.name for one in printers):
        return chosen
    fits = [one for one in printers if one.serves(role, place)]
    if not fits:
        return None
    return min(fits, key=lambda one: (one.distance, max(0, dots - one.dots))).name


def route_of(printer: PrinterSettings) -> PrinterRoute:
    """Which papers a configured printer is there for."""
    return PrinterRoute(
        printer.name,
        tuple(printer.roles),
        frozenset(name.casefold() for name in printer.stations),
        frozenset(name.casefold() for name in printer.warehouses),
        printer.dots,
        printer.language == "pdf",
    )


def place_of(tx: Transaction, station_id: int | None) -> Place:
    """A station as a place for paper."""
    row = None
    if station_id is not None:
        row = tx.execute(_of_station, {"station": station_id}).first()
    return _place(row)


def place_of_parcel(tx: Transaction, parcel_id: int) -> Place:
    """The station where a parcel was packed, as a place for paper."""
    return _place(tx.execute(_of_parcel, {"parcel": parcel_id}).first())


def _place(row: Any) -> Place:
    return NOWHERE if row is None else Place(row.name, row.code, row.printers)


_any = select(stations.c.name, stations.c.printers, warehouses.c.code).join(
    warehouses, warehouses.c.id == stations.c.warehouse_id
)
_of_station = _any.where(stations.c.id == bindparam("station"))
_of_parcel = _any.join(parcels, parcels.c.station_id == stations.c.id).where(
    parcels.c.id == bindparam("parcel")
)
