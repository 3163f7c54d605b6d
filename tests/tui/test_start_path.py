"""What is loaded before the first paint, and the ground under the app."""

from __future__ import annotations

import codecs
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tui import terminal

ROOT = Path(__file__).parents[2]
HEAVY = ("sqlalchemy", "escpos", "httpx", "PIL", "babel", "alembic", "pydantic", "openpyxl")


def loaded_by(module: str) -> set[str]:
    code = f"import sys, {module}; print(*sorted({{n.split('.')[0] for n in sys.modules}}))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_the_app_loads_nothing_heavy_before_it_paints() -> None:
    loaded = loaded_by("tui.app, tui.screens.queue, tui.screens.work")
    assert "textual" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_a_shop_on_sqlite_loads_nothing_that_belongs_to_postgresql(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from core.database import connect;"
        "from tui.live.backend import LiveBackend; from core.shipping.desk import Desk;"
        "connect(sys.argv[1]); print(*sorted(n for n in sys.modules if 'postgres' in n))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, f"sqlite:///{tmp_path}/k.sqlite3"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == ""


@pytest.mark.parametrize("module", ["tui", "tui.terminal", "tui.launch", "tui.keys", "tui.backend"])
def test_what_comes_before_the_app_loads_no_textual(module: str) -> None:
    assert "textual" not in loaded_by(module)


@pytest.mark.parametrize(
    ("environ", "few"),
    [
        ({"TERM": "linux"}, True),
        ({"TERM": "xterm"}, True),
        ({"TERM": "screen"}, True),
        ({}, True),
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "tmux-256color"}, False),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, False),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, True),
    ],
)
def test_a_terminal_with_few_colours_keeps_its_own(environ: dict[str, str], few: bool) -> None:
    assert terminal.few_colours(environ) is few


def test_what_the_user_set_is_kept() -> None:
    environ = {"TERM": "xterm-256color", "ESCDELAY": "250"}
    terminal.prepare(environ)
    assert environ["ESCDELAY"] == "250"
    assert environ["TEXTUAL_ANIMATIONS"] == "none"


def test_bad_bytes_become_marks_in_every_driver() -> None:
    terminal.tolerate_bad_bytes()
    from textual.drivers import linux_driver

    decoder = linux_driver.getincrementaldecoder("utf-8")()  # type: ignore[attr-defined]
    assert isinstance(decoder, codecs.IncrementalDecoder)
    assert decoder.decode(b"a\xe9b\xff\xc4") == "a\ufffdb\ufffd"
    assert decoder.decode(b"\x91") == "đ"


def test_the_watchdog_ends_a_process_that_hangs() -> None:
    code = "import time\nfrom tui import terminal\nterminal.watchdog(143, 0.2)\ntime.sleep(60)\n"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=40, check=False)
    assert done.returncode == 143


def test_the_watchdog_does_not_hold_a_process_that_ends() -> None:
    timer = terminal.watchdog(1, 60.0)
    assert timer.daemon
    timer.cancel()
    assert threading.main_thread().is_alive()
