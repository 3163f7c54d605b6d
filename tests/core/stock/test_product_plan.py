"""A product file is shown before it is applied, and what is written out comes back unchanged."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest

from core.catalog.intake import say
from core.catalog.queries import by_barcode, list_products, product
from core.catalog.tracking import Tracking
from core.database import Database
from core.errors import NotAllowed, Refusal
from core.files.writing import write_table
from core.stock import goods
from core.stock.goods import Told
from core.stock.product_export import EXPORT_COLUMNS, product_rows, refused_rows
from core.stock.product_import import apply_plan
from core.stock.product_plan import Plan, plan_import
from core.stock.queries import all_levels
from core.stock.tracking import track
from core.transaction import SYSTEM, Actor, reading, writing

Planned = Callable[..., Plan]


@pytest.fixture
def here(db: Database, build: ModuleType) -> int:
    with writing(db) as tx:
        build.product(tx, "TEH", name="Teh", codes={"T-1": 1, "T-12": 12}, stock=5)
        build.product(tx, "KOPI", name="Kopi", codes={"K-1": 1})
        made: int = build.warehouse(tx)
        return made


@pytest.fixture
def plan(db: Database, here: int, tmp_path: Path) -> Planned:
    def _plan(*rows: str, shares: bool = False, actor: Actor = SYSTEM) -> Plan:
        path = tmp_path / "p.csv"
        path.write_text("\n".join(rows), "utf-8")
        return plan_import(db, actor, path, warehouse=here, currency="IDR", shares=shares)

    return _plan


def told(plan: Plan) -> dict[str, list[tuple[str, str, str]]]:
    return {
        one.draft.sku: [(each.field, each.before, each.after) for each in one.differences]
        for one in plan.changes
    }


def test_the_diff_names_every_field_that_changes_and_nothing_is_done(
    db: Database, plan: Planned
) -> None:
    made = plan(
        "sku,name,unit_price,brand,barcode,stock",
        "TEH,Teh Hijau,25000,,T-1|T-2,7",
        "KOPI,,25000,-,,",
        "GULA,Gula,9000,Maju,G-1,3",
    )
    assert told(made) == {
        "TEH": [
            ("name", "Teh", "Teh Hijau"),
            ("barcode", "T-1|T-12*12", "T-1|T-2"),
            ("stock", "5", "7"),
        ],
        "KOPI": [],
        "GULA": [
            ("name", "", "Gula"),
            ("unit_price", "", "9000"),
            ("brand", "", "Maju"),
            ("barcode", "", "G-1"),
            ("stock", "", "3"),
        ],
    }
    assert (made.new, made.changed, made.same, made.bad) == (1, 1, 1, 0)
    with reading(db) as tx:
        assert [one.name for one in list_products(tx)] == ["Kopi", "Teh"]


def test_what_was_shown_is_done_and_doing_it_again_does_nothing(
    db: Database, plan: Planned, here: int
) -> None:
    made = plan("sku,name,stock", "TEH,Teh Hijau,7", "GULA,Gula,3", "NIX,,")
    report = apply_plan(db, SYSTEM, made)
    assert (report.created, report.updated, report.restocked) == (1, 1, 2)
    assert [(one.params["line"], one.code) for one in report.refused] == [(4, "value_missing")]
    with reading(db) as tx:
        assert {(one.sku, one.on_hand) for one in all_levels(tx, here)} == {("TEH", 7), ("GULA", 3)}
    again = apply_plan(db, SYSTEM, made)
    assert (again.created, again.updated, again.restocked, again.unchanged) == (0, 0, 0, 2)


def test_a_product_that_somebody_changed_meanwhile_is_left_as_it_is(
    db: Database, plan: Planned
) -> None:
    made = plan("sku,name", "TEH,Teh Hijau", "KOPI,Kopi Susu")
    with writing(db) as tx:
        goods.change(tx, product(tx, "TEH").id, Told({"brand": "Maju"}), "IDR")
    report = apply_plan(db, SYSTEM, made)
    assert [one.code for one in report.refused] == ["product_changed_meanwhile"]
    assert "TEH" in say(report.refused[0])
    with reading(db) as tx:
        assert (product(tx, "TEH").name, product(tx, "KOPI").name) == ("Teh", "Kopi Susu")


def test_a_barcode_of_another_product_is_refused_unless_it_is_shared(
    db: Database, plan: Planned
) -> None:
    rows = ("sku,name,barcode", "KOPI,,K-1|T-1", "A,A,NEW", "B,B,NEW", "C,C,TEH")
    found = plan(*rows)
    assert [(one.params["line"], one.code, one.params["owner"]) for one in found.refused] == [
        (2, "barcode_taken", "TEH"),
        (4, "barcode_taken", "A"),
        (5, "barcode_taken", "TEH"),
    ]
    shared = plan(*rows, shares=True)
    assert shared.refused == ()
    apply_plan(db, SYSTEM, shared)
    with reading(db) as tx:
        assert [one.sku for one in by_barcode(tx, "T-1")] == ["TEH", "KOPI"]


def test_a_barcode_goes_from_one_product_to_another_in_one_file(
    db: Database, plan: Planned
) -> None:
    made = plan("sku,barcode", "KOPI,T-1", "TEH,K-1|T-12*12")
    assert made.refused == ()
    report = apply_plan(db, SYSTEM, made)
    assert (report.updated, report.refused) == (2, ())
    with reading(db) as tx:
        assert [one.sku for one in by_barcode(tx, "T-1")] == ["KOPI"]
        assert [one.sku for one in by_barcode(tx, "K-1")] == ["TEH"]


def test_units_packs_and_what_has_stock_are_guarded_in_files_too(
    plan: Planned, db: Database
) -> None:
    with writing(db) as tx:
        goods.change(tx, product(tx, "TEH").id, Told({"unit": "pack"}), "IDR")
    for row, code in (
        ("TEH,box,,", "unit_has_stock"),
        ("TEH,,T-1|T-12*24,", "pack_has_stock"),
        ("TEH,,,no", "archive_has_stock"),
        ("TEH,,,maybe", "yes_or_no"),
    ):
        found = plan("sku,unit,barcode,active", row)
        assert [one.code for one in found.refused] == [code]
        assert "{" not in say(found.refused[0])


def test_the_stock_of_what_is_tracked_by_lot_does_not_come_from_a_file(
    plan: Planned, db: Database
) -> None:
    with writing(db) as tx:
        track(tx, product(tx, "KOPI").id, Tracking.LOT)
    found = plan("sku,name,stock", "KOPI,Kopi Susu,3")
    assert [one.code for one in found.refused] == ["lot_needed"]
    assert "KOPI is tracked" in say(found.refused[0])
    assert plan("sku,name", "KOPI,Kopi Susu").changed == 1


def test_rows_that_are_not_right_are_written_with_what_is_wrong_and_come_back(
    db: Database, plan: Planned, tmp_path: Path, here: int
) -> None:
    found = plan("sku,name,unit_price", "A,=CMD(),x", "B,B,1", 'C,"' + "x" * 1_000_000 + '",2')
    assert (found.new, found.bad) == (1, 2)
    problems = {int(one.params["line"]): one.code for one in found.refused}
    path = tmp_path / "wrong.csv"
    write_table(path, *refused_rows(found, problems))
    text = path.read_text("utf-8-sig").splitlines()
    assert text[:2] == ["row,problem,sku,name,unit_price", "2,money_unreadable,A,'=CMD(),x"]
    right = "\n".join([text[0], text[1].replace(",x", ",5000")])
    path.write_text(right, "utf-8")
    again = plan_import(db, SYSTEM, path, warehouse=here, currency="IDR")
    assert told(again) == {"A": [("name", "", "=CMD()"), ("unit_price", "", "5000")]}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_written_out_says_nothing_new_when_it_comes_back(
    db: Database, here: int, tmp_path: Path, kind: str
) -> None:
    with writing(db) as tx:
        fields = {
            "name": "=HYPERLINK(1)",
            "brand": "+62",
            "description": "-dash @at",
            "length_cm": "10.5",
            "tax_rate": "7.5",
            "pictures": "https://a.example/1 https://a.example/2",
            "unit_price": "12500.50",
        }
        goods.add(tx, here, "-S1", Told(fields, "X-1|C*5*2"), "IDR")
        goods.change(tx, product(tx, "KOPI").id, Told(), "IDR", active=False)
    path = tmp_path / f"all.{kind}"
    assert write_table(path, EXPORT_COLUMNS, product_rows(db, SYSTEM, archived=None)) == 3
    back = plan_import(db, SYSTEM, path, warehouse=here, currency="IDR")
    assert (back.new, back.changed, back.same, back.refused) == (0, 0, 3, ())
    if kind == "csv":
        text = path.read_text("utf-8-sig")
        assert "'-S1,'=HYPERLINK(1)," in text
        assert ",=" not in text
    write_table(path, EXPORT_COLUMNS, product_rows(db, SYSTEM, skus=["TEH"]))
    one = plan_import(db, SYSTEM, path, warehouse=here, currency="IDR")
    assert [each.draft.sku for each in one.changes] == ["TEH"]


def test_a_long_file_comes_in_short_transactions_and_can_be_stopped(
    db: Database, plan: Planned
) -> None:
    rows = [f"S{number},Barang {number}" for number in range(120)]
    made = plan("sku,name", *rows)
    seen: list[tuple[int, int]] = []

    def progress(done: int, of_all: int) -> bool:
        seen.append((done, of_all))
        return done < 50

    report = apply_plan(db, SYSTEM, made, progress)
    assert report.stopped
    assert 50 <= report.created < 120
    assert seen[0] == (0, 120)
    assert all(after[0] - before[0] <= 50 for before, after in pairwise(seen))
    rest = apply_plan(db, SYSTEM, made)
    assert rest.created + report.created == 120


def test_drawing_up_a_plan_needs_the_permission_and_can_be_stopped(
    db: Database, here: int, plan: Planned, tmp_path: Path
) -> None:
    with pytest.raises(NotAllowed):
        plan("sku,name", "A,A", actor=Actor(operator_id=1, name="Sari"))
    with pytest.raises(Refusal) as refused:
        plan_import(
            db,
            SYSTEM,
            tmp_path / "p.csv",
            warehouse=here,
            currency="IDR",
            progress=lambda _done, _all: False,
        )
    assert refused.value.code == "import_stopped"
