"""What each event does to the accounts: pure, from `core.bookkeeping.facts` to entries."""

from __future__ import annotations

from collections.abc import Iterable

from core.bookkeeping.accounts import Role
from core.bookkeeping.entries import Entry, Journal, Line, entry
from core.bookkeeping.facts import (
    METHOD_ROLES,
    Applied,
    Arrival,
    CourierFee,
    Document,
    GatewayFee,
    Goods,
    Payment,
    Payout,
    PlatformBill,
    Receipt,
    Sum,
)
from core.shares import percent_of, tax_within


def sold(sums: Iterable[Sum], *, takes_back: bool = False, sign: int = 1) -> list[Line]:
    """A sale: the customer owes it, net and tax of each rate apart."""
    lines = []
    for one in sums:
        income = Role.SHIPPING_INCOME if one.fee else Role.SALES
        if takes_back:
            income = Role.SALES_RETURNS
        lines += [
            Line(Role.RECEIVABLE, sign * (one.net + one.tax)),
            Line(income, -sign * one.net, one.rate),
            Line(Role.OUTPUT_TAX, -sign * one.tax, one.rate),
        ]
    return lines


def of_document(one: Document) -> Entry | None:
    """An issued invoice; a replacement takes back all that stood before it."""
    lines = sold(one.sums, takes_back=one.takes_back)
    for took_back, before in one.replaced:
        lines += sold([before], takes_back=took_back, sign=-1)
    return entry(
        f"invoice:{one.id}",
        one.day,
        Journal.SALES,
        one.number,
        one.currency,
        lines,
        partner=one.partner,
        note=one.legal_number,
    )


def of_payment(one: Payment) -> list[Entry | None]:
    """A payment, and its other way round on the day on which it was called back."""
    days = [("", one.day, one.amount)]
    if one.reversed_on is not None:
        days.append((":back", one.reversed_on, -one.amount))
    return [
        entry(
            f"payment:{one.id}{mark}",
            day,
            Journal.MONEY,
            f"PAY-{one.id}",
            one.currency,
            [Line(METHOD_ROLES[one.method], amount), Line(Role.ADVANCE, -amount)],
            partner=one.partner,
            note=one.reference,
        )
        for mark, day, amount in days
    ]


def of_applied(one: Applied) -> list[Entry | None]:
    """What a payment is for leaves the advances of who paid; a rest that is written off is lost."""
    owed = Line(Role.RECEIVABLE, -one.amount)
    note = "" if one.payment_id is None else f"PAY-{one.payment_id}"
    taken = Line(Role.WRITE_OFF if one.payment_id is None else Role.ADVANCE, one.amount)
    same = one.payment_id is None or (
        one.payer.number == one.partner.number
        and (bool(one.payer.number) or one.payer.name == one.partner.name)
    )
    # Somebody else paid: it passes on, so that each of them has the entry that is theirs.
    between = Line(Role.OTHER_MONEY, one.amount)
    passed = Line(Role.OTHER_MONEY, -one.amount)
    parts = [("", one.partner, [taken, owed])]
    if not same:
        parts = [("", one.partner, [between, owed]), (":payer", one.payer, [taken, passed])]
    return [
        entry(
            f"applied:{one.id}{mark}",
            one.day,
            Journal.MATCHING,
            one.invoice,
            one.currency,
            lines,
            partner=partner,
            note=note,
        )
        for mark, partner, lines in parts
    ]


def of_fee(one: CourierFee, tax_rate: str) -> Entry | None:
    """What a courier asks for a parcel; the tax within it may be deducted where a rate is said."""
    tax = tax_within(abs(one.amount), percent_of(tax_rate)) if tax_rate else 0
    tax = tax if one.amount >= 0 else -tax
    lines = [
        Line(Role.DELIVERY, one.amount - tax, tax_rate if tax else ""),
        Line(Role.INPUT_TAX, tax, tax_rate),
        Line(Role.COURIER_PAYABLE, -one.amount),
    ]
    return entry(
        one.key, one.day, Journal.COURIERS, one.waybill, one.currency, lines, partner=one.partner
    )


def of_gateway(one: GatewayFee) -> Entry | None:
    """What a gateway kept never reached the account that its payment is in."""
    lines = [Line(Role.GATEWAY_FEES, one.amount), Line(METHOD_ROLES[one.method], -one.amount)]
    return entry(
        f"gateway-fee:{one.id}",
        one.day,
        Journal.MONEY,
        f"PAY-{one.payment_id}",
        one.currency,
        lines,
        partner=one.gateway,
    )


def of_bill(one: PlatformBill) -> Entry | None:
    """A bill of a platform, as it was booked."""
    lines = [
        Line(Role.ADVERTISING, one.net),
        Line(Role.INPUT_TAX, one.tax),
        Line(Role.PLATFORM_PAYABLE, -one.net - one.tax),
    ]
    key = f"platform:{one.id}"
    return entry(
        key, one.day, Journal.PLATFORMS, one.number, one.currency, lines, partner=one.partner
    )


def of_payout(one: Payout) -> list[Entry | None]:
    """What buyers paid waits at the marketplace: fees leave it on the day of the statement, the
    rest when it is paid out.
    """
    kept = [Line(role, amount) for role, amount in one.kept]
    entries = [(f"payout:{one.id}", one.day, kept)]
    if one.paid_on is not None:
        came = [Line(Role.CHANNEL_PAYOUT, one.paid)]
        entries.append((f"payout-paid:{one.id}", one.paid_on, came))
    return [
        entry(
            key,
            day,
            Journal.PLATFORMS,
            one.number,
            one.currency,
            [*lines, Line(Role.CHANNEL, -sum(line.amount for line in lines))],
            partner=one.shop,
        )
        for key, day, lines in entries
    ]


def of_arrival(one: Arrival) -> list[Entry | None]:
    """What was paid out is in the bank: where that is the same account, the payout booked it.

    What the bank or the platform took off on the way, or gave, is written off.
    """
    days = [("", one.day, 1)]
    if one.undone_on is not None:
        days.append((":back", one.undone_on, -1))
    return [
        entry(
            f"payout-arrived:{one.id}{mark}",
            day,
            Journal.MONEY,
            one.number,
            one.currency,
            [
                Line(Role.BANK, sign * one.came),
                Line(Role.CHANNEL_PAYOUT, -sign * one.expected),
                Line(Role.WRITE_OFF, sign * (one.expected - one.came)),
            ],
            partner=one.shop,
            note=one.account,
        )
        for mark, day, sign in days
    ]


def of_receipt(one: Receipt) -> Entry | None:
    """Goods that a supplier delivered, at the cost of their purchase order, without tax."""
    lines = [Line(Role.INVENTORY, one.amount), Line(Role.PAYABLE, -one.amount)]
    return entry(
        one.key,
        one.day,
        Journal.PURCHASES,
        one.number,
        one.currency,
        lines,
        partner=one.partner,
        note=one.order,
    )


def of_goods(one: Goods) -> Entry | None:
    """Goods that left are an expense, those that came back are none any more."""
    lines = [Line(one.against, one.amount), Line(Role.INVENTORY, -one.amount)]
    journal = Journal.GOODS if one.against is Role.COST_OF_GOODS else Journal.STOCK
    return entry(
        one.key,
        one.day,
        journal,
        one.document,
        one.currency,
        lines,
        partner=one.partner,
        note=one.note,
    )
