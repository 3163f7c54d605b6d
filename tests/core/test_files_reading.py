"""Reading tables: what is taken, what is refused, and that nothing is guessed."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from core.errors import Refusal
from core.files import Table, read_table
from core.files.table import CELL_LIMIT
from tui.words.refusals import SENTENCES

COLUMNS = ("no", "who", "count", "day", "note")
REQUIRED = ("no", "who")


@pytest.fixture
def read(tmp_path: Path):
    def _read(content: bytes | str) -> Table:
        path = tmp_path / "table.dat"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_table(path, COLUMNS, REQUIRED)

    return _read


def refused(read, content: bytes | str) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read(content)
    SENTENCES[caught.value.code].format(**caught.value.params)
    return caught.value


def book(*rows: tuple[object, ...], more: tuple[tuple[object, ...], ...] = ()) -> bytes:
    """A workbook with `rows` on its first sheet and `more` on a second."""
    made = Workbook()
    for row in rows:
        made.active.append(row)
    if more:
        made.create_sheet("More")
        for row in more:
            made["More"].append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_with_or_without_mark_and_with_each_delimiter(read, mark, delimiter):
    text = "no,who,note\nA1,Đỗ Ánh,x\n".replace(",", delimiter)
    table = read(mark + text.encode())
    assert table.columns == ("no", "who", "note")
    assert table.rows[0].cells == {"no": "A1", "who": "Đỗ Ánh", "note": "x"}
    assert table.rows[0].line == 2


@pytest.mark.parametrize("coding", ["utf-16-le", "utf-16-be"])
def test_marked_utf16_is_read(read, coding):
    mark = b"\xff\xfe" if coding == "utf-16-le" else b"\xfe\xff"
    assert read(mark + "no;who\n1;Hà\n".encode(coding)).rows[0].cells["who"] == "Hà"


def test_a_spreadsheets_separator_line_is_skipped_and_lines_still_count(read):
    assert read("sep=;\r\nno;who\r\n1;a\r\n").rows[0].line == 3


def test_quoted_delimiters_and_line_ends_stay_in_their_cell_and_lines_still_count(read):
    table = read('no,who,note\n1,"Kado, jangan","a\nb ""c"""\n\n2,b,\n')
    assert table.rows[0].cells["who"] == "Kado, jangan"
    assert table.rows[0].cells["note"] == 'a\nb "c"'
    assert [row.line for row in table.rows] == [2, 5]


def test_column_names_forgive_case_and_spaces(read):
    assert read(" No , WHO \n1,a\n").columns == ("no", "who")


def test_text_that_looks_like_a_formula_is_text(read):
    assert read("no,who\n1,=1+1\n").rows[0].cells["who"] == "=1+1"
    assert read(book(("no", "who"), ("1", "=1+1"))).rows[0].cells["who"] == "=1+1"


def test_a_workbook_gives_exact_text(read):
    table = read(
        book(
            ("no", "who", "count", "day"),
            (375732085452680, "a", 0.1 + 0.2, datetime(2026, 11, 19, 10, 53)),
            (None, None, None, None),
            ("0812", "b", 441000.5, None),
        )
    )
    first, second = table.rows
    assert first.cells["no"] == "375732085452680"
    assert first.cells["count"] == "0.3"
    assert first.cells["day"] == "2026-11-19 10:53:00"
    assert [problem.code for problem in first.problems] == ["cell_date"]
    assert second.line == 4
    assert second.cells == {"no": "0812", "who": "b", "count": "441000.5", "day": ""}


def test_long_numbers_that_a_spreadsheet_rounded_are_named_not_guessed(read):
    workbook = read(book(("no", "who"), (577178049487019435, "a")))
    assert [(p.code, p.column) for p in workbook.rows[0].problems] == [("cell_rounded", "no")]
    text = read("no,who\n5.77178E+17,a\n")
    assert [(p.code, p.column) for p in text.rows[0].problems] == [("cell_rounded", "no")]
    assert read("no,who\n1E5,a\n").rows[0].problems == ()


