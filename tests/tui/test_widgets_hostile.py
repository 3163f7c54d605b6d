"""Text from outside in every widget: shown as text, never as markup or as a terminal command."""

from __future__ import annotations

import gc

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from station_fake import FakeBackend
from station_hand import painted, station
from textual import events
from textual._styles_cache import StylesCache

from tui import keys
from tui.keys import Where
from tui.text import cells, clip, pad, safe, wrap
from tui.widgets.detail import paint

HOSTILE = [
    "[/][A-12]",
    "[bold red]x[/bold red][@click=app.bell]X[/]",
    "\x1b]0;owned\x07\x1b[6n\x9b6n\x1b[2J",
    "a\tb\r\nc\x08\x7f\u202erev\u200b",
    "Đỗ 漢字 👩‍👩‍👧 " * 30,
    "",
]


@pytest.mark.parametrize(
    ("hostile", "size"),
    [*((text, (80, 24)) for text in HOSTILE), (HOSTILE[2], (40, 12)), (HOSTILE[4], (40, 12))],
    ids=range(len(HOSTILE) + 2),
)
async def test_no_screen_or_question_interprets_it(hostile: str, size: tuple[int, int]) -> None:
    seen = []
    async with station(FakeBackend(hostile=hostile or " "), size) as hand:
        await hand.complete()
        seen.append(painted(hand.app))
        hand.send("ABC")
        hand.app.post_message(events.Paste(f"{hostile}\r"))
        await hand.settle()
        hand.press("f4")
        await hand.settle()
        seen.append(painted(hand.app))
        for action in keys.available(Where.WORK):
            if action.asks or action.name in {"help", "menu"}:
                hand.press(action.key)
                await hand.settle()
                seen.append(painted(hand.app))
                hand.press("escape")
        assert hand.app.is_running
    everything = "".join(seen)
    for char in "\x1b\x07\x08\x7f\x9b\u202e":
        assert char not in everything
    if hostile == "[/][A-12]":
        for page in seen[:2]:
            assert hostile in page


@given(st.text(max_size=60), st.integers(1, 40))
def test_text_is_cut_and_filled_to_the_cell(text: str, width: int) -> None:
    assert cells(clip(text, width)) <= width
    assert cells(pad(text, width)) == width
    assert all(cells(line) <= width for line in wrap(text, width, 3))
    assert len(wrap(text, width, 3)) <= 3


@given(st.text(max_size=40))
@example("0" * 30)
def test_a_detail_page_is_never_wider_than_its_place(text: str) -> None:
    from tui.views import Detail, Section

    table = Section(text, ((text, text, text), (text, "1", text)))
    page = paint(Detail(text, text, (Section(text, ((text, text),)), table)), 30)
    assert all(cells(line) <= 30 for line in page.plain.split("\n"))
    assert safe(text)[:1] in page.plain


async def test_twenty_questions_leave_nothing_behind() -> None:
    async with station(FakeBackend()) as hand:

        async def cycle(times: int) -> int:
            for _ in range(times):
                hand.press("ctrl+c")
                await hand.until(lambda: len(hand.app.screen_stack) == 2)
                hand.press("escape")
                await hand.until(lambda: len(hand.app.screen_stack) == 1)
            await hand.settle()
            # Textual itself keeps the last 1,024 widgets' paintings, and no more.
            StylesCache.get_inner_outer.cache_clear()
            gc.collect()
            return len(gc.get_objects())

        await cycle(5)
        before = await cycle(5)
        after = await cycle(20)
        assert after - before < 20 * 25
