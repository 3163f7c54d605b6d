"""Payouts as platforms tell them are written down: the same line twice is one.

A line stays as it came. What a platform says otherwise later is a further line of the same entry,
by what differs, so that the entry always comes to what was told last.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from sqlalchemy import BigInteger, bindparam, cast, func, insert, select, update

from core.errors import Refusal
from core.fee_kinds import FeeKind
from core.money import digits, to_minor
from core.payouts.kinds import meaning_of
from core.payouts.models import payout_lines, payout_orders, payout_words, payouts
from core.payouts.states import Part, state_of
from core.rows import AnyRow
from core.text import clean
from core.transaction import Transaction
from core.upsert import Upsert

logger = logging.getLogger(__name__)
_CHUNK = 400
_READS = 3
"""So often the lines of a payout are read that do not come to its amount."""
_REST = timedelta(hours=1)
_FIRST, _LONGEST = timedelta(minutes=30), timedelta(days=1)
"""So long a payout is left alone whose lines did not come: twice as long each time."""


@dataclass(frozen=True, slots=True)
class Teller:
    """The shop that tells of payouts."""

    shop: str
    channel: str
    """What its orders have as their channel."""
    platform: str
    words: Mapping[str, FeeKind] = field(default_factory=dict)
    """What the configuration says of words."""


@dataclass(frozen=True, slots=True)
class ToldLine:
    """One amount within a payout."""

    entry_no: str
    order_ref: str
    """The platform's number of the order; empty for what is of no order."""
    word: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class ToldPayout:
    """A payout as its platform has it now."""

    payout_no: str
    at: datetime
    currency: str
    amount: Decimal | None
    raw_state: str
    lines: Sequence[ToldLine] = ()
    whole: bool = True
    """All its lines are told with it; else they are asked for."""
    since: date | None = None
    until: date | None = None
    paid_at: datetime | None = None


def take_payout(tx: Transaction, teller: Teller, told: ToldPayout) -> int:
    """Write a payout and its lines down; gives its id."""
    key = {"b_shop": teller.shop, "b_no": told.payout_no[:120]}
    amount = None if told.amount is None else minor_of(told.amount, told.currency)
    state = state_of(told.raw_state)
    values = {
        "amount": amount,
        "raw_state": told.raw_state[:40],
        "state": state.value,
        "since": told.since,
        "until": told.until,
        # A statement of a week that is not over ends in days to come.
        "at": min(told.at, tx.now),
        "paid_at": None if told.paid_at is None else min(told.paid_at, tx.now),
        "seen_at": tx.now,
    }
    known = tx.execute(_known, key).first()
    if known is None:
        values |= {"shop": teller.shop, "payout_no": told.payout_no[:120], "page": "", "reads": 0}
        values |= {"currency": told.currency, "whole": told.whole, "heard_at": tx.now}
        tx.execute(_insert_payout(tx), values)
        known = tx.execute(_known, key).one()
    elif known.currency != told.currency:
        logger.warning("payout %s of %s changed its currency", told.payout_no, teller.shop)
        return int(known.id)
    else:
        if told.whole:
            values |= {"whole": True, "page": "", "fails": 0, "next_at": None}
        elif known.amount != amount:
            values |= {"whole": False, "page": "", "reads": 0, "fails": 0, "next_at": None}
        if (known.since, known.until) != (None, None) and told.since is None:
            del values["since"], values["until"]
        if known.paid_at is not None and told.paid_at is None:
            del values["paid_at"]
        tx.execute(update(payouts).where(payouts.c.id == known.id).values(**values))
    take_lines(tx, teller, int(known.id), known.currency, told.lines)
    return int(known.id)


def take_lines(
    tx: Transaction, teller: Teller, payout_id: int, currency: str, told: Sequence[ToldLine]
) -> int:
    """Write lines down as far as they say something new; gives how many rows that were."""
    newest = {one.entry_no[:200]: one for one in told}
    known = _sums(tx, payout_id, list(newest))
    rows = []
    for entry_no, one in newest.items():
        amount = minor_of(one.amount, currency)
        before, seq = known.get(entry_no, (0, -1))
        if amount == before:
            continue
        rows.append(
            {
                "payout_id": payout_id,
                "entry_no": entry_no,
                "seq": seq + 1,
                "order_ref": one.order_ref[:80],
                "word": clean(one.word, 80) or FeeKind.OTHER.value,
                "amount": amount - before,
                "heard_at": tx.now,
            }
        )
    if rows:
        tx.execute(insert(payout_lines), rows)
        tell_words(tx, teller, {str(row["word"]) for row in rows})
        for ref in sorted({str(row["order_ref"]) for row in rows} - {""}):
            part: dict[str, object] = {"shop": teller.shop, "channel": teller.channel}
            part |= {"order_ref": ref, "state": Part.UNKNOWN.value, "changed_at": tx.now}
            tx.execute(_insert_part(tx), part | {"brought": 0})
    return len(rows)


def read_on(tx: Transaction, payout_id: int, page: str, after: str) -> None:
    """How far the lines of a payout were read, unless somebody else came further.

    At the end they are all here, or read once more later where they do not come to its amount:
    pages change while they are read.
    """
    here = {"b_id": payout_id, "b_page": page}
    if after:
        tx.execute(_next_page, here | {"b_after": after[:500]})
        return
    row = tx.execute(_row, {"b_id": payout_id}).one()
    comes_to = int(tx.execute(_sum, {"b_id": payout_id}).scalar_one())
    again = row.amount is not None and comes_to != row.amount and row.reads + 1 < _READS
    next_at = tx.now + _REST if again else None
    tx.execute(_ended, here | {"b_whole": not again, "b_next": next_at})


