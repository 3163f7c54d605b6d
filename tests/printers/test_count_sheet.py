"""The sheet of a count: what is on it, on every width, and that it survives being stored."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.paper.count_document import CountSheet
from core.paper.documents import dump, load
from printers.documents import draw
from printers.layout import Row, Text
from printers.profiles import Profile

SHEET = CountSheet(
    "en",
    "UTC",
    "C000012",
    "Zone A",
    (
        ("A-01", "TEH-BOTOL-350", "Teh Botol Sosro 350 ml", "L-7", "24"),
        ("A-01", "KOPI", "Kopi", "", ""),
        ("A-02", "", "", "", ""),
    ),
    datetime(2026, 3, 2, 2, 0, tzinfo=UTC),
    "S1",
)


def test_a_sheet_comes_back_as_it_was_stored() -> None:
    assert load(dump(SHEET)) == SHEET


@pytest.mark.parametrize("dots", [384, 576, 832])
def test_every_bin_stands_once_with_its_goods_and_room_to_write(dots: int) -> None:
    page = draw(SHEET, Profile("x", dots))
    said = [one.value for one in page.elements if isinstance(one, Text)]
    assert [text for text in said if text in {"A-01", "A-02"}] == ["A-01", "A-02"]
    rows = [one.cells for one in page.elements if isinstance(one, Row)]
    named = [cells for cells in rows if cells[0].value.startswith(("TEH", "KOPI"))]
    assert [cells[-1].value for cells in named] == ["________", "________"]
    assert any("(24)" in text for text in said)
