"""Pictures of the screens and of a label, drawn from the demonstration without a terminal."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from core import clock
from core.database import open_database
from core.paper.queries import document, jobs
from core.people.attach import this_process
from core.transaction import reading
from printers.profiles import find as profile
from printers.render import preview_png
from printers.spool import Spool
from tui import terminal
from tui.demo.build import STATION, Demo, build
from tui.live.backend import LiveBackend

MOMENT = datetime(2026, 3, 12, 6, 40, tzinfo=UTC)
"""When the pictured day stands still: afternoon in the shop, before the courier comes."""
SIZE = (100, 30)
"""Columns and lines of the pictured terminal."""
SCENES: dict[str, tuple[str, ...]] = {
    "queue": (),
    "packing": ("f5", "ctrl+y", "ctrl+y", "ctrl+y"),
    "wrong": ("ctrl+x",),
}
"""Name of a picture -> the keys that lead there from the one before."""
_WEB_FONT = re.compile(r"@font-face \{[^}]*\}|<!-- Generated[^>]*-->")
"""A picture asks nobody else for its letters: any fixed-width font of the reader's serves."""
_PATIENCE = 200
_STEP = 0.05


class Still(LiveBackend):
    """A station that starts no worker: what is to be printed is printed in between."""

    def _ensure_worker(self) -> None:
        """None is needed."""


def draw(folder: Path, language: str = "en", moment: datetime = MOMENT) -> list[Path]:
    """Write the pictures into a folder and give their paths; the same moment, the same pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="kemas-") as place, clock.frozen(moment):
        demo = build(Path(place), language, moment)
        _print(demo)
        found = asyncio.run(_screens(demo, folder))
        _print(demo)
        return [*found, _label(demo, folder)]


def _print(demo: Demo) -> None:
    """Let the virtual printer print what waits."""
    database = open_database(demo.config.database.engine_url)
    try:
        kept = demo.folder / "printed"
        Spool(database, demo.config.printers, this_process().host, keep_in=kept).run_once()
    finally:
        database.close()


async def _screens(demo: Demo, folder: Path) -> list[Path]:
    terminal.prepare()
    from textual import events
    from textual.pilot import Pilot

    from tui import theme
    from tui.app import KemasApp

    app = KemasApp(Still(demo.config.path, STATION, demo=True))
    app.theme = theme.RICH.name

    async def settle(pilot: Pilot[int], keys: Sequence[str]) -> None:
        for key in keys:
            app.post_message(events.Key(key, None))
            await pilot.pause(_STEP)
            for _turn in range(_PATIENCE):
                if app.ready and not app.frame.code_line.pending:
                    break
                await pilot.pause(_STEP)
        await pilot.pause(10 * _STEP)

    found = []
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot, ("f2",))
        for name, keys in SCENES.items():
            await settle(pilot, keys)
            path = folder / f"{name}.svg"
            picture = _WEB_FONT.sub("", app.export_screenshot(title="kemas"))
            path.write_text(picture, encoding="utf-8")
            found.append(path)
    return found


def _label(demo: Demo, folder: Path) -> Path:
    """The latest label as a picture of its paper."""
    printer = demo.config.printers[0]
    database = open_database(demo.config.database.engine_url)
    try:
        with reading(database) as tx:
            latest = next(job for job in jobs(tx) if job.kind == "label")
            picture = preview_png(
                document(tx, latest.id), profile(printer.profile, printer.width_dots), latest.copy
            )
    finally:
        database.close()
    path = folder / "label.png"
    path.write_bytes(picture)
    return path
