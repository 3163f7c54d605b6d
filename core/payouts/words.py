"""What platforms call amounts within payouts, and what those words are for."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import BigInteger, cast, func, select

from core.fee_kinds import FeeKind
from core.payouts.models import payout_lines, payout_words, payouts
from core.payouts.queries import WITH_WORDS
from core.people.permissions import Permission, require
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Word:
    """What a platform calls an amount, and what it is for."""

    shop: str
    word: str
    kind: FeeKind
    known: bool
    lines: int
    amount: int
    currency: str


def words_told(tx: Transaction, shop: str = "", *, unknown: bool = False) -> tuple[Word, ...]:
    """What platforms call amounts, those that nobody knows first."""
    require(tx, Permission.PAYOUTS)
    query = _words
    if shop:
        query = query.where(_w.shop == shop)
    if unknown:
        query = query.where(~_w.known)
    return tuple(
        Word(
            row.shop,
            row.word,
            FeeKind(row.kind),
            bool(row.known),
            row.lines,
            int(row.amount),
            row.currency,
        )
        for row in tx.execute(query)
    )


_p, _l, _w = payouts.c, payout_lines.c, payout_words.c
_words = (
    select(
        _w.shop,
        _w.word,
        _w.kind,
        _w.known,
        func.count().label("lines"),
        cast(func.sum(_l.amount), BigInteger).label("amount"),
        _p.currency,
    )
    .select_from(WITH_WORDS)
    .group_by(_w.shop, _w.word, _w.kind, _w.known, _p.currency)
    .order_by(_w.known, _w.shop, _w.kind, _w.word)
)
