"""The pulse: whether anybody wrote, asked often and by one thread, closed by any."""

from __future__ import annotations

import contextlib
import threading
import time

import pytest
from sqlalchemy import text

from core import pulse as pulse_module
from core import workers
from core.database import Database
from core.errors import DatabaseRefusal
from core.pulse import Pulse
from core.transaction import reading, writing
from core.workers import Worker


def _alive(_worker: Worker) -> bool:
    return True


def test_the_pulse_tells_of_every_write_and_of_nothing_else(db: Database) -> None:
    pulse = Pulse(db)

    def is_quiet() -> bool:  # PostgreSQL tidies up now and then: that may be told once too often
        return any(not pulse.beat() for _again in range(3))

    assert pulse.beat()
    assert is_quiet()
    for number in range(1, 4):
        with writing(db) as tx:
            workers.take(tx, Worker(f"host{number}", number, "1.00"), _alive)
        assert pulse.beat()
        assert is_quiet()
    with reading(db) as tx:
        workers.living(tx, "host1", _alive)
    assert is_quiet()
    pulse.close()
    assert pulse.beat()
    pulse.close()


def test_a_pulse_whose_line_broke_says_so_and_takes_a_new_one(db: Database) -> None:
    pulse = Pulse(db)
    pulse.beat()
    pulse._raw.close()
    if db.is_sqlite:
        with pytest.raises(DatabaseRefusal):
            pulse.beat()
        assert pulse.beat()
    else:  # one that is seen to be closed is replaced at once
        with contextlib.suppress(DatabaseRefusal):
            pulse.beat()
        pulse.beat()
    assert not pulse.beat()
    pulse.close()


def test_who_closes_a_pulse_waits_for_the_look_that_is_under_way(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulse = Pulse(db)
    pulse.beat()
    begun = threading.Event()

    def slow() -> int:
        begun.set()
        time.sleep(0.3)
        return 1

    if db.is_sqlite:
        pulse._raw.create_function("slow", 0, slow)
        monkeypatch.setattr(pulse_module, "_SQLITE", "SELECT slow()")
    else:
        begun.set()
        monkeypatch.setattr(pulse_module, "_POSTGRES", "SELECT pg_sleep(0.3)")
    ended: list[bool] = []
    look = threading.Thread(target=lambda: ended.append(pulse.beat()))
    look.start()
    assert begun.wait(10)
    while not pulse._in_use.locked() and not ended:
        time.sleep(0.001)
    pulse.close()
    assert ended == [True]
    look.join()


def test_a_station_keeps_few_connections_to_a_server(db: Database) -> None:
    if db.is_sqlite:
        return
    pulse, gate = Pulse(db), threading.Barrier(4)

    def busy(at: int) -> None:
        with (writing if at % 2 else reading)(db) as tx:
            tx.execute(text("SELECT 1"))
            gate.wait(30)

    for _again in range(2):  # four threads at once, as a station has lanes
        threads = [threading.Thread(target=busy, args=(at,)) for at in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        pulse.beat()
    count = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
    end = time.monotonic() + 60
    while True:  # the server takes a moment to see that the others are gone
        with reading(db) as tx:
            if tx.execute(count).scalar_one() <= 2:
                break
        assert time.monotonic() < end, "it keeps more than two"
        time.sleep(0.05)
    pulse.close()
