"""Reading payouts: statements, their lines, and what became of orders.

Only who was given the shop's finances may: all of it raises NotAllowed for others.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, cast, func, select

from core.errors import NotFound
from core.fee_kinds import FeeKind
from core.orders.models import orders
from core.payouts.arrivals import Awaited, comes_to, has_arrived, payout_named
from core.payouts.models import (
    payout_arrivals,
    payout_lines,
    payout_orders,
    payout_words,
    payouts,
)
from core.payouts.states import FOR_PEOPLE, Part, PayoutState
from core.people.permissions import Permission, require
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which payouts are looked for; what is empty does not matter."""

    shop: str = ""
    states: Collection[PayoutState] = ()
    since: date | None = None
    until: date | None = None
    differs: bool = False
    """Only those whose lines do not come to their amount."""
    arrived: bool = False
    """Only those that a line of a bank brought."""
    missed: Awaited | None = None
    """Only those that it should have brought by now."""
    text: str = ""
    """A part of the platform's number."""


@dataclass(frozen=True, slots=True)
class Payout:
    """A payout as it is known; money in minor units."""

    id: int
    shop: str
    payout_no: str
    currency: str
    told: int | None
    """What the platform says it comes to; None where it gives no sum."""
    comes_to: int
    """What its lines come to."""
    raw_state: str
    state: PayoutState
    since: date | None
    until: date | None
    at: datetime
    paid_at: datetime | None
    whole: bool
    lines: int
    orders: int
    waiting: int
    """Orders in it that a person has to look at."""
    arrived_on: date | None = None
    """When the bank booked it; None while no line of a statement brought it."""
    account: str = ""
    """Which account of ours it came to."""
    came: int = 0
    expected: int = 0
    """What it was to be when it came."""

    @property
    def amount(self) -> int:
        """What it comes to: as told, else by its lines."""
        return self.comes_to if self.told is None else self.told

    @property
    def differs(self) -> int:
        """By how much its lines miss what was told; 0 while they are still read."""
        return 0 if self.told is None or not self.whole else self.told - self.comes_to


@dataclass(frozen=True, slots=True)
class Line:
    """One amount within a payout; below zero: taken off."""

    id: int
    shop: str
    payout_no: str
    at: datetime
    order_ref: str
    word: str
    kind: FeeKind
    known: bool
    amount: int
    currency: str
    seq: int
    """Above 0: what changed about it after it was told first."""


@dataclass(frozen=True, slots=True)
class OrderPart:
    """What payouts say of one order, and what became of it; minor units."""

    id: int
    shop: str
    order_ref: str
    order_id: int | None
    state: Part
    due: int | None
    """What the order asked for when it was looked at."""
    brought: int
    """What it brought before fees, as it was when it was looked at."""
    net: int
    """What is left of it after all that was taken off, by now."""
    currency: str
    total: int | None
    """What the order costs here, without what returns took off; None where it is not here."""
    payment_id: int | None
    changed_at: datetime

    @property
    def differs(self) -> int:
        """By how much the platform says more than the order costs; 0 where it is not here."""
        return 0 if self.total is None else self.brought - self.total


def list_payouts(
    tx: Transaction, wanted: Wanted, *, offset: int = 0, limit: int = 200
) -> tuple[Payout, ...]:
    """Those that fit, the newest first."""
    require(tx, Permission.PAYOUTS)
    query = _payouts.where(*_fit(tx, wanted)).order_by(_p.at.desc(), _p.id.desc())
    return tuple(_payout(row) for row in tx.execute(query.offset(offset).limit(limit)))


def count_payouts(tx: Transaction, wanted: Wanted) -> int:
    """How many fit."""
    require(tx, Permission.PAYOUTS)
    query = select(func.count()).select_from(payouts).where(*_fit(tx, wanted))
    return int(tx.execute(query).scalar())


