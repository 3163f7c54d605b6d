"""Wards, districts, cities and provinces within an address, told by the words before them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.customers.pasting.known import CITIES, PROVINCES
from core.customers.pasting.lines import EDGES, flat, telling, trimmed
from core.customers.pasting.result import Part, Why

_BREAKS = re.compile(r"[,;|\n]+|\s[-–—]\s")
_UNITS: dict[str, re.Pattern[str]] = {
    "ID": re.compile(
        r"(?P<district>kec(?:amatan)?\b\.?)"
        r"|(?P<city>(?:kab(?:upaten)?|kota(?:madya)?|kodya)\b\.?(?! ?no))"
        r"|(?P<province>(?:prov(?:insi)?|propinsi)\b\.?)"
        r"|(?P<within>(?:kel(?:urahan)?|desa|ds|dusun|dsn|rt|rw)\b\.?)"
    ),
    "VN": re.compile(
        r"(?P<district>(?:quan|huyen|thi xa)\b\.?|(?:q|h|tx)\.|q(?=\d)|tx\b)"
        r"|(?P<city>thanh pho\b|tp\b\.?|tp(?=hcm))"
        r"|(?P<province>tinh\b(?! lo))"
        r"|(?P<ward>(?:phuong|xa|thi tran|dac khu)\b|(?:p|x|tt|f)\.|[pf](?=\d)|tt\b)"
    ),
}
_INSIDE: dict[str, re.Pattern[str]] = {
    # "Kota" parts only what begins with a smaller unit: there is a Jl. Kota Bambu.
    "ID": re.compile(
        r"(?<=[\w.)])\s+(?=(?:kec(?:amatan)?|kab(?:upaten)?|prov(?:insi)?|propinsi|kel(?:urahan)?)"
        r"\b\.?\s*[a-z])"
    ),
    "VN": re.compile(
        r"(?<=[\w.)])\s+(?=(?:phuong|quan|huyen|thi xa|thi tran|thanh pho|tinh(?! lo)|tp)\b\.?\s*\w"
        r"|(?<!thi )xa\s\w|(?:p|q|h|tx|tp)\.\s?\w|[pq]\d{1,2}\b)"
    ),
}
_KOTA = re.compile(r"(?<=\w)\s+(?=kota\s+[a-z])")
_SMALL = re.compile(r"(?:kec|kel|desa|ds)[a-z]*\b")
_STREET = re.compile(
    r"\b(?:jl|jln|jalan|gg|gang|perum|perumahan|komp|komplek|kompleks|kpg|kp|kampung|blok|ruko"
    r"|apartemen|apt|dusun|dsn|desa|ds|kel|kelurahan|cluster|griya|residence|toko|kost?|kontrakan"
    r"|rt|rw|no|lorong|lr|gedung|tower|lantai|lt|duong|ngo|ngach|hem|so|ap|thon|xom|to|khu pho"
    r"|khu|kp|chung cu|cc|kdc|kcn|toa|tang|can ho|kiot|lo|ql|quoc lo|tinh lo|phuong|xa)\b"
    r"|\bs\d|\d+/\d+|^\d+[a-z]?\s+[a-z]"
)
_POSTCODE = {
    "ID": re.compile(r"(?<![\d/.\-])([1-9]\d{4})$"),
    "VN": re.compile(r"(?<![\d/.\-])(\d{5,6})$"),
}
_NUMBERED = re.compile(r"\b(?:no|nomor|nomer|blok|kav|km|so)\.?\s*$")


@dataclass(frozen=True, slots=True)
class Unit:
    """One piece of an address; `part` is None for street, ward and what nobody knows."""

    text: str
    part: Part | None = None
    word: str = ""
    """The label that was left off, if one was."""
    why: Why = Why.LEFTOVER
    ward: bool = False


def units(text: str, country: str) -> list[Unit]:
    """An address in its pieces, in their order; together with the words they are all of it."""
    pieces = [trimmed(part) for part in _BREAKS.split(text)]
    pieces = [trimmed(part) for piece in pieces for part in _split(piece, _INSIDE[country])]
    if country == "ID":
        pieces = [
            trimmed(part)
            for piece in pieces
            for part in (_split(piece, _KOTA) if _SMALL.match(flat(piece)) else [piece])
        ]
    return [unit for piece in pieces if piece for unit in _named(piece, country)]


def is_street(text: str) -> bool:
    """Whether a piece holds a word or a number as only streets and houses have them."""
    return _STREET.search(telling(text)) is not None


def _split(piece: str, where: re.Pattern[str]) -> list[str]:
    cuts = [match.start() for match in where.finditer(telling(piece))]
    return [piece[a:b] for a, b in zip([0, *cuts], [*cuts, len(piece)], strict=True)]


def _named(piece: str, country: str) -> list[Unit]:
    """A piece as one unit, or as several: what stands before, the city, the province, the code."""
    tail: list[Unit] = []
    text = flat(piece)
    code = _POSTCODE[country].search(text)
    if code and not _NUMBERED.search(text[: code.start()]):
        tail.insert(0, Unit(piece[code.start() :], Part.POSTCODE, why=Why.PATTERN))
        piece = piece[: code.start()].strip(EDGES)
    if not piece:
        return tail
    text = flat(piece)
    unit = _UNITS[country].match(telling(piece))
    if unit and piece[unit.end() :].strip(EDGES):
        head, after = _worded(piece, unit, country)
        return [head, *after, *tail]
    whole = _known(text, country)
    if whole is not None:
        return [Unit(piece, whole, why=Why.KNOWN), *tail]
    for part, names in ((Part.PROVINCE, PROVINCES), (Part.CITY, CITIES)):
        cut = _known_end(text, names[country])
        before = text[:cut].strip(EDGES) if cut else ""
        # The name of a street may end like that too: something must end before it.
        ends = part is Part.PROVINCE or any(char.isdigit() for char in before) or bool(tail)
        if cut and ends and not re.search(r"\b(?:jl|jln|jalan|raya|duong|pho)\.?$", before):
            tail.insert(0, Unit(piece[cut:].strip(EDGES), part, why=Why.KNOWN))
            return [*_named(piece[:cut].strip(EDGES), country), *tail]
    return [Unit(piece), *tail]


def _worded(piece: str, unit: re.Match[str], country: str) -> tuple[Unit, list[Unit]]:
    """A piece that begins with the word for what it is; a known name at its end is apart."""
    kind = unit.lastgroup or ""
    after: list[Unit] = []
    text = flat(piece)
    if kind in {"district", "within", "ward", "city"}:
        for part, names in ((Part.PROVINCE, PROVINCES), (Part.CITY, CITIES)):
            cut = _known_end(text, names[country])
            if (
                cut
                and text[unit.end() : cut].strip(EDGES)
                and not (kind == "city" and part is Part.CITY)
            ):
                after.insert(0, Unit(piece[cut:].strip(EDGES), part, why=Why.KNOWN))
                piece = piece[:cut].strip(EDGES)
                text = flat(piece)
    if kind in {"within", "ward"}:
        return Unit(piece, why=Why.LABEL, ward=kind == "ward"), after
    part = Part(kind)
    if part is Part.CITY or (country == "VN" and part is Part.DISTRICT):
        return Unit(piece, part, why=Why.LABEL), after  # Kota or Kabupaten, Quận or Huyện: told
    value = piece[unit.end() :].strip(EDGES)
    return Unit(value, part, piece[: unit.end()].strip(), Why.LABEL), after


def _known(text: str, country: str) -> Part | None:
    if text in CITIES[country]:
        return Part.CITY
    return Part.PROVINCE if text in PROVINCES[country] else None


def _known_end(text: str, names: frozenset[str]) -> int:
    """Where a known name at the end of a text begins; 0 where there is none, or nothing else."""
    words = [match.start() for match in re.finditer(r"(?<!\S)\S", text)]
    for start in words[max(1, len(words) - 5) :]:
        if text[start:].strip(EDGES) in names:
            return start
    return 0
