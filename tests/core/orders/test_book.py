"""The order book shows all orders by date, filtered, searched and counted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import insert, update

from core.customers.models import customer_groups, customers
from core.database import Database
from core.errors import Refusal
from core.orders.book.columns import Shown, chosen_columns, goods_text, value_of
from core.orders.book.filters import BookFilter, Paid, read_filter, write_filter
from core.orders.book.queries import counts, ids_of, page_at, rows_in_parts
from core.orders.models import order_lines, orders
from core.orders.search import add_word, put_search, search_row
from core.orders.states import Fulfilment, OrderStatus, Source
from core.transaction import Transaction, reading, writing

S = OrderStatus
ZONE = "Asia/Jakarta"
MIDNIGHT = datetime(2026, 3, 1, 17, 0, tzinfo=UTC)  # in Jakarta the second of March begins


def placed(tx: Transaction, build: ModuleType, number: str, at: int = 0, **known: Any) -> int:
    """An order so many minutes after midnight, found by all that is known of it."""
    lines = known.pop("lines", {"TEH": 1})
    made: int = build.order(tx, number, lines, ordered_at=MIDNIGHT + timedelta(minutes=at), **known)
    customer = known.get("customer", "Siti Aminah")
    found = search_row(
        order_no=number,
        customer=customer,
        phone=known.get("phone", ""),
        skus=list(dict(lines)),
        note=known.get("note", ""),
    )
    put_search(tx, made, found)
    return made


def goods(tx: Transaction, build: ModuleType) -> None:
    build.warehouse(tx)
    build.product(tx, "TEH", name="Teh Melati", codes={"8991234567891": 1})
    build.product(tx, "KOPI", name="Cà phê sữa đá")


def listed(db: Database, offset: int = 0, limit: int = 100, **wanted: str) -> list[str]:
    with reading(db) as tx:
        page = page_at(tx, read_filter(wanted), ZONE, offset, limit)
    return [row.order_no for row in page.rows]


def test_orders_stand_by_date_the_latest_first_without_cancelled_and_returned(
    db: Database, build: ModuleType
) -> None:
    with writing(db) as tx:
        goods(tx, build)
        for at, status in enumerate(S):
            placed(tx, build, f"N-{status}", 10 - at, status=status.value)
        placed(tx, build, "N-last", 99)
    assert listed(db) == ["N-last", "N-unpaid", "N-down_payment", "N-to_confirm", "N-processing",
                          "N-shipping", "N-done"]  # fmt: skip
    assert listed(db, statuses="cancelled") == ["N-cancelled"]
    assert listed(db, statuses="returned,done") == ["N-done", "N-returned"]
    assert listed(db, statuses="waiting") == ["N-unpaid", "N-down_payment", "N-to_confirm"]
    assert len(listed(db, statuses="any")) == 9
    with reading(db) as tx:
        page = page_at(tx, BookFilter(), ZONE)
        assert (page.total, page.more) == (7, False)
        assert page.counts == {status: 1 + (status is S.PROCESSING) for status in S}


def test_every_page_is_the_same_part_of_the_list_from_either_end(
    db: Database, build: ModuleType
) -> None:
    with writing(db) as tx:
        goods(tx, build)
        for at in range(41):
            status = (S.UNPAID, S.PROCESSING, S.DONE, S.CANCELLED)[at % 4]
            placed(tx, build, f"N-{at:02}", at // 3, status=status.value)
    whole = [f"N-{at:02}" for at in range(40, -1, -1) if at % 4 != 3]
    for offset in range(0, 35, 3):
        assert listed(db, offset, 7) == whole[offset : offset + 7]
    with reading(db) as tx:
        ids = ids_of(tx, BookFilter(), ZONE, 1000)
        every = [row.order_no for part in rows_in_parts(tx, ids) for row in part]
    assert every == whole
    assert len(ids_of(tx, BookFilter(), ZONE, 5)) == 5


def test_each_filter_lets_through_what_it_names(db: Database, build: ModuleType) -> None:
    with writing(db) as tx:
        goods(tx, build)
        build.warehouse(tx, "SECOND")
        stamp = {"created_at": tx.now, "updated_at": tx.now}
        group = tx.execute(
            insert(customer_groups).returning(customer_groups.c.id),
            {"name": "VIP", "created_at": tx.now},
        ).scalar_one()
        buyer = tx.execute(
            insert(customers).returning(customers.c.id),
            {"name": "A", "folded": "a", "trust": "none", "group_id": group} | stamp,
        ).scalar_one()
        placed(tx, build, "plain", 0)
        placed(tx, build, "vip", 1, customer_id=buyer)
        placed(tx, build, "shopee", 2, source="shopee", channel="shopee")
        placed(tx, build, "by hand", 3, courier="manual")
        placed(tx, build, "second", 4, warehouse_code="SECOND")
        placed(tx, build, "held", 5, fulfilment=Fulfilment.HELD)
        placed(tx, build, "before", -1)
        placed(tx, build, "next day", 24 * 60)
    assert listed(db, group="VIP") == listed(db, customer=str(buyer)) == ["vip"]
    assert listed(db, source="shopee") == listed(db, channel="shopee") == ["shopee"]
    assert listed(db, courier="manual") == ["by hand"]
    assert listed(db, warehouse="SECOND") == ["second"]
    assert listed(db, fulfilment="held") == ["held"]
    assert listed(db, until="2026-03-01") == listed(db, until="1/3/2026") == ["before"]
    assert listed(db, since="2026-03-03") == ["next day"]
    assert len(listed(db, since="2026-03-02", until="2026-03-02")) == 6
    assert listed(db, group="nobody") == listed(db, courier="x") == listed(db, since="0") == []
    assert listed(db, text="siti", warehouse="SECOND", since="2026-03-02") == ["second"]
    assert listed(db, text="siti", customer=str(buyer)) == ["vip"]


def test_the_money_of_an_order_is_a_filter(db: Database, build: ModuleType) -> None:
    sums = {"none": (100, 0, 0), "part": (100, 30, 0), "paid": (100, 100, 0), "over": (100, 120, 0),
            "cod": (100, 0, 100), "cod short": (100, 0, 70)}  # fmt: skip
    with writing(db) as tx:
        goods(tx, build)
        for at, (number, (total, paid, cod)) in enumerate(sums.items()):
            placed(tx, build, number, -at, total=total, paid=paid, cod=cod)
    assert listed(db, paid="unpaid") == ["none", "part", "cod short"]
    assert listed(db, paid="part") == ["part"]
    assert listed(db, paid="paid") == ["paid", "over"]
    assert listed(db, paid="overpaid") == ["over"]
    assert listed(db, paid="cod") == ["cod", "cod short"]
    with reading(db) as tx:
        rows = page_at(tx, BookFilter(), ZONE).rows
        assert [row.money for row in rows] == [Paid.UNPAID, Paid.PART, Paid.PAID, Paid.OVERPAID,
                                               Paid.COD, Paid.COD]  # fmt: skip
        found = counts(tx, BookFilter(paid=Paid.UNPAID), ZONE)
    assert found[S.PROCESSING] == 3


def test_what_was_paid_for_a_cancelled_order_is_to_be_refunded_and_has_a_list(
    db: Database, build: ModuleType
) -> None:
    with writing(db) as tx:
        goods(tx, build)
        for at, (number, paid) in enumerate({"back": 500, "nothing": 0}.items()):
            placed(tx, build, number, at, status="cancelled", total=500, paid=paid)
        placed(tx, build, "live", 9, total=500, paid=500)
    assert listed(db, paid="refund") == ["back"]
    assert listed(db, paid="refund", statuses="processing") == []
    with reading(db) as tx:
        rows = page_at(tx, read_filter({"statuses": "any"}), ZONE).rows
    assert {row.order_no: (row.to_refund.minor, row.money) for row in rows} == {
        "back": (500, Paid.REFUND),
        "nothing": (0, Paid.UNPAID),
        "live": (0, Paid.PAID),
    }


def test_a_list_that_spans_days_counts_each_status_in_them(db: Database, build: ModuleType) -> None:
    with writing(db) as tx:
        goods(tx, build)
        for at, status in enumerate((S.DONE, S.DONE, S.PROCESSING, S.CANCELLED)):
            placed(tx, build, f"N-{at}", at * 24 * 60, status=status.value)
    with reading(db) as tx:
        two = counts(tx, read_filter({"since": "2026-03-03", "until": "2026-03-04"}), ZONE)
        every = counts(tx, BookFilter(), ZONE)
    assert {one: number for one, number in two.items() if number} == {S.DONE: 1, S.PROCESSING: 1}
    assert every == dict.fromkeys(S, 0) | {S.DONE: 2, S.PROCESSING: 1, S.CANCELLED: 1}


def test_text_finds_numbers_people_phones_goods_and_waybills_of_any_status(
    db: Database, build: ModuleType
) -> None:
    with writing(db) as tx:
        goods(tx, build)
        tea = placed(tx, build, "SO-7", 0, phone="+62 000 1234567", customer="Đỗ Minh")
        placed(tx, build, "SO-8", 1, lines={"KOPI": 2}, status="done", note="leave at the gate",
               fulfilment=Fulfilment.HANDED_OVER)  # fmt: skip
        placed(tx, build, "SO-9", 2, lines={"KOPI": 1}, status="cancelled")
        add_word(tx, tea, "JNE0042")
    for asked in ("so-7", "do minh", "minh", "0000001234567", "TEH", "8991234567891", "melati",
                  "jne0042"):  # fmt: skip
        assert listed(db, text=asked) == ["SO-7"], asked
    assert listed(db, text="ca phe") == listed(db, text="PHE sua") == ["SO-8"]
    assert listed(db, text="kopi", statuses="cancelled") == ["SO-9"]
    assert listed(db, text="so-") == ["SO-8", "SO-7"]
    assert listed(db, text="inh") == ["SO-7"]
    assert listed(db, text="nothing such") == []
    with reading(db) as tx:
        page = page_at(tx, BookFilter(text="phe"), ZONE)
    assert (page.total, page.counts[S.DONE], page.counts[S.CANCELLED]) == (1, 1, 1)


def test_a_search_says_when_there_are_more_than_it_looked_at(
    db: Database, build: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.orders.book.queries.MOST_FOUND", 3)
    with writing(db) as tx:
        goods(tx, build)
        for at in range(4):
            placed(tx, build, f"SO-{at}", at)
    with reading(db) as tx:
        page = page_at(tx, BookFilter(text="siti"), ZONE)
        monkeypatch.setattr("core.orders.book.queries.MOST_LOOKED_AT", 2)
        narrowed = page_at(tx, BookFilter(text="siti", paid=Paid.UNPAID), ZONE)
        every = page_at(tx, BookFilter(text="so-1"), ZONE)
    assert (page.total, page.more, page.looked_at) == (3, True, 3)
    assert (narrowed.total, narrowed.more, narrowed.looked_at) == (0, True, 2)
    assert (every.total, every.more, every.looked_at) == (1, False, 0)


def test_a_row_has_its_goods_and_all_that_a_column_may_show(
    db: Database, build: ModuleType
) -> None:
    with writing(db) as tx:
        goods(tx, build)
        number = placed(tx, build, "SO-1", lines=[("TEH", 2), ("KOPI", 1)], city="Huế", note="!")
        tx.execute(update(orders).values(raw_status="READY_TO_SHIP", source=Source.SHOPEE.value))
        assert page_at(tx, BookFilter(), ZONE).rows[0].id == number
        row = page_at(tx, BookFilter(), ZONE).rows[0]
    assert goods_text(row.goods) == "2 × Teh Melati, 1 × Cà phê sữa đá"
    assert goods_text(row.goods, short=True) == "2 × Teh Melati +1"
    with writing(db) as tx:
        of_tea = order_lines.c.line_no == 1
        tx.execute(update(order_lines).where(of_tea).values(discount=1_500_00))
        (less,) = page_at(tx, BookFilter(), ZONE).rows
    assert goods_text(less.goods) == "2 × Teh Melati −1500, 1 × Cà phê sữa đá"
    assert goods_text(less.goods, short=True) == "2 × Teh Melati +1"
    shown = Shown(row, ("JNE1", "JNE2"))
    cells = {name: value_of(shown, name, lambda of, code: f"{of}:{code}")
             for name in ("city", "note", "raw_status", "source", "tracking", "total", "warehouse",
                          "payment", "date", "paid", "balance")}  # fmt: skip
    assert cells == {
        "city": "Huế", "note": "!", "raw_status": "READY_TO_SHIP", "source": "source:shopee",
        "tracking": "JNE1, JNE2", "total": row.total.decimal, "warehouse": "MAIN",
        "payment": "payment:paid", "date": MIDNIGHT, "paid": row.paid.decimal,
        "balance": (row.total - row.paid).decimal,
    }  # fmt: skip


def test_a_filter_is_the_same_after_it_was_written_down() -> None:
    texts = {"statuses": "unpaid,done", "group": "VIP", "customer": "7", "source": "web",
             "channel": "web", "courier": "own", "paid": "cod", "warehouse": "MAIN",
             "fulfilment": "held", "since": "-7", "until": "2026-03-01", "text": "so"}  # fmt: skip
    assert write_filter(read_filter(texts)) == texts
    assert write_filter(BookFilter()) == {}
    assert read_filter({}) == BookFilter()


@pytest.mark.parametrize(
    "wrong",
    [{"statuses": "paid"}, {"since": "2026-02-30"}, {"until": "yesterday"}, {"source": "x"},
     {"customer": "Siti"}, {"paid": "much"}, {"since": "7"}],
)  # fmt: skip
def test_a_value_that_cannot_be_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(Refusal) as refused:
        read_filter(wrong)
    assert refused.value.code == "filter_wrong"


def test_columns_stand_in_their_order_and_there_is_always_one() -> None:
    assert chosen_columns(["note", "order", "x"]) == ("order", "note")
    assert chosen_columns([])[0] == chosen_columns(["x"])[0] == "order"
