"""The journal of a period: all events of its days as entries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.bookkeeping.accounts import Account, Chart, chart_of
from core.bookkeeping.entries import Entry, in_order
from core.bookkeeping.of_orders import of_sale
from core.bookkeeping.periods import Period
from core.bookkeeping.reading.bought import bills_in, fees_in, receipts_in
from core.bookkeeping.reading.documents import documents
from core.bookkeeping.reading.goods import goods_in
from core.bookkeeping.reading.payments import applied_in, gateway_fees_in, payments_in
from core.bookkeeping.reading.payouts import arrivals_in, payouts_in
from core.bookkeeping.reading.sales import sales
from core.bookkeeping.rules import (
    of_applied,
    of_arrival,
    of_bill,
    of_document,
    of_fee,
    of_gateway,
    of_goods,
    of_payment,
    of_payout,
    of_receipt,
)
from core.settings import Config
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class BookRules:
    """The bookkeeper's part of the configuration."""

    chart: Chart
    country: str = "ID"
    currency: str = "IDR"
    shipping_tax: str = ""
    courier_tax: str = ""


@dataclass(frozen=True, slots=True)
class Journaled:
    """The entries of a period, and what is not known of it."""

    entries: tuple[Entry, ...]
    fresh: tuple[tuple[int, int], ...] = ()
    """Moves whose worth is to be written down, with it."""
    unknown: tuple[str, ...] = ()
    """Products that moved and whose cost nobody knows, by SKU."""


def book_rules(config: Config) -> BookRules:
    """What the books need of the configuration."""
    shop, books = config.shop, config.books
    return BookRules(
        chart=chart_of(shop.country, dict(books.accounts)),
        country=shop.country,
        currency=shop.currency,
        shipping_tax=config.invoices.shipping_tax,
        courier_tax=books.courier_tax,
    )


def journal(tx: Transaction, rules: BookRules, period: Period) -> Journaled:
    """All entries of the days of a period; the same whenever nothing of it changed."""
    found: list[Entry | None] = [of_document(one) for one in documents(tx, period)]
    for sale in sales(tx, period, rules.country, rules.shipping_tax):
        found += of_sale(sale)
    for payment in payments_in(tx, period):
        found += of_payment(payment)
    for applied in applied_in(tx, period):
        found += of_applied(applied)
    found += [of_gateway(one) for one in gateway_fees_in(tx, period)]
    found += [of_fee(one, rules.courier_tax) for one in fees_in(tx, period)]
    found += [of_bill(one) for one in bills_in(tx, period)]
    for payout in payouts_in(tx, period):
        found += of_payout(payout)
    for arrival in arrivals_in(tx, period):
        found += of_arrival(arrival)
    found += [of_receipt(one) for one in receipts_in(tx, period)]
    valued = goods_in(tx, period, rules.currency)
    found += [of_goods(one) for one in valued.goods]
    kept = [one for one in found if one is not None and period.has(one.day)]
    return Journaled(in_order(kept), valued.fresh, valued.unknown)


@dataclass(frozen=True, slots=True)
class Booked:
    """A line of the journal as an account has it; minor units, one of the two is 0."""

    entry: Entry
    account: Account
    debit: int
    credit: int
    rate: str


def booked(chart: Chart, entries: Iterable[Entry]) -> list[Booked]:
    """Entries by account: what is the same account is one line; what moves nothing is left out."""
    found = []
    for one in entries:
        sums: dict[tuple[str, str], int] = {}
        names: dict[str, Account] = {}
        for line in one.lines:
            account = chart[line.role]
            names.setdefault(account.number, account)
            key = account.number, line.rate
            sums[key] = sums.get(key, 0) + line.amount
        if not any(_by_account(sums).values()):
            continue
        for (number, rate), amount in sums.items():
            if amount:
                debit, credit = max(0, amount), max(0, -amount)
                found.append(Booked(one, names[number], debit, credit, rate))
    return found


def _by_account(sums: dict[tuple[str, str], int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for (number, _rate), amount in sums.items():
        found[number] = found.get(number, 0) + amount
    return found


def count_of(lines: Iterable[Booked]) -> int:
    """How many entries lines are of."""
    return len({one.entry.key for one in lines})


@dataclass(frozen=True, slots=True)
class Turnover:
    """What an account was debited and credited in one currency; minor units."""

    account: Account
    currency: str
    debit: int
    credit: int


def turnovers(lines: Iterable[Booked]) -> tuple[Turnover, ...]:
    """Debit and credit by account and currency, in the order of the chart."""
    sums: dict[tuple[str, str], list[int]] = {}
    names: dict[str, Account] = {}
    for one in lines:
        names.setdefault(one.account.number, one.account)
        both = sums.setdefault((one.entry.currency, one.account.number), [0, 0])
        both[0] += one.debit
        both[1] += one.credit
    return tuple(
        Turnover(names[number], currency, debit, credit)
        for (currency, number), (debit, credit) in sorted(sums.items())
    )
