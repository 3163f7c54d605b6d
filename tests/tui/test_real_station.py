"""Bare ``kemas`` in a real terminal over a real database: packs, is killed, goes on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from pty_terminal import Terminal
from scan_process import Shop

from core.orders.models import order_lines
from core.people.commands import sign_in
from core.transaction import writing

Start = Callable[..., Terminal]


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    with made.config.open("a") as config:
        config.write("[worker]\nidle_seconds = 1\n")
    with writing(made.database) as tx:
        sign_in(tx, build.station(tx), "SARI")
    yield made
    made.database.close()


@pytest.fixture
def start(shop: Shop, tmp_path: Path) -> Iterator[Start]:
    opened: list[Terminal] = []

    def begin(*words: str, term: str = "xterm-256color") -> Terminal:
        command = ["-m", "tui.cli", "--config", str(shop.config), "--language", "en", *words]
        opened.append(Terminal(command, tmp_path / "log", (80, 24), term))
        return opened[-1]

    yield begin
    for terminal in opened:
        terminal.close()


def test_three_scans_finish_an_order_and_its_label_is_printed(shop: Shop, start: Start) -> None:
    terminal = start()
    terminal.wait_for("Siti Aminah")
    terminal.send(b"W-1\rA\rB\rB\r")
    terminal.wait_for("ORDER COMPLETE")
    end = time.monotonic() + 60
    printed = shop.config.parent / "printed"
    while not list(printed.rglob("*.png")):
        assert time.monotonic() < end
        terminal.read(0.2)


def test_a_killed_station_shows_the_last_scan_and_counts_nothing_until_it_was_seen(
    shop: Shop, start: Start
) -> None:
    terminal = start()
    terminal.wait_for("Siti Aminah")
    terminal.send(b"W-1\rB\r")
    terminal.wait_for("1/2")
    terminal.kill()
    began = time.monotonic()
    terminal = start()
    terminal.wait_for("RESUMED")
    assert time.monotonic() - began < 30  # not the two minutes of a lease
    terminal.wait_for("1/2")
    terminal.wait_for("W-1")
    terminal.send(b"B\r")
    terminal.wait_for("PLEASE CHECK")
    assert shop.value(order_lines.c.packed, order_lines.c.packed > 0) == 1
    terminal.send(b"\x1b")
    terminal.wait_for("READY")
    terminal.send(b"B\rA\r")
    terminal.wait_for("ORDER COMPLETE")


def test_a_second_one_on_the_same_station_ends_with_one_sentence(start: Start) -> None:
    first = start()
    first.wait_for("Siti Aminah")
    second = start()
    assert second.exit_code() == 1
    assert "The station S1 is open already" in second.text
    first.send(b"W-2\r")
    first.wait_for("ORDER OPEN")


def test_without_a_configuration_it_says_what_to_do(tmp_path: Path) -> None:
    command = ["-m", "tui.cli", "--config", str(tmp_path / "none.toml"), "--language", "en"]
    terminal = Terminal(command, tmp_path / "log", (80, 24), "xterm-256color")
    try:
        assert terminal.exit_code() == 1
        assert "none.toml" in terminal.text
        assert b"\x1b[?1049h" not in terminal.raw
    finally:
        terminal.close()


def test_a_database_that_cannot_be_opened_is_said_after_the_screen(
    shop: Shop, start: Start
) -> None:
    shop.config.write_text('[database]\nurl = "sqlite:///missing/nothing.sqlite3"\n')
    terminal = start()
    assert terminal.exit_code() == 1
    assert "nothing.sqlite3" in terminal.text.replace("\n", "")
    assert b"\x1b[?1049l" in terminal.raw
