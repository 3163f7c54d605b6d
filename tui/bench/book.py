"""The order book on a real terminal: from the key to the painted list, also right after start."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from tui.bench.figures import Row, p50
from tui.bench.station import FIRST_PAINT
from tui.bench.terminal import Child
from tui.bench.twins import write_config

_SEEN_MS = 300.0
_MODULE = (sys.executable, "-m", "tui.bench.station", "live")
_BOOK, _QUEUE, _FIND, _PAID, _ESC = b"\x1bb", b"\x1bOQ", b"\x1bOR", b"\x1bh", b"\x1b"
_END = b"\x1b[F"
_ROW = "× Barang".encode()
"""What a row of the book shows, and no other list does."""
_IN_QUEUE = b" B0"
"""How the numbers of orders begin, as the queue shows them."""
_BETWEEN = 0.06
"""Seconds between two letters: a scanner is faster, and what it sends is not looked for."""


def book_painted(folder: Path, rounds: int) -> list[Row]:
    """Opened, opened again, filtered, searched and leafed through, in stations of their own.

    `folder` holds the shop's database. `book.open_first` is a key that is pressed at once when a
    station that has just begun shows its first list.
    """
    config = folder / "config.toml"
    write_config(folder)
    found: dict[str, list[float]] = {}
    for _ in range(rounds):
        with Child((*_MODULE, str(config))) as child:
            child.wait_for(FIRST_PAINT, 60)
            child.wait_for(_IN_QUEUE, 120)
            for name, took in _looks(child):
                found.setdefault(name, []).append(took)
    return [Row(name, p50(took), "ms", _SEEN_MS) for name, took in found.items()]


def _looks(child: Child) -> list[tuple[str, float]]:
    found = [("book.open_first", _until(child, _BOOK))]
    _press(child, _QUEUE)
    found.append(("book.open", _until(child, _BOOK)))
    found.append(("book.to_end", _until(child, _END)))
    found.append(("book.filtered", _until(child, _PAID)))
    _press(child, _ESC)
    _press(child, _FIND)
    for letter in b"barang 29":
        child.send(bytes((letter,)))
        time.sleep(_BETWEEN)
    child.calm()
    # So far there were more than are shown; now it is one product, and the number says so.
    found.append(("book.searched", _until(child, b"9", b" orders")))
    return found


def _until(child: Child, key: bytes, wanted: bytes = _ROW) -> float:
    """Milliseconds from a key to what it brings."""
    began = child.send(key)
    took = (child.wait_for(wanted) - began) * 1000
    child.calm()
    return took


def _press(child: Child, key: bytes) -> None:
    child.send(key)
    child.calm()
