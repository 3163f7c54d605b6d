"""The key bar: what the keys do here, from the one registry."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui.keys import Action, key_name
from tui.speech import _
from tui.text import cells, join


class KeyBar(Widget):
    """One line of keys; those that do not fit are in the menu."""

    actions: reactive[Sequence[Action]] = reactive(())

    def render(self) -> Content:
        """As many keys as fit, function keys in the order of the keyboard."""
        parts: list[tuple[str, str]] = []
        for action in as_on_keyboard(fitting(self.actions, self.size.width)):
            parts += [(f" {key_name(action.key)} ", "$accent bold"), (f"{_(action.label)} ", "")]
        return join(*parts)


def fitting(actions: Sequence[Action], width: int) -> list[Action]:
    """The actions whose keys fit in `width` cells; the menu, which has the rest, is always in."""
    menu = [action for action in actions if action.name == "menu"]
    room = width - sum(map(_size, actions))
    if room >= 0:
        return list(actions)
    room = width - sum(map(_size, menu))
    shown: list[Action] = []
    for action in actions:
        if action in menu:
            continue
        room -= _size(action)
        if room < 0:
            break
        shown.append(action)
    return shown + menu


def as_on_keyboard(actions: Sequence[Action]) -> list[Action]:
    """The same actions, their function keys in the order of their numbers."""
    numbered = iter(sorted(filter(_number, actions), key=_number))
    return [next(numbered) if _number(action) else action for action in actions]


def _number(action: Action) -> int:
    """The number of a function key; 0 for any other key."""
    return int(action.key[1:]) if action.key[1:].isdigit() else 0


def _size(action: Action) -> int:
    return cells(key_name(action.key)) + cells(_(action.label)) + 3
