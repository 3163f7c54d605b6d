"""Scans and whole orders through core, beside the same statements in the bare driver."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

from core import barcodes
from core.catalog.lookup import by_sku
from core.database import Database
from core.fulfilment.claims import holder
from core.fulfilment.packing.verdict import GOOD
from core.fulfilment.packing.work import load
from core.fulfilment.parcels import of_order_parcels
from core.orders.commands import find
from core.orders.intake.drafts import Draft, DraftLine, Group
from core.orders.intake.rules import Desk as IntakeDesk
from core.orders.intake.rules import Rules, rules_of
from core.orders.intake.taking import take
from core.shipping.handing_over import hand_over_parcel
from core.transaction import SYSTEM, Transaction, reading, run
from tui.bench.data import GOODS, LINES, ean, sku
from tui.bench.figures import Row, over, p50
from tui.bench.twins import Pair, Twins

SCAN_BAR_MS = 1.0
ORDER_BAR_MS = 1.2
_WARM_UP = 8


def scans(twins: Twins, engine: str, orders: int) -> list[Row]:
    """Scans of items within an order, and of order numbers, against their own statements.

    The last scan of an order completes and ships it: what core may add to each of its transactions
    is what it may add to those of a whole order.
    """
    barcodes.warm()
    pairs: dict[str, list[Pair]] = {"order": [], "item": [], "last": []}
    seq = 0
    for at in range(orders):
        codes = twins.shop.codes(at)
        for step, code in enumerate(codes):
            seq += 1
            pair = twins.compare(partial(_scan, twins, seq, code))
            if at >= _WARM_UP:
                last = step == len(codes) - 1
                pairs["order" if not step else "last" if last else "item"].append(pair)
    return [
        over(
            f"scan.{kind}.{engine}",
            p50([pair.core for pair in found]),
            p50([pair.bare for pair in found]),
            "ms",
            (ORDER_BAR_MS if kind == "last" else SCAN_BAR_MS)
            * p50([pair.transactions for pair in found]),
        )
        for kind, found in pairs.items()
    ]


def whole_orders(twins: Twins, engine: str, orders: int) -> Row:
    """Whole orders of three lines, from the file's row to the courier's hands.

    The bar is what core may add to each transaction.
    """
    rules = rules_of(twins.config, twins.shop.warehouse, _is_claimed)
    with reading(twins.timed) as tx:
        seq = load(tx, twins.shop.stations[0], lock=False).last_seq
    found = []
    for at in range(orders):
        goods = [(at * 3 + n * 97) % GOODS + 1 for n in range(LINES)]
        found.append(
            twins.compare(
                partial(_whole, twins, group_of(f"W{at:06d}", goods), rules, seq + at * (LINES + 1))
            )
        )
    found = found[_WARM_UP:]
    core, bare = p50([pair.core for pair in found]), p50([pair.bare for pair in found])
    each = p50([pair.transactions for pair in found])
    added = (core - bare) / each
    name = f"whole_order.{engine}"
    return Row(name, 1000 / core, "orders/s", ORDER_BAR_MS, 1000 / bare, difference=added)


def _scan(twins: Twins, seq: int, code: str, database: Database) -> None:
    verdict = twins.desk(database).scan(seq, code)
    if verdict.kind not in GOOD:
        raise AssertionError(f"{code} came to {verdict.kind} {verdict.detail}")


def _whole(twins: Twins, group: Group, rules: Rules, seq: int, database: Database) -> None:
    draft = group.draft
    if draft is None:
        raise AssertionError("an order of the bench has nothing wrong")
    run(database, SYSTEM, lambda tx: create(tx, rules, group, [line.sku for line in draft.lines]))
    codes = [draft.order_no, *(ean(int(line.sku.rpartition("-")[2])) for line in draft.lines)]
    for at, code in enumerate(codes, seq + 1):
        _scan(twins, at, code, database)
    run(database, SYSTEM, lambda tx: _hand_over(tx, draft.order_no))


def group_of(number: str, goods: Sequence[int], units: int = 1) -> Group:
    """An order of so many units of each of these products, as a file tells it."""
    draft = Draft(
        channel="web",
        order_no=number,
        ordered_at=datetime.now(UTC),
        ship_by=None,
        customer="Siti Aminah",
        phone="+62 000 000 0000",
        email="",
        address="Jl. Kenanga 1",
        district="Coblong",
        city="Bandung",
        province="Jawa Barat",
        postcode="40132",
        country="ID",
        currency="IDR",
        shipping_fee=0,
        paid=None,
        cod=0,
        courier="",
        service="",
        note="",
        status="",
        lines=tuple(
            DraftLine(line, sku(product), units, 25_000_00, 0)
            for line, product in enumerate(goods, 2)
        ),
    )
    return Group("web", number, draft.customer, (), draft, ())


def create(tx: Transaction, rules: Rules, group: Group, skus: Sequence[str]) -> None:
    """Take an order in."""
    take(IntakeDesk(tx, rules, by_sku(tx, skus), "bench"), [group])


def _hand_over(tx: Transaction, number: str) -> None:
    for parcel in of_order_parcels(tx, find(tx, number).id):
        hand_over_parcel(tx, parcel.id)


def _is_claimed(tx: Transaction, order: int) -> bool:
    return holder(tx, order) is not None
