"""Which payout a line of a bank statement brings: by its number, its shop, its amount and its day.

It is certain where the amount is just that of a payout and nothing else can be meant. What comes
otherwise, or could be one of two, is only offered: a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select

from core.clock import local
from core.payouts.arrivals import amount_of, has_arrived, when_paid
from core.payouts.models import payout_arrivals, payouts
from core.payouts.states import PayoutState
from core.text import fold
from core.transaction import Transaction

_BEFORE = timedelta(days=3)
"""So much earlier than its platform says a payout may be booked; clocks and days differ."""
_AFTER = timedelta(days=21)
_NEAR = 20
"""Offered is what misses the amount by this part of it at most, unless its number is named."""
_LONG = 8
"""Characters that a number needs to be looked for within longer words, as banks run them on."""
_MOST = 3_000
_OFFERED = 3
_NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Coming:
    """A shop whose payouts come to a bank: what lines of them say, and how long that takes."""

    shop: str
    words: tuple[str, ...] = ()
    days: int = 0
    """Until its money has to be there; 0: it stays with the platform, and nobody waits for each."""


@dataclass(frozen=True, slots=True)
class Booking:
    """A line of a statement; the amount in minor units."""

    line_id: int
    booked_on: date
    amount: int
    currency: str
    said: str
    """All that the bank wrote, the payer as well."""
    numbers: tuple[str, ...]
    """What in it may be a number."""


@dataclass(frozen=True, slots=True)
class Due:
    """A payout that no line brought yet; minor units."""

    id: int
    shop: str
    payout_no: str
    amount: int
    day: date


@dataclass(frozen=True, slots=True)
class Meant:
    """What a line may bring."""

    payouts: tuple[Due, ...]
    differs: int = 0
    """What came beyond it; below zero: less came."""
    certain: bool = False
    alone: bool = False
    """Nothing but the amount and the day speak for it."""


def meant_by(tx: Transaction, shops: Sequence[Coming], line: Booking) -> tuple[Meant, ...]:
    """What a line may bring, the surest first; none where it went out."""
    if line.amount <= 0:
        return ()
    said = _words(line.said)
    told = {one.shop for one in shops if any(_words(word) in said for word in one.words)}
    same = _read(tx, _same, line)
    named = _named(tx, line, same)
    if named:
        return _by_number(tx, line, _of_shops(named, told))
    waited = {one.shop for one in shops if one.days}
    pool = _of_shops([one for one in same if _in_time(line, one)], told)
    if pool:
        only = pool[0].shop if len(pool) == 1 else ""
        sure = only in (told or waited) and not _taken_back(tx, line, pool)
        alone = only not in told
        return tuple(Meant((one,), certain=sure, alone=alone) for one in pool[:_OFFERED])
    runs = [run for shop in sorted(told) if (run := _run(tx, line, shop))]
    near = [] if runs else _near(tx, line, told or waited)
    return (
        *(Meant(run) for run in runs),
        *(Meant((one,), line.amount - one.amount, alone=not told) for one in near),
    )


def _by_number(tx: Transaction, line: Booking, named: Sequence[Due]) -> tuple[Meant, ...]:
    """The numbers that stand in the text."""
    if len(named) > 1 and sum(one.amount for one in named) == line.amount:
        return (Meant(tuple(named)),)
    found = sorted(named, key=lambda one: (one.amount != line.amount, one.day))
    best = found[0]
    sure = len(named) == 1 and best.amount == line.amount and _in_time(line, best)
    sure = sure and not _taken_back(tx, line, named)
    return tuple(Meant((one,), line.amount - one.amount, certain=sure) for one in found[:_OFFERED])


def _named(tx: Transaction, line: Booking, same: Iterable[Due]) -> list[Due]:
    """Payouts whose number the text has, in their order."""
    whole = _bare(line.said)
    words = {_bare(one) for one in line.numbers}
    found = {}
    for one in same:
        number = _bare(one.payout_no)
        if number in words or (len(number) >= _LONG and number in whole):
            found[one.id] = one
    if line.numbers:
        for one in _read(tx, _numbered, line, numbers=list(line.numbers)):
            found[one.id] = one
    return sorted(found.values(), key=lambda one: (one.day, one.id))


def _run(tx: Transaction, line: Booking, shop: str) -> tuple[Due, ...]:
    """The only payouts of a shop that follow each other and come to an amount; none where two do.

    So comes what a platform kept and then sent at once.
    """
    rows = _read(tx, _of_shop, line, shop=shop)
    starts: dict[int, list[int]] = {0: [0]}
    total, found = 0, []
    for at, one in enumerate(rows, 1):
        total += one.amount
        found += [(start, at) for start in starts.get(total - line.amount, ()) if at - start > 1]
        starts.setdefault(total, []).append(at)
        if len(found) > 1:
            return ()
    return tuple(rows[found[0][0] : found[0][1]]) if found else ()


def _near(tx: Transaction, line: Booking, shops: Collection[str]) -> list[Due]:
    """Those of shops whose amount is almost that of the line, the nearest first."""
    if not shops:
        return []
    part = line.amount // _NEAR
    put = {"shops": sorted(shops), "low": line.amount - part, "high": line.amount + part}
    found = [one for one in _read(tx, _about, line, **put) if _in_time(line, one)]
    found.sort(key=lambda one: (abs(one.amount - line.amount), one.day, one.id))
    return found[:_OFFERED]


def _of_shops(found: Sequence[Due], told: Collection[str]) -> list[Due]:
    """Those of the shops that the text names, where it names one that is meant."""
    mine = [one for one in found if one.shop in told]
    return mine or list(found)


def _in_time(line: Booking, one: Due) -> bool:
    return one.day - _BEFORE <= line.booked_on <= one.day + _AFTER


def _taken_back(tx: Transaction, line: Booking, pool: Sequence[Due]) -> bool:
    """Whether a person said before that the line is not this one."""
    back = {int(row.payout_id) for row in tx.execute(_undone, {"line": line.line_id})}
    return any(one.id in back for one in pool)


def _words(said: str) -> str:
    """Words as they are compared: one space before and behind each."""
    return f" {_NO_WORD.sub(' ', fold(said)).strip()} "


def _bare(said: str) -> str:
    return _NO_WORD.sub("", said.casefold())


def _read(tx: Transaction, query: Select[Any], line: Booking, **more: Any) -> list[Due]:
    first = datetime.combine(line.booked_on, time(), UTC)
    put: dict[str, Any] = {"currency": line.currency, "amount": line.amount}
    put |= {"first": first - 2 * _AFTER, "last": first + 2 * _BEFORE}
    rows: Any = tx.execute(query, put | more)
    return [
        Due(row.id, row.shop, row.payout_no, int(row.amount), local(row.paid_on, tx.zone).date())
        for row in rows
    ]


_p, _a = payouts.c, payout_arrivals.c
_about_then = when_paid.between(bindparam("first"), bindparam("last"))
_due = (
    select(_p.id, _p.shop, _p.payout_no, amount_of.label("amount"), when_paid.label("paid_on"))
    .where(
        _p.currency == bindparam("currency"),
        _p.state != PayoutState.FAILED.value,
        or_(_p.amount.is_not(None), _p.whole),
        ~has_arrived,
    )
    .order_by(when_paid, _p.id)
)
_same = _due.where(
    or_(
        _p.amount == bindparam("amount"),
        and_(_p.amount.is_(None), amount_of == bindparam("amount")),
    )
).limit(50)
_numbered = _due.where(_p.payout_no.in_(bindparam("numbers", expanding=True))).limit(20)
_of_shop = _due.where(_p.shop == bindparam("shop"), _about_then, amount_of != 0).limit(_MOST)
_about = (
    _due.where(
        _p.shop.in_(bindparam("shops", expanding=True)),
        _about_then,
        amount_of.between(bindparam("low"), bindparam("high")),
    )
    .order_by(None)
    .order_by(func.abs(amount_of - bindparam("amount")), _p.id)
    .limit(20)
)
_undone = select(_a.payout_id).where(
    _a.bank_line_id == bindparam("line"), _a.undone_at.is_not(None)
)
