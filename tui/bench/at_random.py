"""A day of a warehouse by chance: orders, goods, counts and parcels, and at the end all adds up."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable

from sqlalchemy import select

from core.config import Config
from core.database import Database, connect
from core.doctor.checks import check
from core.doctor.findings import Level
from core.doctor.looking import Means
from core.errors import Refusal
from core.fulfilment.blocking import block_taking
from core.fulfilment.claims import holder
from core.fulfilment.parcels import of_order_parcels
from core.orders.intake.rules import rules_of
from core.orders.models import orders
from core.orders.promise import promise_waiting
from core.shipping import deeds
from core.shipping.cancelling import cancel_order
from core.shipping.desk import Desk
from core.shipping.handing_over import hand_over_parcel
from core.stock import blocks, holds, put_away
from core.stock.checks import differences
from core.stock.commands import adjust_to, receive_many
from core.stock.counting import count_bin
from core.stock.models import levels
from core.stock.places import shelf
from core.transaction import SYSTEM, Transaction, reading, run
from tui.bench.data import ean, make, sku
from tui.bench.figures import Row
from tui.bench.goods_at_random import Goods
from tui.bench.packing import create, group_of

_PRODUCTS = 12
"""So few that orders want the same goods."""
_SHELVES = 8


class Day:
    """One shop and one packer; each step is one thing that somebody does, if it can be done."""

    def __init__(self, url: str, config: Config, seed: int) -> None:
        self.shop = make(url, 0)
        self.database: Database = connect(url)
        self.config, self.chance = config, random.Random(seed)  # noqa: S311 - no secret
        self.desk = Desk(self.database, config, self.shop.stations[0])
        self.desk.open()
        self.seq = self.desk.last_seq()
        self.rules = rules_of(config, self.shop.warehouse, lambda tx, o: holder(tx, o) is not None)
        self.made = 0
        self.done: Counter[str] = Counter()
        self.open: list[str] = []
        run(self.database, SYSTEM, self._prepare)
        goods = Goods(self.database, config, self.shop.warehouse, _PRODUCTS, self.chance)
        self.steps: tuple[Callable[[], None], ...] = (
            self.order, self.order, self.order, self.receive, self.count, self.pack, self.pack,
            self.hand_over, self.cancel, self.hold, self.block, self.unblock, self.type_in,
            self.put_back, self.promise, *goods.steps,
        )  # fmt: skip

    def _prepare(self, tx: Transaction) -> None:
        """Little is in stock at the start."""
        house = self.shop.warehouse
        self.shelves = [shelf(tx, house, f"R-{at}").id for at in range(_SHELVES)]
        for level in tx.execute(select(levels).where(levels.c.product_id <= _PRODUCTS)).all():
            adjust_to(tx, house, level.product_id, level.bin_id, 0, reason="bench")

    def work(self, steps: int) -> None:
        """So many things are tried; what is refused leaves nothing behind."""
        for _step in range(steps):
            step = self.chance.choice(self.steps)
            try:
                step()
            except Refusal as refusal:
                self.done[f"{step.__name__} refused {refusal.code}"] += 1
            else:
                self.done[step.__name__] += 1

    def close(self) -> None:
        """The packer goes home."""
        self.desk.close()
        self.database.close()

    def order(self) -> None:
        """An order comes in, of one to three products."""
        self.made += 1
        number = f"R{self.made:06d}"
        goods = self.chance.sample(range(1, _PRODUCTS + 1), self.chance.randint(1, 3))
        group = group_of(number, goods, self.chance.randint(1, 3))
        names = [sku(product) for product in goods]
        run(self.database, SYSTEM, lambda tx: create(tx, self.rules, group, names))
        self.open.append(number)

    def receive(self) -> None:
        """Goods come."""
        goods = [(self._product(), self._shelf(), self.chance.randint(1, 20))]
        house = self.shop.warehouse
        run(self.database, SYSTEM, lambda tx: receive_many(tx, house, goods, reason="bench"))

    def count(self) -> None:
        """Somebody counts, and perhaps finds other than was thought."""
        name, units = sku(self._product()), self.chance.randint(0, 12)
        place = f"R-{self.chance.randrange(_SHELVES)}"
        house = self.shop.warehouse
        run(self.database, SYSTEM, lambda tx: count_bin(tx, house, name, place, units))

    def pack(self) -> None:
        """An order is packed, or a part of it; sometimes something else is scanned."""
        number = self._order()
        self._scan(number)
        for _scan in range(self.chance.randint(1, 9)):
            self._scan(ean(self._product()))
        if self.chance.random() < 0.3:
            self._scan(self.chance.choice(("KEMAS:UNDO", "KEMAS:SHORT", "KEMAS:DONE", "KEMAS:OK")))

    def hand_over(self) -> None:
        """The courier takes the parcels of an order."""
        number = self._order()
        run(self.database, SYSTEM, lambda tx: self._hand_over(tx, number))

    def cancel(self) -> None:
        """A buyer thinks better of it."""
        number = self._order()
        run(self.database, SYSTEM, lambda tx: cancel_order(tx, self._id(tx, number), "bench"))
        self.open.remove(number)

    def hold(self) -> None:
        """An order is put aside, or comes back."""
        number = self._order()
        deed = self.chance.choice(
            (deeds.hold_order(number, "bench", "web"), deeds.release_order(number, "web"))
        )
        self.seq += 1
        self.desk.scan(self.seq, "deed", deed)

    def block(self) -> None:
        """Goods are kept from being promised, from whomever they were promised to."""
        name, place = sku(self._product()), f"R-{self.chance.randrange(_SHELVES)}"
        units = self.chance.randint(1, 3)

        def work(tx: Transaction) -> None:
            where = blocks.spot(tx, self.shop.warehouse, name, place)
            block_taking(tx, where, units, "bench")

        run(self.database, SYSTEM, work)

    def unblock(self) -> None:
        """They can be promised again."""

        def work(tx: Transaction) -> None:
            for one in blocks.open_blocks(tx, self.shop.warehouse)[:1]:
                blocks.unblock(tx, one.id)

        run(self.database, SYSTEM, work)

    def type_in(self) -> None:
        """Somebody types an order in, and goods are held for it; or stops."""
        who = f"draft-{self.chance.randrange(3)}"
        wanted = {self._product(): self.chance.randint(1, 3)} if self.chance.random() < 0.6 else {}
        house = self.shop.warehouse
        run(self.database, SYSTEM, lambda tx: holds.hold(tx, house, who, wanted, 60_000))

    def put_back(self) -> None:
        """Goods of cancelled orders go back to a shelf."""
        place = f"R-{self.chance.randrange(_SHELVES)}"

        def work(tx: Transaction) -> None:
            for one in put_away.waiting(tx, self.shop.warehouse, limit=1):
                put_away.put_away(tx, one.id, place)

        run(self.database, SYSTEM, work)

    def promise(self) -> None:
        """What came in goes to those who wait."""
        promise_waiting(self.database, SYSTEM, self.shop.warehouse)

    def _scan(self, code: str) -> None:
        self.seq += 1
        self.desk.scan(self.seq, code)

    def _hand_over(self, tx: Transaction, number: str) -> None:
        for parcel in of_order_parcels(tx, self._id(tx, number)):
            hand_over_parcel(tx, parcel.id)

    def _id(self, tx: Transaction, number: str) -> int:
        return int(tx.execute(select(orders.c.id).where(orders.c.order_no == number)).scalar_one())

    def _order(self) -> str:
        """Mostly one of the last orders, as in any shop."""
        if not self.open:
            self.order()
        return self.chance.choice(self.open[-40:])

    def _product(self) -> int:
        return self.chance.randint(1, _PRODUCTS)

    def _shelf(self) -> int:
        return self.chance.choice(self.shelves)


def day(url: str, config: Config, engine: str, steps: int, seed: int = 1) -> list[Row]:
    """So many operations by chance; then the ledger, all promises and all rules are looked at."""
    one = Day(url, config, seed)
    try:
        one.work(steps)
        with reading(one.database) as tx:
            off = len(differences(tx))
        results = check(Means(one.database, config), rest_s=0.1)
        found = [each for result in results for each in result.found if each.level is Level.FAULT]
        done = sum(count for name, count in one.done.items() if " refused " not in name)
    finally:
        one.close()
    name = f"by_chance.{engine}"
    return [
        Row(f"{name}.operations", steps, "steps", steps, at_least=True),
        Row(f"{name}.done", done, "steps", steps / 4, at_least=True),
        Row(f"{name}.ledger_off", off, "places", 0),
        Row(f"{name}.found_by_doctor", len(found), "findings", 0),
    ]
