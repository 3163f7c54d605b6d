"""Tables are written whole or not at all, and nothing in them acts in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from core.errors import Refusal
from core.files.writing import Cell, write_table

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
EVIL = ("=1+1", "+62 000 1", "-2", "@SUM(A1)", "\t=1+1", " =1+1", "\r\n=cmd|'/c calc'!A0")


def read_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_a_csv_has_plain_numbers_and_moments(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [("Đỗ, Minh", Decimal("-12.50"), 3, NOON, None)]
    assert write_table(path, ["Customer", "Total", "Units", "Date", "Ship by"], rows) == 1
    head, row = read_csv(path)
    assert head == ["Customer", "Total", "Units", "Date", "Ship by"]
    assert row == ["Đỗ, Minh", "-12.50", "3", "2026-03-01 12:00", ""]
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("evil", EVIL)
def test_no_text_becomes_a_formula(tmp_path: Path, evil: str) -> None:
    for kind in ("csv", "xlsx"):
        write_table(tmp_path / f"a.{kind}", [evil], [(evil,)])
    for (cell,) in read_csv(tmp_path / "a.csv"):
        assert cell.startswith("'")
    sheet = load_workbook(tmp_path / "a.xlsx").active
    assert sheet is not None
    for (one,) in sheet.iter_rows():
        assert one.data_type == "s"
        assert "1" in str(one.value) or "2" in str(one.value) or "cmd" in str(one.value)


def test_numbers_and_dates_are_such_in_xlsx(tmp_path: Path) -> None:
    write_table(tmp_path / "a.xlsx", ["A", "B", "C"], [(Decimal("25000"), NOON, None)])
    sheet = load_workbook(tmp_path / "a.xlsx").active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]] == [25000, NOON.replace(tzinfo=None), None]


def test_what_breaks_off_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    def broken() -> Iterator[tuple[Cell, ...]]:
        yield ("one",)
        raise RuntimeError("gone")

    for kind in ("csv", "xlsx"):
        path = tmp_path / f"a.{kind}"
        path.write_text("before")
        with pytest.raises(RuntimeError):
            write_table(path, ["A"], broken())
        assert path.read_text() == "before"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.csv", "a.xlsx"]


def test_a_file_goes_into_a_folder_that_is_there(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        write_table(tmp_path / "new" / "a.csv", ["A"], [])
    assert refused.value.code == "folder_missing"
    assert list(tmp_path.iterdir()) == []


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        write_table(tmp_path / "a.pdf", ["A"], [])
    assert refused.value.code == "file_kind_unknown"


def test_the_columns_of_a_sheet_are_wide_enough_for_a_moment_and_never_endless(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.xlsx"
    write_table(path, ["A", "B", "C"], [("x", NOON, "y" * 500)])
    sheet = load_workbook(path).active
    assert sheet is not None
    widths = [sheet.column_dimensions[name].width for name in "ABC"]
    assert widths[0] < 8 < 16 < widths[1] < widths[2] < 70


def test_a_sheet_that_cannot_be_filled_leaves_nothing_behind(tmp_path: Path) -> None:
    def broken() -> Iterator[list[Cell]]:
        yield ["one"]
        raise OSError("no")

    with pytest.raises(OSError, match="no"):
        write_table(tmp_path / "a.xlsx", ["A"], broken())
    assert list(tmp_path.iterdir()) == []
