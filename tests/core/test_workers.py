"""One worker a machine: a lease that a living process keeps and a dead one loses at once."""

from __future__ import annotations

import threading
from dataclasses import replace

from sqlalchemy import update

from core import workers
from core.database import Database
from core.transaction import reading, writing
from core.workers import Worker

ONE = Worker("gudang", 11, "1.00")
TWO = Worker("gudang", 12, "2.00")


def alive(worker: Worker) -> bool:
    return True


def dead(worker: Worker) -> bool:
    return False


def test_a_second_worker_of_a_machine_is_refused_while_the_first_lives(db: Database) -> None:
    with writing(db) as tx:
        assert workers.take(tx, ONE, alive) is not None
        assert workers.take(tx, TWO, alive) is None
        assert workers.take(tx, replace(TWO, host="kantor"), alive) is not None
    with reading(db) as tx:
        assert workers.living(tx, "gudang", alive) == ONE
        assert workers.living(tx, "toko", alive) is None


def test_a_dead_worker_is_replaced_at_once_and_its_fence_is_worth_nothing(db: Database) -> None:
    with writing(db) as tx:
        first = workers.take(tx, ONE, alive)
        second = workers.take(tx, TWO, dead)
        assert first is not None
        assert second is not None
        assert second > first
        assert not workers.keep(tx, "gudang", first)
        assert workers.keep(tx, "gudang", second)
        assert workers.living(tx, "gudang", dead) is None


def test_a_worker_that_hangs_loses_its_lease_when_it_runs_out(db: Database) -> None:
    with writing(db) as tx:
        workers.take(tx, ONE, alive)
        tx.execute(update(workers.workers).values(lease_until_ms=1))
        assert workers.living(tx, "gudang", alive) is None
        assert workers.take(tx, TWO, alive) is not None


def test_no_fencing_number_is_used_twice(db: Database) -> None:
    with writing(db) as tx:
        first = workers.take(tx, ONE, alive)
        assert first is not None
        workers.leave(tx, "gudang", first)
        assert workers.living(tx, "gudang", alive) is None
        assert workers.take(tx, TWO, alive) == first + 1
        assert not workers.keep(tx, "gudang", first)


def test_of_many_that_start_at_the_same_moment_one_wins(db: Database) -> None:
    won: list[int] = []
    begin = threading.Barrier(6)

    def race(number: int) -> None:
        begin.wait()
        with writing(db) as tx:
            if workers.take(tx, Worker("gudang", number, "1.00"), alive) is not None:
                won.append(number)

    racers = [threading.Thread(target=race, args=(number,)) for number in range(1, 7)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert len(won) == 1
