"""What terminals send for the keys of the station arrives as those keys, alone or before a scan."""

from __future__ import annotations

import pytest
from textual import events
from textual._xterm_parser import XTermParser

from tui import terminal
from tui.keys import ACTIONS

FUNCTION_KEYS = {
    "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~",
    "f6": "\x1b[17~", "f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~", "f10": "\x1b[21~",
    "enter": "\r", "escape": "\x1b",
}  # fmt: skip


def sent(key: str) -> str:
    modifier, _plus, letter = key.partition("+")
    if modifier == "alt":
        return f"\x1b{letter}"
    return chr(ord(letter) & 31) if modifier == "ctrl" else FUNCTION_KEYS[key]


def arrived(data: str) -> list[str]:
    terminal.tell_alt_from_escape()
    parser = XTermParser()
    keys = [event.key for event in parser.feed(data) if isinstance(event, events.Key)]
    return keys + [event.key for event in parser.feed("") if isinstance(event, events.Key)]


@pytest.mark.parametrize("key", sorted({action.key for action in ACTIONS}))
def test_every_key_of_the_station_arrives_as_itself(key: str) -> None:
    assert arrived(sent(key)) == [key]


@pytest.mark.parametrize("key", sorted({a.key for a in ACTIONS if a.key != "escape"}))
def test_a_code_in_the_same_packet_takes_nothing_from_the_key(key: str) -> None:
    assert arrived(sent(key) + "P10")[:4] == [key, "P", "1", "0"]


@pytest.mark.parametrize("code", ["P10", "899", "XO1"])
def test_an_escape_in_the_packet_before_a_code_costs_no_character(code: str) -> None:
    assert arrived("\x1b" + code) == ["escape", *code]
