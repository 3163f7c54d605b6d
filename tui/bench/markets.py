"""Shops at three marketplaces while everything fails now and then: both sides equal at the end.

Answers are lost before and after something was done, tokens end, pages change while they are read,
buyers cancel, and the programs that read orders and arrange parcels are killed in the middle.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random

from sqlalchemy import select, update

from core.channels.adapter import Fault as Kind
from core.channels.models import channel_shops
from core.channels.registry import shops_of
from core.channels.syncing import sync
from core.config import Config, load
from core.database import Database, connect
from core.doctor.machine import log_path
from core.fulfilment.claims import holder
from core.orders.intake.rules import rules_of
from core.orders.models import order_lines, orders
from core.orders.states import Fulfilment
from core.outbox import OutboxState, outbox
from core.paper.models import labels, print_jobs
from core.shipping.desk import Desk
from core.shipping.models import shipments
from core.shipping.states import ShipmentState
from core.transaction import reading, writing
from tui import workers
from tui.bench.booking import HANGS_S, scan_slips, until, wait, waiting, what_waits
from tui.bench.data import ean, make, sku
from tui.bench.figures import Row
from tui.demo.channels.book import Listing, Order, Stand
from tui.demo.channels.lazada import SimulatedLazada
from tui.demo.channels.market import Market
from tui.demo.channels.running import connect as allow
from tui.demo.channels.running import tables
from tui.demo.channels.shopee import SimulatedShopee
from tui.demo.channels.tiktok import SimulatedTikTokShop
from tui.demo.server import Fault

_SHARE = 0.1
"""Of so many questions the answer is lost, in one of these ways."""
_WAYS = (
    Fault.SILENT_BEFORE,
    Fault.SILENT_AFTER,
    Fault.CUT_BEFORE,
    Fault.CUT_AFTER,
    Fault.HTML,
    Fault.EMPTY,
    Fault.BUSY,
    Fault.BAD_GATEWAY,
)
KILLS = 5
_GOODS = 60
_GONE = frozenset({Kind.REVOKED.value, Kind.UNSURE.value})
CONFIG = """\
[database]
url = "{url}"

[shop]
name = "Bench"
language = "en"
currency = "IDR"
country = "ID"
phone = "0210000111"
address = "Jl. Gudang 1"
city = "Jakarta"
province = "DKI Jakarta"

[worker]
idle_seconds = 600
rest_seconds = 5

