"""Pages of orders are taken in: in small transactions, by the rules of every intake."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import bindparam, select, update

from core.catalog.lookup import by_sku
from core.catalog.models import products
from core.channels.drafting import rows_of
from core.channels.granted import end_granted
from core.channels.models import channel_listings, channel_orders
from core.channels.records import RemoteOrder
from core.channels.registry import Shop
from core.database import Database
from core.orders.intake.channels import GONE, Meaning, meaning_of, source_of
from core.orders.intake.checking import check_rows
from core.orders.intake.importing import BATCH, next_size
from core.orders.intake.parking import waiting_keys
from core.orders.intake.rules import Desk, Rules
from core.orders.intake.taking import Taken, take
from core.people.presence import is_a_station_open
from core.transaction import SYSTEM, Transaction, run_among_others
from core.upsert import Upsert

_BREATH = 0.001  # a scan that waits for the write lock gets its turn


@dataclass(slots=True)
class Pace:
    """How many orders a transaction may have by now: kept near its aim while somebody scans."""

    size: int = BATCH


def take_in(
    database: Database, shop: Shop, rules: Rules, orders: Sequence[RemoteOrder], pace: Pace
) -> Taken:
    """Take orders in as the platform has them; those packed by the platform itself are left out."""
    ours = [one for one in orders if one.ours]
    total, done = Taken(), 0
    while done < len(ours):
        batch = ours[done : done + pace.size]
        began = time.perf_counter()

        def work(tx: Transaction, batch: Sequence[RemoteOrder] = batch) -> tuple[Taken, bool]:
            return _take(tx, shop, rules, batch), is_a_station_open(tx)

        taken, somebody_scans = run_among_others(database, SYSTEM, work)
        total.add(taken)
        seconds = time.perf_counter() - began
        pace.size = next_size(pace.size, len(batch), seconds) if somebody_scans else BATCH
        done += len(batch)
        time.sleep(_BREATH)
    return total


def _take(tx: Transaction, shop: Shop, rules: Rules, batch: Sequence[RemoteOrder]) -> Taken:
    """The older word of what came twice counts for nothing: pages change while they are read."""
    newest: dict[str, RemoteOrder] = {}
    for one in batch:
        if one.order_no not in newest or newest[one.order_no].updated <= one.updated:
            newest[one.order_no] = one
    known = _changed(tx, shop, list(newest))
    fresh = [one for one in newest.values() if not _is_older(one, known)]
    skus = skus_of(tx, shop, sorted({line.listing_id for one in fresh for line in one.lines}))
    rows = [row for one in fresh for row in rows_of(one, shop.channel, skus)]
    groups = check_rows(rows, rules.setting)
    wanted = {line.sku for group in groups if group.draft for line in group.draft.lines}
    desk = Desk(tx, rules, by_sku(tx, wanted), shop.name)
    taken = take(desk, groups, parked_before=frozenset(waiting_keys(tx)))
    if fresh:
        tx.execute(_put(tx), [_row(tx, shop, one) for one in fresh])
        end_granted(tx, shop, [one.order_no for one in fresh])
    return taken


def _is_older(order: RemoteOrder, known: Mapping[str, object]) -> bool:
    seen = known.get(order.order_no)
    return seen is not None and order.updated < seen  # type: ignore[operator]


def _changed(tx: Transaction, shop: Shop, numbers: Sequence[str]) -> dict[str, object]:
    rows = tx.execute(_known, {"b_shop": shop.name, "b_numbers": list(numbers)})
    return {row.order_no: row.changed_at for row in rows}


def skus_of(tx: Transaction, shop: Shop, listings: Sequence[str]) -> dict[tuple[str, str], str]:
    """What people said which product a listing is, and what was found by its seller SKU."""
    rows = tx.execute(_matched, {"b_shop": shop.name, "b_ids": list(listings)})
    return {(row.listing_id, row.variant_id): row.sku for row in rows}


def _row(tx: Transaction, shop: Shop, one: RemoteOrder) -> dict[str, object]:
    return {
        "shop": shop.name,
        "order_no": one.order_no,
        "remote_id": one.remote_id,
        "raw_status": one.status[:60],
        "changed_at": one.updated,
        "seen_at": tx.now,
        "cancel_asked": one.cancel_asked,
        "platform_ships": one.platform_ships,
        "again": False,
        # What left before it came here needs no number from here.
        "told": "" if _waits(one, shop) else "-",
        "lines": [
            [line.line_id, line.seller_sku, line.listing_id, line.variant_id, line.quantity]
            for line in one.lines
        ],
        "packages": [asdict(package) for package in one.packages],
    }


def _waits(one: RemoteOrder, shop: Shop) -> bool:
    meaning = meaning_of(source_of(shop.channel), one.status)
    return not one.platform_ships and meaning not in {*GONE, Meaning.CANCELLED}


def ask_again(tx: Transaction, shop: str, numbers: Sequence[str]) -> None:
    """Have orders asked for once more: something was said about them, or about their goods."""
    tx.execute(_again, {"b_shop": shop, "b_numbers": list(numbers)})


_known = select(channel_orders.c.order_no, channel_orders.c.changed_at).where(
    channel_orders.c.shop == bindparam("b_shop"),
    channel_orders.c.order_no.in_(bindparam("b_numbers", expanding=True)),
)
_matched = (
    select(channel_listings.c.listing_id, channel_listings.c.variant_id, products.c.sku)
    .join(products, products.c.id == channel_listings.c.product_id)
    .where(
        channel_listings.c.shop == bindparam("b_shop"),
        channel_listings.c.listing_id.in_(bindparam("b_ids", expanding=True)),
    )
)
_FOLLOWED = (
    *("remote_id", "raw_status", "changed_at", "seen_at", "cancel_asked", "platform_ships"),
    *("again", "lines", "packages"),
)
_put = Upsert(
    lambda insert: (made := insert(channel_orders)).on_conflict_do_update(
        index_elements=["shop", "order_no"],
        set_={name: made.excluded[name] for name in _FOLLOWED},
    )
)
_again = (
    update(channel_orders)
    .where(
        channel_orders.c.shop == bindparam("b_shop"),
        channel_orders.c.order_no.in_(bindparam("b_numbers", expanding=True)),
    )
    .values(again=True)
)
