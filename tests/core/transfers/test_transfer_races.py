"""Several people send and receive one transfer at once: each of it counts, and none too much."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from core.errors import Refusal
from core.stock.checks import differences
from core.transaction import SYSTEM, Transaction, reading, run, writing
from core.transfers import queries, receiving, sending
from core.transfers.receiving import Arrived

LIMIT = 60
"""Seconds after which somebody hangs."""


def race(works: list[Callable[[], str]]) -> list[str]:
    """Do all of it at the same time; gives what each came to, in no order."""
    start = threading.Barrier(len(works))
    results: list[str] = []

    def one(work: Callable[[], str]) -> None:
        start.wait(LIMIT)
        try:
            results.append(work())
        except Refusal as refusal:
            results.append(refusal.code)

    threads = [threading.Thread(target=one, args=(work,), daemon=True) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LIMIT)
    assert len(results) == len(works), "somebody hangs or fell"
    return sorted(results)


def arriving(houses: Any, transfer: int, units: int, key: str) -> Callable[[], str]:
    def work(tx: Transaction) -> str:
        what = Arrived(houses.id("TEH"), units)
        went = receiving.take(tx, "RECEIVING", transfer, key, what)
        return "again" if went.replayed else "ok"

    return lambda: run(houses.db, SYSTEM, work, tries=20)


def leaving(houses: Any, transfer: int, key: str) -> Callable[[], str]:
    def work(tx: Transaction) -> str:
        return "again" if sending.send(tx, transfer, key).replayed else "ok"

    return lambda: run(houses.db, SYSTEM, work, tries=20)


def test_two_who_receive_the_same_never_receive_more_than_was_sent(houses: Any) -> None:
    with writing(houses.db) as tx:
        made = houses.sent(tx, {"TEH": 10})
    works = [arriving(houses, made.id, 3, f"k{n}") for n in range(6)]
    assert race(works) == ["ok"] * 3 + ["transfer_over"] * 3
    with reading(houses.db) as tx:
        (line,) = queries.lines_of(tx, made.id)
        assert (line.received, line.left) == (9, 1)
        assert differences(tx) == []


def test_the_same_scan_from_a_line_that_stutters_arrives_once(houses: Any) -> None:
    with writing(houses.db) as tx:
        made = houses.sent(tx, {"TEH": 10})
    works = [arriving(houses, made.id, 3, "same") for _n in range(4)]
    assert race(works) == ["again"] * 3 + ["ok"]


def test_two_transfers_never_send_the_same_units(houses: Any) -> None:
    with writing(houses.db) as tx:
        drafts = [houses.draft(tx, {"TEH": 4}) for _n in range(4)]
    works = [leaving(houses, one.id, f"k{one.number}") for one in drafts]
    assert race(works) == ["ok"] * 2 + ["transfer_not_enough"] * 2
    with reading(houses.db) as tx:
        assert differences(tx) == []


def test_a_transfer_is_sent_or_called_off_but_not_both(houses: Any) -> None:
    with writing(houses.db) as tx:
        made = houses.draft(tx, {"TEH": 4})

    def cancel(tx: Transaction) -> str:
        return sending.cancel(tx, made.id, "batal").state.value

    first = leaving(houses, made.id, "k")
    results = race([first, lambda: run(houses.db, SYSTEM, cancel, tries=20)])
    assert results in (["cancelled", "ok"], ["cancelled", "transfer_not_draft"])
    with reading(houses.db) as tx:
        assert houses.levels(tx, houses.main)["TEH", "MAIN"] == 10
        assert differences(tx) == []