[[printers]]
name = "virtual"
transport = "virtual"
"""


@dataclass(frozen=True)
class _House:
    """A packing table with a worker beside it, and three shops."""

    config: Config
    database: Database
    warehouse: int
    desk: Desk
    markets: dict[str, Market]
    random: Random
    later: Callable[[Database], None]
    press: Callable[[Database], None]
    seconds: float

    def wait(self, true: Callable[[], object], worker: subprocess.Popen[bytes]) -> None:
        """Until something is true, while a worker works; TimeoutError, and RuntimeError where it
        ended by itself."""

        def now() -> bool:
            if worker.poll() is not None:
                raise RuntimeError(f"the worker ended with {worker.returncode}: {self.left()}")
            return bool(true())

        until(now, self.seconds, self.left)

    def left(self) -> str:
        """What is not done yet, and what the worker says at last."""
        log = log_path(self.config)
        said = log.read_text(encoding="utf-8").splitlines()[-15:] if log.exists() else []
        return "\n".join([what_waits(self.database), *said])

    def rests(self) -> bool:
        """Whether nothing is left to be done outside."""
        self.press(self.database)
        return not waiting(self.database)

    def remote(self) -> dict[tuple[str, str], Order]:
        """All orders by channel and number, as the marketplaces have them."""
        return {
            (shop.channel, no): order
            for shop in shops_of(self.config)
            for no, order in self.markets[shop.settings.kind].shop.orders.items()
        }

    def arranged(self) -> int:
        """How many packages the marketplaces send couriers for."""
        return sum(one.packages[0].is_arranged for one in self.remote().values())


def markets(
    folder: Path,
    url: str,
    wanted: int,
    later: Callable[[Database], None] = wait,
    kills: int = KILLS,
    press: Callable[[Database], None] = wait,
    seconds: float = HANGS_S,
) -> Iterator[Row]:
    """So many orders of three shops are read, packed and arranged, whatever happens meanwhile."""
    with ExitStack() as stack:
        one = stack.enter_context(SimulatedShopee())
        two = stack.enter_context(SimulatedTikTokShop())
        three = stack.enter_context(SimulatedLazada())
        made = make(url, 0)
        path = folder / "markets.toml"
        path.write_text(CONFIG.format(url=url) + tables(one, two, three, 2), encoding="utf-8")
        path.chmod(0o600)
        config = load(path)
        database = connect(url)
        stack.callback(database.close)
        desk = Desk(database, config, made.stations[0])
        known: dict[str, Market] = {"shopee": one, "tiktok": two, "lazada": three}
        random = Random(17)  # noqa: S311 - chance of a play, no secret
        house = _House(config, database, made.warehouse, desk, known, random, later, press, seconds)
        began = time.monotonic()
        again = sum(_allow(house, kind) for kind in known)
        for market in known.values():
            market.list_goods(listings())
            for nth in range(wanted // len(known)):
                _sell(house, market, market.clock() - 3_600 + nth)
            for way in _WAYS:
                market.go_wrong(way, times=10**9, share=_SHARE / len(_WAYS))
        killed = _read_killed(house, kills)
        again += _read(house)
        _pack(house)
        _buyers_change_their_minds(house)
        killed += _arrange(house, kills)
        for market in known.values():
            market.recover()
        again += _read(house)
        _settle(house)
        scan_slips(database, desk)
        yield from _judged(house)
        yield Row("channels.killed", killed, "times", kills, at_least=True)
        yield Row("channels.allowed_again", again, "times", wanted)
        reused = sum(market.tokens.reused for market in known.values())
        yield Row("channels.tokens_used_twice", reused, "tokens", again)
        yield Row("channels.seconds", time.monotonic() - began, "s", HANGS_S + wanted)


def hasten(database: Database) -> None:
    """Nobody waits until something is tried again, as if minutes had passed."""
    with writing(database) as tx:
        late = (outbox.c.state == OutboxState.PENDING) & (outbox.c.next_at > tx.now)
        tx.execute(update(outbox).where(late).values(next_at=tx.now))


def listings() -> list[Listing]:
    """Goods of the bench in the window of a shop."""
    return [Listing(7_000 + at, 0, sku(at), sku(at), "", 25_000, 10_000) for at in _numbers()]


def _numbers() -> Sequence[int]:
    return range(1, _GOODS + 1)


def _sell(house: _House, market: Market, at: float) -> Order:
    some = house.random.sample(_numbers(), house.random.choice((1, 2, 3)))
    lines = [(sku(one), house.random.choice((1, 1, 2))) for one in some]
    is_cod = house.random.random() < 0.3
    return market.sell(lines, at=at, is_cod=is_cod, voucher=1_000, shipping_fee=9_000)


def _read_killed(house: _House, kills: int) -> int:
    """The program that reads orders is killed, a little later each time."""
    command = [sys.executable, "-m", "tui.cli", "--config", str(house.config.path)]
    for nth in range(kills):
        asked = sum(len(one.asked) for one in house.markets.values())
        child = subprocess.Popen(
            [*command, "channels", "sync"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

        def reads(asked: int = asked, nth: int = nth, child: object = child) -> bool:
            now = sum(len(one.asked) for one in house.markets.values())
            return now > asked + nth or getattr(child, "poll", lambda: 0)() is not None

        until(reads, house.seconds)
        child.kill()
        child.wait(30)
        _free(house)
    return kills


def _free(house: _House) -> None:
    """The lease of a killed reader ends."""
    house.later(house.database)
    with writing(house.database) as tx:
        tx.execute(update(channel_shops).values(sync_until_ms=0, renewing_until_ms=0))


def _read(house: _House) -> int:
    """Read all shops until all is here; gives how often a seller had to allow it again."""
    again = 0
    rules = rules_of(house.config, house.warehouse, lambda tx, one: holder(tx, one) is not None)
    for shop in shops_of(house.config):
        market = house.markets[shop.settings.kind]
        for turn in range(1, 200):
            if turn == 3:
                market.tokens.expire()
                _sell(house, market, market.clock())
            done = sync(house.database, shop, rules)
            if done.trouble is None and not done.busy and turn > 3:
                break
            if done.trouble is not None and done.trouble.fault.value in _GONE:
                # Its refresh token was spent by a question whose answer was lost.
                again += 1 + _allow(house, shop.settings.kind)
        else:
            raise TimeoutError(shop.name)
    return again


def _allow(house: _House, kind: str) -> int:
    """A seller allows it, until the answer comes through; gives how often it did not."""
    for tries in range(20):
        house.markets[kind].tokens.codes.add(f"{house.markets[kind].prefix}-code")
        if not allow(house.config, kind):
            return tries
    raise TimeoutError(kind)


def _pack(house: _House) -> None:
    """The table packs all that can be packed, without a worker."""
    with reading(house.database) as tx:
        found = tx.execute(
            select(orders.c.id, orders.c.order_no)
            .where(orders.c.fulfilment == Fulfilment.READY.value)
            .order_by(orders.c.id)
        ).all()
        lines: dict[int, list[str]] = {}
        for row in tx.execute(select(order_lines).order_by(order_lines.c.line_no)):
            lines.setdefault(row.order_id, []).extend([ean(row.product_id)] * row.quantity)
    seq = house.desk.last_seq()
    for row in found:
        for code in (row.order_no, *lines[row.id]):
            seq += 1
            house.desk.scan(seq, code)


def _buyers_change_their_minds(house: _House) -> None:
    """Some cancel what is packed already, and some new ones order."""
    for market in house.markets.values():
        with market.lock:
            waiting_ = [one for one in market.shop.orders.values() if one.stand is Stand.READY]
            for one in house.random.sample(waiting_, max(1, len(waiting_) // 20)):
                market.move(one, Stand.CANCELLED)


def _arrange(house: _House, kills: int) -> int:
    """Workers arrange and fetch labels; some are killed in the middle of that."""
    killed = 0
    wanted = sum(one.stand is Stand.READY for one in house.remote().values())
    worker = workers.start(house.config.path)
    try:
        for mark in range(1, kills + 1):
            house.wait(
                lambda mark=mark: (
                    house.arranged() * (kills + 1) >= wanted * mark  # type: ignore[misc]
                    or house.rests()
                ),
                worker,
            )
            worker.kill()
            worker.wait(30)
            killed += 1
            house.later(house.database)
            worker = workers.start(house.config.path)
        house.wait(house.rests, worker)
    finally:
        if worker.poll() is None:
            worker.terminate()
            worker.wait(30)
    return killed


def _settle(house: _House) -> None:
    """What the last look at the shops left to do is done."""
    if house.rests():
        return
    worker = workers.start(house.config.path)
    try:
        house.wait(house.rests, worker)
    finally:
        if worker.poll() is None:
            worker.terminate()
            worker.wait(30)


def _judged(house: _House) -> Iterator[Row]:
    remote = house.remote()
    with reading(house.database) as tx:
        here = {
            (row.channel, row.order_no): row
            for row in tx.execute(select(orders.c.id, orders.c.channel, orders.c.order_no))
        }
        booked = {
            row.order_id: row.waybill
            for row in tx.execute(
                select(shipments.c.order_id, shipments.c.waybill).where(
                    shipments.c.state == ShipmentState.BOOKED.value
                )
            )
        }
        made = tx.execute(select(labels.c.id)).scalars().all()
        printed: Counter[int] = Counter(
            tx.execute(
                select(print_jobs.c.label_id).where(print_jobs.c.label_id.is_not(None))
            ).scalars()
        )
    theirs = {
        (here[key].id if key in here else 0, order.packages[0].tracking)
        for key, order in remote.items()
        if order.packages[0].is_arranged
    }
    arranged = [order.packages[0].arranged for order in remote.values()]
    fetched = sum(order.packages[0].papers > 0 for order in remote.values())
    yield Row("channels.orders", len(remote), "orders", len(here), at_least=True)
    yield Row("channels.orders_not_the_same", len(remote.keys() ^ here.keys()), "orders", 0)
    yield Row("channels.arranged", sum(arranged), "parcels", len(booked), at_least=True)
    yield Row("channels.arranged_twice", sum(max(0, one - 1) for one in arranged), "parcels", 0)
    yield Row("channels.parcels_not_the_same", len(theirs ^ set(booked.items())), "parcels", 0)
    yield Row("channels.labels", len(made), "labels", len(booked), at_least=True)
    yield Row("channels.labels_fetched", fetched, "labels", len(made), at_least=True)
    yield Row("channels.printed_twice", sum(n - 1 for n in printed.values()), "labels", 0)
