"""What is done at the station about the bills of platforms."""

from __future__ import annotations

from collections.abc import Sequence

from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.people.permissions import Permission, require
from core.platform_bills.booking import book, unbook, want_file
from core.platform_bills.queries import one_bill
from core.platform_bills.taking import want


def ask_now(accounts: Sequence[str]) -> Deed:
    """Have the worker ask accounts for their bills."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        require(bench.tx, Permission.PLATFORM_BILLS)
        for name in accounts:
            want(bench.tx, name)
        return Answer(Kind.INFO, "bills_asked", {"accounts": ", ".join(accounts)})

    return do


def book_it(number: str) -> Deed:
    """Book a bill as a cost."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        bill = one_bill(bench.tx, number)
        if book(bench.tx, bill.id):
            return Answer(Kind.INFO, "bill_booked", {"bill": bill.number})
        return Answer(Kind.INFO, "bill_booked_before", {"bill": bill.number})

    return do


def take_back(number: str) -> Deed:
    """Take the booking of a bill back."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        bill = one_bill(bench.tx, number)
        unbook(bench.tx, bill.id)
        return Answer(Kind.INFO, "bill_unbooked", {"bill": bill.number})

    return do


def fetch_paper(number: str) -> Deed:
    """Have the worker fetch the paper of a bill."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        bill = one_bill(bench.tx, number)
        if bill.has_file:
            return Answer(Kind.INFO, "bill_paper_there", {"bill": bill.number})
        want_file(bench.tx, bill.id)
        return Answer(Kind.INFO, "bill_paper_asked", {"bill": bill.number})

    return do
