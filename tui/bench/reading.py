"""Pages and searches of a long queue, a big import, and a label's way to bytes."""

from __future__ import annotations

import csv
import time
from pathlib import Path

from core.config import Config
from core.database import Database, connect, upgrade
from core.fulfilment.queue import Wanted, first_page, search
from core.orders.book.filters import BookFilter, Paid
from core.orders.book.queries import counts, page_at
from core.orders.intake.importing import import_orders
from core.orders.intake.rules import rules_of
from core.paper.queries import document, jobs
from core.transaction import SYSTEM, reading
from tui.bench.data import GOODS, LINES, Shop, make, sku
from tui.bench.figures import Row, milliseconds, p50

_PAGE_MS, _ANYWHERE_MS = 5.0, 60.0
_BOOK_MS, _DEEP_MS = 30.0, 300.0
"""Milliseconds for a page of the book: its top, its end and filters; and one from its middle."""
_ZONE = "Asia/Jakarta"
_IMPORT_S, _IMPORTED = 10.0, 10_000
_LABEL_BYTES, _LABEL_MS = 1024, 2.0


def queue(shop: Shop, rounds: int) -> list[Row]:
    """The first page and searches, each in a transaction of its own."""
    number = Shop.number(shop.orders * 2 // 3)
    asked = {
        "search.exact": number,
        "search.prefix": number[:6],
        "search.name": "siti",
        "search.anywhere": f"enanga {shop.orders * 2 // 3}"[:-1],
    }
    database = connect(shop.url)
    try:
        rows = [_row("queue.first_page", _page(database, shop.warehouse, rounds), _PAGE_MS)]
        for name, text in asked.items():
            bar = _ANYWHERE_MS if name.endswith("anywhere") else _PAGE_MS
            rows.append(_row(name, _search(database, shop.warehouse, text, rounds), bar))
        return rows
    finally:
        database.close()


def book(shop: Shop, rounds: int) -> list[Row]:
    """The order book: pages from its top to its end, a filter, counts, a search by product name."""
    looks: dict[str, BookFilter] = {
        "book.first_page": BookFilter(),
        "book.filter": BookFilter(paid=Paid.PAID, since="-30"),
        "book.search": BookFilter(text="barang 17"),
    }
    database = connect(shop.url)
    try:
        with reading(database) as tx:
            all_ = sum(counts(tx, BookFilter(), _ZONE).values())
        return [
            *(
                _row(name, _book(database, one, rounds), _ANYWHERE_MS if one.text else _BOOK_MS)
                for name, one in looks.items()
            ),
            _row("book.deep_page", _book(database, BookFilter(), rounds, all_ // 2), _DEEP_MS),
            _row("book.last_page", _book(database, BookFilter(), rounds, all_ - 1), _BOOK_MS),
            _row("book.counts", _counts(database, rounds), _BOOK_MS),
        ]
    finally:
        database.close()


def _book(database: Database, wanted: BookFilter, rounds: int, offset: int = 0) -> list[float]:
    def look() -> None:
        with reading(database) as tx:
            if not page_at(tx, wanted, _ZONE, offset).rows:
                raise AssertionError(f"the book has nothing for {wanted}")

    return milliseconds(look, rounds)


def _counts(database: Database, rounds: int) -> list[float]:
    def look() -> None:
        with reading(database) as tx:
            if not sum(counts(tx, BookFilter(), _ZONE).values()):
                raise AssertionError("the book counts nothing")

    return milliseconds(look, rounds)


def _row(name: str, found: list[float], bar: float) -> Row:
    return Row(name, p50(found), "ms", bar)


def _page(database: Database, warehouse: int, rounds: int) -> list[float]:
    def look() -> None:
        with reading(database) as tx:
            if not first_page(tx, warehouse, Wanted()):
                raise AssertionError("the queue is empty")

    return milliseconds(look, rounds)


def _search(database: Database, warehouse: int, text: str, rounds: int) -> list[float]:
    def look() -> None:
        with reading(database) as tx:
            if not search(tx, warehouse, text):
                raise AssertionError(f"{text!r} is not found")

    return milliseconds(look, rounds)


def importing(folder: Path, config: Config, orders: int) -> Row:
    """A file of so many orders: read, checked, stored, promised and reserved."""
    shop = make(f"sqlite:///{folder / 'import.sqlite3'}", 0)
    path = folder / "orders.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        head = ("order_no", "customer", "phone", "address", "sku", "quantity", "ship_by")
        writer.writerow(head)
        for at in range(orders):
            for line in range(LINES):
                product = (at * 7 + line * 101) % GOODS + 1
                ship_by = f"2026-11-{at % 28 + 1:02d} 17:00"
                phone = f"+62 000 {at + 1:07d}"  # each order comes from somebody new
                buyer = (f"I{at:06d}", f"Buyer {at % 977}", phone, f"Jl. Kenanga {at}")
                writer.writerow((*buyer, sku(product), 1, ship_by))
    database = upgrade(shop.url)
    try:
        rules = rules_of(config, shop.warehouse, lambda _tx, _order: False)
        began = time.perf_counter()
        report = import_orders(database, SYSTEM, rules, path)
        took = time.perf_counter() - began
    finally:
        database.close()
    if (report.created, report.ready) != (orders, orders):
        raise AssertionError(f"of {orders} orders {report.ready} became ready")
    return Row("import", took, "s", _IMPORT_S * orders / _IMPORTED)


def label(database: Database, rounds: int) -> list[Row]:
    """The label of an order that was packed, for an 80 mm printer."""
    from printers.render import render

    with reading(database) as tx:
        job = next(one for one in reversed(jobs(tx, limit=500)) if one.kind == "label")
        paper = document(tx, job.id)
    size = len(render(paper, 576))
    found = milliseconds(lambda: render(paper, 576), rounds)
    return [
        Row("label.bytes", size, "bytes", _LABEL_BYTES),
        Row("label.draw", p50(found), "ms", _LABEL_MS),
    ]
