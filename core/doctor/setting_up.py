"""Check of the configuration: names that are used are there, and no secret stands open."""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, SecretStr
from sqlalchemy import func, select

from core import secrets
from core.doctor.findings import Finding, Level
from core.doctor.looking import Means, WholeLook
from core.orders.models import LIVE, orders
from core.paper.models import print_jobs
from core.paper.states import JobState
from core.people.models import stations
from core.stock.models import warehouses
from core.transaction import Transaction, reading


def _settings(means: Means) -> tuple[int, list[Finding]]:
    with reading(means.database) as tx:
        found = [*_printers(tx, means), *_places(tx, means), *_couriers(tx, means)]
        found += _routes(tx, means)
    found += _open_secrets(means)
    return len(means.config.printers), found


def _printers(tx: Transaction, means: Means) -> Iterator[Finding]:
    """Printers that are chosen or waited for stand in the configuration."""
    known = {one.name for one in means.config.printers}
    names = ", ".join(sorted(known)) or "-"
    for station, chosen in tx.execute(_chosen):
        for role, printer in sorted((chosen or {}).items()):
            if printer not in known:
                told = {"station": station, "printer": printer, "role": role, "known": names}
                yield Finding("setting_printer", (station, role), told)
    for printer, count in tx.execute(_waiting):
        if printer not in known:
            told = {"printer": printer, "count": int(count), "known": names}
            yield Finding("setting_jobs", (printer,), told)


def _places(tx: Transaction, means: Means) -> Iterator[Finding]:
    """Stations and warehouses that the configuration names are there."""
    houses = {code.casefold() for code in tx.execute(select(warehouses.c.code)).scalars()}
    tables = {name.casefold() for name in tx.execute(select(stations.c.name)).scalars()}
    own = means.config.station.warehouse
    if own.casefold() not in houses:
        yield Finding("setting_warehouse", (own,), {"warehouse": own, "known": _list(houses)})
    for printer in means.config.printers:
        for house in printer.warehouses:
            if house.casefold() not in houses:
                told = {"warehouse": house, "printer": printer.name, "known": _list(houses)}
                yield Finding("setting_printer_house", (printer.name, house), told)
        for station in printer.stations:
            if station.casefold() not in tables:  # it may open for the first time tomorrow
                told = {"station": station, "printer": printer.name, "known": _list(tables)}
                at = (printer.name, station)
                yield Finding("setting_printer_station", at, told, Level.HINT)


def _couriers(tx: Transaction, means: Means) -> Iterator[Finding]:
    config = means.config
    known = (*config.couriers.codes, *(one.channel for one in config.channels if one.arranges))
    for courier, order_no, count in tx.execute(_couriers_of_orders):
        if courier not in known:
            told = {"courier": courier, "order_no": order_no, "count": int(count)}
            yield Finding("setting_courier", (courier,), told | {"known": _list(known)})


def _routes(tx: Transaction, means: Means) -> Iterator[Finding]:
    """Warehouses that channels are sent to are there and open."""
    opened = select(warehouses.c.code).where(warehouses.c.active)
    houses = {code.casefold() for code in tx.execute(opened).scalars()}
    for channel, house in sorted(means.config.routing.channels.items()):
        if house.casefold() not in houses:
            told = {"channel": channel, "warehouse": house, "known": _list(houses)}
            yield Finding("setting_route", (channel, house), told)


def _open_secrets(means: Means) -> Iterator[Finding]:
    """A secret that stands in the file itself, where others may read that file.

    Files that the configuration refers to are looked at whenever it is read.
    """
    path = means.config.path
    if os.name != "posix" or not path.exists():
        return
    mode = stat.S_IMODE(path.stat().st_mode)
    if not mode & (stat.S_IRWXG | stat.S_IRWXO):
        return
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    for key in _spelt_out(means.config, raw, ()):
        told = {"path": str(path), "mode": f"{mode:04o}", "key": ".".join(key)}
        yield Finding("setting_secret", key, told)


def _spelt_out(
    model: BaseModel, raw: Mapping[str, Any], above: tuple[str, ...]
) -> Iterator[tuple[str, ...]]:
    """Keys of secrets whose value stands in the file."""
    for name in type(model).model_fields:
        value, written = getattr(model, name), raw.get(name)
        key = (*above, name)
        if isinstance(value, BaseModel) and isinstance(written, dict):
            yield from _spelt_out(value, written, key)
        elif isinstance(value, SecretStr) and isinstance(written, str):
            plain = not secrets.is_reference(written)
            # The address of a database is none as long as it has no password in it.
            if plain and (key != ("database", "url") or _has_password(written)):
                yield key


def _has_password(url: str) -> bool:
    _scheme, _mark, rest = url.partition("://")
    user, at, _host = rest.partition("@")
    return bool(at) and ":" in user


def _list(names: Any) -> str:
    return ", ".join(sorted(names)) or "-"


_chosen = select(stations.c.name, stations.c.printers)
_waiting = (
    select(print_jobs.c.printer, func.count())
    .where(print_jobs.c.state == JobState.QUEUED.value)
    .group_by(print_jobs.c.printer)
)
_couriers_of_orders = (
    select(orders.c.courier, func.min(orders.c.order_no), func.count())
    .where(orders.c.fulfilment.in_([one.value for one in LIVE]))
    .group_by(orders.c.courier)
)

LOOKS = (WholeLook("settings", _settings),)
"""What the configuration says and what is used of it."""
