"""The simulated scanner where something lies beside the packing: returns, goods to put back."""

from __future__ import annotations

from core.catalog.queries import products_of
from core.fulfilment.packing.work import StationRow
from core.returns.queries import lines_of, page
from core.returns.states import ReturnState
from core.stock.models import BinKind
from core.stock.put_away import task, waiting
from core.stock.queries import all_levels, levels_of
from core.transaction import Transaction

_HERE = (ReturnState.ARRIVED, ReturnState.ANNOUNCED)


def of_returns(tx: Transaction, station: StationRow) -> str:
    """The next item of the inspection, then the bin it goes to; empty where nothing came back."""
    hand = station.work.aside.get("return")
    if hand is None:
        known = page(tx, states=_HERE, limit=1)
        return known[0].code if known else ""
    if hand.get("product") is not None:
        return shelf_of(tx, station, hand["product"])
    rest = [line for line in lines_of(tx, hand["id"]) if line.rest]
    return code_of(tx, rest[0].product_id, rest[0].sku) if rest else ""


def of_put_back(tx: Transaction, station: StationRow) -> str:
    """The next goods to put back, then their bin; empty where none wait."""
    hand = station.work.aside.get("put_back")
    if hand is not None:
        one = task(tx, hand["task"])
        return one.to_bin or shelf_of(tx, station, one.product_id)
    found = waiting(tx, station.warehouse_id, limit=1)
    return code_of(tx, found[0].product_id, found[0].sku) if found else ""


def of_entry(tx: Transaction, station: StationRow) -> str:
    """Some goods that can be had, for an order that is typed in."""
    for level in all_levels(tx, station.warehouse_id, limit=50):
        if level.kind is BinKind.SHELF and level.available > 0:
            return code_of(tx, level.product_id, level.sku)
    return ""


def shelf_of(tx: Transaction, station: StationRow, product_id: int) -> str:
    """A shelf where the goods lie, else any shelf with goods."""
    mine = levels_of(tx, station.warehouse_id, [product_id])
    for level in [*mine, *all_levels(tx, station.warehouse_id, limit=50)]:
        if level.kind is BinKind.SHELF:
            return level.bin
    return ""


def code_of(tx: Transaction, product_id: int, sku: str) -> str:
    """The barcode of one unit; the SKU where the goods carry none."""
    codes = products_of(tx, [product_id])[product_id].barcodes
    return next((one.code for one in codes if one.quantity == 1), sku)
