"""Invented shops of any size, written straight into the tables of a temporary database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Table, insert, select

from core import clock
from core.barcodes import check_digit
from core.catalog.models import barcodes, products
from core.database import Database, upgrade
from core.orders.models import order_lines, order_texts, order_words, orders
from core.orders.payments.models import order_payments
from core.orders.payments.states import Method, PaymentKind, PaymentState
from core.orders.search import SearchRow, search_row
from core.orders.states import Fulfilment
from core.people.commands import add_operator, register_station, sign_in
from core.people.permissions import Role
from core.stock.checks import rebuild
from core.stock.commands import receive_many
from core.stock.models import levels, reservations
from core.stock.places import add_warehouse, shelf
from core.transaction import Transaction, writing

GOODS = 300
LINES = 3
READY = Fulfilment.READY.value
_CHUNK = 5_000
_NAMES = ("Siti Aminah", "Budi Santoso", "Nguyễn Thị Lan", "Dewi Kusuma", "Trần Văn Hùng")
_CITIES = ("Bandung", "Surabaya", "Hà Nội", "Medan", "Đà Nẵng")


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop that is ready to work; its orders are numbered from 0."""

    url: str
    warehouse: int
    stations: tuple[int, ...]
    orders: int

    @staticmethod
    def number(at: int) -> str:
        """The number of an order."""
        return f"B{at:07d}"

    @staticmethod
    def codes(at: int) -> list[str]:
        """What a packer scans for an order: its number, then its three goods."""
        return [Shop.number(at), *(ean(product) for product in _goods_of(at))]


def ean(product: int) -> str:
    """The barcode of a product by its id."""
    body = f"899{product:09d}"
    return f"{body}{check_digit(body)}"


def sku(product: int) -> str:
    """The SKU of a product by its id."""
    return f"SKU-{product:04d}"


def make(
    url: str, open_orders: int, *, history: int = 0, stations: int = 1, hot: bool = False
) -> Shop:
    """A shop with so many orders ready to pack, three lines each, and so many that are over.

    With `hot`, all orders want the same first product.
    """
    database = upgrade(url)
    try:
        with writing(database) as tx:
            warehouse = add_warehouse(tx, "MAIN", "MAIN")
            made = tuple(_station(tx, warehouse, at) for at in range(stations))
            _goods(tx, warehouse, open_orders)
            found = tx.execute(select(levels.c.product_id, levels.c.bin_id))
            bin_of: dict[int, int] = dict(found.all())
        filler = _Filler(warehouse, hot, bin_of, clock.now().replace(microsecond=0))
        filler.write(database, range(open_orders), READY)
        filler.write(
            database, range(open_orders, open_orders + history), Fulfilment.HANDED_OVER.value
        )
        with writing(database) as tx:
            rebuild(tx)  # the levels follow from moves and reservations
    finally:
        database.close()
    return Shop(url, warehouse, made, open_orders)


def _station(tx: Transaction, warehouse: int, at: int) -> int:
    who = add_operator(tx, f"Packer {at}", Role.LEAD.value)
    station = register_station(tx, f"S{at + 1}", warehouse).id
    sign_in(tx, station, who.badge_code)
    return station


def _goods(tx: Transaction, warehouse: int, open_orders: int) -> None:
    ids = range(1, GOODS + 1)
    common = {"currency": "IDR", "unit_price": 25_000_00, "weight_g": 200}
    stamp = {"created_at": tx.now, "updated_at": tx.now}
    tx.execute(
        insert(products),
        [
            {"sku": sku(i), "name": f"Barang {i}", "search": f"{sku(i)} barang {i}".lower()}
            | common
            | stamp
            for i in ids
        ],
    )
    tx.execute(insert(barcodes), [{"product_id": i, "code": ean(i)} for i in ids])
    units = open_orders * LINES + 10_000
    places = {i: shelf(tx, warehouse, f"A-{i:03d}").id for i in ids}
    receive_many(tx, warehouse, [(i, places[i], units) for i in ids], reason="opening")


