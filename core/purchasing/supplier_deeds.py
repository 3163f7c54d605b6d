"""Suppliers at the station: made, changed, let go, and what they ask for their goods."""

from __future__ import annotations

from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.purchasing import suppliers
from core.purchasing.supplier_queries import by_code
from core.purchasing.suppliers import Details, Terms


def add(code: str, details: Details, currency: str) -> Deed:
    """A new supplier."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        made = suppliers.add(bench.tx, code, details, currency)
        return Answer(Kind.INFO, "supplier_made", {"supplier": made.code, "name": made.name})

    return do


def change(code: str, details: Details) -> Deed:
    """What is told of a supplier."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        now, changed = suppliers.change(bench.tx, by_code(bench.tx, code).id, details)
        about = {"supplier": now.code, "name": now.name}
        return Answer(Kind.INFO, "supplier_changed" if changed else "supplier_same", about)

    return do


def let_go(code: str, *, back: bool) -> Deed:
    """We do not buy from them any more, or again."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        now, _changed = suppliers.change(bench.tx, by_code(bench.tx, code).id, Details(active=back))
        about = {"supplier": now.code, "name": now.name}
        return Answer(Kind.INFO, "supplier_back" if back else "supplier_gone", about)

    return do


def price(code: str, product_id: int, sku: str, terms: Terms | None) -> Deed:
    """What a supplier asks for a product; None: they do not sell it any more."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        found = by_code(bench.tx, code)
        about = {"supplier": found.code, "sku": sku}
        if terms is None:
            suppliers.drop_terms(bench.tx, found.id, product_id)
            return Answer(Kind.INFO, "supplier_sells_no_more", about)
        suppliers.set_terms(bench.tx, found.id, product_id, terms)
        return Answer(Kind.INFO, "supplier_sells", about)

    return do
