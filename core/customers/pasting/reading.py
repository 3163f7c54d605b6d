"""Taking a pasted text apart: labels first, then shapes, then what is left over."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from core.customers.pasting.labels import Label, labelled
from core.customers.pasting.lines import EDGES, flat, prepare, trimmed
from core.customers.pasting.names import is_name, is_talk, split_name
from core.customers.pasting.result import Found, Part, Pasted, Sure, Why
from core.customers.pasting.units import Unit, is_street, units
from core.phones import normalised

Dial = Callable[[str, str], str]
"""A number as E.164 from how it is written and the country; empty where it is none."""

_PHONE = re.compile(r"(?<![\w/.\-])[+(]{0,2}\d(?:[\s().\-–]{0,3}[\d*]){7,16}(?![\w])")
_GROUPS = re.compile(r"[\s().\-–]+(?=\d+$)")
_CERTAIN = {Why.LABEL: Sure.SURE, Why.PATTERN: Sure.LIKELY, Why.KNOWN: Sure.LIKELY}
_SINGLE = {Label.NAME, Label.PHONE, Label.DISTRICT, Label.CITY, Label.PROVINCE, Label.POSTCODE}
_TELLING = re.compile(r"[\W\d]*(?:kab|kabupaten|kota|quan|huyen|thanh pho|tp)[\W]*")
_VIETNAMESE = re.compile(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉĩịọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹ]")
_OF: dict[str, re.Pattern[str]] = {
    "ID": re.compile(
        r"\b(?:jl|jln|jalan|kec|kecamatan|kab|kabupaten|kel|kelurahan|rt|rw|nama|alamat|hp|kode"
        r"|pos|prov|provinsi|desa|gang|gg|perum|penerima|jakarta|jawa|dusun|blok|kota|ibu|pak)\b"
    ),
    "VN": re.compile(
        r"\b(?:duong|phuong|quan|huyen|tinh|tp|thanh pho|sdt|dia chi|dc|ten|nguoi nhan|xa|thon|ngo"
        r"|hem|hcm|tphcm|ha noi|nguyen|tran|chi|anh|so|q\d+|p\d+)\b"
    ),
}


@dataclass(slots=True)
class _Piece:
    """Something of the text that nobody has taken yet."""

    text: str
    line: int
    label: Label | None = None
    word: str = ""


@dataclass(slots=True)
class _Desk:
    """What was found so far."""

    country: str
    dial: Dial
    parts: dict[Part, Found] = field(default_factory=dict)
    number: str = ""
    rest: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    city_at: int = -1
    """Where among the pieces of the address the city stands, or without one the province."""

    def put(self, part: Part, text: str, why: Why, word: str = "") -> None:
        """Take a text for a part; a second one goes to the rest, with its label."""
        text = trimmed(text)
        if not text:
            self.drop(word)
        elif part in self.parts:
            self.keep(f"{word} {text}")
        else:
            self.parts[part] = Found(text, _CERTAIN.get(why, Sure.UNSURE), why)
            self.drop(word)

    def keep(self, text: str) -> None:
        """Something that is no part."""
        if text := text.strip():
            self.rest.append(text)

    def drop(self, word: str) -> None:
        """A label whose value is in a part now."""
        if word := word.strip():
            self.labels.append(word)


def read_address(text: str, country: str = "ID", *, dial: Dial = normalised) -> Pasted:
    """Take a block of chat text apart; never raises, and leaves nothing of it out.

    `country` (ID or VN) is the shop's, for texts that could be of either.
    """
    prepared = prepare(text)
    country = _country("\n".join(prepared.lines), country)
    desk = _Desk(country, dial)
    pieces = _pieces(prepared.lines)
    pieces = _phones(desk, pieces)
    pieces = _others(desk, pieces)
    pieces = _labelled(desk, pieces)
    _places(desk, pieces)
    return Pasted(
        **{part.value: found for part, found in desk.parts.items()},
        number=desk.number,
        country=_home(desk.number) or country,
        rest=(*prepared.noise, *desk.rest),
        labels=tuple(desk.labels),
    )


def _country(text: str, shop: str) -> str:
    """Whose way of writing it is, by letters, words and the code of a number."""
    told = flat(text)
    score = {name: len(words.findall(told)) for name, words in _OF.items()}
    score["VN"] += min(6, len(_VIETNAMESE.findall(text.lower())))
    score["ID"] += 4 * len(re.findall(r"\+ ?62|(?<!\d)62\s?8", told))
    score["VN"] += 4 * len(re.findall(r"\+ ?84", told))
    if score["ID"] == score["VN"]:
        return shop if shop in score else "ID"
    return max(score, key=lambda name: score[name])


def _home(number: str) -> str:
    return {"+62": "ID", "+84": "VN"}.get(number[:3], "")


def _pieces(lines: Sequence[str]) -> list[_Piece]:
    """The lines by their labels; a label alone on its line is for the next, an address goes on."""
    found: list[_Piece] = []
    waits: _Piece | None = None
    address = False
    for number, line in enumerate(lines):
        if not line:
            address = address and waits is not None
            continue
        for one in labelled(line):
            piece = _Piece(one.value, number, one.label, one.word)
            if one.label is None and waits is not None:
                waits.text, waits.line, waits = one.value, number, None
                continue
            if one.label is Label.HERE:
                piece.label = None
            elif one.label is None and address:
                piece.label = None if is_talk(one.value) else Label.ADDRESS
            elif one.label is not None:
                address = one.label in {Label.ADDRESS, Label.WITHIN}
            waits = None
            found.append(piece)
            if one.label in {*_SINGLE, Label.ADDRESS} and not one.value.strip(EDGES):
                waits = piece
    return found


def _phones(desk: _Desk, pieces: Iterable[_Piece]) -> list[_Piece]:
    """Take the number: a labelled one, else the first that can be dialled.

    Of several that could be meant none is sure: it may be that of who wrote.
    """
    pieces = list(pieces)
    spots = []
    for at, piece in enumerate(pieces):
        if piece.label in {Label.OTHER, Label.POSTCODE}:
            continue
        for match in _PHONE.finditer(piece.text):
            raw = _trimmed(desk, match.group())
            if raw:
                begin = match.start()
                spots.append((piece.label is not Label.PHONE, at, begin, raw))
    spots.sort(key=lambda spot: (spot[0], not desk.dial(spot[3], desk.country), spot[1]))
    if not spots:
        return pieces
    by_pattern, at, begin, raw = spots[0]
    piece = pieces[at]
    desk.number = desk.dial(raw, desk.country)
    rivals = [one for one in spots if one[0] == by_pattern and (by_pattern or one[1] != at)]
    others = {desk.dial(one[3], desk.country) for one in rivals}
    certain = Sure.SURE if desk.number and not others - {desk.number, ""} else Sure.UNSURE
    why = Why.PATTERN if by_pattern else Why.LABEL
    desk.parts[Part.PHONE] = Found(raw, certain, why)
    if not by_pattern:
        desk.drop(piece.word)
    left = [piece.text[:begin], piece.text[begin + len(raw) :]]
    label, word = (piece.label, piece.word) if by_pattern else (None, "")
    rest = [_Piece(text, piece.line, label, "") for text in left if text.strip(EDGES)]
    if rest:
        rest[0].word = word
    elif by_pattern:
        desk.drop(word)
    return [*pieces[:at], *rest, *pieces[at + 1 :]]


def _trimmed(desk: _Desk, raw: str) -> str:
    """A number without digits that belong to what comes after it; empty where it is too short."""
    raw = raw.rstrip(" ()-–.")
    shortest = raw
    while not desk.dial(shortest, desk.country) and _GROUPS.search(shortest):
        shortest = _GROUPS.split(shortest)[0] if len(_GROUPS.split(shortest)) == 2 else ""
    if shortest and desk.dial(shortest, desk.country):
        return shortest
    digits = sum(char.isdigit() or char == "*" for char in raw)
    begins = raw.lstrip("+( ")[:2]
    return raw if 9 <= digits <= 15 and begins.startswith(("0", "62", "84", "8")) else ""


def _others(desk: _Desk, pieces: Iterable[_Piece]) -> list[_Piece]:
    """Put aside what is labelled as something else: what was ordered, how it is paid."""
    left = []
    for piece in pieces:
        if piece.label is Label.OTHER:
            desk.keep(f"{piece.word} {piece.text}")
        else:
            left.append(piece)
    return left


def _labelled(desk: _Desk, pieces: Iterable[_Piece]) -> list[_Piece]:
    """Take what says what it is; a value that holds more than one part is looked into later."""
    left = []
    for piece in pieces:
        label, text = piece.label, piece.text.strip(EDGES)
        if label in {None, Label.ADDRESS, Label.WITHIN}:
            left.append(piece)
        elif label is Label.PHONE:
            if Part.PHONE in desk.parts or not any(char.isdigit() for char in text):
                desk.keep(f"{piece.word} {text}")
            else:
                desk.parts[Part.PHONE] = Found(text, Sure.UNSURE, Why.LABEL)
                desk.drop(piece.word)
        elif label is Label.NAME:
            name, after = split_name(text)
            desk.put(Part.NAME, name, Why.LABEL, piece.word)
            if after:
                left.append(_Piece(after, piece.line))
        elif label is not None:
            first, *more = units(text, desk.country) or [Unit("")]
            word, told = piece.word, f"{first.word} {first.text}"
            if first.part not in {None, Part(label.value)}:
                told, more = text, []
            if _TELLING.fullmatch(flat(word)):  # there are a city and a regency of one name
                word, told = "", f"{word.strip(EDGES)} {told.strip()}"
            desk.put(Part(label.value), told, Why.LABEL, word)
            for unit in more:
                if unit.part is None:
                    left.append(_Piece(unit.text, piece.line))
                else:
                    desk.put(unit.part, unit.text, unit.why, unit.word)
    return left


@dataclass(slots=True)
class _Spot:
    """A unit of an address in its line."""

    unit: Unit
    line: int
    by_label: bool
    word: str = ""
    at: int = -1
    """Its place among all of them."""


def _places(desk: _Desk, pieces: Sequence[_Piece]) -> None:
    """Take the parts of the address out of what is left, then the name, then the street."""
    spots: list[_Spot] = []
    for piece in pieces:
        by_label = piece.label is Label.ADDRESS
        text, word = piece.text, piece.word
        if piece.label is Label.WITHIN:
            text, word, by_label = f"{piece.word} {piece.text}", "", True
        found = units(text, desk.country)
        if not found:
            desk.drop(word)
        for at, unit in enumerate(found):
            said, street = split_name(unit.text)
            if unit.part is None and not by_label and is_talk(said) and is_street(street):
                desk.keep(said)
                unit = Unit(street)  # noqa: PLW2901 - what was asked for is not part of it
            first = word if at == 0 else ""
            spots.append(_Spot(unit, piece.line, by_label, first, len(spots)))
    spots = _administrative(desk, spots)
    told = Part.PHONE in desk.parts or any(is_street(spot.unit.text) for spot in spots)
    if Part.NAME not in desk.parts and told:
        spots = _name(desk, spots)
    spots = _by_position(desk, spots)
    _street(desk, spots)


def _administrative(desk: _Desk, spots: Sequence[_Spot]) -> list[_Spot]:
    """Take what a word or a well-known name tells; of two names the last, as addresses go."""
    wards = [spot for spot in spots if spot.unit.ward]
    has_district = Part.DISTRICT in desk.parts or any(
        spot.unit.part is Part.DISTRICT for spot in spots
    )
    chosen: dict[Part, _Spot] = {}
    for spot in spots:
        part = spot.unit.part
        if part is None:
            continue
        before = chosen.get(part)
        labelled = before is not None and before.unit.why is Why.LABEL
        if before is None or spot.unit.why is Why.LABEL or not labelled:
            chosen[part] = spot
    if not has_district and wards:
        chosen[Part.DISTRICT] = wards[-1]
    left = []
    for spot in spots:
        unit = spot.unit
        part = next((name for name, one in chosen.items() if one is spot), None)
        if part is None or part in desk.parts:
            # It is the name of something else, or of the street: it stays where it stands.
            left.append(spot)
            continue
        desk.put(part, unit.text, unit.why, unit.word)
        desk.drop(spot.word)
        if part is Part.CITY or (part is Part.PROVINCE and Part.CITY not in chosen):
            desk.city_at = spot.at
    return left


def _name(desk: _Desk, spots: Sequence[_Spot]) -> list[_Spot]:
    """The first words outside of the address that may be a name; never sure."""
    left = list(spots)
    for at, spot in enumerate(spots):
        if spot.by_label or spot.unit.part is not None or spot.unit.why is Why.LABEL:
            continue
        name, after = split_name(spot.unit.text)
        why = is_name(name, desk.country)
        if why is None:
            if is_street(spot.unit.text):
                break
            continue
        desk.put(Part.NAME, name, why, spot.word)
        left[at : at + 1] = (
            [_Spot(Unit(after), spot.line, by_label=False, at=spot.at)] if after else []
        )
        break
    return left


def _by_position(desk: _Desk, spots: Sequence[_Spot]) -> list[_Spot]:
    """In Indonesia the words right before the city are its district; nobody can be sure."""
    left = list(spots)
    ahead = [spot for spot in left if spot.at < desk.city_at]
    if desk.country != "ID" or len(ahead) < 2 or desk.city_at - ahead[-1].at > 2:
        return left
    last, before = ahead[-1], ahead[-2]
    words = last.unit.text.split()
    plain = last.unit.part in {None, Part.CITY} and last.unit.why is not Why.LABEL
    if (
        plain
        and not last.word
        and 1 <= len(words) <= 3
        and last.line - before.line <= 1
        and all(word.strip(".").isalpha() for word in words)
        and not is_street(last.unit.text)
        and is_street(before.unit.text)
    ):
        missing = Part.DISTRICT if Part.DISTRICT not in desk.parts else Part.CITY
        if missing not in desk.parts:
            desk.put(missing, last.unit.text, Why.LEFTOVER)
            left.remove(last)
    return left


def _street(desk: _Desk, spots: Sequence[_Spot]) -> None:
    """What is left of a labelled address, or of the lines that hold a street, is the address."""
    by_label = any(spot.by_label for spot in spots)
    streets: dict[int, int] = {}
    for at, spot in enumerate(spots):
        if spot.by_label or is_street(spot.unit.text):
            streets.setdefault(spot.line, at)
    kept: list[str] = []
    for at, spot in enumerate(spots):
        text = f"{spot.unit.word} {spot.unit.text}".strip()
        # What stands in the line of a street before it is talk.
        if spot.by_label if by_label else streets.get(spot.line, at + 1) <= at:
            kept.append(text)
            desk.drop(spot.word)
        else:
            desk.keep(f"{spot.word} {text}")
    if not kept:
        return
    text = ", ".join(kept)
    if Part.ADDRESS in desk.parts:
        desk.keep(text)
    else:
        desk.put(Part.ADDRESS, text, Why.LABEL if by_label else Why.PATTERN)
