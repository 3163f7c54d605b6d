"""Where all rules hold the doctor says so, also while people work."""

from __future__ import annotations

import threading
from types import ModuleType

from busy_shop import found
from sqlalchemy import select

from core.config import Config
from core.database import Database
from core.doctor.checks import check
from core.doctor.looking import Means
from core.doctor.searching import put_right
from core.orders.commands import find, set_note
from core.orders.payments.commands import Paid, confirm, report
from core.orders.status import policy_of
from core.people.commands import sign_in
from core.people.models import stations
from core.shipping.desk import Desk
from core.transaction import reading, writing


def test_a_busy_shop_has_no_finding(busy: Database, config: Config) -> None:
    assert found(busy, config) == []


def test_nothing_false_is_told_while_people_work(
    busy: Database, config: Config, build: ModuleType
) -> None:
    """Two stations pack, the office takes money, moves goods and writes notes; nothing is amiss."""
    numbers = [f"W{at}" for at in range(12)]
    with writing(busy) as tx:
        build.put(tx, build.product_id(tx, "TEH"), 100)
        for name in ("S2", "S3"):
            build.station(tx, name)
    for number in numbers:
        one = build.ready_order(busy, number, {"TEH": 2})
        with writing(busy) as tx:
            put_right(tx, [one])
    stop, troubles = threading.Event(), []
    works = [
        lambda: _pack(busy, config, 2, numbers[:6]),
        lambda: _pack(busy, config, 3, numbers[6:]),
        lambda: _office(busy, config, build, stop),
    ]
    done = [False] * len(works)

    def run(at: int) -> None:
        try:
            works[at]()
        except Exception as error:  # noqa: BLE001 - told by the test itself
            troubles.append(error)
        done[at] = True

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(works))]
    for thread in threads:
        thread.start()
    looked = 0
    while not all(done[:2]) or looked < 3:
        results = check(Means(busy, config), rest_s=0.2)
        looked += 1
        assert [one for result in results for one in result.found] == []
    stop.set()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert found(busy, config) == []


def _pack(db: Database, config: Config, station: int, numbers: list[str]) -> None:
    with reading(db) as tx:
        name = f"S{station}"
        where = tx.execute(select(stations.c.id).where(stations.c.name == name)).scalar_one()
    with writing(db) as tx:
        sign_in(tx, where, "SARI")
    desk = Desk(db, config, where)
    desk.open()
    for number in numbers:
        for code in (number, "TEH", "TEH"):
            said = desk.scan(desk.last_seq() + 1, code)
            assert not said.held, (number, code, said.kind, said.detail)
    desk.close()


def _office(db: Database, config: Config, build: ModuleType, stop: threading.Event) -> None:
    policy = policy_of(config)
    with reading(db) as tx:
        held, owed = find(tx, "HELD").id, find(tx, "OWED").id
        tea = build.product_id(tx, "TEH")
    at = 0
    while not stop.is_set():
        at += 1
        with writing(db) as tx:
            build.put(tx, tea, 1, bin=f"A-{at % 5}")
        with writing(db) as tx:
            set_note(tx, held, f"round {at}")
        with writing(db) as tx:
            said = report(tx, policy, owed, Paid(100), sure=True)
            confirm(tx, policy, said.payment.id, sure=True)
