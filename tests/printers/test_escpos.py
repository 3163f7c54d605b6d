"""The bytes: clean, complete, and free of the faults that printers and builders are known for."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from fakes.paper import on_white, read
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core.errors import Refusal
from printers.escpos import emit
from printers.layout import (
    QR,
    Barcode,
    Cell,
    Cut,
    Element,
    Feed,
    Page,
    Picture,
    Row,
    Rule,
    Style,
    Text,
)
from printers.profiles import Profile, find

P576 = find(None, 576)


def job(*elements: Element, profile: Profile = P576) -> bytes:
    return emit(Page((*elements, Cut())), profile)


def test_a_job_resets_the_printer_leaves_chinese_mode_and_ends_with_feed_and_cut() -> None:
    data = job(Text("Kopi"))
    assert data.startswith(b"\x1b@\x1c.\x1bR\x00\x1bt\x00")
    assert data.endswith(b"\x1dVB\x00")
    assert read(data).lines == ["Kopi"]


def test_a_printer_without_cutter_feeds_to_the_tear_bar() -> None:
    data = job(Text("Kopi"), profile=find("58mm", None))
    assert data.endswith(b"\x1bd\x04")
    assert read(data, 384).cuts == 0


def test_styles_end_with_the_job() -> None:
    loud = Style(8, 8, bold=True, inverse=True)
    assert read(job(Text("A", loud, "right"))).lines == ["A"]  # the reader refuses what is left


def test_ascii_is_text_and_anything_else_is_a_picture() -> None:
    paper = read(job(Text("Cafe 5"), Text("Café – 5"), Text("Phường Võ Thị Sáu")))
    assert paper.lines == ["Cafe 5"]
    assert len(paper.pictures) == 2


def test_letters_with_loose_accents_come_out_as_one_letter() -> None:
    assert job(Text("Nguye\u0302\u0303n")) == job(Text("Nguyễn"))


def test_a_picture_line_takes_two_kilobytes_at_most() -> None:
    alone = len(job())
    longest = "Số 45/12 đường Nguyễn Đình Chiểu, Phường Võ Thịg"
    assert len(longest) == 48
    assert len(job(Text(longest))) - alone <= 2048


def test_digits_of_code128_are_sent_as_binary_values() -> None:
    (code,) = read(job(Barcode("AB123456"))).codes
    assert code.payload == b"{BAB{C\x0c\x22\x38"
    assert code.text == "AB123456"


def test_digit_pairs_that_are_real_time_commands_are_sent_another_way() -> None:
    (code,) = read(job(Barcode("JX160401160520"))).codes
    assert code.text == "JX160401160520"


def test_a_code_too_wide_for_the_paper_is_refused_not_left_out() -> None:
    with pytest.raises(Refusal) as refused:
        job(Barcode("A" * 40))
    assert refused.value.code == "code_too_wide"


def test_a_line_end_in_a_code_is_refused() -> None:
    for symbology, code in (("CODE128", "ABC\n"), ("CODE39", "ABC\n"), ("EAN13", "899123456789\n")):
        with pytest.raises(Refusal):
            job(Barcode(code, symbology))  # type: ignore[arg-type]


def test_codes_begin_on_a_line_of_their_own_and_give_the_alignment_back() -> None:
    paper = read(job(Text("over"), Barcode("A1"), Text("under"), QR("A1"), Text("end")))
    assert paper.lines == ["over", "under", "end"]
    assert [code.kind for code in paper.codes] == ["CODE128", "QR"]


def test_codes_the_printer_cannot_draw_come_as_pictures_that_scan() -> None:
    paper = read(job(Barcode("SPXID041122334455", height=120), profile=find("drawn", 576)))
    assert not paper.codes
    (picture,) = paper.pictures
    assert [c.text for c in zxingcpp.read_barcodes(on_white(picture))] == ["SPXID041122334455"]
    paper = read(job(QR("KEMAS:OP:7F3K"), profile=find("drawn", 576)))
    assert [c.text for c in zxingcpp.read_barcodes(on_white(paper.pictures[0]))] == [
        "KEMAS:OP:7F3K"
    ]


def test_bars_are_whole_dots_wide() -> None:
    paper = read(job(Barcode("12345678", module=3), profile=find("drawn", 576)))
    row = paper.pictures[0].crop((0, 0, 576, 1)).tobytes()
    bits = "".join(f"{byte:08b}" for byte in row).strip("0")
    assert all(len(run) % 3 == 0 for run in re.findall(r"0+|1+", bits))


def test_a_qr_takes_ascii_only() -> None:
    with pytest.raises(Refusal) as refused:
        job(QR("đơn 1"))
    assert refused.value.code == "code_unprintable"


def test_a_tall_picture_goes_in_bands_and_arrives_whole() -> None:
    rows = bytes((index * 7) % 251 for index in range(72 * 1000))
    paper = read(job(Picture(576, 1000, rows)))
    assert all(picture.height <= 255 for picture in paper.pictures)
    assert sum(picture.height for picture in paper.pictures) == 1000
    top = paper.pictures[0].crop((0, 0, 576, 1)).tobytes()
    assert len(top) == 72


@given(st.binary(min_size=72 * 20, max_size=72 * 20))
@settings(max_examples=25, deadline=None)
def test_no_picture_can_command_the_printer(rows: bytes) -> None:
    tricky = (rows[:700] + b"\x10\x04\x01\x10\x14\x02\x10\x05\x02" + rows)[: 72 * 20]
    read(job(Picture(576, 20, tricky)))


def test_an_empty_picture_is_only_fed() -> None:
    paper = read(job(Picture(16, 300, bytes(600)), Text("x")))
    assert not paper.pictures


def test_a_rule_reaches_both_edges_in_few_bytes() -> None:
    assert len(job(Rule(2))) - len(job()) <= 60
    (line,) = read(job(Rule(2))).pictures
    assert line.getbbox() == (0, 0, 576, 2)


def test_epson_boards_get_their_half_dot_feeds() -> None:
    page = (Feed(200), Text("x"))
    assert b"\x1bJ\xc8" in job(*page)
    epson = find("epson-tm-t20", None)
    assert b"\x1bJ\xff\x1bJ\x91" in job(*page, profile=epson)


def test_three_columns_line_up() -> None:
    row = Row((Cell("2x", 3), Cell("Kopi", 0), Cell("9.000", 8, align="right")))
    (line,) = read(job(row)).lines
    assert line == "2x  Kopi" + " " * 35 + "9.000"


TEXTS = st.text(max_size=200) | st.binary(max_size=200).map(lambda raw: raw.decode("latin-1"))
HOSTILE = [
    "A\x1bp\x00\x19\xfa",
    "\x1b@\x1dVA\x00",
    "\x10\x04\x01\x10\x14\x08",
    "[bold]{CUT}{INIT}",
    "\x9b31m\u202egnp.exe",
    "x" * 10_000,
    "Đ" * 10_000,
    "\ud800\udfff",
    "e\u0301" * 5000,
]


@given(TEXTS | st.sampled_from(HOSTILE), st.integers(1, 8), st.integers(1, 8), st.booleans())
@settings(max_examples=40, deadline=None)
def test_text_never_reaches_the_printer_as_a_command(
    value: str, width: int, height: int, fill: bool
) -> None:
    text = Text(value[:600], Style(width, height, inverse=fill), "center", fill)
    paper = read(job(text, Row((Cell(value[:600], 9), Cell("end", 0)))))
    assert paper.cuts == 1
    assert set(paper.commands) <= {
        b"\x1b@", b"\x1c.", b"\x1bR", b"\x1bt", b"\x1b3", b"\x1b2", b"\x1ba", b"\x1bE", b"\x1bJ",
        b"\x1d!", b"\x1dB", b"\x1dv", b"\x1dV",
    }  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE)
def test_each_known_attack_is_plain_text(value: str) -> None:
    data = job(Text(value))
    assert read(data).cuts == 1
    assert b"\x1bp" not in data


def test_loading_the_builder_writes_nowhere_and_leaves_nothing_behind(tmp_path: Path) -> None:
    program = (
        "import logging, sys\n"
        "from printers.escpos import emit\n"
        "assert 'escpos' not in sys.modules\n"
        "from printers.layout import Cut, Page, QR, Text\n"
        "from printers.profiles import find\n"
        "emit(Page((Text('x'), QR('x'), Cut())), find(None, 576))\n"
        "assert 'escpos' in sys.modules\n"
        "assert not logging.getLogger().handlers\n"
        "logging.getLogger('escpos.capabilities').warning('hidden')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        env={"TMPDIR": str(tmp_path), "PATH": "", "PYTHONPATH": ":".join(filter(None, sys.path))},
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert list(tmp_path.iterdir()) == []


def test_the_widest_bar_is_the_printer_s_not_the_page_s() -> None:
    (code,) = read(job(Barcode("A1", module=6), profile=replace(P576, max_module=3))).codes
    assert code.module == 3


def test_rows_of_a_picture_keep_their_pixels() -> None:
    picture = Image.new("1", (32, 2))
    picture.putpixel((31, 1), 1)
    (sent,) = read(job(Picture(32, 2, picture.tobytes()))).pictures
    assert sent.getbbox() == (303, 0, 304, 1)
