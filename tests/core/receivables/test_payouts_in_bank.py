"""What marketplaces pay out is known again in the bank, once, and never by a guess."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest
from alembic import command
from sqlalchemy import func, select, update

from core.audit import events
from core.bookkeeping.accounts import INDONESIA, Account, Chart, Role
from core.bookkeeping.journal import BookRules, booked, journal
from core.bookkeeping.periods import Period
from core.database import Database
from core.errors import NotAllowed, Refusal
from core.migrations.run import config_for
from core.orders.models import orders
from core.orders.states import OrderStatus
from core.orders.status import Policy
from core.payouts.arrivals import Awaited
from core.payouts.models import payout_arrivals, payouts
from core.payouts.queries import Payout, Wanted, count_payouts, list_payouts
from core.payouts.recognising import Coming
from core.payouts.taking import Teller, ToldLine, ToldPayout, take_payout
from core.people.permissions import ROLES
from core.people.permissions import Role as Job
from core.receivable_settings import BankLayout, ReceivablesSettings
from core.receivables import banking
from core.receivables.banking import BankReport
from core.receivables.line_book import take_in
from core.receivables.matching import suggestions
from core.receivables.models import payments
from core.receivables.queries import BankLine, list_lines
from core.receivables.settings import Terms
from core.receivables.statements.lines import Line
from core.receivables.states import BankLineState, Why
from core.transaction import SYSTEM, Actor, Transaction, reading, writing

SHOPS = (
    Coming("Toko", ("lazada", "PT Contoh Ecart"), 7),
    Coming("Kedai", ("tiktok",), 7),
    Coming("Lapak", ("shopee",), 0),
)
TERMS = Terms(currency="IDR", zone="UTC", shops=SHOPS)
LAYOUT = BankLayout(name="bca", account="123", amount="amount", payer="payer", thousands=",")
SETTINGS = ReceivablesSettings(banks=(LAYOUT,))
Pay = Callable[..., int]


def today(db: Database) -> date:
    with reading(db) as tx:
        return tx.today


@pytest.fixture
def pays(db: Database) -> Pay:
    """Have a shop pay out so many rupiah so many days ago."""

    def made(no: str, amount: int, ago: int = 2, shop: str = "Toko", state: str = "Yes") -> int:
        with writing(db) as tx:
            at = tx.now - timedelta(days=ago)
            line = ToldLine(no, "", "Item Price Credit", Decimal(amount))
            told = ToldPayout(no, at, "IDR", Decimal(amount), state, [line], paid_at=at)
            return take_payout(tx, Teller(shop, shop.lower(), "lazada"), told)

    return made


def take(db: Database, folder: Path, *rows: str, ago: int = 1, name: str = "a.csv") -> BankReport:
    """Import a CSV of rows ``amount;text;payer``."""
    day = today(db) - timedelta(days=ago)
    lines = ["date;description;amount;payer"]
    for row in rows:
        amount, said, payer = row.split(";")
        lines.append(f"{day:%d/%m/%Y};{said};{amount};{payer}")
    path = folder / name
    path.write_text("\n".join(lines), encoding="utf-8")
    return banking.import_bank_file(db, SYSTEM, TERMS, Policy(), SETTINGS, path)


def lines(db: Database, *states: BankLineState) -> tuple[BankLine, ...]:
    with reading(db) as tx:
        return list_lines(tx, states)


def said(db: Database, line: BankLine) -> list[tuple[str, str, int, bool]]:
    with reading(db) as tx:
        found = suggestions(tx, TERMS, line)
    return [(one.why.value, ", ".join(one.names), one.differs // 100, one.certain) for one in found]


def payout(db: Database, no: str) -> Payout:
    with reading(db) as tx:
        (found,) = list_payouts(tx, Wanted(text=no))
        return found


def accounts(db: Database, chart: Chart) -> dict[str, int]:
    """What the journal of these days comes to, by account and in whole rupiah."""
    with reading(db) as tx:
        period = Period(tx.today - timedelta(days=60), tx.today)
        entries = journal(tx, BookRules(chart), period).entries
    sums: dict[str, int] = {}
    for one in booked(chart, entries):
        name = one.account.number
        sums[name] = sums.get(name, 0) + (one.debit - one.credit) // 100
    return {number: amount for number, amount in sums.items() if amount}


def test_a_payout_is_known_by_its_number_once_and_is_no_payment(
    db: Database, pays: Pay, tmp_path: Path
) -> None:
    pays("LZ-2026-0047", 172_000)
    pays("LZ-2026-0048", 172_000)  # as much, and not meant
    row = "172,000;TRSF lz2026 0047 CV X;PT ANTAH"
    done = take(db, tmp_path, row)
    assert (done.applied, done.payouts, done.waiting) == (1, 1, 0)
    (line,) = lines(db, BankLineState.PAYOUT)
    assert (line.note, line.payment_id) == ("Toko: LZ-2026-0047", None)
    one = payout(db, "0047")
    assert (one.arrived_on, one.account, one.came) == (line.booked_on, "123", 172_000_00)
    assert payout(db, "0048").arrived_on is None
    again = take(db, tmp_path, row)
    more = take(db, tmp_path, row, "5;interest;", name="b.csv")
    assert (again.known, again.applied, more.known, more.applied) == (1, 0, 1, 0)
    with reading(db) as tx:
        assert tx.execute(select(func.count()).select_from(payout_arrivals)).scalar() == 1
        assert tx.execute(select(func.count()).select_from(payments)).scalar() == 0


def test_the_bank_is_booked_once_against_what_the_marketplace_holds(
    db: Database, pays: Pay, tmp_path: Path
) -> None:
    pays("LZ-2026-0047", 172_000)
    usual = Chart(INDONESIA)
    bank, held = INDONESIA[Role.BANK].number, INDONESIA[Role.CHANNEL].number
    before = accounts(db, usual)
    assert before == {bank: 172_000, held: -172_000}
    own = Chart({**INDONESIA, Role.CHANNEL_PAYOUT: Account("1-1345", "On the way")})
    assert accounts(db, own) == {"1-1345": 172_000, held: -172_000}
    take(db, tmp_path, "172,000;LZ-2026-0047;LAZADA")
    assert accounts(db, usual) == before
    assert accounts(db, own) == {bank: 172_000, held: -172_000}
    (line,) = lines(db)
    with writing(db) as tx:
        banking.reopen(tx, Policy(), line.id, "another one")
    assert accounts(db, usual) == before
    assert accounts(db, own) == {"1-1345": 172_000, held: -172_000}


def test_what_the_platform_did_not_say_yet_is_booked_when_the_bank_has_it(
    db: Database, pays: Pay, tmp_path: Path
) -> None:
    pays("LZ-2026-0047", 172_000, state="Not paid")
    assert accounts(db, Chart(INDONESIA)) == {}
    take(db, tmp_path, "172,000;LZ-2026-0047;LAZADA")
    bank, held = INDONESIA[Role.BANK].number, INDONESIA[Role.CHANNEL].number
    assert accounts(db, Chart(INDONESIA)) == {bank: 172_000, held: -172_000}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        pytest.param(("Toko", "Toko"), "LAZADA PAYOUT", id="two of one shop"),
        pytest.param(("Toko", "Kedai"), "TRANSFER MASUK", id="two shops, none named"),
        pytest.param(("Lapak",), "TRANSFER MASUK", id="a shop that keeps its money"),
    ],
)
def test_by_its_amount_alone_it_is_offered_where_two_may_be_meant(
    db: Database, pays: Pay, tmp_path: Path, rows: tuple[str, ...], told: str
) -> None:
    for at, shop in enumerate(rows):
        pays(f"PO-0000{at}", 172_000, shop=shop)
    done = take(db, tmp_path, f"172,000;{told};")
    assert (done.applied, done.waiting) == (0, 1)
    (line,) = lines(db)
    assert said(db, line) == [
        ("payout", f"{shop}: PO-0000{at}", 0, False) for at, shop in enumerate(rows)
    ]
    with reading(db) as tx:
        keys = [one.key for one in suggestions(tx, TERMS, line)]
    with writing(db) as tx:
        banking.accept(tx, TERMS, Policy(), line.id, keys[-1])
    assert payout(db, f"PO-0000{len(rows) - 1}").arrived_on == line.booked_on


def test_the_shop_in_the_text_tells_which_of_two_is_meant(
    db: Database, pays: Pay, tmp_path: Path
) -> None:
    pays("PO-00001", 172_000)
    pays("PO-00002", 172_000, shop="Kedai")
    pays("PO-00003", 90_000, shop="Kedai")
    done = take(db, tmp_path, "172,000;SETTLEMENT;PT. CONTOH ECART", "90,000;transfer;")
    assert done.applied == 2
    assert payout(db, "00001").arrived_on is not None
    assert payout(db, "00002").arrived_on is None
    assert payout(db, "00003").arrived_on is not None  # only one can be meant


def test_what_may_be_a_customer_as_well_waits(
    db: Database, pays: Pay, build: ModuleType, tmp_path: Path
) -> None:
    build.shop(db, {"TEH": 9})
    with writing(db) as tx:
        build.order(tx, "M2026-0077", {"TEH": 1}, paid=0, status=OrderStatus.UNPAID)
        due = int(tx.execute(select(orders.c.total)).scalar_one()) // 100
    pays("PO-00001", due)
    done = take(db, tmp_path, f"{due};LAZADA M2026-0077;SITI")
    assert (done.applied, done.waiting) == (0, 1)
    assert [(one[0], one[3]) for one in said(db, *lines(db))] == [
        ("order", False),
        ("payout", False),
    ]


def test_more_or_less_is_offered_with_the_difference_and_written_off_when_it_is_taken(
    db: Database, pays: Pay, tmp_path: Path
) -> None:
    pays("LZ-2026-0047", 172_000)
    pays("LZ-2026-0048", 400_000)
    done = take(db, tmp_path, "169,500;LZ-2026-0047 FEE;", "401,000;LAZADA;", "9,000;LAZADA;")
    assert (done.applied, done.waiting) == (0, 3)
    less, more, far = sorted(lines(db), key=lambda one: one.line_no)
    assert said(db, less) == [("payout_other", "Toko: LZ-2026-0047", -2_500, False)]
    assert said(db, more) == [("payout_other", "Toko: LZ-2026-0048", 1_000, False)]
    assert said(db, far) == []
    with writing(db) as tx:
        _line, chosen = banking.accept(tx, TERMS, Policy(), less.id)
    assert chosen.why is Why.PAYOUT_OTHER
    one = payout(db, "0047")
    assert (one.came, one.expected) == (169_500_00, 172_000_00)
    found = accounts(db, Chart(INDONESIA))
    assert found[INDONESIA[Role.WRITE_OFF].number] == 2_500
    assert found[INDONESIA[Role.BANK].number] == 169_500 + 400_000
    with writing(db) as tx:
        assert banking.assign_payout(tx, more.id, "LZ-2026-0048").state is BankLineState.PAYOUT
    for number, code in (("LZ-2026-0048", "payout_arrived"), ("NOPE", "payout_unknown")):
        with pytest.raises(Refusal) as refused, writing(db) as tx:
            banking.assign_payout(tx, far.id, number)
        assert refused.value.code == code


def test_payouts_that_are_sent_at_once_are_offered_together(
    db: Database, pays: Pay, tmp_path: Path
) -> None:
    for at, amount in enumerate((50_000, 20_000, -3_000, 30_000, 10_000)):
        pays(f"SP-0000{at}", amount, ago=9 - at, shop="Lapak")
    done = take(db, tmp_path, "47,000;SHOPEE WITHDRAWAL;", "1,000;SHOPEE;")
    assert done.applied == 0
    both, other = sorted(lines(db), key=lambda one: one.line_no)
    assert said(db, both) == [("payouts", "Lapak: SP-00001, SP-00002, SP-00003", 0, False)]
    assert said(db, other) == []
    with writing(db) as tx:
        banking.accept(tx, TERMS, Policy(), both.id)
    came = [payout(db, f"0000{at}").came // 100 for at in range(5)]
    assert came == [0, 20_000, -3_000, 30_000, 0]
    assert accounts(db, Chart(INDONESIA))[INDONESIA[Role.BANK].number] == 107_000


def test_what_came_through_a_pay_link_is_no_payout(db: Database, pays: Pay) -> None:
    pays("LZ-2026-0047", 172_000)
    with writing(db) as tx:
        line = Line(1, tx.today, 172_000_00, "IDR", text="LZ-2026-0047")
        take_in(tx, "payOS", "payOS", "d", "k", line, "paylink_waits:late")
    assert said(db, *lines(db)) == []


def test_far_from_its_day_or_in_another_currency_nothing_is_taken(
    db: Database, pays: Pay, tmp_path: Path
) -> None:
    pays("LZ-2026-0040", 172_000, ago=50)
    dollars = pays("LZ-2026-0041", 90_000)
    pays("LZ-2026-0042", 80_000, state="failed")
    with writing(db) as tx:
        tx.execute(update(payouts).where(payouts.c.id == dollars).values(currency="USD"))
    done = take(
        db, tmp_path, "172,000;LZ-2026-0040;", "172,000;LAZADA;", "90,000;LAZADA;", "80,000;LAZADA;"
    )
    assert done.applied == 0
    first, second, *rest = sorted(lines(db), key=lambda one: one.line_no)
    assert said(db, first) == [("payout", "Toko: LZ-2026-0040", 0, False)]
    assert [said(db, one) for one in (second, *rest)] == [[], [], []]
    with pytest.raises(Refusal, match="payout_currency"), writing(db) as tx:
        banking.assign_payout(tx, rest[0].id, "LZ-2026-0041")


def test_a_person_takes_it_back_and_it_is_not_taken_by_itself_again(
    db: Database, pays: Pay, tmp_path: Path
) -> None:
    pays("LZ-2026-0047", 172_000)
    take(db, tmp_path, "172,000;LZ-2026-0047;LAZADA")
    (line,) = lines(db, BankLineState.PAYOUT)
    packer = Actor(operator_id=None, name="Budi", permissions=ROLES[Job.PACKER])
    with pytest.raises(NotAllowed), writing(db, packer) as tx:
        banking.reopen(tx, Policy(), line.id, "no")
    with writing(db) as tx:
        back = banking.reopen(tx, Policy(), line.id, "was the other shop's")
    assert (back.state, back.note, payout(db, "0047").arrived_on) == (BankLineState.OPEN, "", None)
    assert take(db, tmp_path, "172,000;LZ-2026-0047;LAZADA").applied == 0
    assert banking.match_payouts(db, TERMS, Policy()) == 0
    assert said(db, back) == [("payout", "Toko: LZ-2026-0047", 0, False)]
    with writing(db) as tx:
        banking.accept(tx, TERMS, Policy(), line.id)
        kinds = list(tx.execute(select(events.c.kind).order_by(events.c.id)).scalars())
    arrived = [kind for kind in kinds if kind.startswith("payout_arriv")]
    assert arrived == ["payout_arrived", "payout_arrival_undone", "payout_arrived"]


def test_a_payout_that_is_told_after_the_bank_is_found_then(
    db: Database, pays: Pay, tmp_path: Path
) -> None:
    assert take(db, tmp_path, "172,000;LZ-2026-0047;", "5,000;bayar;SITI").waiting == 2
    pays("LZ-2026-0047", 172_000)
    assert banking.match_payouts(db, TERMS, Policy()) == 1
    assert payout(db, "0047").arrived_on is not None
    assert banking.match_payouts(db, TERMS, Policy()) == 0


def test_what_did_not_come_in_time_is_missed_once_statements_are_read(
    db: Database, pays: Pay
) -> None:
    pays("LZ-2026-0001", 10_000, ago=30)  # before statements were read
    pays("LZ-2026-0002", 10_000, ago=12)
    pays("LZ-2026-0003", 10_000, ago=5)
    pays("LZ-2026-0004", 10_000, ago=12, state="Not paid")
    pays("SP-00005", 10_000, ago=12, shop="Lapak")
    days = {one.shop: one.days for one in SHOPS}

    def missed(tx: Transaction, since: date | None) -> list[str]:
        wanted = Wanted(missed=Awaited(since, days))
        found = [one.payout_no for one in list_payouts(tx, wanted)]
        assert count_payouts(tx, wanted) == len(found)
        return found

    with reading(db) as tx:
        start = (tx.now - timedelta(days=20)).date()
        assert missed(tx, start) == ["LZ-2026-0002"]
        assert missed(tx, None) == []


def test_lines_of_before_keep_what_they_say_through_the_migration(
    db: Database, pays: Pay, tmp_path: Path
) -> None:
    pays("LZ-2026-0047", 172_000)
    take(db, tmp_path, "172,000;LZ-2026-0047;", "9;bunga;")
    before = lines(db)
    command.downgrade(config_for(db.writer), "0024")
    command.upgrade(config_for(db.writer), "0025")
    after = lines(db)
    assert [one.key for one in after] == [one.key for one in before]
    states = {one.text: (one.state, one.note) for one in after}
    assert states == {
        "LZ-2026-0047": (BankLineState.IGNORED, "Toko: LZ-2026-0047"),
        "bunga": (BankLineState.OPEN, ""),
    }
