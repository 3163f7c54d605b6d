"""Returns that buyers asked a marketplace for come in, and join the returns of the house.

A return there is known by its shop and its number: the same again changes nothing, and an older
word than the one that is here counts for nothing. What cannot be joined is listed with its reason,
and tried again where that may pass.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial

from sqlalchemy import bindparam, select, update

from core.audit import record
from core.channels.adapter import Can, Trouble
from core.channels.calm import What, read_calmly
from core.channels.models import channel_orders, channel_returns
from core.channels.records import RemoteReturn, ReturnPage
from core.channels.registry import Shop
from core.channels.return_lines import Unknown, units_of
from core.channels.return_states import TRIED_AGAIN, Waits
from core.channels.unread import keep_unread
from core.database import Database
from core.errors import DatabaseRefusal, Refusal
from core.money import currency_of, to_minor
from core.orders.commands import head
from core.orders.models import orders
from core.orders.states import Fulfilment
from core.returns.commands import refuse, register
from core.returns.queries import lines_of, one_return, returns_of
from core.returns.states import ReturnState, Wish
from core.rows import AnyRow
from core.text import clean
from core.transaction import SYSTEM, Transaction, reading, run, run_in_batches
from core.upsert import Upsert

_AT_ONCE = 10
"""Returns of one transaction; each may be registered by it."""
_AGAIN = 100
_CODES = {
    "return_not_shipped": Waits.NOT_SHIPPED,
    "return_nothing_left": Waits.NOTHING_LEFT,
    "return_too_many": Waits.TOO_MANY,
}


def pull_returns(database: Database, shop: Shop, *, at_once: bool = False) -> Trouble | None:
    """Read the returns of a shop that changed, where it is time; what waits is tried again."""
    if Can.RETURNS not in shop.adapter.can:
        return None

    def take(page: ReturnPage) -> None:
        take_in_returns(database, shop, page.returns)
        read = [one.return_no for one in page.returns]
        keep = partial(keep_unread, shop=shop.name, what=What.RETURNS)
        if read or page.unread:
            run(database, SYSTEM, lambda tx: keep(tx, unread=page.unread, read=read))

    trouble = read_calmly(database, shop, What.RETURNS, shop.adapter.returns, take, at_once=at_once)
    with reading(database) as tx:
        put = {"b_shop": shop.name, "b_waits": sorted(TRIED_AGAIN), "b_most": _AGAIN}
        numbers = list(tx.execute(_waiting, put).scalars())
    for number in numbers:
        run(database, SYSTEM, partial(_join, shop=shop, number=number))
    return trouble


def take_in_returns(database: Database, shop: Shop, told: Sequence[RemoteReturn]) -> None:
    """Take returns in as the platform has them."""

    def work(tx: Transaction, some: Sequence[RemoteReturn]) -> None:
        for one in some:
            if _keep(tx, shop, one):
                _join(tx, shop, one.return_no)

    for _none in run_in_batches(database, SYSTEM, told, work, size=_AT_ONCE):
        pass


def _keep(tx: Transaction, shop: Shop, one: RemoteReturn) -> bool:
    """Write down what is told; False where it is nothing new."""
    known = tx.execute(_row, {"b_shop": shop.name, "b_no": one.return_no}).first()
    if known is not None and (known.changed_at, known.raw_status) == (one.updated, one.status[:60]):
        return False
    if known is not None and known.changed_at > one.updated:
        return False
    currency = one.currency or currency_of(shop.settings.country) or ""
    row = {
        "shop": shop.name,
        "return_no": one.return_no[:80],
        "order_no": one.order_no[:80],
        "remote_id": one.remote_id[:80],
        "raw_status": one.status[:60],
        "goods_come": one.goods_come,
        "ended": one.ended,
        "reason": clean(f"{one.reason} {one.note}", 200),
        "tracking": one.tracking[:80],
        "currency": currency,
        "refund": _minor(one, currency),
        "lines": [asdict(line) for line in one.lines],
        "asked_at": one.created,
        "changed_at": one.updated,
        "seen_at": tx.now,
        "why": Waits.ORDER_UNKNOWN.value,
        "made": False,
    }
    tx.execute(_put(tx), row)
    return True


def _minor(one: RemoteReturn, currency: str) -> int | None:
    try:
        return to_minor(one.refund, currency)
    except Refusal:
        return None


def _join(tx: Transaction, shop: Shop, number: str) -> None:
    """Have one of ours for a return that is told of, or say what is in the way."""
    row = tx.execute(_locked, {"b_shop": shop.name, "b_no": number}).one()
    if row.return_id is not None:
        if row.ended and row.made:
            _take_back(tx, row)
        return
    order_id = _order_of(tx, shop, row)
    returned: int | None = None
    made = False
    if row.ended:
        why = Waits.WITHDRAWN
    elif not row.goods_come:
        why = Waits.MONEY_ONLY
    elif order_id is None:
        why = Waits.ORDER_UNKNOWN
    else:
        why, returned, made = _returned(tx, shop, row, order_id)
    if (why, order_id, returned) == (row.why, row.order_id, None):
        return
    put = {"b_shop": shop.name, "b_no": number, "b_order": order_id, "b_return": returned}
    tx.execute(_joined, put | {"b_why": why.value, "b_made": made})
    if order_id is not None and (returned is not None or why.value != row.why):
        code = one_return(tx, returned).code if returned is not None else "-"
        told = {"shop": shop.name, "number": number, "status": row.raw_status, "code": code}
        record(tx, "channel_return", order_id=order_id, **told)


def _returned(
    tx: Transaction, shop: Shop, row: AnyRow, order_id: int
) -> tuple[Waits, int | None, bool]:
    """The return of ours that it is, one that is there already before a new one."""
    try:
        wanted = units_of(tx, shop, order_id, row.order_no or row.remote_id, row.lines)
    except Unknown:
        return Waits.GOODS_UNKNOWN, None, False
    known = _same(tx, order_id, wanted)
    if known is not None:
        return Waits.NOTHING, known, False
    try:
        made = register(
            tx,
            order_id,
            wanted=wanted,
            reason=row.reason,
            wish=Wish.REFUND,
            undelivered=False,
        )
    except DatabaseRefusal:
        raise
    except Refusal as refusal:
        why = _CODES.get(refusal.code, Waits.GOODS_UNKNOWN)
        if why is Waits.NOT_SHIPPED and head(tx, order_id).fulfilment is Fulfilment.HANDED_OVER:
            why = Waits.BEFORE
        return why, None, False
    return Waits.NOTHING, made.id, True


def _same(tx: Transaction, order_id: int, wanted: Mapping[int, int] | None) -> int | None:
    """A return of the order that no other one told of is, and that has these units."""
    taken = set(tx.execute(_taken, {"b_order": order_id}).scalars())
    for one in returns_of(tx, order_id):
        if one.id in taken or one.state is ReturnState.REFUSED:
            continue
        units: dict[int, int] = {}
        for line in lines_of(tx, one.id):
            units[line.order_line_id] = units.get(line.order_line_id, 0) + line.expected
        if wanted is None or all(units.get(at, 0) >= n for at, n in wanted.items()):
            return one.id
    return None


def _take_back(tx: Transaction, row: AnyRow) -> None:
    """It was withdrawn there, or refused: what is not here yet does not come."""
    found = one_return(tx, row.return_id, lock=True)
    if found.state is ReturnState.ANNOUNCED:
        refuse(tx, found.id, f"{row.shop}: {row.raw_status}", goods_back=True)


def _order_of(tx: Transaction, shop: Shop, row: AnyRow) -> int | None:
    put = {
        "b_shop": shop.name,
        "b_channel": shop.channel,
        "b_order_no": row.order_no,
        "b_remote": row.remote_id or row.order_no,
    }
    found = tx.execute(_order, put).scalar()
    return None if found is None else int(found)


_r = channel_returns.c
_of = (_r.shop == bindparam("b_shop")) & (_r.return_no == bindparam("b_no"))
_row = select(_r.changed_at, _r.raw_status).where(_of)
_locked = select(channel_returns).where(_of).with_for_update()
_FOLLOWED = (
    *("order_no", "remote_id", "raw_status", "goods_come", "ended", "reason", "tracking"),
    *("currency", "refund", "lines", "changed_at", "seen_at"),
)
_put = Upsert(
    lambda insert: (new := insert(channel_returns)).on_conflict_do_update(
        index_elements=["shop", "return_no"],
        set_={name: new.excluded[name] for name in _FOLLOWED},
    )
)
_joined = (
    update(channel_returns)
    .where(_of)
    .values(
        order_id=bindparam("b_order"),
        return_id=bindparam("b_return"),
        why=bindparam("b_why"),
        made=bindparam("b_made"),
    )
)
_waiting = (
    select(_r.return_no)
    .where(
        _r.shop == bindparam("b_shop"),
        _r.return_id.is_(None),
        _r.why.in_(bindparam("b_waits", expanding=True)),
    )
    .order_by(_r.changed_at.desc())
    .limit(bindparam("b_most"))
)
_taken = select(_r.return_id).where(_r.order_id == bindparam("b_order"), _r.return_id.is_not(None))
_told = (
    select(channel_orders.c.order_no)
    .where(
        channel_orders.c.shop == bindparam("b_shop"),
        channel_orders.c.remote_id == bindparam("b_remote"),
        channel_orders.c.remote_id != "",
    )
    .scalar_subquery()
)
_order = select(orders.c.id).where(
    orders.c.channel == bindparam("b_channel"),
    (orders.c.order_no == bindparam("b_order_no")) | (orders.c.order_no == _told),
)
