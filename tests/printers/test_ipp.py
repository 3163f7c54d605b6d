"""IPP as bytes: what is written can be read, and what is not IPP is refused, whatever it is."""

from __future__ import annotations

import contextlib
import struct

import pytest
from fakes.ipp_server import answer, attribute
from hypothesis import given
from hypothesis import strategies as st

from printers.transport.ipp import Group, NotIpp, Operation, Tag, parse, request

GOOD = answer(
    0,
    7,
    (2, attribute(0x21, "job-id", 5) + attribute(0x44, "job-state-reasons", "none", "more")),
    (2, attribute(0x21, "job-id", -6) + attribute(0x13, "time-at-processing", b"")),
    (4, attribute(0x42, "printer-name", "Máy in") + attribute(0x22, "accepts", b"\1")),
)


def test_an_answer_is_read_with_its_groups_and_kinds_of_values() -> None:
    read = parse(GOOD)
    assert read.ok
    assert read.request_id == 7
    assert read.all(Group.JOB) == [
        {"job-id": (5,), "job-state-reasons": ("none", "more")},
        {"job-id": (-6,), "time-at-processing": (None,)},
    ]
    assert read.first(Group.PRINTER) == {"printer-name": ("Máy in",), "accepts": (True,)}
    assert not parse(answer(0x0406, 1)).ok
    assert parse(answer(0, 1)).first(Group.JOB) == {}


def test_a_request_has_the_form_of_the_standard() -> None:
    made = request(
        Operation.PRINT_JOB,
        3,
        [(Tag.URI, "printer-uri", "ipp://x/printers/a"), (Tag.INTEGER, "n", 1)],
        job=[(Tag.KEYWORD, "job-sheets", ("none", "none"))],
    )
    assert made[:9] == struct.pack(">BBHIB", 1, 1, 2, 3, 1)
    assert made.endswith(b"\x02\x44\x00\x0ajob-sheets\x00\x04none\x44\x00\x00\x00\x04none\x03")


@pytest.mark.parametrize("size", range(len(GOOD)))
def test_an_answer_that_is_cut_off_anywhere_is_refused(size: int) -> None:
    with pytest.raises(NotIpp):
        parse(GOOD[:size])


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    for whole in (data, GOOD[:9] + data, GOOD[:-1] + data + b"\3"):
        with contextlib.suppress(NotIpp):
            assert parse(whole).request_id >= 0


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_one_wrong_byte_never_breaks_the_reader(at: int, byte: int) -> None:
    with contextlib.suppress(NotIpp):
        assert parse(GOOD[:at] + bytes([byte]) + GOOD[at + 1 :]).status >= 0
