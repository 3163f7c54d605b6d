"""The paged list: any length, only what is looked at is loaded, stale answers are dropped."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from textual.app import App, ComposeResult

from tui.theme import RICH
from tui.views import Page
from tui.widgets.columns import Column, layout
from tui.widgets.pagedlist import KEPT, PAGE, PagedList

COLUMNS = (
    Column("Number", 10, lambda row: (row, "accent"), grow=True),
    Column("Extra", 8, lambda row: (f"x{row}", ""), wide_only=60),
)


class Source:
    """Rows that are their own number; remembers what was asked."""

    def __init__(self, total: int, name: str = "", delay: float = 0.0) -> None:
        self.total, self.name, self.delay = total, name, delay
        self.asked: list[int] = []

    async def __call__(self, offset: int, limit: int) -> Page[str]:
        self.asked.append(offset)
        await asyncio.sleep(self.delay)
        last = min(self.total, offset + limit)
        return Page(tuple(f"{self.name}{n}" for n in range(offset, last)), self.total)


async def until(true: Callable[[], object]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end, "it did not come to pass"
        await asyncio.sleep(0.01)


class Host(App[None]):
    """An app with nothing but the list."""

    CSS = "PagedList { height: 1fr; overflow-y: scroll; overflow-x: hidden; }"

    def __init__(self) -> None:
        super().__init__()
        self.rows: PagedList[str] = PagedList(COLUMNS, empty="Nothing here.")
        self.register_theme(RICH)
        self.theme = RICH.name

    def compose(self) -> ComposeResult:
        yield self.rows

    def text(self) -> list[str]:
        self.screen._on_timer_update()
        strips = self.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip).rstrip(" │█") for strip in strips]


@asynccontextmanager
async def showing(source: Source) -> AsyncIterator[Host]:
    host = Host()
    async with host.run_test(size=(40, 12)) as pilot:
        host.rows.focus()
        host.rows.show(source)
        await until(lambda: host.rows.settled)
        await pilot.pause(0)
        yield host


async def test_a_million_rows_load_only_what_is_seen() -> None:
    source = Source(1_000_000)
    async with showing(source) as host:
        assert host.text()[1].strip(" ›") == "0"
        host.rows.action_edge(True)
        await until(lambda: host.rows.current == "999999")
        await until(lambda: host.text()[-1].strip(" ›") == "999999")
        assert len(source.asked) <= 3
        host.rows.action_edge(False)
        await until(lambda: host.rows.current == "0")


async def test_memory_stays_flat_on_the_way_down() -> None:
    source = Source(100_000)
    async with showing(source) as host:
        for _ in range(30):
            host.rows.cursor += PAGE
            await until(lambda: host.rows.settled)
        await until(lambda: host.rows.current == "3000")
        assert len(host.rows._pages) <= KEPT


async def test_an_answer_to_an_old_question_is_dropped() -> None:
    answer = asyncio.Event()

    class Slow(Source):
        async def __call__(self, offset: int, limit: int) -> Page[str]:
            page = await super().__call__(offset, limit)
            await answer.wait()
            return page

    slow = Slow(500, "old")
    host = Host()
    async with host.run_test(size=(40, 12)) as pilot:
        host.rows.show(slow)
        await until(lambda: slow.asked)
        host.rows.show(Source(3, "new"))
        answer.set()
        await until(lambda: host.rows.settled)
        await pilot.pause(0.1)
        assert (host.rows.total, host.rows.current) == (3, "new0")


async def test_a_reload_keeps_the_place_and_shows_what_is_new() -> None:
    source = Source(300)
    async with showing(source) as host:
        host.rows.cursor = 120
        await until(lambda: host.rows.current == "120")
        source.name, source.total = "n", 121
        host.rows.reload()
        await until(lambda: (host.rows.current, host.rows.total) == ("n120", 121))
        assert host.rows.cursor == 120
        source.total = 5
        host.rows.reload()
        await until(lambda: (host.rows.cursor, host.rows.current) == (4, "n4"))


async def test_an_empty_list_says_so() -> None:
    async with showing(Source(0)) as host:
        assert host.rows.current is None
        assert "Nothing here." in "\n".join(host.text())
        host.rows.action_move(1)
        host.rows.action_choose()
        assert host.rows.cursor == 0


async def test_a_source_that_fails_is_told_and_the_list_lives() -> None:
    class Broken(Source):
        async def __call__(self, offset: int, limit: int) -> Page[str]:
            raise OSError("gone")

    failures: list[object] = []

    class Watching(Host):
        def on_paged_list_failed(self, event: PagedList.Failed) -> None:
            failures.append(event.error)

    host = Watching()
    async with host.run_test(size=(40, 12)):
        host.rows.show(Broken(5))
        await until(lambda: failures)
        host.rows.show(Source(5))
        await until(lambda: host.rows.current == "0")
        assert len(failures) == 1


async def test_moving_the_cursor_repaints_two_lines() -> None:
    painted: list[int] = []

    class Counting(PagedList[str]):
        def render_line(self, y: int) -> object:  # type: ignore[override]
            painted.append(y)
            return super().render_line(y)

    class CountingHost(Host):
        def __init__(self) -> None:
            super().__init__()
            self.rows = Counting(COLUMNS)

    host = CountingHost()
    async with host.run_test(size=(40, 12)) as pilot:
        host.rows.show(Source(1000))
        await until(lambda: host.rows.settled)
        await pilot.pause()
        host.text()  # whatever was still to be painted
        painted.clear()
        host.rows.action_move(1)
        await until(lambda: len(set(painted)) >= 2)
        await pilot.pause(0.1)
        assert set(painted) == {1, 2}


def test_columns_fill_the_width_and_the_narrow_list_drops_the_extra_ones() -> None:
    wide = layout(COLUMNS, 80)
    assert [column.title for column, _size in wide] == ["Number", "Extra"]
    assert sum(size + 1 for _column, size in wide) == 80
    assert [column.title for column, _size in layout(COLUMNS, 30)] == ["Number"]
    assert layout(COLUMNS, 2) == []
