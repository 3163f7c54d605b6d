"""Reading the kept lists of places: by name, by what lies where, by text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select

from core.couriers.regions import Level, Region
from core.errors import NotFound
from core.shipping.addresses.models import lists, names, places
from core.shipping.addresses.results import Place
from core.shipping.addresses.spelling import accents, is_same, keys, kind_of, similar
from core.transaction import Transaction

_DEEPEST = 4
_SHOWN = 5  # of places that are called alike
_MOST_NAMED = 200
_FIRST = timedelta(minutes=10)
"""So long the first hearing of a list takes at most, unless whoever heard it is gone."""


@dataclass(frozen=True, slots=True)
class Named:
    """A place under one of its names."""

    place: Place
    name: str


def is_kept(tx: Transaction, maps: str) -> bool:
    """Whether a list was heard: it has places now."""
    return tx.execute(_any, {"of": maps}).first() is not None


def is_being_heard(tx: Transaction, maps: str) -> bool:
    """Whether a list is heard for the first time: who is asked now may be asked for nothing."""
    return bool(tx.execute(_being_heard, {"of": maps, "since": tx.now - _FIRST}).scalar())


def is_by_text(tx: Transaction, maps: str) -> bool:
    """Whether the courier keeps its list to itself, and is asked for each address."""
    return bool(tx.execute(_by_text, {"of": maps}).scalar())


def called(
    tx: Transaction, maps: str, texts: Iterable[str], within: int | None = None
) -> list[Named]:
    """The places directly in another, or at the top, that any of these texts may mean."""
    wanted = sorted({key for text in texts for key in keys(text)})
    if not wanted:
        return []
    asked = {"of": maps, "wanted": wanted}
    if within is None:
        return [_named(row) for row in tx.execute(_called_at_top, asked)]
    return [_named(row) for row in tx.execute(_called_in, asked | {"parent": within})]


def called_anywhere(tx: Transaction, maps: str, texts: Iterable[str]) -> list[Named]:
    """Some of all places that any of these texts may mean."""
    wanted = sorted({key for text in texts for key in keys(text)})
    rows = tx.execute(_called.limit(_MOST_NAMED), {"of": maps, "wanted": wanted}) if wanted else ()
    return [_named(row) for row in rows]


def hits(
    said: str, level: Level, scheme: str, within: int | None, among: Sequence[Named]
) -> tuple[Place, ...]:
    """Which of these places a text means; accents tell those apart that are else called alike."""
    found: dict[int, list[Named]] = {}
    for one in among:
        place = one.place
        same_list = place.region.scheme == scheme and place.region.level is level
        if not same_list or place.parent_id != within:
            continue
        if is_same(said, level, one.name, kind_of_place(place)):
            found.setdefault(place.id, []).append(one)
    if len(found) > 1:
        mine = accents(said)
        exact = {
            key: each
            for key, each in found.items()
            if any(accents(one.name) == mine for one in each)
        }
        found = exact or found
    return tuple(each[0].place for each in found.values())


def place(tx: Transaction, place_id: int) -> Place:
    """One place by its number."""
    return _place(tx.execute(_by_id, {"wanted": place_id}).one())


def maps_of(tx: Transaction, place_id: int) -> str:
    """Whose list a place is in."""
    return str(tx.execute(select(places.c.maps).where(places.c.id == place_id)).scalar_one())


def by_code(tx: Transaction, maps: str, code: str, level: Level | None = None) -> tuple[Place, ...]:
    """The places of now under a code: one number may stand for a ward and for a district."""
    query = _select().where(places.c.maps == maps, places.c.code == code, _now())
    if level is not None:
        query = query.where(places.c.level == level)
    return tuple(map(_place, tx.execute(query.order_by(places.c.id))))


def chain(tx: Transaction, of: Place) -> tuple[Place, ...]:
    """What a place lies in, the topmost first, and itself at the end."""
    found = [of]
    while found[0].parent_id is not None and len(found) < _DEEPEST:
        found.insert(0, place(tx, found[0].parent_id))
    return tuple(found)


def within(tx: Transaction, maps: str, parent: Place | None, level: Level) -> tuple[Place, ...]:
    """The places of one kind that lie directly in another, or all of that kind at the top."""
    where = places.c.parent_id.is_(None) if parent is None else places.c.parent_id == parent.id
    query = _select().where(places.c.maps == maps, places.c.level == level, where, _now())
    return tuple(map(_place, tx.execute(query.order_by(places.c.name, places.c.id))))


def has_level(tx: Transaction, maps: str, scheme: str, level: Level) -> bool:
    """Whether a list has places of a kind at all."""
    query = select(places.c.id).where(
        places.c.maps == maps, places.c.scheme == scheme, places.c.level == level, _now()
    )
    return tx.execute(query.limit(1)).first() is not None


def schemes(tx: Transaction, maps: str) -> tuple[str, ...]:
    """The lists that a courier goes by."""
    found: list[str] = []
    scheme = tx.execute(_first_scheme, {"of": maps}).scalar()
    while scheme is not None:  # from one to the next by the index, however long each is
        if has_level(tx, maps, scheme, Level.PROVINCE):
            found.append(scheme)
        scheme = tx.execute(_next_scheme, {"of": maps, "last": scheme}).scalar()
    return tuple(found)


def search(
    tx: Transaction, maps: str, text: str, *, levels: Collection[Level] = (), limit: int = 20
) -> tuple[Place, ...]:
    """Places by code, by name, or by what their names begin with, the most alike first."""
    told = sorted(keys(text))
    if not told:
        return ()
    begins = or_(*(and_(names.c.key >= key, names.c.key < key + "\U0010ffff") for key in told))
    query = (
        _select()
        .join(names, names.c.place_id == places.c.id)
        .where(names.c.maps == maps, begins, _now())
        .limit(20 * limit)
    )
    if levels:
        query = query.where(places.c.level.in_(sorted(levels)))
    rows = {row.id: _place(row) for row in tx.execute(query)}
    for one in by_code(tx, maps, text.strip()):
        rows.setdefault(one.id, one)
    ranked = sorted(
        rows.values(),
        key=lambda one: (
            one.region.code != text.strip(),
            -similar(text, (one.region.name,)),
            one.region.name,
            one.id,
        ),
    )
    return tuple(ranked[:limit])


def counts(tx: Transaction, maps: str) -> Mapping[tuple[str, str], int]:
    """How many places a list has now, by scheme and level."""
    rows = tx.execute(
        select(places.c.scheme, places.c.level, func.count())
        .where(places.c.maps == maps, _now())
        .group_by(places.c.scheme, places.c.level)
    )
    return {(scheme, level): int(count) for scheme, level, count in rows}


def only(found: Sequence[Place], maps: str, text: str) -> Place:
    """The one place that is meant; raises NotFound ``place_unknown`` or ``place_ambiguous``."""
    if not found:
        raise NotFound("place_unknown", place=text, maps=maps)
    if len(found) > 1:
        shown = ", ".join(full_code(one) for one in found[:_SHOWN])
        raise NotFound("place_ambiguous", place=text, found=shown)
    return found[0]


def full_code(one: Place) -> str:
    """The code of a place as nothing else in its list has it."""
    return f"{one.region.scheme}:{one.region.level.value}:{one.region.code}"


def wanted_place(tx: Transaction, maps: str, text: str, levels: Collection[Level] = ()) -> Place:
    """A place by its code, by ``scheme:level:code`` where several have it, or by its whole name.

    Raises what `only` raises.
    """
    text = text.strip()
    scheme, _, level = text.rpartition(":")[0].partition(":")
    found = by_code(tx, maps, text.rpartition(":")[2])
    if level:
        found = tuple(
            one for one in found if (one.region.scheme, one.region.level.value) == (scheme, level)
        )
    if not found:
        named = called_anywhere(tx, maps, [text])
        same = {
            one.place.id: one.place
            for one in named
            if is_same(text, one.place.region.level, one.name, kind_of_place(one.place))
        }
        found = tuple(same.values())
    fitting = tuple(one for one in found if not levels or one.region.level in levels)
    return only(fitting or found, maps, text)


def kind_of_place(one: Place) -> str:
    """What a place is, where its name says so."""
    return kind_of(one.region.name, one.region.level)


def _now() -> ColumnElement[bool]:
    return places.c.gone_at.is_(None)


def _select() -> Select[Any]:
    return select(places)


def _named(row: Any) -> Named:
    return Named(_place(row), row.known_as)


def _place(row: Any) -> Place:
    region = Region(
        row.code,
        Level(row.level),
        row.name,
        scheme=row.scheme,
        served=row.served,
        has_more=row.has_more,
        facts=row.facts,
    )
    return Place(row.id, region, row.parent_id, row.gone_at is not None)


_any = select(places.c.id).where(places.c.maps == bindparam("of"), _now()).limit(1)
_by_text = select(lists.c.by_text).where(lists.c.maps == bindparam("of"))
_being_heard = select(
    lists.c.read_at.is_(None) & (lists.c.error == "") & (lists.c.tried_at > bindparam("since"))
).where(lists.c.maps == bindparam("of"))
_by_id = select(places).where(places.c.id == bindparam("wanted"))
_called = (
    select(places, names.c.name.label("known_as"))
    .join(names, names.c.place_id == places.c.id)
    .where(
        names.c.maps == bindparam("of"),
        names.c.key.in_(bindparam("wanted", expanding=True)),
        _now(),
    )
)
_called_in = _called.where(places.c.parent_id == bindparam("parent"))
_called_at_top = _called.where(places.c.parent_id.is_(None))
_first_scheme = select(func.min(places.c.scheme)).where(places.c.maps == bindparam("of"))
_next_scheme = _first_scheme.where(places.c.scheme > bindparam("last"))
