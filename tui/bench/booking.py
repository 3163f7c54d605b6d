"""Parcels booked while answers get lost and the program is killed: each once, with one label.

Half of them go with a courier that can be asked what it has, half with one of which only a person
can tell: what is unknown there at the end is looked up in its book, as somebody would.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import func, select, update

from core.config import Config, load
from core.couriers.registry import Couriers
from core.database import Database, connect
from core.fulfilment.models import parcels
from core.fulfilment.parcels import load_parcel
from core.fulfilment.states import ParcelState
from core.orders.models import orders
from core.outbox import OutboxState, outbox
from core.paper.models import labels, print_jobs
from core.people.queries import list_operators
from core.shipping.addresses.refreshing import refresh, with_lists
from core.shipping.creating import create_shipment
from core.shipping.desk import Desk
from core.shipping.models import shipments
from core.shipping.resolving import say_booked, say_not_booked
from core.shipping.settings import ShippingSettings
from core.shipping.states import ShipmentState
from core.transaction import Transaction, reading, run, writing
from tui import workers
from tui.bench.data import Shop, make
from tui.bench.figures import Row
from tui.demo.couriers.ghn import SHOP, TOKEN, SimulatedGhn
from tui.demo.couriers.viettelpost import PASSWORD, USERNAME, SimulatedViettelPost
from tui.demo.server import Fault, Simulated

_SHARE = 0.1
"""Of so many bookings the answer is lost after the courier has taken them."""
KILLS = 5
"""How often the program is killed in between."""
HANGS_S = 600.0
"""Seconds that something is waited for at most."""
_CREATE = {"ghn": "shipping-order/create", "viettelpost": "order/createOrder"}
_SERVICE = {"ghn": "standard", "viettelpost": "VCN"}
CONFIG = """\
[database]
url = "{url}"

[shop]
name = "Bench"
language = "en"
currency = "VND"
country = "VN"
phone = "0909000111"
address = "1 Nguyễn Huệ, Phường Bến Nghé"
district = "Quận 1"
city = "Hồ Chí Minh"
province = "Hồ Chí Minh"

[worker]
idle_seconds = 600
rest_seconds = 5

[[printers]]
name = "virtual"
transport = "virtual"

[couriers.ghn]
base_url = "{ghn}"
token = "{token}"
shop_id = {shop}
timeout_seconds = 1
poll_minutes = 1440

