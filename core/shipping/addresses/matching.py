"""Where an address lies in a courier's list: exactly one place, or a person is asked.

Names are compared without accents, spaces and words such as *Phường*; what is alike is never
taken for the same. An address with a district goes by the old scheme of three levels, one without
by the new one of two; all that it says has to fit the place that is found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.couriers.base import Courier
from core.couriers.quotes import Destination
from core.couriers.regions import Level, codes_of
from core.shipping.addresses import reading
from core.shipping.addresses.deciding import chosen
from core.shipping.addresses.parts import Parts, parts_of
from core.shipping.addresses.reading import Named, hits
from core.shipping.addresses.results import Match, Matched, NoList, Place, Question, Unsure
from core.shipping.addresses.spelling import is_same, key_of, kind_of, similar, tight
from core.transaction import Transaction

_MOST = 12
_ALIKE = 0.55
_COUNTRIES = frozenset({"vietnam", "vn", "indonesia", "id"})


def place_of(tx: Transaction, courier: Courier, to: Destination) -> Match:
    """The place of an address in the list that a courier goes by; only reads, asks nobody.

    ``Matched`` without codes where the courier takes addresses as people write them; ``NoList``
    where its list was not heard yet. `core.shipping.addresses.looking` writes down what is unsure.
    """
    return match(tx, courier.maps, to) if courier.maps else Matched()


def match(tx: Transaction, maps: str, to: Destination) -> Match:
    """As `place_of`, by whose list it is."""
    if reading.is_by_text(tx, maps):
        return _by_text(tx, maps, to)
    if not reading.is_kept(tx, maps) or reading.is_being_heard(tx, maps):
        return NoList(maps)
    parts = parts_of(to)
    if (said := chosen(tx, maps, parts.exact, parts.whole)) is not None:
        return matched(tx, said, by_person=True)
    found = _Search(tx, maps, to, parts).match()
    return matched(tx, found.place, by_person=found.asked) if isinstance(found, _Sure) else found


def _by_text(tx: Transaction, maps: str, to: Destination) -> Match:
    """Where the courier keeps its list to itself: what was found for these words before."""
    key = key_of("area", to.district, to.city, to.province, to.postcode)
    if (said := chosen(tx, maps, key)) is not None:
        return matched(tx, said)
    text = ", ".join(part for part in (to.district, to.city, to.province, to.postcode) if part)
    question = Question(maps, key, Level.AREA, None, text[:200], to)
    return Unsure(question, blocks=not to.postcode.strip())


def matched(tx: Transaction, place: Place, *, by_person: bool = False) -> Matched:
    """A place as a booking is told of it."""
    regions = [one.region for one in reading.chain(tx, place)]
    return Matched(
        codes_of(regions),
        tuple(region.name for region in reversed(regions)),
        served=all(region.served for region in regions),
        by_person=by_person,
        place_id=place.id,
    )


def nearest(tx: Transaction, question: Question) -> tuple[Place, ...]:
    """What is called alike where a question looks for it, the most alike first."""
    kinds = (Level.WARD, Level.AREA) if question.level is Level.WARD else (question.level,)
    pool = [
        one
        for kind in kinds
        if question.within is not None or kind is Level.PROVINCE
        for one in reading.within(tx, question.maps, question.within, kind)
    ]
    if not question.said:
        return tuple(pool)[:_MOST]
    alike = [(similar(question.said, (one.region.name,)), one) for one in pool]
    best = sorted(
        (pair for pair in alike if pair[0] >= _ALIKE), key=lambda pair: (-pair[0], pair[1].id)
    )
    near = [one for _how, one in best[:_MOST]]
    elsewhere = reading.search(tx, question.maps, question.said, levels=kinds, limit=_MOST)
    near += [one for one in elsewhere if one not in near]
    return tuple(near or pool)[:_MOST]


@dataclass(frozen=True, slots=True)
class _Sure:
    place: Place
    asked: bool
    """Somebody's answer led there."""


