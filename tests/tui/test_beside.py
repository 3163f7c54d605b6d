"""Pieces of work beside the stations: done again and again, woken, told to stop, and never gone."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from core.errors import DatabaseRefusal
from tui.beside import Beside

SOON_S = 5.0


def _until(told: Callable[[], bool]) -> None:
    end = time.monotonic() + SOON_S
    while not told():
        assert time.monotonic() < end, "it does not happen"
        time.sleep(0.005)


def test_what_breaks_off_begins_anew() -> None:
    calls: list[int] = []

    def once() -> float:
        calls.append(len(calls))
        if len(calls) == 1:
            raise DatabaseRefusal("database_busy", where="")
        if len(calls) == 2:
            raise ZeroDivisionError
        return 0.0

    work = Beside()
    work.add("piece", once, away_s=0.0)
    work.start()
    _until(lambda: len(calls) > 3)
    work.stop(SOON_S)
    done = len(calls)
    time.sleep(0.05)
    assert len(calls) == done


def test_a_piece_that_waits_is_woken_with_all_it_belongs_to() -> None:
    calls: list[int] = []

    def once() -> float:
        calls.append(1)
        return 0.0

    inner = Beside()
    inner.add("inner", once, woken_s=60.0)
    outer = Beside(inner)
    outer.start()
    _until(lambda: len(calls) == 1)
    outer.wake()
    _until(lambda: len(calls) == 2)
    outer.stop(SOON_S)


def test_all_are_told_to_stop_before_any_is_waited_for() -> None:
    hanging = threading.Event()

    def hang() -> float:
        hanging.wait(SOON_S)
        return 0.0

    slow = Beside()
    slow.add("slow", hang)
    quick = Beside()
    quick.add("quick", lambda: 0.01)
    work = Beside(slow, quick)
    work.start()
    began = time.monotonic()
    work.stop(0.2)
    assert time.monotonic() - began < SOON_S / 2
    assert quick.stopped()
    hanging.set()