[couriers.viettelpost]
base_url = "{viettelpost}"
username = "{username}"
password = "{password}"
province_id = 2
ward_id = 51001
timeout_seconds = 1
"""
_ADDRESS = {
    "phone": "0909000112",
    "address": "25 Nguyễn Huệ, Phường Bến Nghé",
    "district": "Quận 1",
    "city": "Hồ Chí Minh",
    "province": "Hồ Chí Minh",
    "country": "VN",
    "currency": "VND",
}


@dataclass(frozen=True)
class CourierShop:
    """A packing table with a worker beside it, and two couriers."""

    config: Config
    database: Database
    desk: Desk
    couriers: dict[str, Simulated]
    later: Callable[[Database], None]
    """Let the lease of a worker that was killed be over."""

    @property
    def settings(self) -> ShippingSettings:
        return self.desk.settings

    def booked(self) -> int:
        """How many parcels both couriers have, by their own books."""
        return sum(len(one.book) for one in self.couriers.values())


def wait(_database: Database) -> None:
    """Leases run out by themselves."""


def hurry(database: Database) -> None:
    """What was in the hands of a killed worker is free at once, as if a minute had passed."""
    with writing(database) as tx:
        held = outbox.c.state == OutboxState.IN_FLIGHT
        tx.execute(update(outbox).where(held).values(lease_until_ms=1))


def booking(
    folder: Path,
    url: str,
    wanted: int,
    later: Callable[[Database], None] = wait,
    kills: int = KILLS,
) -> Iterator[Row]:
    """So many parcels are packed, booked and labelled, whatever happens meanwhile."""
    with ExitStack() as stack:
        ghn = stack.enter_context(SimulatedGhn())
        viettelpost = stack.enter_context(SimulatedViettelPost())
        ghn.any_phone = viettelpost.any_phone = True
        couriers: dict[str, Simulated] = {"ghn": ghn, "viettelpost": viettelpost}
        made = make(url, wanted)
        path = folder / "couriers.toml"
        text = CONFIG.format(
            url=url,
            ghn=ghn.url,
            token=TOKEN,
            shop=SHOP,
            viettelpost=viettelpost.url,
            username=USERNAME,
            password=PASSWORD,
        )
        path.write_text(text, encoding="utf-8")
        config = load(path)
        database = connect(url)
        stack.callback(database.close)
        desk = Desk(database, config, made.stations[0])
        shop = CourierShop(config, database, desk, couriers, later)
        send_by(database, wanted)
        hear_places(database, desk.settings.couriers)
        for code, one in couriers.items():
            one.go_wrong(Fault.SILENT_AFTER, _CREATE[code], times=10**9, share=_SHARE)
        began = time.monotonic()
        slowest = _pack(shop, made)
        killed, told = _book(shop, wanted, kills)
        scan_slips(database, desk)
        took = time.monotonic() - began
        yield from judged(shop, wanted)
        yield Row("couriers.killed", killed, "times", kills, at_least=True)
        yield Row("couriers.told_by_person", told, "parcels", wanted)
        yield Row("couriers.slowest_scan", slowest * 1000, "ms", 1000)
        yield Row("couriers.seconds", took, "s", HANGS_S + wanted)


def send_by(database: Database, wanted: int) -> None:
    with writing(database) as tx:
        for at, code in enumerate(_CREATE):
            mine = orders.c.id % len(_CREATE) == at
            row = {"courier": code, "service": _SERVICE[code], **_ADDRESS}
            tx.execute(update(orders).where(mine, orders.c.id <= wanted).values(**row))


def _pack(shop: CourierShop, made: Shop) -> float:
    """The table packs all of it, without a worker: gives the slowest scan."""
    seq, slowest = 0, 0.0
    for at in range(made.orders):
        for code in made.codes(at):
            seq += 1
            began = time.perf_counter()
            shop.desk.scan(seq, code)
            slowest = max(slowest, time.perf_counter() - began)
    return slowest


def _book(shop: CourierShop, wanted: int, kills: int) -> tuple[int, int]:
    """Workers book it; some are killed in the middle of that.

    Gives how many were killed, and of how many parcels a person had to tell what became of them.
    """
    killed = told = 0
    worker = workers.start(shop.config.path)
    try:
        for mark in range(1, kills + 1):
            until(lambda mark=mark: shop.booked() * (kills + 1) >= wanted * mark)  # type: ignore[misc]
            worker.kill()
            worker.wait(30)
            killed += 1
            shop.later(shop.database)
            worker = workers.start(shop.config.path)
        until(lambda: not waiting(shop.database))
        while found := resolve(shop):
            told += found
            until(lambda: not waiting(shop.database))
    finally:
        if worker.poll() is None:
            worker.terminate()
            worker.wait(30)
    return killed, told


def waiting(database: Database) -> int:
    """How much is still to be done outside."""
    going_on = (OutboxState.PENDING, OutboxState.IN_FLIGHT)
    with reading(database) as tx:
        query = select(func.count()).where(outbox.c.state.in_(going_on))
        return int(tx.execute(query).scalar_one())


def resolve(shop: CourierShop) -> int:
    """Somebody looks each unknown parcel up at its courier and says what they saw."""
    with reading(shop.database) as tx:
        who = list_operators(tx)[0].actor()
        unknown = select(shipments).where(shipments.c.state == ShipmentState.UNKNOWN)
        found = tx.execute(unknown).all()
    for one in found:
        parcel = shop.couriers[one.courier].by_own_code(one.own_code)

        number = "" if parcel is None else parcel.number
        run(shop.database, who, partial(_tell, shop=shop, parcel_id=one.parcel_id, number=number))
    return len(found)


def _tell(tx: Transaction, *, shop: CourierShop, parcel_id: int, number: str) -> None:
    box = load_parcel(tx, parcel_id)
    if number:
        say_booked(tx, shop.settings, box, number)
    else:
        say_not_booked(tx, box)
        create_shipment(tx, shop.settings, box.id, {})


def scan_slips(database: Database, desk: Desk) -> None:
    """Each box that went on without its label is scanned: the label prints."""
    with reading(database) as tx:
        codes = tx.execute(select(parcels.c.code).order_by(parcels.c.id)).scalars().all()
    for number, code in enumerate(codes, desk.last_seq() + 1):
        desk.scan(number, f"KEMAS:P:{code}")


def judged(shop: CourierShop, wanted: int) -> Iterator[Row]:
    with reading(shop.database) as tx:
        live = tx.execute(
            select(shipments.c.own_code, shipments.c.waybill).where(
                shipments.c.state == ShipmentState.BOOKED
            )
        ).all()
        boxes = tx.execute(
            select(func.count(func.distinct(parcels.c.order_id))).where(
                parcels.c.state == ParcelState.CLOSED
            )
        ).scalar_one()
        pasted = tx.execute(select(func.count()).select_from(labels)).scalar_one()
        printed: Counter[int] = Counter(
            tx.execute(
                select(print_jobs.c.label_id).where(print_jobs.c.label_id.is_not(None))
            ).scalars()
        )
    theirs = [(one.own_code, one.number) for each in shop.couriers.values() for one in each.book]
    twice = len(theirs) - len({own for own, _number in theirs})
    yield Row("couriers.parcels", boxes, "parcels", wanted, at_least=True)
    yield Row("couriers.at_the_courier", len(theirs), "parcels", wanted)
    yield Row("couriers.booked_twice", twice, "parcels", 0)
    yield Row(
        "couriers.not_the_same", len(set(theirs) ^ {tuple(one) for one in live}), "parcels", 0
    )
    yield Row("couriers.labels", len(printed), "labels", wanted, at_least=True)
    yield Row("couriers.labels_made", pasted, "labels", wanted)
    yield Row("couriers.printed_twice", sum(n - 1 for n in printed.values()), "labels", 0)


def hear_places(database: Database, couriers: Couriers) -> None:
    """Ask couriers for their places until all are told: nothing can be booked at others."""
    for courier in with_lists(couriers):
        until(lambda courier=courier: not refresh(database, courier).error)  # type: ignore[misc]


def until(
    true: Callable[[], object],
    seconds: float = HANGS_S,
    left: Callable[[], str] = lambda: "",
) -> None:
    """Wait for something that a worker does; TimeoutError where nothing goes on, with what is left.

    `left` is asked for that only then.
    """
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise TimeoutError(f"nothing goes on for {seconds:.0f} s: {left()}")
        time.sleep(0.05)


def what_waits(database: Database, most: int = 20) -> str:
    """Which rows are not over yet, for people who look for what holds them up."""
    columns = (outbox.c.kind, outbox.c.key, outbox.c.state, outbox.c.attempts)
    query = (
        select(*columns, outbox.c.next_at, outbox.c.error)
        .where(outbox.c.state.in_((OutboxState.PENDING, OutboxState.IN_FLIGHT)))
        .order_by(outbox.c.id)
        .limit(most)
    )
    with reading(database) as tx:
        rows = tx.execute(query).all()
        now = tx.now
    return "; ".join(
        f"{row.kind} {row.key} {row.state} after {row.attempts} tries,"
        f" next in {(row.next_at - now).total_seconds():.0f} s, {row.error!r}"
        for row in rows
    )
