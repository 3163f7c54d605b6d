"""What goes on behind the tables of the demonstration: a branch, purchases, counts and walks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta

from core import clock
from core.catalog import lookup as catalog
from core.config import Config
from core.counting import commands as counting
from core.counting import plans
from core.counting.states import Kind
from core.database import Database
from core.fulfilment.walks import planning
from core.fulfilment.walks.choosing import Wanted, candidates
from core.fulfilment.walks.states import Mode
from core.people.operators import Operator
from core.purchasing import commands as buying
from core.purchasing import suppliers
from core.purchasing.rules import buying_rules
from core.purchasing.suppliers import Details, Terms
from core.stock import warehouses
from core.stock.commands import adjust_to
from core.stock.models import WarehouseKind
from core.stock.places import shelf
from core.stock.warehouses import Told
from core.transaction import Transaction, writing
from core.transfers import commands as transfers
from core.transfers import sending
from core.transfers.commands import Going
from tui.demo.goods import Good
from tui.demo.orders import Clock

_BRANCH = "BDG"
_THERE, _SENT, _BOUGHT, _COUNTED, _WALKED = 24, 3, 4, 3, 6
"""Goods of the branch, of the transfer and the purchase; bins of the count; orders of the walk."""


class Backroom:
    """The warehouse so far, made with the commands that people use."""

    def __init__(self, database: Database, config: Config, warehouse: int, lead: Operator) -> None:
        self._database, self._config = database, config
        self._warehouse, self._lead = warehouse, lead

    def fill(self, stock: Sequence[Good], times: Clock) -> None:
        """All that is there before the orders come."""
        with writing(self._database) as tx:
            rows = catalog.by_sku(tx, [one.sku for one in stock])
        ids = {sku: one.id for sku, one in rows.items()}
        self._open_branch(stock, ids, times)
        self._buy(stock, ids, times)
        self._count(stock, times)

    def _open_branch(self, stock: Sequence[Good], ids: Mapping[str, int], times: Clock) -> None:
        """A second warehouse with goods of its own, some of which are on their way here."""
        some = [one for one in stock if one.stock > 30][:_THERE]
        with self._at(times, 400) as tx:
            told = Told(
                name="Gudang Bandung", kind=WarehouseKind.BRANCH, city="Bandung", keeper="Hùng"
            )
            there = warehouses.add(tx, _BRANCH, told).id
            for at, one in enumerate(some):
                place = shelf(tx, there, f"B-{at % 4 + 1:02d}-{at // 4 + 1}")
                adjust_to(tx, there, ids[one.sku], place.id, 12 + at, reason="opening")
            going = [Going(ids[one.sku], 6) for one in some[:_SENT]]
            made = transfers.make(tx, there, self._warehouse, going)
            sending.send(tx, made.id, "demo")

    def _buy(self, stock: Sequence[Good], ids: Mapping[str, int], times: Clock) -> None:
        """A supplier of what is scarce, who delivers today."""
        scarce = stock[-_BOUGHT:]
        with self._at(times, 380) as tx:
            told = Details(name="Tani Makmur", lead_days=2, email="tani@example.com")
            seller = suppliers.add(tx, "TANI", told, self._config.shop.currency)
            for one in scarce:
                price = one.price * 60  # of the selling price, in minor units
                suppliers.set_terms(tx, seller.id, ids[one.sku], Terms(price=price, preferred=True))
            wanted = [buying.Wanted(ids[one.sku], 12) for one in scarce]
            head = buying.Head(expected_on=_day(times))
            made = buying.make(tx, seller.id, self._warehouse, wanted, head)
            buying.order(tx, buying_rules(self._config), made.id)

    def _count(self, stock: Sequence[Good], times: Clock) -> None:
        """Each bin is counted once in a month, and a few of them today."""
        with self._at(times, 300) as tx:
            scheme = plans.Scheme(plans.Rule.BINS, within_days=30, per_day=5)
            tomorrow = _day(times) + timedelta(days=1)
            plans.put(tx, self._warehouse, "Harian", scheme, tomorrow)
            bins = sorted({one.bin for one in stock if one.stock > 30})[:_COUNTED]
            counting.make(tx, self._warehouse, counting.Wanted(Kind.SOME, bins))

    def plan_walk(self, times: Clock) -> None:
        """The orders that have most time are picked together by somebody who walks."""
        with self._at(times, 1) as tx:
            late = candidates(tx, self._warehouse, Wanted(limit=500))[-_WALKED:]
            numbers = tuple(one.order_no for one in late)
            planning.plan(tx, self._warehouse, Wanted(mode=Mode.CLUSTER, numbers=numbers))

    @contextmanager
    def _at(self, times: Clock, minutes_ago: int) -> Iterator[Transaction]:
        moment = times.now - timedelta(minutes=minutes_ago)
        with clock.frozen(moment), writing(self._database, self._lead.actor()) as tx:
            yield tx


def _day(times: Clock) -> date:
    return clock.local(times.now, times.zone).date()