def one_payout(tx: Transaction, number: str) -> Payout:
    """By its number at the platform, or by ours; NotFound ``payout_unknown``."""
    require(tx, Permission.PAYOUTS)
    return _payout(tx.execute(_payouts.where(_p.id == payout_named(tx, number))).one())


def lines_of(
    tx: Transaction,
    *,
    payout_id: int | None = None,
    shop: str = "",
    order_ref: str = "",
    kinds: Collection[FeeKind] = (),
    unknown: bool = False,
    limit: int = 1000,
) -> tuple[Line, ...]:
    """Lines of a payout, of an order, or of certain kinds; those of an order by payout."""
    require(tx, Permission.PAYOUTS)
    query = _lines
    if payout_id is not None:
        query = query.where(_l.payout_id == payout_id)
    if shop:
        query = query.where(_p.shop == shop)
    if order_ref:
        query = query.where(_l.order_ref == order_ref)
    if kinds:
        query = query.where(_w.kind.in_(sorted(kinds)))
    if unknown:
        query = query.where(~_w.known)
    found = tx.execute(query.order_by(_p.at, _p.id, _l.order_ref, _l.id).limit(limit))
    return tuple(_line(row) for row in found)


def parts(
    tx: Transaction,
    states: Collection[Part] = (),
    *,
    shop: str = "",
    order_id: int | None = None,
    differs: bool = False,
    text: str = "",
    offset: int = 0,
    limit: int = 200,
) -> tuple[OrderPart, ...]:
    """What became of orders, the last change first; `differs`: another amount than they cost."""
    require(tx, Permission.PAYOUTS)
    query = _parts
    if states:
        query = query.where(_o.state.in_(sorted(states)))
    if shop:
        query = query.where(_o.shop == shop)
    if order_id is not None:
        query = query.where(_o.order_id == order_id)
    if differs:
        query = query.where(_o.brought != orders.c.total - orders.c.credited, _o.brought != 0)
    if text:
        query = query.where(func.lower(_o.order_ref).contains(text.lower(), autoescape=True))
    rows = tx.execute(
        query.order_by(_o.changed_at.desc(), _o.id.desc()).offset(offset).limit(limit)
    )
    return tuple(_part(row) for row in rows)


def one_part(tx: Transaction, part_id: int) -> OrderPart:
    """By our number; NotFound ``payout_part_unknown``."""
    require(tx, Permission.PAYOUTS)
    row = tx.execute(_parts.where(_o.id == part_id)).first()
    if row is None:
        raise NotFound("payout_part_unknown", number=part_id)
    return _part(row)


def part_named(tx: Transaction, order_ref: str, shop: str = "") -> OrderPart:
    """By the platform's number of the order; NotFound ``payout_part_unknown``."""
    require(tx, Permission.PAYOUTS)
    query = _parts.where(_o.order_ref == order_ref)
    row = tx.execute(query.where(_o.shop == shop) if shop else query).first()
    if row is None:
        raise NotFound("payout_part_unknown", number=order_ref)
    return _part(row)


def waiting_for_people(tx: Transaction, shops: Sequence[str]) -> int:
    """How many orders of these shops a person has to look at."""
    require(tx, Permission.PAYOUTS)
    states = [one.value for one in FOR_PEOPLE]
    query = select(func.count()).where(_o.shop.in_(shops), _o.state.in_(states))
    return int(tx.execute(query).scalar())


def _fit(tx: Transaction, wanted: Wanted) -> list[ColumnElement[bool]]:
    fit: list[ColumnElement[bool]] = []
    if wanted.shop:
        fit.append(_p.shop == wanted.shop)
    if wanted.states:
        fit.append(_p.state.in_(sorted(wanted.states)))
    if wanted.since:
        fit.append(func.coalesce(_p.until, func.date(_p.at)) >= wanted.since)
    if wanted.until:
        fit.append(func.coalesce(_p.until, func.date(_p.at)) <= wanted.until)
    if wanted.differs:
        fit += [_p.whole, _p.amount.is_not(None), _p.amount != comes_to]
    if wanted.arrived:
        fit.append(has_arrived)
    if wanted.missed is not None:
        fit.append(wanted.missed.missed(tx.now, tx.zone))
    if wanted.text:
        fit.append(func.lower(_p.payout_no).contains(wanted.text.lower(), autoescape=True))
    return fit


