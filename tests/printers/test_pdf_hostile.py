"""PDFs that are none, broken, locked, huge or made to do harm: each is a clear refusal, in time."""

from __future__ import annotations

import os
import time
import zlib
from pathlib import Path

import psutil
import pytest
from fakes.pdf_maker import WAYBILL, Page, label, write
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Refusal
from printers.pdf import limits, process
from printers.pdf.drawing import draw_page, take_page


def refused(pdf: bytes, page: int = 1) -> str:
    began = time.monotonic()
    with pytest.raises(Refusal) as caught:
        draw_page(pdf, page, 576)
    assert time.monotonic() - began < limits.SECONDS + 15
    return caught.value.code


def became(pdf: bytes) -> str:
    """What became of a PDF: drawn, or the code of the refusal."""
    try:
        draw_page(pdf, 1, 384)
    except Refusal as refusal:
        return refusal.code
    return "drawn"


@pytest.mark.parametrize("content", [b"", b"hello", b"\x89PNG\r\n\x1a\n", b"<html>%PDF</html>"])
def test_what_is_no_pdf_is_refused(content: bytes) -> None:
    assert refused(content) == "pdf_not_a_pdf"


def test_a_broken_pdf_is_refused() -> None:
    whole = write(label())
    assert refused(b"%PDF-1.4\n" + os.urandom(5000)) == "pdf_broken"
    assert refused(whole[: len(whole) // 10]) == "pdf_broken"


def test_a_locked_pdf_is_refused() -> None:
    key = "<" + "41" * 32 + ">"
    encrypt = f"<< /Filter /Standard /V 1 /R 2 /O {key} /U {key} /P -4 >>".encode()
    trailer = f"/Encrypt 4 0 R /ID [{key} {key}]"
    assert refused(write(label(), trailer=trailer, extra=[encrypt])) == "pdf_locked"


def test_a_page_that_is_not_there_or_empty_is_refused() -> None:
    assert refused(write(label()), 2) == "pdf_page_missing"
    assert refused(write(label()), 0) == "pdf_page_missing"
    assert refused(write(Page())) == "pdf_page_empty"


@pytest.mark.parametrize("side", [0.1, 1200.0, 1e6])
def test_a_page_of_an_impossible_size_is_refused(side: float) -> None:
    page = Page(side, side)
    page.boxes.append((0, 0, side, side / 2))
    assert refused(write(page)) in {"pdf_page_too_big", "pdf_broken"}


def test_a_page_as_long_as_a_roll_is_made_shorter() -> None:
    page = Page(20, 1050)
    page.boxes += [(1, 1, 18, 1), (1, 500, 18, 1), (1, 1045, 18, 1)]
    assert draw_page(write(page), 1, 384).picture.height <= limits.MAX_ROWS


def test_a_page_is_as_high_as_the_label_at_most() -> None:
    assert draw_page(write(label()), 1, 832, 800).picture.height <= 800


def test_a_thousand_pages_are_refused_and_thirty_are_not() -> None:
    assert refused(write(*[Page()] * 1000)) == "pdf_too_many_pages"
    pages = [label(text=f"JNE{number:09d}") for number in range(30)]
    drawn = take_page(write(*pages), 30, 576)
    assert drawn.pages == 30
    assert {code.text for code in drawn.codes} == {"JNE000000029"}
    again = draw_page(drawn.alone, 1, 576)
    assert (again.pages, again.picture) == (1, drawn.picture)


def test_a_file_that_is_too_large_is_refused_unseen() -> None:
    assert refused(b"%PDF-" + b" " * limits.MAX_BYTES) == "pdf_too_big"
    with pytest.raises(Refusal, match="pdf_too_big"):
        take_page(b"%PDF-" + b" " * limits.MAX_FILE_BYTES, 1, 576)


def test_a_picture_that_unpacks_to_gigabytes_does_no_harm() -> None:
    side = 60_000
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(64)) + packer.flush()
    bomb = Page(picture=packed, picture_size=(side, side), filter="/FlateDecode")
    began = time.monotonic()
    assert became(write(bomb)).startswith("pdf_")
    assert time.monotonic() - began < limits.SECONDS + 15


def test_a_page_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    page = Page()
    page.boxes = [(x % 90, x % 140, 60.0, 60.0) for x in range(400_000)]
    began = time.monotonic()
    monkeypatch.setattr(process, "SECONDS", 0.2)
    monkeypatch.setattr(process, "_GRACE_S", 0.2)
    with pytest.raises(Refusal, match="pdf_too_slow"):
        take_page(write(page), 1, 832)
    assert time.monotonic() - began < limits.SECONDS


def test_the_process_gets_no_secrets_and_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KEMAS_SECRET", "do not tell")
    process.cool()
    process.warm()
    waiting = psutil.Process(process._spare[0].pid)
    assert "KEMAS_SECRET" not in waiting.environ()
    assert draw_page(write(label(text="JNE000111222")), 1, 384).codes[0].text == "JNE000111222"
    assert not waiting.is_running()
    process.cool()
    assert not [child for child in psutil.Process().children() if "printers.pdf" in _line(child)]


def _line(child: psutil.Process) -> str:
    try:
        return " ".join(child.cmdline())
    except psutil.ZombieProcess:  # it has ended; only its number is left
        return ""


def test_a_warm_process_that_died_is_not_used() -> None:
    process.cool()
    process.warm()
    process._spare[0].kill()
    process._spare[0].wait()
    assert draw_page(write(label(text="JNE000111333")), 1, 384).codes[0].text == "JNE000111333"


def test_what_the_process_says_is_not_believed_unchecked() -> None:
    for said in (
        b"",
        b"\n",
        b"[]\n",
        b"{}\n",
        b'{"width": 576, "height": 10, "alone": 0, "codes": [], "under": []}\nshort',
        b'{"width": -8, "height": 10, "alone": 0, "codes": [], "under": []}\n',
        b'{"width": 8, "height": 1, "alone": 0, "codes": [["a"]], "under": []}\nx',
        b'{"refusal": "pdf_broken", "params": 7}\n',
    ):
        with pytest.raises(Refusal, match="pdf_broken"):
            process._parse(said)


def test_control_characters_of_a_code_are_not_shown() -> None:
    page = Page().frame().code("A\x1b[2J\x07B", 10, 10, 0.6, kind="QRCode")
    page.texts.append((10, 60, 12, WAYBILL))
    assert draw_page(write(page), 1, 576).codes[0].text == "A<ESC>[2J<BEL>B"


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=30))
def test_bytes_that_were_changed_on_the_way_are_a_page_or_a_refusal(
    changes: list[tuple[float, int]],
) -> None:
    content = bytearray(write(label()))
    for where, value in changes:
        content[int(where * (len(content) - 1))] = value
    outcome = became(bytes(content))
    assert outcome == "drawn" or outcome.startswith("pdf_")


def test_nothing_is_written_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    draw_page(write(label(text="JNE000111444")), 1, 384)
    assert list(tmp_path.iterdir()) == []
