"""What printers say, told apart byte by byte, however the network cuts it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers.transport.address import is_near
from printers.transport.base import Reason
from printers.transport.replies import Replies, health, is_status


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("127.0.0.1", True),
        ("10.1.2.3", True),
        ("172.31.255.255", True),
        ("172.32.0.1", False),
        ("192.168.1.50", True),
        ("169.254.7.7", True),
        ("::1", True),
        ("fe80::1%eth0", True),
        ("fd12:3456::1", True),
        ("::ffff:192.168.1.50", True),
        ("::ffff:203.0.113.9", False),
        ("203.0.113.9", False),
        ("2001:db8::1", False),
        ("0.1.2.3", False),
        ("255.255.255.255", False),
    ],
)
def test_only_addresses_in_the_house_are_near(address: str, near: bool) -> None:
    assert is_near(address) is near


@pytest.mark.parametrize(
    ("answers", "trouble"),
    [
        ((0x12, 0x12, 0x12), None),
        ((0x1A, 0x16, 0x12), Reason.COVER_OPEN),
        ((0x1A, 0x32, 0x12), Reason.PAPER_OUT),
        ((0x1A, 0x12, 0x32), Reason.PAPER_OUT),  # models that set only one of the two bits
        ((0x1A, 0x12, 0x52), Reason.PAPER_OUT),
        ((0x1A, 0x52, 0x12), Reason.PRINTER_ERROR),
        ((0x1A, 0x12, 0x12), Reason.OFFLINE),
        ((0x1A, 0x36, 0x7E), Reason.COVER_OPEN),
    ],
)
def test_the_cause_that_helps_most_is_told(
    answers: tuple[int, int, int], trouble: Reason | None
) -> None:
    assert health(*answers).trouble is trouble


REALTIME = st.sampled_from([b"\x12", b"\x1a", b"\x16", b"\x32", b"\x7e"])
ASB = st.builds(
    lambda head, rest: bytes([head, *rest]),
    st.sampled_from([0x10, 0x18, 0x30, 0x38]),
    st.lists(st.sampled_from([0, 0x03, 0x0C, 0x0F, 0x60]), min_size=3, max_size=3),
)
FENCE = st.sampled_from([b"\x00", b"\x03", b"\x0c", b"\x0f"])
FLOW = st.sampled_from([b"\x11", b"\x13"])


@given(st.lists(st.one_of(REALTIME, ASB, FENCE, FLOW)), st.integers(1, 7))
def test_answers_are_counted_by_kind_wherever_the_pieces_are_cut(
    said: list[bytes], piece: int
) -> None:
    stream = b"".join(said)
    replies = Replies()
    for start in range(0, len(stream), piece):
        replies.feed(stream[start : start + piece])
    realtime = [one for one in said if len(one) == 1 and one[0] & 0x93 == 0x12]
    fences = [one for one in said if len(one) == 1 and one[0] & 0x90 == 0]
    reports = [one for one in said if len(one) == 4]
    assert [bytes([byte]) for byte in replies.realtime] == realtime
    assert replies.in_turn == len(fences)
    assert (replies.unasked is None) == (not reports)
    if reports and replies.unasked is not None:
        assert replies.unasked.paper_out == bool(reports[-1][2] & 0x0C)
        assert replies.unasked.cover_open == bool(reports[-1][0] & 0x20)


def test_an_answer_at_once_inside_a_report_does_not_break_the_report() -> None:
    replies = Replies()
    replies.feed(b"\x18\x00\x12\x0f\x00\x00")
    assert replies.unasked is not None
    assert replies.unasked.trouble is Reason.PAPER_OUT
    assert replies.in_turn == 1
    assert replies.realtime == [0x12]


@pytest.mark.parametrize(
    ("data", "answers"),
    [
        (b"\x12", True),
        (b"\x1e", True),
        (b"\x10\x00\x00\x00\x12", True),
        (b"\x11\x13\x16", True),
        (b"\x14\x00\x0f\x00", True),
        (b"", False),
        (b"\x00", False),
        (b"2", True),
        (b"22", False),
        (b"R\r\n", False),
        (b"SSH-2.0-OpenSSH_9.2\r\n", False),
        (b"HTTP/1.1 400 Bad Request\r\n", False),
        (b"\xff", False),
    ],
)
def test_an_answer_of_a_printer_is_told_from_other_programs(data: bytes, answers: bool) -> None:
    assert is_status(data) is answers
