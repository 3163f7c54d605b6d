"""Text from outside in every widget: shown as text, never as markup or as a terminal command."""

from __future__ import annotations

import asyncio
import gc

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from station_fake import FakeBackend
from textual import events

from tui import keys
from tui.app import KemasApp
from tui.keys import Where
from tui.text import cells, clip, pad, safe, wrap
from tui.widgets.detail import paint

HOSTILE = [
    "[/]",
    "[A-12]",
    "[bold red]x[/bold red]",
    "[@click=app.bell]X[/]",
    "\x1b]0;owned\x07\x1b[6n\x9b6n\x1b[2J",
    "a\tb\r\nc\x08\x7f\u202erev\u200b",
    "Đỗ 漢字 👩‍👩‍👧 " * 30,
    "",
]


def painted(app: KemasApp) -> str:
    return "\n".join(
        "".join(segment.text for segment in strip)
        for strip in app.screen._compositor.render_strips()
    )


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_no_screen_or_question_interprets_it(hostile: str, size: tuple[int, int]) -> None:
    app = KemasApp(FakeBackend(hostile=hostile or " "))
    seen = []
    async with app.run_test(size=size) as pilot:
        await pilot.pause(0.3)
        seen.append(painted(app))
        for char in "ABC":
            app.post_message(events.Key(char, char))
        app.post_message(events.Paste(f"{hostile}\r"))
        await pilot.pause(0.2)
        app.post_message(events.Key("f4", None))
        await pilot.pause(0.1)
        seen.append(painted(app))
        for action in keys.available(Where.WORK):
            if action.asks or action.name in {"help", "menu"}:
                app.post_message(events.Key(action.key, None))
                await pilot.pause(0.02)
                seen.append(painted(app))
                app.post_message(events.Key("escape", None))
        assert app.is_running
    everything = "".join(seen)
    for char in "\x1b\x07\x08\x7f\x9b\u202e":
        assert char not in everything
    if hostile in {"[/]", "[A-12]"}:
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


async def test_two_hundred_questions_leave_nothing_behind() -> None:
    app = KemasApp(FakeBackend())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.3)

        async def cycle(times: int) -> int:
            for _ in range(times):
                app.post_message(events.Key("ctrl+c", None))
                app.post_message(events.Key("escape", None))
                await asyncio.sleep(0.01)
            await pilot.pause(0.3)
            gc.collect()
            return len(gc.get_objects())

        await cycle(30)
        before = await cycle(10)
        after = await cycle(200)
        assert len(app.screen_stack) == 1
        assert after - before < 200 * 25
