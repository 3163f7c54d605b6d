"""Bills of platforms as the shop keeps them: once, followed, booked, and for finance alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.database import Database
from core.errors import NotAllowed, NotFound, Refusal
from core.people.permissions import ROLES, Role
from core.platform_bills.base import Account, Bill, Group, Refused
from core.platform_bills.booking import book, unbook, want_file
from core.platform_bills.costs import by_month
from core.platform_bills.fetching import fetch, round_of
from core.platform_bills.queries import Wanted, bills, one_bill, standings, totals
from core.platform_bills.registry import Configured
from core.platform_bills.states import OPEN, BillKind, PayState, Standing
from core.platform_bills.taking import heard
from core.transaction import Actor, reading, writing

ACCOUNT = "Ads"
DAY = date(2026, 11, 3)


def bill(number: str, net: int = 1_000_00, **other: object) -> Bill:
    made = Bill(
        remote_id=f"r-{number}",
        number=number,
        kind=BillKind.BILL,
        organisation="PT Kemas Contoh",
        group_id="7",
        raw_state="APPROVED",
        pay_state=PayState.UNPAID,
        raw_pay_state="UNPAID",
        overdue=False,
        sent_on=DAY,
        due_on=DAY + timedelta(days=30),
        currency="IDR",
        net=net,
        tax=net * 11 // 100,
        unpaid=net + net * 11 // 100,
    )
    return replace(made, **other)  # type: ignore[arg-type]


class Platform:
    """Tells what it is given."""

    def __init__(self, *found: Bill) -> None:
        self.told: Account | Refused = Account(found, (Group("7", "Iklan"),), 5, "IDR")
        self.asked = 0

    def account(self, since: date, until: date) -> Account | Refused:
        self.asked += 1
        return self.told

    def paper(self, remote_id: str) -> bytes | Refused:
        self.asked += 1
        return b"%PDF-" + remote_id.encode()


def keep(db: Database, *found: Bill) -> None:
    with writing(db) as tx:
        heard(tx, ACCOUNT, Account(found, (Group("7", "Iklan"),)))


def test_told_again_a_bill_is_followed_and_never_doubled(db: Database) -> None:
    keep(db, bill("ID-1"), bill("ID-2"))
    keep(db, bill("ID-1", pay_state=PayState.PAID, raw_pay_state="PAID", unpaid=0), bill("ID-2"))
    with reading(db) as tx:
        assert [(one.number, one.pay_state.value) for one in bills(tx, Wanted())] == [
            ("ID-2", "unpaid"),
            ("ID-1", "paid"),
        ]
        assert one_bill(tx, "ID-1").group == "Iklan"


def test_filters_and_totals_go_together_and_credit_notes_count_against(db: Database) -> None:
    keep(
        db,
        bill("ID-1", overdue=True),
        bill("ID-2", organisation="Toko Lain", group_id="8", sent_on=date(2026, 8, 1)),
        bill("CN_1", 100_00, kind=BillKind.CREDIT),
    )
    cases = {
        Wanted(number="id-"): {"ID-1", "ID-2"},
        Wanted(text="cn_"): {"CN_1"},
        Wanted(text="lain"): {"ID-2"},
        Wanted(organisation="toko"): {"ID-2"},
        Wanted(group="7"): {"ID-1", "CN_1"},
        Wanted(since=date(2026, 9, 1)): {"ID-1", "CN_1"},
        Wanted(until=date(2026, 8, 1)): {"ID-2"},
        Wanted(pay=OPEN, overdue=True): {"ID-1"},
        Wanted(number="%"): set(),
        Wanted(account="other"): set(),
    }
    with reading(db) as tx:
        for wanted, numbers in cases.items():
            assert {one.number for one in bills(tx, wanted)} == numbers, wanted
            assert sum(one.bills for one in totals(tx, wanted)) == len(numbers)
        (found,) = totals(tx, Wanted(group="7"))
    assert (found.unpaid, found.overdue) == (1_110_00 - 111_00, 1_110_00)


def test_booked_once_and_again_only_when_the_platform_changed_it(db: Database) -> None:
    keep(db, bill("ID-1"), bill("ID-3", raw_state="DELETED"))
    with writing(db) as tx:
        one = one_bill(tx, "ID-1")
        assert [book(tx, one.id), book(tx, one.id)] == [True, False]
    keep(db, bill("ID-1", 900_00))
    with writing(db) as tx:
        found = one_bill(tx, "ID-1")
        assert (found.changed, found.booked_net) == (True, 1_000_00)
        assert book(tx, one.id)
        assert not one_bill(tx, "ID-1").changed
        unbook(tx, one.id)
        with pytest.raises(Refusal, match="platform_bill_unbooked"):
            unbook(tx, one.id)
        with pytest.raises(Refusal, match="platform_bill_gone"):
            book(tx, one_bill(tx, "ID-3").id)
        with pytest.raises(NotFound, match="platform_bill_unknown"):
            one_bill(tx, "ID-9")


def test_booked_bills_stand_beside_the_sales_of_their_month(db: Database) -> None:
    keep(db, bill("ID-1"), bill("CN-1", 100_00, kind=BillKind.CREDIT), bill("ID-2"))
    with writing(db) as tx:
        today = tx.today
        for number in ("ID-1", "CN-1"):
            book(tx, one_bill(tx, number).id)
        months = (today.year - DAY.year) * 12 + today.month - DAY.month + 1
        (found,) = by_month(tx, "Asia/Jakarta", max(months, 1))
    assert (found.month, found.cost, found.percent) == ("2026-11", 900_00, None)


def test_only_who_has_the_finances_sees_books_or_asks(db: Database) -> None:
    keep(db, bill("ID-1"))
    for role, permissions in ROLES.items():
        actor = Actor(operator_id=1, name="x", permissions=frozenset(p.value for p in permissions))
        with writing(db, actor) as tx:
            if role in {Role.FINANCE, Role.ADMIN}:
                assert one_bill(tx, "ID-1").number == "ID-1"
                continue
            for look in (
                lambda: bills(tx, Wanted()),
                lambda: totals(tx, Wanted()),
                lambda: book(tx, 1),
                lambda: by_month(tx, "UTC"),
            ):
                with pytest.raises(NotAllowed):
                    look()


def test_the_worker_asks_when_it_is_time_and_fetches_a_paper_once(db: Database) -> None:
    platform = Platform(bill("ID-1"))
    one = Configured(ACCOUNT, platform, 13, 6)
    assert [round_of(db, one), round_of(db, one), platform.asked] == [True, False, 1]
    with writing(db) as tx:
        found = one_bill(tx, "ID-1")
        want_file(tx, found.id)
    assert round_of(db, one)
    assert fetch(db, one, found) == b"%PDF-r-ID-1"
    assert platform.asked == 2
    platform.told = Refused(Standing.NO_FINANCE, "no")
    with writing(db) as tx:
        heard(tx, ACCOUNT, platform.told)
        (stands,) = standings(tx, [ACCOUNT])
        assert (stands.standing, stands.said) == (Standing.NO_FINANCE, "no")
        assert one_bill(tx, "ID-1").has_file
    with writing(db) as tx:
        assert heard(tx, ACCOUNT, Account((), ())) is Standing.EMPTY
