"""What is known of a product: where it lies, for whom, what moves, comes, waits and is blocked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, Select, and_, bindparam, cast, func, or_, select

from core.catalog.models import products
from core.errors import NotFound
from core.fulfilment.models import claims
from core.fulfilment.replenishing import tasks
from core.lookup import work
from core.lookup.found import Fact, Found, Ref, Thing, Topic
from core.orders.models import order_lines, orders
from core.orders.states import Fulfilment
from core.people.models import operators, stations
from core.purchasing.models import purchase_lines, purchase_orders, suppliers
from core.purchasing.states import COMING
from core.stock import blocks, pick_homes, put_away
from core.stock.choosing import with_lot
from core.stock.lot_models import lots
from core.stock.models import BinKind, bins, count_requests, levels, moves, reservations, warehouses
from core.tables import db_now_ms
from core.transaction import Transaction
from core.transfers.models import transfer_lines, transfers
from core.transfers.states import TransferState

PLACES, PROMISES, COMINGS, MOVES = 12, 6, 6, 8
"""How many of each are told; the first ones matter most."""
_SHORT_ORDERS = 1_000


def product(tx: Transaction, warehouse: int, ref: Ref) -> Found:
    """All about a product, or one lot of it, as a warehouse sees it; NotFound where it is gone."""
    head = tx.execute(_product, {"p": ref.id}).first()
    if head is None:
        raise NotFound("lookup_nothing", looked_up=ref.text)
    asked = {"p": ref.id, "warehouse": warehouse, "lot": ref.lot}
    sums = tx.execute(_sums, asked).one()
    on_hand, reserved = int(sums[0]), int(sums[1])
    blocked, _why = blocks.blocked_of(tx, warehouse, ref.id)
    coming = list(_coming_facts(tx, asked))
    facts = [
        *_places(tx, asked),
        *_promises(tx, asked),
        *_blocks(tx, warehouse, ref),
        *coming,
        *_waits(tx, asked),
        *_home(tx, warehouse, ref.id),
        *_tasks(tx, warehouse, ref.id),
        *_counts(tx, asked),
        *work.of_product(tx, warehouse, ref),
        *moves_of(tx, ref.id, ref.lot),
    ]
    numbers = {
        "on_hand": on_hand,
        "free": on_hand - reserved,
        "promised": int(tx.execute(_promised_units, asked).scalar_one()),
        "blocked": blocked,
        "coming": sum(fact.units or 0 for fact in coming),
    }
    return Found(ref, head.sku, head.name, numbers=numbers, facts=tuple(facts))


def _places(tx: Transaction, asked: dict[str, Any]) -> Iterable[Fact]:
    for row in tx.execute(_lies.limit(PLACES), asked):
        yield Fact(
            Topic.LIES,
            row.on_hand,
            of=row.on_hand - row.reserved,
            bin=row.code if row.warehouse_id == asked["warehouse"] else f"{row.house}/{row.code}",
            lot=row.lot,
            state=row.kind,
            at=row.expires_on,
            ref=Ref(Thing.BIN, row.bin_id),
        )


def _promises(tx: Transaction, asked: dict[str, Any]) -> Iterable[Fact]:
    worked_on = tx.execute(_claimed, asked).all()
    known = {row.id for row in worked_on}
    others = [row for row in tx.execute(_promised, asked) if row.id not in known]
    for row in [*worked_on, *others][:PROMISES]:
        yield Fact(
            Topic.PROMISED,
            row.quantity,
            code=row.order_no,
            name=row.channel,
            bin=row.code,
            lot=row.lot,
            who=" · ".join(filter(None, (row.operator, row.station))) if row.station else "",
            state=row.fulfilment,
            at=row.due_at,
            ref=Ref(Thing.ORDER, row.order_id),
        )


def _blocks(tx: Transaction, warehouse: int, ref: Ref) -> Iterable[Fact]:
    for one in blocks.open_blocks(tx, warehouse, product_id=ref.id, limit=PROMISES):
        if ref.lot in {"", one.lot}:
            yield blocked_fact(one)


def blocked_fact(one: blocks.Block) -> Fact:
    """A block as a fact."""
    return Fact(
        Topic.BLOCKED,
        one.quantity,
        code=one.sku,
        name=one.name,
        bin=one.bin,
        lot=one.lot,
        who=one.who or "",
        why=one.reason,
        at=one.until,
    )


def _coming_facts(tx: Transaction, asked: dict[str, Any]) -> Iterable[Fact]:
    for row in tx.execute(_bought, asked):
        ref = Ref(Thing.PURCHASE, row.id)
        yield Fact(
            Topic.COMING, row.left, code=row.number, name=row.name, at=row.expected_on, ref=ref
        )
    for row in tx.execute(_transferred, asked):
        ref = Ref(Thing.TRANSFER, row.id)
        yield Fact(
            Topic.COMING, row.left, code=row.number, name=row.name, at=row.expected_on, ref=ref
        )


def _waits(tx: Transaction, asked: dict[str, Any]) -> Iterable[Fact]:
    for row in tx.execute(_short, asked):
        yield Fact(
            Topic.WAITS,
            row.quantity,
            code=row.order_no,
            name=row.channel,
            at=row.due_at,
            ref=Ref(Thing.ORDER, row.id),
        )


def _home(tx: Transaction, warehouse: int, product_id: int) -> Iterable[Fact]:
    home = pick_homes.home_of(tx, warehouse, product_id)
    if home is not None:
        ref = Ref(Thing.BIN, home.bin_id)
        yield Fact(Topic.HOME, home.least, of=home.most, bin=home.bin, ref=ref)


def _tasks(tx: Transaction, warehouse: int, product_id: int) -> Iterable[Fact]:
    for one in tasks.of_product(tx, warehouse, product_id):
        yield bring_fact(one)
    for back in put_away.of_product(tx, warehouse, product_id):
        yield Fact(
            Topic.PUT_BACK,
            back.quantity,
            code=back.reference,
            bin=back.from_bin,
            to=back.to_bin or "",
            lot=back.lot,
            state=back.reason,
            at=back.asked_at,
        )


def bring_fact(one: tasks.Task) -> Fact:
    """A task to bring goods to a pick bin as a fact."""
    return Fact(
        Topic.BRING,
        one.quantity,
        code=one.sku,
        name=one.name,
        bin=one.from_bin,
        to=one.to_bin,
        lot=one.lot,
        state=one.reason,
        at=one.due_at,
        ref=Ref(Thing.PRODUCT, one.product_id),
    )


def _counts(tx: Transaction, asked: dict[str, Any]) -> Iterable[Fact]:
    for row in tx.execute(_to_count, asked):
        ref = Ref(Thing.BIN, row.bin_id)
        yield Fact(Topic.COUNT, bin=row.code, state=row.reason, at=row.asked_at, ref=ref)


def moves_of(tx: Transaction, product_id: int, lot: str = "") -> Iterable[Fact]:
    """The last moves of a product, the newest first."""
    query = _moves.where(moves.c.product_id == product_id)
    if lot:
        query = query.where(moves.c.lot == lot)
    return move_facts(tx, query.order_by(moves.c.id.desc()).limit(MOVES))


def move_facts(tx: Transaction, query: Select[Any]) -> Iterable[Fact]:
    """Moves as facts; `query` is one of `any_move`."""
    for row in tx.execute(query):
        yield Fact(
            Topic.MOVE,
            row.quantity,
            code=row.sku,
            name=row.name,
            bin=row.source,
            to=row.target,
            lot=row.lot,
            who=row.who or "",
            state=row.reason,
            why=row.reference,
            at=row.at,
            ref=Ref(Thing.PRODUCT, row.product_id),
        )


_product = select(products.c.sku, products.c.name).where(products.c.id == bindparam("p"))
_here = and_(bins.c.warehouse_id == bindparam("warehouse"), bins.c.kind == BinKind.SHELF.value)
_of_lot = or_(bindparam("lot", type_=levels.c.lot.type) == "", levels.c.lot == bindparam("lot"))


def _whole(total: Any) -> Any:
    return cast(func.coalesce(total, 0), BigInteger)


_sums = (
    select(_whole(func.sum(levels.c.on_hand)), _whole(func.sum(levels.c.reserved)))
    .select_from(levels)
    .join(bins, bins.c.id == levels.c.bin_id)
    .where(levels.c.product_id == bindparam("p"), _here, _of_lot)
)
_lies = (
    with_lot(
        select(
            levels.c.bin_id,
            levels.c.lot,
            levels.c.on_hand,
            levels.c.reserved,
            bins.c.code,
            bins.c.kind,
            bins.c.warehouse_id,
            warehouses.c.code.label("house"),
            lots.c.expires_on,
        )
        .select_from(levels)
        .join(bins, bins.c.id == levels.c.bin_id)
        .join(warehouses, warehouses.c.id == bins.c.warehouse_id)
    )
    .where(levels.c.product_id == bindparam("p"), levels.c.on_hand > 0, _of_lot)
    .order_by(
        bins.c.warehouse_id != bindparam("warehouse"),
        bins.c.kind != BinKind.SHELF.value,
        bins.c.walk,
        bins.c.code,
        levels.c.lot,
    )
)
_r = reservations.c
_lot_of_promise = or_(bindparam("lot", type_=_r.lot.type) == "", _r.lot == bindparam("lot"))
_promised_units = select(_whole(func.sum(_r.quantity))).where(
    _r.product_id == bindparam("p"), _lot_of_promise
)
_promise_columns = (
    _r.id,
    _r.order_id,
    _r.quantity,
    _r.lot,
    orders.c.order_no,
    orders.c.channel,
    orders.c.fulfilment,
    orders.c.due_at,
    bins.c.code,
)
_claimed = (
    select(*_promise_columns, stations.c.name.label("station"), operators.c.name.label("operator"))
    .select_from(claims)
    .join(reservations, _r.order_id == claims.c.order_id)
    .join(orders, orders.c.id == claims.c.order_id)
    .join(bins, bins.c.id == _r.bin_id)
    .join(stations, stations.c.id == claims.c.station_id)
    .join(operators, operators.c.id == claims.c.operator_id)
    .where(_r.product_id == bindparam("p"), claims.c.lease_until_ms >= db_now_ms(), _lot_of_promise)
    .order_by(claims.c.claimed_at)
    .limit(PROMISES)
)
# What was promised first goes first, more or less; to sort thousands of orders by their
# cut-off for every look would take longer than anybody wants to wait.
_first_promises = (
    select(_r.id)
    .where(_r.product_id == bindparam("p"), _lot_of_promise)
    .order_by(_r.id)
    .limit(PROMISES)
)
_nobody = func.nullif("", "")
_promised = (
    select(*_promise_columns, _nobody.label("station"), _nobody.label("operator"))
    .select_from(reservations)
    .join(orders, orders.c.id == _r.order_id)
    .join(bins, bins.c.id == _r.bin_id)
    .where(_r.id.in_(_first_promises))
    .order_by(orders.c.due_at, _r.id)
)
_left = purchase_lines.c.quantity - purchase_lines.c.received
_bought = (
    select(
        purchase_orders.c.id,
        purchase_orders.c.number,
        purchase_orders.c.expected_on,
        suppliers.c.name,
        _left.label("left"),
    )
    .select_from(purchase_lines)
    .join(purchase_orders, purchase_orders.c.id == purchase_lines.c.purchase_id)
    .join(suppliers, suppliers.c.id == purchase_orders.c.supplier_id)
    .where(
        purchase_lines.c.product_id == bindparam("p"),
        purchase_orders.c.warehouse_id == bindparam("warehouse"),
        purchase_orders.c.state.in_([state.value for state in COMING]),
        _left > 0,
    )
    .order_by(purchase_orders.c.expected_on.is_(None), purchase_orders.c.expected_on)
    .limit(COMINGS)
)
_way = transfer_lines.c.sent - transfer_lines.c.received - transfer_lines.c.missing
_transferred = (
    select(
        transfers.c.id,
        transfers.c.number,
        transfers.c.expected_on,
        warehouses.c.name,
        _way.label("left"),
    )
    .select_from(transfer_lines)
    .join(transfers, transfers.c.id == transfer_lines.c.transfer_id)
    .join(warehouses, warehouses.c.id == transfers.c.from_id)
    .where(
        transfer_lines.c.product_id == bindparam("p"),
        transfers.c.to_id == bindparam("warehouse"),
        transfers.c.state != TransferState.CANCELLED.value,
        _way > 0,
    )
    .order_by(transfers.c.id)
    .limit(COMINGS)
)
# Of the orders that are short, the first ones: of what sells well there are lines by the thousand.
_first_short = (
    select(orders.c.id, orders.c.order_no, orders.c.channel, orders.c.due_at)
    .where(
        orders.c.warehouse_id == bindparam("warehouse"),
        orders.c.fulfilment == Fulfilment.SHORT.value,
    )
    .order_by(orders.c.due_at)
    .limit(_SHORT_ORDERS)
    .subquery()
)
_short = (
    select(*_first_short.c, order_lines.c.quantity)
    .join(order_lines, order_lines.c.order_id == _first_short.c.id)
    .where(order_lines.c.product_id == bindparam("p"))
    .order_by(_first_short.c.due_at, _first_short.c.id)
    .limit(PROMISES)
)
_to_count = (
    select(count_requests.c.bin_id, bins.c.code, count_requests.c.reason, count_requests.c.asked_at)
    .join(bins, bins.c.id == count_requests.c.bin_id)
    .where(
        count_requests.c.product_id == bindparam("p"),
        count_requests.c.warehouse_id == bindparam("warehouse"),
        count_requests.c.done_at.is_(None),
    )
    .order_by(count_requests.c.asked_at)
    .limit(PROMISES)
)
_source, _target = bins.alias("source"), bins.alias("target")
_moves: Select[Any] = (
    select(
        moves.c.product_id,
        moves.c.quantity,
        moves.c.lot,
        moves.c.reason,
        moves.c.reference,
        moves.c.at,
        products.c.sku,
        products.c.name,
        _source.c.code.label("source"),
        _target.c.code.label("target"),
        operators.c.name.label("who"),
    )
    .select_from(moves)
    .join(products, products.c.id == moves.c.product_id)
    .join(_source, _source.c.id == moves.c.from_bin_id)
    .join(_target, _target.c.id == moves.c.to_bin_id)
    .outerjoin(operators, operators.c.id == moves.c.operator_id)
)
any_move = _moves
"""A query of moves, for `move_facts`."""
