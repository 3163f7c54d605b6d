"""Payouts of a shop come in, a few pages in each round, and are held against its orders.

First the payouts that changed, then the lines of those that were not told whole, each from where it
was left. One whose lines never come is named, and asked for them later each time: it holds up none
of the others. What was taken in twice changes nothing, so a crash costs one page at most.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from core.channels.adapter import OF_ONE, Access, Can, Fault, Trouble
from core.channels.answers import mark_of
from core.channels.asking import ask
from core.channels.calm import What, read_calmly, stands
from core.channels.records import EntryPage, Payout, PayoutEntry, PayoutPage, Unread
from core.channels.registry import Shop
from core.channels.unread import first_unread, keep_unread
from core.database import Database
from core.money import Money, currency_of
from core.orders.status import Policy
from core.payouts.matching import match_open
from core.payouts.taking import (
    Teller,
    ToldLine,
    ToldPayout,
    can_be_kept,
    put_off,
    read_on,
    take_lines,
    take_payout,
    tell_all_words,
    unfinished,
)
from core.receivables.banking import match_payouts
from core.receivables.settings import Terms
from core.rows import AnyRow
from core.transaction import SYSTEM, Transaction, reading, run, run_in_batches

_MOST_PAGES = 10
"""Pages of lines in one round; what is left comes with the next one."""
_AT_ONCE = 20
"""Payouts of one transaction."""
_PERHAPS_ITS = frozenset({Fault.AWAY, Fault.UNSURE})
"""Nobody knows whether another payout would be answered: the next round begins with another."""


@dataclass(slots=True)
class Pulled:
    """What a round did."""

    shop: str
    payouts: int = 0
    """Told, also those that are known."""
    paid: int = 0
    """Orders whose payment was written down."""
    arrived: int = 0
    """Waiting lines of banks that brought one."""
    left: bool = False
    """Lines of some payout are still to be read."""
    trouble: Trouble | None = None


def teller_of(shop: Shop) -> Teller:
    """The shop as its payouts know it."""
    settings = shop.settings
    return Teller(shop.name, shop.channel, settings.kind, settings.fee_kinds)


def pull_payouts(
    database: Database,
    shop: Shop,
    policy: Policy,
    terms: Terms | None = None,
    *,
    at_once: bool = False,
) -> Pulled:
    """Read what a shop pays out, where it is time for it, and hold it against the orders.

    With `terms` it is held against waiting lines of banks as well.
    """
    done = Pulled(shop.name)
    if Can.PAYOUTS not in shop.adapter.can:
        return done
    teller = teller_of(shop)

    def take(page: PayoutPage) -> None:
        done.payouts += len(page.payouts)
        take_in_payouts(database, shop, page.payouts, page.unread)

    def begin(tx: Transaction) -> timedelta:
        tell_all_words(tx, teller)
        usual = shop.adapter.limits.payout_overlap
        oldest = first_unread(tx, shop.name, What.PAYOUTS)
        return usual if oldest is None else usual + (tx.now - oldest)

    overlap = run(database, SYSTEM, begin)
    done.trouble = read_calmly(
        database,
        shop,
        What.PAYOUTS,
        shop.adapter.payouts,
        take,
        at_once=at_once,
        every=timedelta(hours=shop.settings.payout_hours),
        overlap=overlap,
    )
    if done.trouble is None:
        done.trouble = _read_lines(database, shop, teller)
    with reading(database) as tx:
        done.left = bool(unfinished(tx, shop.name, 1))
    done.paid = match_open(database, policy, shop.name)
    if terms is not None and done.payouts:
        done.arrived = match_payouts(database, terms, policy)
    return done


def take_in_payouts(
    database: Database, shop: Shop, told: Iterable[Payout], unread: Iterable[Unread] = ()
) -> None:
    """Write payouts down as the platform has them, and remember those that nobody can read."""
    teller = teller_of(shop)
    wrong = list(unread)

    def work(tx: Transaction, some: Iterable[Payout]) -> None:
        read: list[str] = []
        odd, whole = [], []
        for one in some:
            payout = _told(shop, one)
            if can_be_kept(payout.payout_no, payout.currency, payout.amount, payout.lines):
                take_payout(tx, teller, payout)
                read += [payout.payout_no, *(line.entry_no for line in payout.lines)]
                whole += [payout.payout_no] if payout.whole else []
            else:
                told_of = [payout.amount, [line.amount for line in payout.lines]]
                odd.append(Unread(payout.payout_no, "amount", mark_of(told_of)))
        keep_unread(tx, shop.name, What.PAYOUTS, odd, read)
        keep_unread(tx, shop.name, What.PAYOUTS, (), whole, alone=True)

    for _none in run_in_batches(database, SYSTEM, list(told), work, size=_AT_ONCE):
        pass
    if wrong:
        run(database, SYSTEM, lambda tx: keep_unread(tx, shop.name, What.PAYOUTS, wrong, ()))


def _read_lines(database: Database, shop: Shop, teller: Teller) -> Trouble | None:
    """Go on with payouts whose lines are not all here, a few pages."""
    for _page in range(_MOST_PAGES):
        with reading(database) as tx:
            waiting = unfinished(tx, shop.name, 1)
        if not waiting:
            return None
        row = waiting[0]
        told = ask(database, shop, partial(_asked, shop=shop, payout=_known(row), page=row.page))
        if not isinstance(told, Trouble) and told.next and told.next == row.page:
            told = Trouble(Fault.GARBLED, "same_page")
        if not isinstance(told, Trouble):
            run(database, SYSTEM, partial(_take_page, teller=teller, row=row, page=told))
            continue
        run(database, SYSTEM, partial(_did_not_come, shop=shop, row=row, trouble=told))
        if told.fault not in OF_ONE:
            return told
    return None


def _did_not_come(tx: Transaction, *, shop: Shop, row: AnyRow, trouble: Trouble) -> None:
    """What is wrong with one payout is said of it, and holds up no other; else of the shop."""
    if trouble.fault in OF_ONE:
        put_off(tx, row.id)
        one = Unread(row.payout_no, trouble.said[:120] or trouble.fault.value)
        keep_unread(tx, shop.name, What.PAYOUTS, [one], (), alone=True)
        return
    if trouble.fault in _PERHAPS_ITS:
        put_off(tx, row.id)
    stands(tx, shop=shop, what=What.PAYOUTS, trouble=trouble)


def _asked(access: Access, *, shop: Shop, payout: Payout, page: str) -> EntryPage | Trouble:
    return shop.adapter.payout_entries(access, payout, page)


def _take_page(tx: Transaction, *, teller: Teller, row: AnyRow, page: EntryPage) -> None:
    lines = _lines(page.entries)
    if can_be_kept(row.payout_no, row.currency, None, lines):
        take_lines(tx, teller, row.id, row.currency, lines)
    read_on(tx, row.id, row.page, page.next)
    if not page.next:
        keep_unread(tx, teller.shop, What.PAYOUTS, (), [row.payout_no], alone=True)


def _known(row: AnyRow) -> Payout:
    """A payout as its platform is asked about it."""
    amount = None if row.amount is None else Money(row.amount, row.currency).decimal
    return Payout(row.payout_no, row.at, row.currency, amount, row.raw_state)


def _told(shop: Shop, one: Payout) -> ToldPayout:
    return ToldPayout(
        payout_no=one.payout_no,
        at=one.at,
        currency=one.currency or currency_of(shop.settings.country) or "",
        amount=one.amount,
        raw_state=one.status,
        lines=_lines(one.entries),
        whole=one.whole,
        since=one.since,
        until=one.until,
        paid_at=one.paid_at,
    )


def _lines(entries: Iterable[PayoutEntry]) -> list[ToldLine]:
    return [
        ToldLine(
            one.entry_no or f"{one.order_no or one.remote_id}-{one.kind}",
            one.order_no or one.remote_id,
            one.kind,
            one.amount,
        )
        for one in entries
    ]