def _payout(row: Any) -> Payout:
    values = dict(row._mapping)
    values |= {"state": PayoutState(row.state), "comes_to": int(row.comes_to)}
    return Payout(**values)


def _line(row: Any) -> Line:
    values = dict(row._mapping)
    return Line(**values | {"kind": FeeKind(row.kind), "known": bool(row.known)})


def _part(row: Any) -> OrderPart:
    values = dict(row._mapping)
    values |= {"state": Part(row.state), "net": int(row.net or 0), "currency": row.currency or ""}
    return OrderPart(**values)


_p, _l, _w, _o = payouts.c, payout_lines.c, payout_words.c, payout_orders.c
_a = payout_arrivals.c
_counted = select(func.count()).where(_l.payout_id == _p.id).correlate(payouts).scalar_subquery()
_mine = (
    select(func.count(_l.order_ref.distinct()))
    .where(_l.payout_id == _p.id, _l.order_ref != "")
    .correlate(payouts)
    .scalar_subquery()
)
_unclear = (
    select(func.count(_o.id.distinct()))
    .select_from(payout_orders.join(payout_lines, _l.order_ref == _o.order_ref))
    .where(
        _l.payout_id == _p.id,
        _o.shop == _p.shop,
        _o.state.in_([one.value for one in FOR_PEOPLE]),
    )
    .correlate(payouts)
    .scalar_subquery()
)
_payouts = select(
    _p.id,
    _p.shop,
    _p.payout_no,
    _p.currency,
    _p.amount.label("told"),
    comes_to.label("comes_to"),
    _p.raw_state,
    _p.state,
    _p.since,
    _p.until,
    _p.at,
    _p.paid_at,
    _p.whole,
    _counted.label("lines"),
    _mine.label("orders"),
    _unclear.label("waiting"),
    _a.booked_on.label("arrived_on"),
    func.coalesce(_a.account, "").label("account"),
    func.coalesce(_a.came, 0).label("came"),
    func.coalesce(_a.expected, 0).label("expected"),
).select_from(payouts.outerjoin(payout_arrivals, (_a.payout_id == _p.id) & _a.undone_at.is_(None)))
WITH_WORDS = payout_lines.join(payouts, _p.id == _l.payout_id).join(
    payout_words, (_w.shop == _p.shop) & (_w.word == _l.word)
)
"""Lines with their payouts, and what their words are for."""
_lines = select(
    _l.id,
    _p.shop,
    _p.payout_no,
    _p.at,
    _l.order_ref,
    _l.word,
    _w.kind,
    _w.known,
    _l.amount,
    _p.currency,
    _l.seq,
).select_from(WITH_WORDS)
_of_part = (_l.order_ref == _o.order_ref) & (_p.shop == _o.shop)
_net = (
    select(cast(func.sum(_l.amount), BigInteger))
    .select_from(payout_lines.join(payouts, _p.id == _l.payout_id))
    .where(_of_part)
    .correlate(payout_orders)
    .scalar_subquery()
)
_currency = (
    select(func.max(_p.currency))
    .select_from(payout_lines.join(payouts, _p.id == _l.payout_id))
    .where(_of_part)
    .correlate(payout_orders)
    .scalar_subquery()
)
_parts = select(
    _o.id,
    _o.shop,
    _o.order_ref,
    _o.order_id,
    _o.state,
    _o.due,
    _o.brought,
    _net.label("net"),
    _currency.label("currency"),
    (orders.c.total - orders.c.credited).label("total"),
    _o.payment_id,
    _o.changed_at,
).select_from(payout_orders.outerjoin(orders, orders.c.id == _o.order_id))