def _goods_of(at: int, *, hot: bool = False) -> list[int]:
    """The products of an order's lines, all different."""
    own = [(at * 7 + step * 101) % GOODS + 1 for step in range(LINES)]
    return [1, *(product % (GOODS - 1) + 2 for product in own[1:])] if hot else own


@dataclass(frozen=True, slots=True)
class _Filler:
    """Writes orders with lines, words and, where they are open, reservations.

    In tables that were empty the rows are numbered from 1 in the order in which they are written.
    """

    warehouse: int
    hot: bool
    bin_of: dict[int, int]
    now: datetime

    def write(self, database: Database, numbers: Iterable[int], state: str) -> None:
        left = iter(numbers)
        while some := list(islice(left, _CHUNK)):
            with writing(database) as tx:
                self._chunk(tx, some, state)

    def _chunk(self, tx: Transaction, some: Sequence[int], state: str) -> None:
        found = {at: _search(at, _goods_of(at, hot=self.hot)) for at in some}
        _put(tx, orders, (self._head(at, state) for at in some))
        _put(tx, order_payments, (self._payment(at) for at in some))
        _put(tx, order_lines, (line for at in some for line in self._lines(at, state)))
        words = ({"word": word, "order_id": at + 1} for at in some for word in found[at].words)
        _put(tx, order_words, words)
        if state == READY:
            texts = ({"order_id": at + 1, "text": found[at].text} for at in some)
            _put(tx, order_texts, texts)
            _put(tx, reservations, (held for at in some for held in self._held(at)))

    def _head(self, at: int, state: str) -> dict[str, Any]:
        worth = LINES * 25_000_00
        return {
            "warehouse_id": self.warehouse,
            "channel": ("shopee", "tiktok", "web")[at % 3],
            "order_no": Shop.number(at),
            "status": "processing" if state == READY else "done",
            "fulfilment": state,
            # What is open came in two days, history in the years before: a million in two.
            "ordered_at": self.now - timedelta(minutes=at % 3000 if state == READY else at),
            "ship_by": self.now + timedelta(minutes=at % 4000),
            "due_at": self.now + timedelta(minutes=at % 97 * 15),
            "customer": _NAMES[at % 5],
            "phone": f"+62 000 {at:07d}",
            "address": f"Jl. Kenanga {at}",
            "city": _CITIES[at % 5],
            "country": "ID",
            "currency": "IDR",
            "goods": worth,
            "total": worth,
            "paid": worth,
            "courier": "own",
            "service": "standard",
            "units": LINES,
            "lines": LINES,
            "created_at": self.now,
            "updated_at": self.now,
        }

    def _payment(self, at: int) -> dict[str, Any]:
        return {
            "order_id": at + 1,
            "kind": PaymentKind.PAYMENT.value,
            "method": Method.CHANNEL.value,
            "amount": LINES * 25_000_00,
            "paid_on": self.now.date(),
            "state": PaymentState.CONFIRMED.value,
            "reported_at": self.now,
            "decided_at": self.now,
        }

    def _lines(self, at: int, state: str) -> list[dict[str, Any]]:
        done = 0 if state == READY else 1
        return [
            {
                "order_id": at + 1,
                "line_no": n + 1,
                "product_id": product,
                "quantity": 1,
                "unit_price": 25_000_00,
                "packed": done,
                "boxed": done,
            }
            for n, product in enumerate(_goods_of(at, hot=self.hot))
        ]

    def _held(self, at: int) -> list[dict[str, Any]]:
        return [
            {
                "order_id": at + 1,
                "order_line_id": at * LINES + n + 1,
                "product_id": product,
                "bin_id": self.bin_of[product],
                "lot": "",
                "quantity": 1,
            }
            for n, product in enumerate(_goods_of(at, hot=self.hot))
        ]


def _put(tx: Transaction, table: Table, rows: Iterator[dict[str, Any]]) -> None:
    tx.execute(insert(table), list(rows))


def _search(at: int, goods: Sequence[int]) -> SearchRow:
    return search_row(
        order_no=Shop.number(at),
        customer=_NAMES[at % 5],
        phone=f"+62 000 {at:07d}",
        skus=[sku(product) for product in goods],
        address=f"Jl. Kenanga {at}",
        city=_CITIES[at % 5],
    )
