"""Goods that come and go by chance: bought and received, sent to another warehouse, moved."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TypeVar

from core.config import Config
from core.database import Database
from core.errors import Refusal
from core.fulfilment.moving import move
from core.purchasing import commands as buying
from core.purchasing import receiving, suppliers
from core.purchasing.arrivals import last_line
from core.purchasing.commands import Head, Wanted
from core.purchasing.rules import buying_rules
from core.purchasing.states import TAKES
from core.purchasing.suppliers import Details, Terms
from core.stock import warehouses
from core.stock.warehouses import Told
from core.transaction import SYSTEM, Transaction, run
from core.transfers import commands as transfers
from core.transfers import receiving as arriving
from core.transfers import sending
from core.transfers.commands import Going
from core.transfers.queries import lots_left
from core.transfers.receiving import Arrived
from core.transfers.states import StepKind
from tui.bench.data import sku

T = TypeVar("T")


class Goods:
    """A shop that buys from one supplier and has a second warehouse."""

    def __init__(
        self, database: Database, config: Config, house: int, products: int, chance: random.Random
    ) -> None:
        self.database, self.house, self.chance = database, house, chance
        self.rules, self.products = buying_rules(config), products
        self.keys = 0
        self.ordered: list[tuple[int, list[int]]] = []
        """Purchase orders that goods may come for, and their products."""
        self.sent: list[int] = []
        self._run(self._prepare)

    def _prepare(self, tx: Transaction) -> None:
        self.other = warehouses.add(tx, "JOG", Told("jog")).id
        self.supplier = suppliers.add(tx, "A", Details("a"), self.rules.currency).id
        for product in range(1, self.products + 1):
            suppliers.set_terms(tx, self.supplier, product, Terms(1000))

    def buy(self) -> None:
        """Something is ordered from the supplier."""
        chosen = self.chance.sample(range(1, self.products + 1), self.chance.randint(1, 3))
        wanted = [Wanted(product, self.chance.randint(1, 40)) for product in chosen]

        def work(tx: Transaction) -> int:
            made = buying.make(tx, self.supplier, self.house, wanted, Head())
            return buying.order(tx, self.rules, made.id).id

        self.ordered.append((self._run(work), chosen))

    def deliver(self) -> None:
        """Some of it comes, or too much, or broken; or what came last is taken back."""
        if not self.ordered:
            self.buy()
        number, chosen = one = self.chance.choice(self.ordered[-8:])
        product, units = self.chance.choice(chosen), self.chance.randint(1, 30)
        luck = self.chance.random()
        broken = luck < 0.1
        what = receiving.Arrival(product, units, damaged=broken, note="wet" if broken else "")
        key = self._key()

        def work(tx: Transaction) -> bool:
            receipt = receiving.begin(tx, number, f"b{number}")
            last = last_line(tx, receipt.id)
            if luck > 0.9 and last is not None:
                now = receiving.take_back(tx, self.rules, last, key)
            else:
                now = receiving.take(tx, self.rules, receipt.id, key, what, over=luck > 0.8)
            return now.purchase.state in TAKES

        try:
            if self._run(work) and luck < 0.95:
                return
            self._run(lambda tx: buying.close(tx, number, "bench"))
        except Refusal as refusal:
            if refusal.code != "purchase_takes_nothing":
                raise
        self.ordered.remove(one)

    def send(self) -> None:
        """Goods go to the other warehouse, or come from there."""
        ends = [self.house, self.other]
        self.chance.shuffle(ends)
        going = [Going(self.chance.randint(1, self.products), self.chance.randint(1, 9))]
        key = self._key()

        def work(tx: Transaction) -> int:
            made = transfers.make(tx, ends[0], ends[1], going)
            return sending.send(tx, made.id, key, short=True).transfer.id

        self.sent.append(self._run(work))

    def arrive(self) -> None:
        """Some of what is on its way arrives, is broken or missing; or all of it comes back."""
        if not self.sent:
            self.send()
        number, key = self.chance.choice(self.sent[-8:]), self._key()
        kinds = (StepKind.RECEIVED, StepKind.RECEIVED, StepKind.DAMAGED, StepKind.MISSING)
        kind, luck = self.chance.choice(kinds), self.chance.random()

        def work(tx: Transaction) -> bool:
            left = sorted(lots_left(tx, number).items())
            if luck > 0.9:
                sending.cancel(tx, number, "bench")
                return False
            (product, lot), units = left[0]
            came = Arrived(product, self.chance.randint(1, units), "", lot, kind, "wet")
            return arriving.take(tx, "RECEIVING", number, key, came).transfer.on_its_way > 0

        if not self._run(work):
            self.sent.remove(number)

    def move(self) -> None:
        """Goods go from one shelf to another, with what is promised of them, or are broken."""
        source, target = self.chance.sample([f"R-{at}" for at in range(8)], 2)
        target = "DAMAGED" if self.chance.random() < 0.1 else target
        name, units = sku(self.chance.randint(1, self.products)), self.chance.randint(1, 3)
        self._run(lambda tx: move(tx, self.house, name, source, target, units, note="broken"))

    @property
    def steps(self) -> tuple[Callable[[], None], ...]:
        """What can happen, what happens oftener more than once."""
        return (self.buy, self.deliver, self.deliver, self.send, self.arrive, self.move, self.move)

    def _key(self) -> str:
        self.keys += 1
        return f"k{self.keys}"

    def _run(self, work: Callable[[Transaction], T]) -> T:
        return run(self.database, SYSTEM, work)