def test_a_cell_that_is_too_long_is_named_and_the_row_still_read(read):
    row = read(f"no,who\n1,{'x' * 20_000}\n").rows[0]
    assert [(p.code, p.column) for p in row.problems] == [("cell_too_long", "who")]
    assert len(row.cells["who"]) == CELL_LIMIT
    assert row.cells["no"] == "1"


def test_rows_that_do_not_fit_the_header_are_named(read):
    rows = read("no,who,note\n1,a\n2,b,c,d\n3,e,f,\n").rows
    assert [[p.code for p in row.problems] for row in rows] == [
        ["row_too_short"],
        ["row_too_wide"],
        [],
    ]
    assert rows[0].cells["note"] == ""


def test_a_value_under_a_nameless_column_is_named(read):
    rows = read("no,who,\n1,a,\n2,b,c\n").rows
    assert [[p.code for p in row.problems] for row in rows] == [[], ["cell_without_column"]]


def test_a_header_that_cannot_be_trusted_is_refused(read):
    assert refused(read, "1,a\n2,b\n").code == "file_no_header"
    assert refused(read, "no,who,cout\n1,a,3\n").params["columns"] == "cout"
    assert refused(read, "no,who,no\n1,a,3\n").code == "file_columns_twice"
    assert refused(read, "no,note\n1,a\n").params["columns"] == "who"


def test_what_is_not_utf8_is_refused_with_its_line(read):
    refusal = refused(read, "no,who\n1,a\n2,Café\n".encode("latin-1"))
    assert (refusal.code, refusal.params["line"]) == ("file_not_utf8", 3)


@pytest.mark.parametrize("coding", ["utf-16-le", "utf-16-be", "utf-32", "utf-32-le"])
def test_wide_text_that_does_not_say_so_is_refused_whole(read, coding):
    assert refused(read, "no,who\n1,a\n".encode(coding)).code == "file_not_utf8"


def test_columns_without_a_name_at_the_end_ask_nothing_of_the_rows(read):
    assert [row.problems for row in read("no,who,,,\n1,a\n2,b,\n").rows] == [(), ()]


def test_the_sheet_with_the_columns_is_read_wherever_it_stands(read):
    table = read(book(("Read me first",), more=(("no", "who"), (1, "a"))))
    assert [row.cells["who"] for row in table.rows] == ["a"]
    table = read(book(("no", "who"), (1, "a"), more=(("no", "who"),)))
    assert [row.cells["who"] for row in table.rows] == ["a"]


def test_rows_on_a_second_sheet_are_never_passed_over_in_silence(read):
    refusal = refused(read, book(("no", "who"), (1, "a"), more=(("who", "no"), ("b", 2))))
    assert (refusal.code, refusal.params["sheets"]) == ("file_sheets_several", "Sheet, More")


def test_an_open_quote_does_not_swallow_rows(read):
    refusal = refused(read, 'no,who\n1,a\n2,"b\n3,c\n')
    assert (refusal.code, refusal.params["line"]) == ("file_quotes_broken", 3)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b" \n\n", "file_empty"),
        (b"%PDF-1.7\n%...", "file_kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file_kind"),
        (b"PK\x03\x04broken", "file_workbook_broken"),
        (bytes(range(256)), "file_not_utf8"),
        (b"\x00\x01\x02\x03", "file_not_utf8"),
        (b"\x01\x02\x03\x04", "file_no_header"),
    ],
)
def test_what_is_no_table_is_refused(read, content, code):
    assert refused(read, content).code == code


def test_other_archives_and_damaged_workbooks_are_refused(read):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert refused(read, out.getvalue()).params["kind"] == "ZIP"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<not xml")
    assert refused(read, out.getvalue()).code == "file_workbook_broken"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(read):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 40_000_000)
    assert refused(read, out.getvalue()).code == "file_workbook_broken"


def test_paths_that_hold_no_file_are_refused(tmp_path: Path):
    for path, code in (
        (tmp_path / "none.csv", "file_missing"),
        (tmp_path, "file_is_directory"),
        (Path("a\0b"), "file_unreadable"),
    ):
        with pytest.raises(Refusal) as caught:
            read_table(path, COLUMNS, REQUIRED)
        assert caught.value.code == code