@dataclass(frozen=True, slots=True)
class _Stuck:
    """How far one scheme came."""

    level: Level
    within: Place | None
    said: str
    found: tuple[Place, ...] = ()


class _Search:
    """One address in one courier's list."""

    def __init__(self, tx: Transaction, maps: str, to: Destination, parts: Parts) -> None:
        self._tx, self._maps, self._to, self._parts = tx, maps, to, parts
        self._named: dict[int | None, Sequence[Named]] = {}

    def match(self) -> _Sure | Unsure:
        """Try the schemes, those with districts first; what is not sure is a question."""
        three: list[str] = []
        two: list[str] = []
        for scheme in reading.schemes(self._tx, self._maps):
            with_districts = reading.has_level(self._tx, self._maps, scheme, Level.DISTRICT)
            (three if with_districts else two).append(scheme)
        stuck: list[_Stuck] = []
        for scheme in three:
            found = self._three(scheme)
            if isinstance(found, _Sure):
                return found
            stuck.append(found)
        in_district = [one for one in stuck if one.level is Level.WARD]
        for scheme in two:
            found = self._two(scheme)
            if isinstance(found, _Stuck):
                stuck.append(found)
            elif not in_district:
                return found
            else:  # a district says the one thing, a ward of the new scheme the other
                old = in_district[0]
                return self._unsure(_Stuck(Level.WARD, old.within, "", (found.place, *old.found)))
        return self._unsure(_telling(stuck))

    def _three(self, scheme: str) -> _Sure | _Stuck:
        province = self._province(scheme)
        if isinstance(province, _Stuck):
            return province
        texts = self._below(province.place, self._parts.columns)
        texts = texts or self._below(province.place, self._parts.districts)
        found = {text: self._hits(text, Level.DISTRICT, province.place) for text in texts}
        named = {one.id: one for each in found.values() for one in each}
        if len(named) > 1:
            return _Stuck(Level.DISTRICT, province.place, "", tuple(named.values()))
        if named:
            (district,) = named.values()
            known = _Sure(district, province.asked)
        else:
            said = texts[0] if texts else ""
            told = self._answer(Level.DISTRICT, province.place, said)
            if told is None:
                return _Stuck(Level.DISTRICT, province.place, said)
            known = _Sure(told, asked=True)
            found[said] = (told,)
        left = [text for text in texts if not found[text] and text in self._parts.columns]
        if not known.place.region.has_more:
            return self._checked(known, left)
        return self._ward(known, left)

    def _two(self, scheme: str) -> _Sure | _Stuck:
        province = self._province(scheme)
        if isinstance(province, _Stuck):
            return province
        return self._ward(province, self._below(province.place, self._parts.columns))

    def _province(self, scheme: str) -> _Sure | _Stuck:
        if not self._parts.province:
            return _Stuck(Level.PROVINCE, None, "")
        said = self._parts.province[0]
        found = hits(said, Level.PROVINCE, scheme, None, self._within(None))
        if len(found) == 1:
            return _Sure(found[0], asked=False)
        if not found and (told := self._answer(Level.PROVINCE, None, said)) is not None:
            name = told.region.name  # the same one in each scheme
            named = reading.called(self._tx, self._maps, [name])
            found = hits(name, Level.PROVINCE, scheme, None, named)
            if len(found) == 1:
                return _Sure(found[0], asked=True)
        return _Stuck(Level.PROVINCE, None, said, found)

    def _ward(self, parent: _Sure, columns: Sequence[str]) -> _Sure | _Stuck:
        """The ward in a district, or in a province of the new scheme."""
        told = (*self._parts.wards, *columns)
        found = {text: self._hits(text, Level.WARD, parent.place) for text in told}
        named = {one.id: one for each in found.values() for one in each}
        if not named and told:
            answer = self._answer(Level.WARD, parent.place, told[0])
            if answer is None:
                return _Stuck(Level.WARD, parent.place, told[0])
            left = [text for text in columns if text != told[0]]
            return self._checked(_Sure(answer, asked=True), left)
        if not named:
            after = [self._hits(text, Level.WARD, parent.place) for text in self._parts.after]
            named = {one.id: one for each in after for one in each}
        if len(named) != 1:
            return _Stuck(Level.WARD, parent.place, "", tuple(named.values()))
        (ward,) = named.values()
        left = [text for text in columns if not found.get(text)]
        return self._checked(_Sure(ward, parent.asked), left)

    def _checked(self, found: _Sure, left: Sequence[str]) -> _Sure | _Stuck:
        """What is found, unless a column says something that it is not."""
        if not left:
            return found
        place = found.place
        within = reading.place(self._tx, place.parent_id) if place.parent_id else None
        return _Stuck(Level.WARD, within, "", (place,))

    def _below(self, province: Place, texts: Sequence[str]) -> tuple[str, ...]:
        """Those of the texts that do not only say the province, or the country, once more."""
        scheme = province.region.scheme
        kept = []
        for text in texts:
            again = hits(text, Level.PROVINCE, scheme, None, self._within(None))
            first = text == self._parts.province[0]
            if province not in again and not first and key_of(text) not in _COUNTRIES:
                kept.append(text)
        return tuple(kept)

    def _hits(self, said: str, level: Level, within: Place) -> tuple[Place, ...]:
        return hits(said, level, within.region.scheme, within.id, self._within(within.id))

    def _within(self, parent: int | None) -> Sequence[Named]:
        """What lies directly in a place, or at the top, and may be meant by the address."""
        if parent not in self._named:
            found = reading.called(self._tx, self._maps, self._parts.texts, parent)
            self._named[parent] = found
        return self._named[parent]

    def _answer(self, level: Level, within: Place | None, said: str) -> Place | None:
        """What somebody said that a spelling means there."""
        return chosen(self._tx, self._maps, _key(level, within, said)) if said else None

    def _unsure(self, stuck: _Stuck) -> Unsure:
        """The question: of one part where only that is unknown, else of the address."""
        if stuck.said and not stuck.found:
            key = _key(stuck.level, stuck.within, stuck.said)
            asked = Question(self._maps, key, stuck.level, stuck.within, stuck.said[:200], self._to)
            return Unsure(asked)
        key = self._parts.exact if len(stuck.found) > 1 else self._parts.whole
        texts = (*self._parts.wards, *self._parts.columns[1:], *self._parts.after)
        within = stuck.within if stuck.level is Level.WARD else None
        asked = Question(
            self._maps, key, Level.WARD, within, texts[0][:200] if texts else "", self._to
        )
        if stuck.found:
            return Unsure(asked, stuck.found)
        elsewhere = [
            one.place
            for one in reading.called_anywhere(self._tx, self._maps, texts)
            for text in texts
            if one.place.region.level is Level.WARD
            and is_same(text, Level.WARD, one.name, reading.kind_of_place(one.place))
        ]
        places = {one.id: one for one in elsewhere}
        return Unsure(asked, tuple(places.values())[:_MOST])


def _key(level: Level, within: Place | None, said: str) -> str:
    read = tight(said)  # P. and Phường are one spelling
    return key_of(level.value, str(within.id) if within else "", read.kind, read.name)


def _telling(stuck: Sequence[_Stuck]) -> _Stuck:
    """Of what several schemes lack, what a person is asked."""
    for one in stuck:
        if one.level is Level.WARD and one.within and one.within.region.level is Level.DISTRICT:
            return one
    told = [one for one in stuck if one.level is Level.DISTRICT and one.said]
    if told and (told[0].found or kind_of(told[0].said, Level.DISTRICT)):
        return told[0]
    wards = [one for one in stuck if one.level is Level.WARD]
    return (wards or told or [one for one in stuck if one.level is Level.DISTRICT] or stuck)[0]
