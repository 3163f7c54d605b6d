"""The scan router: every code whole, every key accounted for, at any speed and in any pieces."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.frames import GS, Incomplete, Release, Result, Scan, ScannerSettings, Stroke
from tui.scanner import ScanRouter

NAMES = {"\r": "enter", "\n": "ctrl+j", "\t": "tab", GS: "ctrl+right_square_bracket", " ": "space"}
FAST = 0.002
SLOW = 0.15


class Bench:
    """A router with a clock: types and scans like a person and a scanner do."""

    def __init__(self, *, field: bool = False, **settings: object) -> None:
        self.router = ScanRouter(ScannerSettings(**settings))  # type: ignore[arg-type]
        self.now = 100.0
        self.out: list[Result] = self.router.focus(field)

    def keys(self, text: str, pause: float = FAST) -> Bench:
        for char in text:
            self.wait(pause)
            self.out += self.router.feed(Stroke(NAMES.get(char, char), char, self.now))
        return self

    def key(self, name: str, pause: float = SLOW) -> Bench:
        self.wait(pause)
        self.out += self.router.feed(Stroke(name, None, self.now))
        return self

    def wait(self, seconds: float) -> Bench:
        self.now += seconds
        self.out += self.router.tick(self.now)
        return self

    @property
    def codes(self) -> list[str]:
        return [each.code for each in self.out if isinstance(each, Scan)]

    @property
    def hows(self) -> list[str]:
        return [each.how for each in self.out if isinstance(each, Scan)]

    @property
    def broken(self) -> list[tuple[str, str]]:
        return [(each.code, each.why) for each in self.out if isinstance(each, Incomplete)]

    @property
    def released(self) -> list[str]:
        return [each.stroke.key for each in self.out if isinstance(each, Release)]


@pytest.mark.parametrize("field", [False, True])
@pytest.mark.parametrize("end", ["\r", "\n", "\t", "\r\n"])
@pytest.mark.parametrize("pause", [0.0, 0.002, 0.02])
def test_a_marked_scan_is_one_code_with_any_focus_and_any_ending(
    field: bool, end: str, pause: float
) -> None:
    bench = Bench(field=field).keys(f"]E08991234567890{end}", pause)
    assert bench.codes == ["]E08991234567890"]
    assert (bench.hows, bench.released, bench.broken) == (["aim"], [], [])


def test_a_gs1_code_keeps_its_separators() -> None:
    bench = Bench().keys(f"]d2010899{GS}10LOT7{GS}21X\r")
    assert bench.codes == [f"]d2010899{GS}10LOT7{GS}21X"]


def test_a_gs1_code_without_an_identifier_keeps_its_separators() -> None:
    assert Bench().keys(f"010899123{GS}10LOT\r").codes == [f"010899123{GS}10LOT"]


def test_a_typed_code_and_a_scanned_code_take_the_same_way() -> None:
    assert Bench().keys("ORD-1\r", SLOW).codes == Bench().keys("ORD-1\r").codes == ["ORD-1"]


def test_a_typed_code_can_be_seen_and_corrected() -> None:
    bench = Bench().keys("ORE", SLOW)
    assert bench.router.line == "ORE"
    bench.key("backspace")
    assert bench.keys("D-1\r", SLOW).codes == ["ORD-1"]
    bench.keys("junk", SLOW).key("escape")
    assert bench.router.line == ""
    assert bench.keys("\r", SLOW).released == ["enter"]


def test_a_typed_quantity_belongs_to_the_scan_after_it() -> None:
    assert Bench().keys("6*", SLOW).wait(3).keys("]E08991234567890\r").codes == [
        "6*]E08991234567890"
    ]
    assert Bench().keys("12x", SLOW).wait(3).keys("8991234567890\r").codes == ["12x8991234567890"]


def test_a_forgotten_rest_is_reported_and_not_glued_to_the_next_scan() -> None:
    marked = Bench().keys("89", SLOW).wait(2).keys("]E08991234567890\r")
    assert (marked.broken, marked.codes) == ([("89", "interrupted")], ["]E08991234567890"])
    bare = Bench().keys("89", SLOW).wait(2).keys("8991234567890\r")
    assert (bare.broken, bare.codes) == ([("89", "interrupted")], ["8991234567890"])


def test_a_scan_that_stops_half_way_is_said_and_its_late_enter_presses_nothing() -> None:
    bench = Bench().keys("]E0899").wait(0.6)
    assert bench.broken == [("]E0899", "timeout")]
    bench.keys("\r")
    assert bench.released == []
    assert bench.wait(3).keys("\r").released == ["enter"]


def test_an_endless_code_is_cut_off_with_an_error_and_the_next_one_is_whole() -> None:
    bench = Bench(limit=20).keys("]E0" + "7" * 400 + "\r").keys("]E08991234567890\r")
    assert bench.broken == [("]E0" + "7" * 17, "too_long")]
    assert bench.codes == ["]E08991234567890"]
    bare = Bench(limit=20).keys("7" * 400 + "\r").keys("8991234567890\r")
    assert bare.broken == [("7" * 20, "too_long")]
    assert bare.codes == ["8991234567890"]


def test_an_unreadable_byte_makes_the_code_broken_not_wrong() -> None:
    bench = Bench().keys("]E08991\ufffd34\r")
    assert (bench.codes, bench.broken) == ([], [("]E08991\ufffd34", "garbled")])


def test_a_mark_without_a_code_is_broken() -> None:
    assert Bench().keys("]E0\r").broken == [("]E0", "empty")]


@pytest.mark.parametrize("field", [False, True])
def test_a_prefix_key_opens_a_code_and_a_suffix_key_ends_it(field: bool) -> None:
    bench = Bench(field=field, prefix="f12", suffix="f9").key("f12").keys("A1").key("f9", FAST)
    assert (bench.codes, bench.hows, bench.released) == (["A1"], ["prefix"], [])


def test_prefix_and_suffix_characters_are_taken_off() -> None:
    bench = Bench(field=True, prefix="~~", suffix="#").keys("~~A1#\r")
    assert (bench.codes, bench.hows) == (["A1"], ["prefix"])


def test_no_function_key_acts_inside_a_code_and_none_is_lost() -> None:
    bench = Bench().keys("]E0899").key("f8", FAST).keys("123\r")
    assert bench.codes == ["]E0899123"]
    assert isinstance(bench.out[0], Scan)
    assert bench.released == ["f8"]


def test_function_and_arrow_keys_pass_while_a_line_is_typed() -> None:
    bench = Bench().keys("OR", SLOW).key("f8").key("down").keys("D\r", SLOW)
    assert (bench.released, bench.codes) == (["f8", "down"], ["ORD"])


def test_a_person_types_into_a_field_and_every_key_arrives() -> None:
    bench = Bench(field=True).keys("Đỗ hello 12\r", 0.08).wait(1)
    assert bench.codes == []
    assert "".join(bench.released) == "Đỗspacehellospace12enter"


def test_a_bracket_typed_into_a_field_is_a_bracket() -> None:
    bench = Bench(field=True).keys("]C1 note\r", SLOW).wait(1)
    assert bench.codes == []
    assert bench.released[:3] == ["]", "C", "1"]


def test_an_unmarked_burst_in_a_field_is_a_scan_and_leaves_nothing_in_the_field() -> None:
    bench = Bench(field=True).keys("ab", SLOW).wait(1).keys("8991234567890\r")
    assert (bench.codes, bench.released) == (["8991234567890"], ["a", "b"])


def test_without_timing_only_marked_codes_are_scans_in_a_field() -> None:
    bench = Bench(field=True, timing=False).keys("hello12\r")
    assert (bench.codes, "".join(bench.released)) == ([], "hello12enter")
    assert Bench(field=True, timing=False).keys("]E0899123\r").codes == ["]E0899123"]


def test_held_keys_are_released_before_the_focus_changes() -> None:
    bench = Bench(field=True).keys("ab")
    assert [each.stroke.key for each in bench.router.focus(False) if isinstance(each, Release)] == [
        "a",
        "b",
    ]


def test_a_second_enter_of_a_scan_presses_nothing() -> None:
    bench = Bench().keys("]E0899123\r\r\n")
    assert bench.released == []


def test_pasted_lines_are_codes_and_an_unfinished_one_waits_for_enter() -> None:
    bench = Bench()
    bench.out += bench.router.paste(f"A1{GS}B\r\nC2\nD", bench.now) or []
    assert bench.codes == [f"A1{GS}B", "C2"]
    assert bench.router.line == "D"
    assert bench.keys("3\r", SLOW).codes[-1] == "D3"


def test_a_paste_into_a_field_is_the_fields_unless_it_is_a_marked_scan() -> None:
    bench = Bench(field=True)
    assert bench.router.paste("some note", bench.now) is None
    assert bench.router.paste("]E0123\r", bench.now) == [Scan("]E0123", "paste", bench.now)]


PIECES = st.lists(
    st.tuples(
        st.sampled_from([*"abAB019]*- đ", GS, "\r", "\n", "\t", "]E0123456\r", "8991234567890\r"]),
        st.sampled_from([0.0, 0.001, 0.02, 0.036, 0.09, 0.2, 0.6, 1.5, 3.0]),
    ),
    max_size=40,
)


@given(PIECES, st.booleans(), st.booleans())
def test_no_character_is_lost_doubled_or_reordered(
    pieces: list[tuple[str, float]], field: bool, timing: bool
) -> None:
    bench = Bench(field=field, timing=timing)
    for text, pause in pieces:
        bench.wait(pause).keys(text, 0.0)
    bench.wait(5)
    seen = []
    for each in bench.out:
        if isinstance(each, Release):
            seen.append(each.stroke.character or "")
        else:
            seen.append(each.code)
    seen.append(bench.router.line)
    ends = str.maketrans("", "", "\r\n\t")
    sent = "".join(text for text, _ in pieces).translate(ends)
    assert "".join(seen).translate(ends) == sent


CODES = st.lists(
    st.text(st.characters(codec="ascii", categories=["Lu", "Nd"]), min_size=6, max_size=20),
    min_size=1,
    max_size=8,
)


@given(CODES, st.data())
def test_marked_codes_come_out_whole_at_any_speed_and_in_any_pieces(
    codes: list[str], data: st.DataObject
) -> None:
    bench = Bench(field=data.draw(st.booleans()))
    for code, number in zip(codes, itertools.count()):
        ending = data.draw(st.sampled_from(["\r", "\n", "\t", "\r\n"]), label=f"end {number}")
        for char in f"]C1{code}{ending}":
            bench.keys(char, data.draw(st.sampled_from([0.0, 0.001, 0.01, 0.03])))
    assert bench.codes == [f"]C1{code}" for code in codes]
    assert (bench.released, bench.broken) == ([], [])


def test_where_scanners_send_no_identifier_a_bracket_is_only_a_bracket() -> None:
    bench = Bench(aim=False).keys("]E0899").wait(5.0).key("enter")
    assert (bench.codes, bench.broken) == (["]E0899"], [])


def test_where_scanners_send_enter_a_tab_ends_nothing() -> None:
    bench = Bench(ends="enter").keys("8991234567890\t")
    assert (bench.codes, bench.released) == ([], ["tab"])
    assert bench.key("enter").codes == ["8991234567890"]


def test_where_scanners_send_tab_it_ends_short_codes_too_and_enter_those_typed_by_hand() -> None:
    bench = Bench(ends="tab").keys("A1\t").keys("B2", SLOW).key("enter")
    assert bench.codes == ["A1", "B2"]


@pytest.mark.parametrize("field", [False, True])
def test_a_late_line_feed_still_belongs_to_its_carriage_return(field: bool) -> None:
    bench = Bench(field=field).keys("]C100000137\r").wait(0.8).keys("\n")
    assert bench.codes == ["]C100000137"]
    assert bench.released == []
    assert bench.key("enter").released == ["enter"]
