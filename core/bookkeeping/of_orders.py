"""What orders do to the accounts: sales without an invoice, what was paid before and after; pure.

An order that left in a month in which nobody invoiced it counts as sold on the day on which it
left; when its invoice comes later, that takes its place on the day of the invoice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from core.bookkeeping.accounts import Role
from core.bookkeeping.entries import Entry, Journal, Line, added, entry, turned
from core.bookkeeping.facts import METHOD_ROLES, Paid, Sale, Sum
from core.bookkeeping.rules import sold
from core.shares import shared


def of_sale(one: Sale) -> list[Entry | None]:
    """All entries of an order, whatever their days."""
    return [*_receipts(one), *_payments(one)]


def _receipts(one: Sale) -> Iterator[Entry | None]:
    if not one.by_receipt or one.left_on is None:
        return
    sale = sold(one.sums)
    yield entry(
        f"sale:{one.order_id}",
        one.left_on,
        Journal.RECEIPTS,
        one.order_no,
        one.currency,
        sale,
        partner=one.partner,
    )
    standing = list(sale)
    left = list(one.sums)
    for back in one.returns:
        if one.invoiced_on is not None and back.day >= one.invoiced_on:
            continue  # the credit of its invoice says it
        part, left = _part(left, back.amount)
        lines = sold(part, takes_back=True, sign=-1)
        standing += lines
        yield entry(
            f"sale-back:{back.code}",
            max(back.day, one.left_on),
            Journal.RECEIPTS,
            back.code,
            one.currency,
            lines,
            partner=one.partner,
            note=one.order_no,
        )
    if one.invoiced_on is not None:
        yield entry(
            f"sale-off:{one.order_id}",
            one.invoiced_on,
            Journal.RECEIPTS,
            one.order_no,
            one.currency,
            turned(added(standing)),
            partner=one.partner,
        )


def _part(left: list[Sum], amount: int) -> tuple[list[Sum], list[Sum]]:
    """A part of what was sold, by what is left of each; and what is left then."""
    weights = [max(0, one.net + one.tax) for one in left]
    parts, rest = [], []
    for one, gross in zip(left, shared(weights, amount), strict=True):
        whole = one.net + one.tax
        tax = one.tax * gross // whole if whole else 0
        parts.append(replace(one, net=gross - tax, tax=tax))
        rest.append(replace(one, net=one.net - gross + tax, tax=one.tax - tax))
    return parts, rest


def _payments(one: Sale) -> Iterator[Entry | None]:
    before = 0
    for paid in one.paid:
        days = [("", paid.day, paid.amount)]
        if paid.reversed_on is not None:
            days.append((":back", max(paid.reversed_on, paid.day), -paid.amount))
        for mark, day, amount in days:
            early = one.sold_on is None or day < one.sold_on
            before += amount if early else 0
            owed = Role.ADVANCE if early else Role.RECEIVABLE
            yield entry(
                f"order-payment:{paid.id}{mark}",
                day,
                Journal.COURIERS if paid.forgone else Journal.MONEY,
                f"OPAY-{paid.id}",
                one.currency,
                [Line(_where(paid), amount), Line(owed, -amount)],
                partner=one.partner,
                note=" ".join(part for part in (one.order_no, paid.reference) if part),
            )
    if one.sold_on is not None and before:
        yield entry(
            f"advance:{one.order_id}",
            one.sold_on,
            Journal.MATCHING,
            one.order_no,
            one.currency,
            [Line(Role.ADVANCE, before), Line(Role.RECEIVABLE, -before)],
            partner=one.partner,
        )


def _where(paid: Paid) -> Role:
    return Role.COURIER_LOSS if paid.forgone else METHOD_ROLES[paid.method]
