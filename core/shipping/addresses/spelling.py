"""How names of places are compared: accents, spaces and the words for what they are left out."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from core.couriers.places import Name, name_of
from core.couriers.regions import Level
from core.shipping.addresses.models import KEY
from core.text import clean, fold

_KINDS: dict[Level, frozenset[str]] = {
    Level.PROVINCE: frozenset({"tinh", "thanh pho", "provinsi"}),
    Level.DISTRICT: frozenset({"quan", "huyen", "thi xa", "thanh pho", "kota", "kabupaten"}),
    Level.WARD: frozenset(
        {"phuong", "xa", "thi tran", "dac khu", "kecamatan", "kelurahan", "desa"}
    ),
    Level.AREA: frozenset(),
}
"""The words for what a place of each level is; before other names they are part of the name."""
_ALSO = {
    "hcm": "hochiminh",
    "tphcm": "hochiminh",
    "hcmc": "hochiminh",
    "tphochiminh": "hochiminh",
    "hochiminhcity": "hochiminh",
    "saigon": "hochiminh",
    "tpsaigon": "hochiminh",
    "thanhphosaigon": "hochiminh",
    "hn": "hanoi",
    "tphn": "hanoi",
    "hanoicity": "hanoi",
    "danangcity": "danang",
    "brvt": "bariavungtau",
}
"""What everybody calls provinces beside their names."""
_WORD = 80
_KNOWN = 4096
"""Names that are read again and again are read once."""


@lru_cache(maxsize=_KNOWN)
def tight(text: str) -> Name:
    """A name without spaces: people write Q.1 and Quận 1, Hà Nội and Hanoi, 01 and 1."""
    read = name_of(text)
    name, whole = _joined(read.name), _joined(read.whole)
    return Name(read.kind, name, whole)


@lru_cache(maxsize=_KNOWN)
def keys(text: str) -> frozenset[str]:
    """Under what a name is looked up: whole, and without the word for what it is."""
    read = tight(text)
    also = _ALSO.get(read.whole)
    return frozenset(key[:_WORD] for key in (read.name, read.whole, also) if key)


@lru_cache(maxsize=_KNOWN)
def kind_of(name: str, level: Level) -> str:
    """What a place is, where its name says so."""
    kind = name_of(name).kind
    return kind if kind in _KINDS[level] else ""


def is_same(said: str, level: Level, name: str, kind: str) -> bool:
    """Whether a text means a place by one of its names; `kind` is what the place is."""
    mine, other = tight(said), tight(name)
    if mine.whole in {other.whole, _without_kind(other, level)}:
        return True
    if level is Level.PROVINCE:
        also = _ALSO.get(mine.whole)
        if also == _without_kind(other, level):
            return True
    if mine.kind not in _KINDS[level] or (kind and mine.kind != kind):
        return False
    return mine.name in {other.whole, _without_kind(other, level)}


def accents(text: str) -> tuple[str, ...]:
    """The words of a name with their marks, wherever in a word they stand (Hoà is Hòa)."""
    words = re.sub(r"[\W_]+", " ", unicodedata.normalize("NFC", text.casefold())).split()
    told = []
    for word in words[-(len(name_of(text).name.split()) or 1) :]:
        parts = unicodedata.normalize("NFD", word)
        told.append("".join(sorted(char for char in parts if unicodedata.combining(char))))
    return tuple(told)


def key_of(*parts: str) -> str:
    """The key of a spelling of several parts; a long one is told by its digest."""
    key = "|".join(_joined(" ".join(re.sub(r"[\W_]+", " ", fold(part)).split())) for part in parts)
    if len(key) <= KEY:
        return key
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    return f"{key[: KEY - 33]}#{digest}"


def similar(said: str, among: Sequence[str]) -> float:
    """How alike a text and the best of these names are, from 0 to 1."""
    from difflib import SequenceMatcher

    mine = tight(clean(said, 200)).name
    pairs = ((mine, tight(name).name) for name in among)
    return max((SequenceMatcher(None, a, b).ratio() for a, b in pairs), default=0.0)


def _joined(words: str) -> str:
    return "".join(word.lstrip("0") or "0" if word.isdigit() else word for word in words.split())


def _without_kind(name: Name, level: Level) -> str:
    """A name of a list; what only looks like a kind stays part of it (Tịnh Biên, Dĩ An)."""
    return name.name if name.kind in _KINDS[level] else name.whole
