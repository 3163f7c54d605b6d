"""Names of places as people write them, compared without what kind of place each is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.text import fold

_KINDS: Mapping[str, str] = {
    "kota administrasi": "kota",
    "kotamadya": "kota",
    "kodya": "kota",
    "kota": "kota",
    "city": "kota",
    "kabupaten": "kabupaten",
    "kab": "kabupaten",
    "kecamatan": "kecamatan",
    "kec": "kecamatan",
    "kelurahan": "kelurahan",
    "kel": "kelurahan",
    "desa": "desa",
    "daerah khusus ibukota": "provinsi",
    "daerah istimewa": "provinsi",
    "dki": "provinsi",
    "d i": "provinsi",
    "di": "provinsi",
    "provinsi": "provinsi",
    "propinsi": "provinsi",
    "prov": "provinsi",
    "tinh": "tinh",
    "thanh pho": "thanh pho",
    "tp": "thanh pho",
    "quan": "quan",
    "q": "quan",
    "huyen": "huyen",
    "h": "huyen",
    "thi xa": "thi xa",
    "tx": "thi xa",
    "thi tran": "thi tran",
    "tt": "thi tran",
    "dac khu": "dac khu",
    "phuong": "phuong",
    "p": "phuong",
    "xa": "xa",
    "x": "xa",
}
"""What stands before the name of a place, folded, and what it says of it."""
_KIND = re.compile(rf"({'|'.join(_KINDS)}) +(?=\w)")
_NUMBERED = re.compile(r"([qp]) ?(?=[0-9])")  # Q.1, P5: as people in Ho Chi Minh City write


@dataclass(frozen=True, slots=True)
class Name:
    """A place: its name without what kind of place it is, and that kind where it is said."""

    kind: str
    name: str
    whole: str
    """As it is written, folded: what looks like a kind may be part of it (Tịnh Biên, Dĩ An)."""

    def is_same(self, other: Name) -> bool:
        """Whether both mean one place: Bandung may be Kota Bandung, which Kab. Bandung is not."""
        same_kind = not self.kind or not other.kind or self.kind == other.kind
        same = self.name == other.name and same_kind
        return same or self.whole in {other.name, other.whole} or self.name == other.whole


def name_of(text: str) -> Name:
    """Read the name of a place."""
    words = " ".join(re.sub(r"[\W_]+", " ", fold(text)).split())
    if found := _NUMBERED.match(words):
        return Name("quan" if found[1] == "q" else "phuong", words[found.end() :], words)
    if found := _KIND.match(words):
        return Name(_KINDS[found[1]], words[found.end() :], words)
    return Name("", words, words)
