"""Keeping a courier's list of places: what it says now is stored, nothing is ever deleted.

A place that is missing from an answer is gone, with all that lies in it; it keeps its number, so
that what people chose is found again when it comes back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, insert, select, update

from core.couriers.regions import Level, Region
from core.database import Database
from core.errors import Refusal
from core.shipping.addresses.models import names, places
from core.shipping.addresses.results import Place
from core.shipping.addresses.spelling import keys
from core.text import clean
from core.transaction import SYSTEM, Transaction, reading, run_in_batches

_ORDER = tuple(Level)
_FEW = 10
"""Lists of less than this may become as short as they like."""
_ASKED = 400  # values in one question to the database
_Key = tuple[str, str, str]  # scheme, level, code


@dataclass(frozen=True, slots=True)
class Stored:
    """What an answer changed."""

    new: int = 0
    changed: int = 0
    gone: int = 0

    def __add__(self, other: Stored) -> Stored:
        return Stored(self.new + other.new, self.changed + other.changed, self.gone + other.gone)


@dataclass(slots=True)
class _Known:
    """What is kept of the places of an answer and of those that they lie in."""

    rows: dict[_Key, Row[Any]] = field(default_factory=dict)
    called: dict[int, set[str]] = field(default_factory=dict)
    ids: dict[_Key, int] = field(default_factory=dict)
    parents: set[int | None] = field(default_factory=set)
    """All that lies directly in these was told."""


def store(
    database: Database,
    maps: str,
    within: Place | None,
    told: Sequence[Region],
    *,
    accept: bool = False,
) -> Stored:
    """Keep what a courier says that lies in a place, or all of its list; in small transactions.

    An empty answer about a place that had some is none. Raises Refusal ``places_shrunk`` where the
    topmost places are less than half of what they were, unless that is to be accepted.
    """
    regions = _read(told)
    with reading(database) as tx:
        known = _known(tx, maps, within, regions)
        here = _children(tx, maps, [within.id if within else None])
        if within is None and not accept:
            _look_for_loss(here, regions)
    if not regions:
        return Stored()
    if within is not None:
        known.ids[_key(within.region)] = within.id
    total = Stored()
    for level in _ORDER:  # what others lie in comes first, as its number is needed
        wanted = [one for one in regions if one.level is level]
        for done in run_in_batches(
            database,
            SYSTEM,
            wanted,
            lambda tx, some: _store(tx, maps, within, some, known),
        ):
            total += done
    with reading(database) as tx:
        now = set(known.ids.values())
        lost = [row.id for row in _children(tx, maps, known.parents) if row.id not in now]
        lost += _below(tx, maps, lost)
    for count in run_in_batches(database, SYSTEM, lost, _lose):
        total += Stored(gone=count)
    return total


def keep(database: Database, maps: str, told: Sequence[Region]) -> dict[str, int]:
    """Keep areas that a courier named, beside those that are there; gives numbers by code."""
    regions = [one for one in _read(told) if one.level is Level.AREA]
    with reading(database) as tx:
        known = _known(tx, maps, None, regions)
    for _done in run_in_batches(
        database, SYSTEM, regions, lambda tx, some: _store(tx, maps, None, some, known)
    ):
        pass
    return {one.code: known.ids[_key(one)] for one in regions}


def _read(told: Sequence[Region]) -> list[Region]:
    """What can be used of an answer: each place once, its names as text for people."""
    kept: dict[_Key, Region] = {}
    for one in told:
        name = clean(one.name, 200)
        if not one.code.strip() or len(one.code) > 80 or not name:
            continue
        aliases = tuple(dict.fromkeys(clean(each, 200) for each in one.aliases if each.strip()))
        more = one.has_more and one.level in {Level.PROVINCE, Level.DISTRICT}
        kept[_key(one)] = replace(one, name=name, aliases=aliases, has_more=more)
    return list(kept.values())


def _look_for_loss(here: Sequence[Row[Any]], regions: Sequence[Region]) -> None:
    before: dict[str, int] = {}
    after: dict[str, int] = {}
    for row in here:
        before[row.scheme] = before.get(row.scheme, 0) + 1
    for one in regions:
        if not one.parent:
            after[one.scheme] = after.get(one.scheme, 0) + 1
    for scheme, count in before.items():
        if count >= _FEW and after.get(scheme, 0) * 2 < count:
            raise Refusal("places_shrunk", before=count, after=after.get(scheme, 0))


def _known(tx: Transaction, maps: str, within: Place | None, regions: Sequence[Region]) -> _Known:
    known = _Known()
    codes = {one.code for one in regions} | {one.parent for one in regions if one.parent}
    for some in _batches(codes):
        query = select(places).where(places.c.maps == maps, places.c.code.in_(some))
        for row in tx.execute(query):
            key = (row.scheme, row.level, row.code)
            known.rows[key] = row
    wanted = {_key(one) for one in regions}
    for key, row in known.rows.items():
        if key not in wanted and row.gone_at is None:
            known.ids[key] = row.id  # what others lie in, from an earlier answer
    for some in _batches(row.id for row in known.rows.values()):
        query = select(names.c.place_id, names.c.name).where(names.c.place_id.in_(some))
        for place_id, name in tx.execute(query):
            known.called.setdefault(place_id, set()).add(name)
    return known


def _store(
    tx: Transaction,
    maps: str,
    within: Place | None,
    regions: Sequence[Region],
    known: _Known,
) -> Stored:
    new = changed = 0
    ids: dict[_Key, int] = {}
    for region in regions:
        parent = _parent(region, within, known.ids)
        if parent == -1:
            continue  # it lies in a place that nobody knows
        known.parents.add(parent)
        row = known.rows.get(_key(region))
        values = _values(region, parent)
        if row is None:
            number = int(
                tx.execute(
                    insert(places).values(maps=maps, **values).returning(places.c.id)
                ).scalar_one()
            )
            _call(tx, maps, number, region)
            new += 1
        else:
            number = row.id
            other_names = known.called.get(number, set()) != {region.name, *region.aliases}
            if other_names:
                tx.execute(delete(names).where(names.c.place_id == number))
                _call(tx, maps, number, region)
            if any(getattr(row, name) != value for name, value in values.items()):
                tx.execute(update(places).where(places.c.id == number).values(**values))
                other_names = True
            changed += other_names
        ids[_key(region)] = number
    known.ids |= ids
    return Stored(new, changed)


def _parent(region: Region, within: Place | None, ids: Mapping[_Key, int]) -> int | None:
    """The number of the place that a region lies in; -1 where it is unknown."""
    if not region.parent or (within is not None and within.region.code == region.parent):
        return within.id if within else None
    for level in reversed(_ORDER[: _ORDER.index(region.level)]):
        found = ids.get((region.scheme, level.value, region.parent))
        if found is not None:
            return found
    return -1


def _values(region: Region, parent: int | None) -> dict[str, Any]:
    return {
        "scheme": region.scheme,
        "level": region.level.value,
        "code": region.code,
        "parent_id": parent,
        "name": region.name,
        "served": region.served,
        "has_more": region.has_more,
        "facts": dict(region.facts),
        "gone_at": None,
    }


def _call(tx: Transaction, maps: str, number: int, region: Region) -> None:
    rows = [
        {"place_id": number, "maps": maps, "key": key, "name": name}
        for name in dict.fromkeys((region.name, *region.aliases))
        for key in sorted(keys(name))
    ]
    if rows:
        tx.execute(insert(names), rows)


def _lose(tx: Transaction, lost: Sequence[int]) -> int:
    where = (places.c.id.in_(lost), places.c.gone_at.is_(None))
    return tx.execute(update(places).where(*where).values(gone_at=tx.now)).rowcount


def _children(tx: Transaction, maps: str, parents: Iterable[int | None]) -> list[Row[Any]]:
    """The places of now that lie directly in these; None stands for the top."""
    parents = set(parents)
    found = list(_lying(tx, maps, places.c.parent_id.is_(None))) if None in parents else []
    for some in _batches(one for one in parents if one is not None):
        found += _lying(tx, maps, places.c.parent_id.in_(some))
    return found


def _lying(tx: Transaction, maps: str, where: ColumnElement[bool]) -> Iterator[Row[Any]]:
    query = select(places.c.id, places.c.scheme)
    return iter(tx.execute(query.where(places.c.maps == maps, where, places.c.gone_at.is_(None))))


def _below(tx: Transaction, maps: str, lost: Sequence[int]) -> list[int]:
    """All that lies in places that are gone."""
    found: list[int] = []
    layer = list(lost)
    while layer:
        layer = [row.id for row in _children(tx, maps, layer)]
        found += layer
    return found


def _batches(values: Iterable[Any]) -> Iterator[list[Any]]:
    """As many values as one question takes, each once."""
    whole = sorted(set(values))
    for start in range(0, len(whole), _ASKED):
        yield whole[start : start + _ASKED]


def _key(region: Region) -> _Key:
    return (region.scheme, region.level.value, region.code)