def put_off(tx: Transaction, payout_id: int) -> None:
    """Its lines did not come: it is asked for them again, later each time; others go first."""
    fails = int(tx.execute(_fails, {"b_id": payout_id}).scalar_one())
    wait = min(_LONGEST, _FIRST * 2 ** min(fails, 10))
    tx.execute(_put_off, {"b_id": payout_id, "b_next": tx.now + wait})


def tell_words(tx: Transaction, teller: Teller, words: Iterable[str]) -> None:
    """What words of a platform are for, as far as anybody said."""
    for word in sorted(words):
        meant = meaning_of(teller.platform, word, teller.words)
        row = {"shop": teller.shop, "word": word, "kind": meant.kind.value, "known": meant.known}
        tx.execute(_put_word(tx), row)


def tell_all_words(tx: Transaction, teller: Teller) -> None:
    """The same for all that this shop ever said, as the configuration may say otherwise by now."""
    rows = list(tx.execute(_words, {"b_shop": teller.shop}))
    changed = []
    for row in rows:
        meant = meaning_of(teller.platform, row.word, teller.words)
        if (meant.kind.value, meant.known) != (row.kind, bool(row.known)):
            changed.append(row.word)
    tell_words(tx, teller, changed)


def unfinished(tx: Transaction, shop: str, most: int) -> Sequence[AnyRow]:
    """Payouts whose lines are to be read now, the oldest first; what failed comes behind."""
    put = {"b_shop": shop, "b_now": tx.now, "b_most": most}
    return tx.execute(_unfinished, put).all()


def can_be_kept(
    payout_no: str, currency: str, amount: Decimal | None, lines: Sequence[ToldLine]
) -> bool:
    """Whether all amounts are some of this currency; what is not is told in the log."""
    try:
        for one in (amount, *(line.amount for line in lines)):
            minor_of(Decimal(0) if one is None else one, currency)
    except Refusal as refusal:
        logger.warning("payout %s cannot be kept: %s", payout_no, refusal.code)
        return False
    return True


def minor_of(amount: Decimal, currency: str) -> int:
    """Minor units; what is finer than the currency is rounded, as its money is."""
    fine = amount.quantize(Decimal(1).scaleb(-digits(currency)), ROUND_HALF_EVEN)
    return to_minor(fine, currency)


def _sums(tx: Transaction, payout_id: int, entries: list[str]) -> dict[str, tuple[int, int]]:
    found = {}
    for start in range(0, len(entries), _CHUNK):
        put = {"b_id": payout_id, "b_entries": entries[start : start + _CHUNK]}
        for row in tx.execute(_of_entries, put):
            found[row.entry_no] = (int(row.amount), int(row.seq))
    return found


_p, _l, _w = payouts.c, payout_lines.c, payout_words.c
_total = cast(func.coalesce(func.sum(_l.amount), 0), BigInteger)
_known = (
    select(_p.id, _p.currency, _p.amount, _p.since, _p.until, _p.paid_at)
    .where(_p.shop == bindparam("b_shop"), _p.payout_no == bindparam("b_no"))
    .with_for_update()
)
_insert_payout = Upsert(lambda insert_: insert_(payouts).on_conflict_do_nothing())
_insert_part = Upsert(lambda insert_: insert_(payout_orders).on_conflict_do_nothing())
_put_word = Upsert(
    lambda insert_: (new := insert_(payout_words)).on_conflict_do_update(
        index_elements=["shop", "word"],
        set_={"kind": new.excluded.kind, "known": new.excluded.known},
    )
)
_words = select(_w.word, _w.kind, _w.known).where(_w.shop == bindparam("b_shop"))
_of_entries = (
    select(_l.entry_no, _total.label("amount"), func.max(_l.seq).label("seq"))
    .where(
        _l.payout_id == bindparam("b_id"), _l.entry_no.in_(bindparam("b_entries", expanding=True))
    )
    .group_by(_l.entry_no)
)
_row = select(_p.amount, _p.reads).where(_p.id == bindparam("b_id"))
_sum = select(_total).where(_l.payout_id == bindparam("b_id"))
_here = update(payouts).where(_p.id == bindparam("b_id"), _p.page == bindparam("b_page"))
_next_page = _here.values(page=bindparam("b_after"), fails=0, next_at=None)
_ended = _here.values(
    page="", whole=bindparam("b_whole"), next_at=bindparam("b_next"), reads=_p.reads + 1, fails=0
)
_fails = select(_p.fails).where(_p.id == bindparam("b_id")).with_for_update()
_put_off = (
    update(payouts)
    .where(_p.id == bindparam("b_id"))
    .values(fails=_p.fails + 1, next_at=bindparam("b_next"))
)
_unfinished = (
    select(payouts)
    .where(
        _p.shop == bindparam("b_shop"),
        ~_p.whole,
        _p.next_at.is_(None) | (_p.next_at <= bindparam("b_now")),
    )
    .order_by(_p.fails, _p.at, _p.id)
    .limit(bindparam("b_most"))
)
