"""A courier's statement confirms what matches, once; the rest is listed, and nothing is guessed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest
from openpyxl import Workbook
from sqlalchemy import select, update

from core.clock import frozen, now
from core.config import parse
from core.couriers.states import Stage
from core.couriers.tracking import Sighting
from core.database import Database
from core.errors import NotFound, Refusal
from core.fulfilment.models import parcels
from core.fulfilment.parcels import of_order_parcels
from core.orders.commands import head
from core.orders.payments.queries import payments_of
from core.orders.states import OrderStatus
from core.orders.status import Policy
from core.remittance_settings import RemittanceSettings
from core.shipping.cod.forgoing import forgo
from core.shipping.cod.looking import held_against
from core.shipping.cod.models import LineState
from core.shipping.cod.queries import expected, statement_lines
from core.shipping.cod.reading import read_statement
from core.shipping.cod.statements import StatementReport, accept, import_statement, settle
from core.shipping.costs import fees, report
from core.shipping.delivering import mark_delivered
from core.shipping.desk import Desk
from core.shipping.handing_over import parcel_by_code
from core.shipping.models import shipments
from core.shipping.settings import settings_of
from core.shipping.shipments import shipment_of_parcel
from core.shipping.tracking.sightings import keep
from core.shipping.tracking.states import Source
from core.transaction import reading, writing

CONFIG = parse('[[printers]]\nname = "P"\ntransport = "virtual"\n', Path("k.toml"))
SETTINGS = settings_of(CONFIG)
POLICY = Policy()
COLUMNS = RemittanceSettings(waybill="Mã vận đơn", amount="Tiền thu hộ", fee="Phí", date="Ngày")
NOON = datetime(2026, 3, 3, 5, 0, tzinfo=UTC)
L = LineState


class Money:
    """Orders whose couriers collect, and files of those couriers."""

    def __init__(self, db: Database, build: ModuleType, folder: Path) -> None:
        self.db, self.build, self.folder = db, build, folder
        self.shop = build.shop(db, {"TEH": 20})
        self.desk = Desk(db, CONFIG, self.shop.station)
        self.desk.open()

    def sent(self, number: str, cod: int = 2_500_000, **more: object) -> tuple[int, str]:
        made = self.build.ready_order(self.db, number, {"TEH": 1}, cod=cod, paid=0, **more)
        for code in (number, "TEH"):
            self.desk.scan(self.desk.last_seq() + 1, code)
        with writing(self.db) as tx:
            waybill = shipment_of_parcel(tx, of_order_parcels(tx, made)[0].id).waybill
            mark_delivered(tx, POLICY, made)
        return made, waybill

    def file(self, name: str, *rows: str) -> Path:
        path = self.folder / name
        head_row = "STT;Mã vận đơn;Tiền thu hộ;Phí;Ngày;Ghi chú\n"
        path.write_text(head_row + "".join(f"1;{row};x\n" for row in rows), encoding="utf-8")
        return path

    def take(self, path: Path) -> StatementReport:
        return import_statement(
            self.db, self.shop.actor, POLICY, SETTINGS.couriers, COLUMNS, "own", path, "IDR"
        )

    def status(self, order: int) -> OrderStatus:
        with reading(self.db) as tx:
            return head(tx, order).status


@pytest.fixture
def money(db: Database, build: ModuleType, tmp_path: Path) -> Money:
    with frozen(NOON):
        return Money(db, build, tmp_path)


def test_a_match_pays_the_order_once_and_only_then_is_it_done(money: Money) -> None:
    order, waybill = money.sent("A1")
    assert money.status(order) is OrderStatus.SHIPPING
    path = money.file("may.csv", f"{waybill};25000;9000;", ";99;;")
    with pytest.raises(NotFound):
        import_statement(
            money.db, money.shop.actor, POLICY, SETTINGS.couriers, COLUMNS, "jnt", path, "IDR"
        )
    done = money.take(money.file("may.csv", f"{waybill};25000;9000;", "NIX-1;500;;"))
    assert done.states == {L.MATCHED: 1, L.UNKNOWN: 1}
    assert (done.confirmed, done.fees, done.known) == (2_500_000, 900_000, 0)
    assert money.status(order) is OrderStatus.DONE
    with writing(money.db, money.shop.actor) as tx:
        unknown, paid = (line.id for line in statement_lines(tx))
        settle(tx, unknown)  # somebody asked the courier
        assert statement_lines(tx, (L.UNKNOWN,)) == ()
        with pytest.raises(Refusal, match="cod_line_decides"):
            settle(tx, paid)
    again = money.take(money.folder / "may.csv")
    assert (again.states, again.known, again.confirmed) == ({}, 2, 0)
    later = money.take(money.file("june.csv", f"{waybill};25000;9000;", f"{waybill};24000;;"))
    assert (later.states, later.known) == ({L.TWICE: 1}, 1)
    with reading(money.db) as tx:
        (paid,) = payments_of(tx, order)
        assert (paid.amount.minor, paid.method.value, paid.bank) == (2_500_000, "cod", "own")


def test_amounts_are_of_the_currency_in_which_the_parcel_is_paid(money: Money) -> None:
    order, waybill = money.sent("A1", 25_000, currency="VND")  # which has no cents
    path = money.file("a.csv", f"{waybill};25000;9000;")
    with reading(money.db) as tx:
        (held,) = held_against(tx, "own", read_statement(path, COLUMNS, "IDR").lines, "IDR")
    assert (held.state, held.line.amount, held.currency) == (L.MATCHED, 25_000, "VND")
    assert money.take(path).states == {L.MATCHED: 1}
    assert money.take(path).known == 1
    assert money.status(order) is OrderStatus.DONE
    with reading(money.db) as tx:
        (line,) = statement_lines(tx)
        assert (line.currency, line.amount, line.fee) == ("VND", 25_000, 9_000)


def test_another_amount_pays_nothing_until_a_person_takes_it(money: Money) -> None:
    order, waybill = money.sent("A1")
    assert money.take(money.file("a.csv", f"{waybill};24000;;")).states == {L.DIFFERS: 1}
    with reading(money.db) as tx:
        assert payments_of(tx, order) == ()
        (line,) = statement_lines(tx, (L.DIFFERS,))
        assert (line.order_no, line.expected, line.amount) == ("A1", 2_500_000, 2_400_000)
    with writing(money.db, money.shop.actor) as tx:
        assert accept(tx, POLICY, line.id) is L.ACCEPTED
        with pytest.raises(Refusal) as refused:
            accept(tx, POLICY, line.id)
        assert refused.value.code == "cod_line_settled"
        assert sum(one.counts for one in payments_of(tx, order)) == 2_400_000


def test_what_is_missing_is_owed_until_it_comes_or_is_let_go(money: Money) -> None:
    first, one = money.sent("A1")
    second, two = money.sent("A2")
    money.take(money.file("a.csv", f"{one};24000;;", f"{two};20000;;"))
    with writing(money.db, money.shop.actor) as tx:
        small, big = (line.id for line in statement_lines(tx, (L.DIFFERS,)))
        accept(tx, POLICY, big, all_there_is=True)
        accept(tx, POLICY, small)
        (owed,) = expected(tx, {})
    assert (owed.order_no, owed.cod, owed.paid, owed.owed) == ("A2", 2_500_000, 2_000_000, 500_000)
    assert money.status(first) is OrderStatus.DONE
    rest = money.take(money.file("b.csv", f"{one};1000;;", f"{two};3000;;"))
    assert rest.states == {L.TWICE: 1, L.DIFFERS: 1}
    last = money.take(money.file("c.csv", f"{two};5000;;"))
    assert (last.states, money.status(second)) == ({L.MATCHED: 1}, OrderStatus.DONE)
    _third, three = money.sent("A3")
    with writing(money.db, money.shop.actor) as tx:
        parcel = parcel_by_code(tx, three)
        assert forgo(tx, POLICY, parcel.id, "lost").minor == 2_500_000
        assert expected(tx, {}) == ()
        assert head(tx, parcel.order_id).status is OrderStatus.DONE
        with pytest.raises(Refusal, match="cod_nothing_owed"):
            forgo(tx, POLICY, parcel.id)


def test_what_is_late_is_overdue_and_what_was_paid_is_not_expected(money: Money) -> None:
    first, waybill = money.sent("A1")
    money.sent("A2")
    money.take(money.file("a.csv", f"{waybill};25000;;"))
    with frozen(now() + timedelta(days=8, hours=1)), reading(money.db) as tx:
        (owed,) = expected(tx, {"own": 7})
        assert (owed.order_no, owed.cod, owed.overdue_days) == ("A2", 2_500_000, 2)
        assert expected(tx, {"own": 30}, overdue=True) == ()
    assert money.status(first) is OrderStatus.DONE


def test_a_workbook_is_read_as_its_columns_are_named(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Mã vận đơn", "Tiền thu hộ", "Phí", "Ngày", "Ghi chú", "Ghi chú"])
    sheet.append(["W1", "1.250.000", 9000, datetime(2026, 3, 1), "", ""])
    sheet.append(["W2", "1250.5", "", None, "", ""])
    sheet.append(["", None, None, None, "tổng", ""])
    sheet.append(["", 5000, None, None, "", ""])
    book.save(tmp_path / "a.xlsx")
    told = COLUMNS.model_copy(update={"thousands": "."})
    found = read_statement(tmp_path / "a.xlsx", told, "VND")
    (line,) = found.lines
    assert (line.waybill, line.amount, line.fee) == ("W1", 1_250_000, 9000)
    assert line.paid_on is not None
    refused, empty = found.refused
    assert (empty.code, empty.params["line"]) == ("value_missing", 5)
    assert (refused.code, refused.params["line"]) == ("money_unreadable", 3)
    (tmp_path / "a.csv").write_text("waybill,amount\nW1,150.000\n", encoding="utf-8")
    plain = read_statement(tmp_path / "a.csv", RemittanceSettings(), "IDR")
    assert [one.code for one in plain.refused] == ["number_ambiguous"]
    with pytest.raises(Refusal) as caught:
        read_statement(tmp_path / "a.csv", COLUMNS, "IDR")
    assert caught.value.code == "file_no_header"


def test_fees_are_compared_and_days_counted_by_courier_area_and_service(money: Money) -> None:
    _order, waybill = money.sent("A1")
    money.sent("A2")
    with writing(money.db) as tx:
        tx.execute(update(shipments).values(quoted_fee=800_000, fee=850_000))
    money.take(money.file("a.csv", f"{waybill};25000;9000;"))
    with reading(money.db) as tx:
        found = fees(tx, now() - timedelta(days=1), now() + timedelta(days=1))
        assert [(one.billed, one.over) for one in found] == [(900_000, 50_000), (None, 50_000)]
        (row,) = report(found)
    assert (row.courier, row.parcels, row.cost, row.over) == ("own", 2, 1_750_000, 100_000)
    assert (row.delivered, row.days, row.back) == (2, 0.0, 0)


def test_days_end_when_the_courier_says_that_it_delivered(money: Money) -> None:
    money.sent("A1")
    then = now()
    told = Sighting("Delivered", Stage.DELIVERED, then - timedelta(days=1))
    with writing(money.db) as tx:
        tx.execute(update(parcels).values(handed_over_at=then - timedelta(days=3)))
        keep(tx, tx.execute(select(shipments.c.id)).scalar_one(), [told], Source.FILE)
    with reading(money.db) as tx:
        (row,) = report(fees(tx, now() - timedelta(days=1), now() + timedelta(days=1)))
    assert (row.days, row.slowest) == (2.0, 2)
