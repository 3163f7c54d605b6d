"""The registry of actions, the tones of verdicts, their bells."""

from __future__ import annotations

import asyncio
import re
import time

import pytest

from core.people.permissions import Permission
from tui import keys, speech
from tui.actions import SURE
from tui.keys import ACTIONS, Where
from tui.sound import PATTERNS, Bells
from tui.speech import LANGUAGES
from tui.tones import WORDS, Tone, tone_of
from tui.widgets.keybar import as_on_keyboard, fitting

SWALLOWED = {"ctrl+b", "ctrl+s", "ctrl+q", "ctrl+z", "ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m",
             "ctrl+d", "ctrl+p", "f11", "f12"}  # fmt: skip

VERDICTS = {
    "ok", "ok_line_done", "order_open", "order_complete",
    "parcel_closed", "undone", "info", "resumed",
    "wrong_item", "over_quantity", "unknown_code", "ambiguous_code",
    "other_order_open", "not_claimable", "taken_over", "cancelled",
    "changed", "on_hold", "short", "needs_waybill",
    "needs_lot", "needs_confirmation", "not_allowed", "wrong_label",
    "system_busy", "not_saved",
}  # fmt: skip


def test_every_name_is_given_once_and_every_key_once_in_each_pane() -> None:
    assert len({action.name for action in ACTIONS}) == len(ACTIONS)
    places = [(action.key, where) for action in ACTIONS for where in action.where]
    assert len(set(places)) == len(places)


def test_no_action_has_a_key_that_types_a_code_or_never_arrives() -> None:
    for action in ACTIONS:
        assert action.key not in SWALLOWED, action.name
        assert len(action.key) > 1, action.name
        assert "shift" not in action.key, action.name


def test_the_simulator_exists_only_in_the_demonstration() -> None:
    assert keys.for_key("ctrl+y", Where.WORK) is None
    action = keys.for_key("ctrl+y", Where.WORK, demo=True)
    assert action is not None
    assert action.name == "sim_right"


def test_an_action_works_only_where_it_is_shown() -> None:
    for where in Where:
        for action in keys.available(where):
            assert keys.for_key(action.key, where) is action
    assert keys.for_key("f8", Where.QUEUE) is None


def test_the_table_names_every_action() -> None:
    table = keys.markdown()
    assert table.count("\n") == len(ACTIONS) + 2
    for action in ACTIONS:
        assert f"| `{keys.key_name(action.key)}` | {action.label} |" in table


def test_the_menu_is_always_in_the_key_bar() -> None:
    actions = keys.available(Where.WORK)
    for width in (20, 40, 80, 120):
        assert "menu" in [action.name for action in fitting(actions, width)]
    assert fitting(actions, 1000) == actions


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_what_a_packer_needs_most_fits_into_the_key_bar_in_every_language(spoken: str) -> None:
    before = speech.current()
    speech.switch(spoken)
    try:
        shown = as_on_keyboard(fitting(keys.in_bar(Where.WORK), 80))
    finally:
        speech.switch(before)
    assert {"help", "undo", "short", "done", "next", "menu"} <= {each.name for each in shown}
    numbers = [int(each.key[1:]) for each in shown]
    assert numbers == sorted(numbers)


@pytest.mark.parametrize(
    ("where", "needed"),
    [
        (Where.ORDERS, {"find", "open_order", "mark", "all_marked"}),
        (Where.ENTRY, {"entry_save", "back", "entry_fee"}),
        (Where.RETURNS, {"back", "register", "return_next"}),
        (Where.CUSTOMERS, {"back", "open", "find", "customer_new", "customer_edit"}),
    ],
)
@pytest.mark.parametrize("spoken", speech.LANGUAGES)
def test_what_the_office_needs_most_fits_into_the_key_bar_in_every_language(
    spoken: str, where: Where, needed: set[str]
) -> None:
    before = speech.current()
    speech.switch(spoken)
    try:
        shown = fitting(keys.in_bar(where), 80)
    finally:
        speech.switch(before)
    assert needed <= {each.name for each in shown}


def test_every_verdict_has_a_tone_and_a_word() -> None:
    assert set(WORDS) >= VERDICTS
    assert tone_of("something new") is Tone.BAD


def test_what_goes_wrong_is_louder_than_what_goes_right() -> None:
    bells = {tone: len(pattern) for tone, pattern in PATTERNS.items()}
    assert bells[Tone.BAD] > bells[Tone.WARN] > bells[Tone.DONE] > bells[Tone.GOOD] > 0


async def test_bells_ring_in_order_and_errors_are_never_left_out() -> None:
    rung: list[int] = []
    bells = Bells(lambda: rung.append(1))
    for _ in range(10):
        bells.ring(Tone.GOOD)
    bells.ring(Tone.BAD)
    before, end = -1, time.monotonic() + 30
    while before < len(rung) and time.monotonic() < end:
        before = len(rung)
        await asyncio.sleep(1)
    assert len(PATTERNS[Tone.BAD]) < len(rung) <= len(PATTERNS[Tone.BAD]) + 4


def test_what_an_action_asks_of_the_operator_is_a_permission_that_exists() -> None:
    assert {action.permission for action in ACTIONS} - {""} <= {each.value for each in Permission}


def test_what_is_asked_to_be_confirmed_has_a_question() -> None:
    assert {action.name for action in ACTIONS if action.asks == "confirm"} == set(SURE)


def test_no_action_has_a_key_that_is_escape_and_a_digit_to_a_terminal() -> None:
    assert [action.name for action in ACTIONS if re.fullmatch(r"alt\+[0-9]", action.key)] == []
