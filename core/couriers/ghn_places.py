"""The places that GHN lists: old ones with districts, new ones without (since July 2025)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.couriers.bookings import Unknown
from core.couriers.ghn_session import Fine, Session
from core.couriers.ghn_words import NEW, OLD
from core.couriers.readings import rows, text, whole
from core.couriers.regions import Level, Region

_PAGE = 200  # places in one answer at most
_PAGES = 40


def regions_within(session: Session, within: Region | None) -> tuple[Region, ...] | Unknown:
    """Its lists of places: the old ones with districts and the new ones without."""
    if within is None:
        old = _old(session, "province", Level.PROVINCE, "")
        new = _new_provinces(session)
        if isinstance(old, Unknown):
            return old
        return new if isinstance(new, Unknown) else old + new
    if within.scheme == NEW:
        return _new_wards(session, within.code)
    if within.level is Level.PROVINCE:
        asked = {"province_id": whole(within.code)}
        return _old(session, "district", Level.DISTRICT, within.code, asked)
    return _old(session, "ward", Level.WARD, within.code, {"district_id": whole(within.code)})


def _old(
    session: Session,
    list_of: str,
    level: Level,
    parent: str,
    asked: Mapping[str, object] | None = None,
) -> tuple[Region, ...] | Unknown:
    told = session.get(f"/master-data/{list_of}", **(asked or {}))
    if not isinstance(told, Fine):
        return Unknown(told.reason)
    found = (region_of(one, level, parent) for one in rows(told.data))
    return tuple(one for one in found if one is not None)


def _new_provinces(session: Session) -> tuple[Region, ...] | Unknown:
    told = session.get("/v3/master-data/province/all")
    if not isinstance(told, Fine):
        return Unknown(told.reason)
    found = (new_region_of(one, Level.PROVINCE, "") for one in rows(told.data))
    return tuple(one for one in found if one is not None)


def _new_wards(session: Session, province: str) -> tuple[Region, ...] | Unknown:
    found: list[Region] = []
    for page in range(_PAGES):
        told = session.get(
            "/v3/master-data/ward/all-by-province-id",
            province_id=province,
            offset=page * _PAGE,
            limit=_PAGE,
        )
        if not isinstance(told, Fine):
            return Unknown(told.reason)
        here = rows(told.data)
        wards = (new_region_of(one, Level.WARD, province) for one in here)
        found += [one for one in wards if one is not None]
        if len(here) < _PAGE:
            break
    return tuple(found)


def region_of(row: Mapping[str, Any], level: Level, parent: str) -> Region | None:
    """A place of its old lists; None where it has no code or no name."""
    kind = {Level.PROVINCE: "Province", Level.DISTRICT: "District"}.get(level, "Ward")
    code = text(row.get("WardCode" if level is Level.WARD else f"{kind}ID"), 20)
    name = text(row.get(f"{kind}Name"))
    if not code or not name:
        return None
    closed = whole(row.get("Status")) == 2 or whole(row.get("SupportType")) in {0, 1}
    return Region(
        code, level, name, OLD, parent, _others(row.get("NameExtension"), name),
        served=not closed, has_more=level is not Level.WARD,
    )  # fmt: skip


def new_region_of(row: Mapping[str, Any], level: Level, parent: str) -> Region | None:
    """A place of its new lists; None where it has no code or no name."""
    code, name = text(row.get("_id"), 20), text(row.get("name"))
    if not code or not name:
        return None
    return Region(
        code, level, name, NEW, parent, _others(row.get("extension_names"), name),
        served=whole(row.get("status")) != 2, has_more=level is not Level.WARD,
    )  # fmt: skip


def _others(value: object, name: str) -> tuple[str, ...]:
    found = [text(one) for one in value] if isinstance(value, list) else []
    return tuple(dict.fromkeys(one for one in found if one and one != name))
