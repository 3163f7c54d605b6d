"""Suppliers and their prices: by hand and from files."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from core.database import Database
from core.errors import NotAllowed, NotFound, Refusal
from core.people.permissions import ROLES, Permission, Role
from core.purchasing import supplier_queries as queries
from core.purchasing import suppliers
from core.purchasing.supplier_import import import_suppliers
from core.purchasing.supplier_intake import say
from core.purchasing.suppliers import Details, Terms
from core.transaction import SYSTEM, Transaction, writing


def added(tx: Transaction, code: str, **told: Any) -> int:
    return suppliers.add(tx, code, Details(**{"name": f"Toko {code}"} | told), "IDR").id


def test_a_supplier_is_what_was_told_and_changes_alone_what_is_told_anew(
    db: Database, build: ModuleType
) -> None:
    with writing(db) as tx:
        made = suppliers.add(
            tx, "CV-1", Details("Maju\x1b[2J", "021-555", "a@b.co", "Jl. 1", lead_days=5), "IDR"
        )
        assert (made.name, made.phone, made.email) == ("Maju[2J", "021 555", "a@b.co")
        assert (made.currency, made.lead_days, made.active) == ("IDR", 5, True)
        after, changed = suppliers.change(tx, made.id, Details(note="tunai", active=False))
        assert (after.note, after.active, after.name, changed) == ("tunai", False, made.name, True)
        assert suppliers.change(tx, made.id, Details(note="tunai"))[1] is False
        assert [one.code for one in queries.list_suppliers(tx, "maju")] == ["CV-1"]
        assert queries.list_suppliers(tx, "maju", active=True) == []
        assert queries.by_code(tx, "cv-1").id == made.id


def test_what_cannot_be_a_supplier_is_refused(db: Database) -> None:
    with writing(db) as tx:
        added(tx, "A")
        for code, told, why in (
            ("A", Details("x"), "supplier_exists"),
            (" ", Details("x"), "supplier_code_needed"),
            ("KEMAS:OK", Details("x"), "code_reserved"),
            ("B", Details(), "supplier_name_needed"),
            ("B", Details("x", email="nobody"), "email_not_valid"),
            ("B", Details("x", phone="call me"), "phone_unreadable"),
            ("B", Details("x", currency="XYZ"), "currency_unknown"),
            ("B", Details("x", lead_days=-1), "supplier_lead_days"),
            ("B", Details("x" * 121), "text_too_long"),
        ):
            with pytest.raises(Refusal) as refused:
                suppliers.add(tx, code, told, "IDR")
            assert refused.value.code == why
        with pytest.raises(NotFound):
            queries.by_code(tx, "B")


def test_a_product_has_one_preferred_supplier(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {"TEH": 0})
    tea = shop.products["TEH"]
    with writing(db) as tx:
        a, b, c = (added(tx, code) for code in "ABC")
        with pytest.raises(Refusal, match="supplier_price_needed"):
            suppliers.set_terms(tx, a, tea, Terms(minimum=5))
        assert suppliers.set_terms(tx, a, tea, Terms(900, minimum=5, pack=5))
        assert suppliers.set_terms(tx, b, tea, Terms(700))
        assert suppliers.set_terms(tx, c, tea, Terms(800))
        assert not suppliers.set_terms(tx, b, tea, Terms(700, minimum=1))
        assert [one.supplier for one in queries.sellers_of(tx, [tea])[tea]] == ["A", "B", "C"]
        suppliers.set_terms(tx, c, tea, Terms(preferred=True))
        sellers = queries.sellers_of(tx, [tea])[tea]
        assert [(one.supplier, one.preferred) for one in sellers] == [
            ("C", True),
            ("B", False),
            ("A", False),
        ]
        suppliers.change(tx, c, Details(active=False))
        assert [one.supplier for one in queries.sellers_of(tx, [tea])[tea]] == ["B", "A"]
        suppliers.drop_terms(tx, b, tea)
        with pytest.raises(NotFound, match="supplier_good_unknown"):
            suppliers.drop_terms(tx, b, tea)
        for terms in (Terms(minimum=0), Terms(pack=0)):
            with pytest.raises(Refusal, match="purchase_quantity"):
                suppliers.set_terms(tx, a, tea, terms)


def test_only_those_who_buy_change_suppliers(db: Database, build: ModuleType) -> None:
    shop = build.shop(db)
    who = {role for role, allowed in ROLES.items() if Permission.PURCHASE_CHANGE in allowed}
    assert who == {Role.LEAD, Role.OFFICE, Role.ADMIN}
    with writing(db) as tx:
        tx.actor = build.actor(tx, shop.operator, shop.station, ROLES[Role.PACKER])
        with pytest.raises(NotAllowed):
            added(tx, "A")


def write(folder: Path, *lines: str) -> Path:
    path = folder / "suppliers.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_file_says_line_by_line_what_is_wrong_and_takes_the_rest(
    db: Database, build: ModuleType, tmp_path: Path
) -> None:
    build.shop(db, {"TEH": 0, "KOPI": 0})
    path = write(
        tmp_path,
        "supplier,name,currency,lead_days,sku,price,minimum,pack,preferred",
        "CV-1,Maju,,7,TEH,12500.50,24,12,ya",
        "CV-1,,,,KOPI,9000,,,",
        "CV-2,Impor,USD,30,TEH,1.25,,,tidak",
        "CV-3,,,,TEH,1,,,",  # 5
        "CV-1,,,,NIX,1,,,",
        "CV-1,,,abc,TEH,1,,,",
        "CV-1,,,,TEH,1,,,",
        "CV-4,Baru,,,KOPI,,,,",
        "CV-5,Lima,,,TEH,1.000,0,,mungkin",  # 10
        ",Tanpa,,,,,,,",
        "CV-6,Enam,,,,500,,,",
        "CV-7,Tujuh,,,TEH,5,,,yes",
    )
    done = import_suppliers(db, SYSTEM, path, currency="IDR")
    assert [(one.params["line"], one.code) for one in done.refused] == [
        (5, "supplier_name_needed"),
        (6, "sku_unknown"),
        (7, "number_unreadable"),
        (8, "good_repeated"),
        (9, "supplier_price_needed"),
        (10, "money_unreadable"),
        (10, "number_out_of_range"),
        (10, "yes_or_no"),
        (11, "value_missing"),
        (12, "value_missing"),
        (13, "preferred_repeated"),
    ]
    assert all("{" not in say(one) for one in done.refused)
    assert (done.created, done.updated, done.priced) == (2, 0, 3)
    with writing(db) as tx:
        first = queries.by_code(tx, "CV-1")
        goods = queries.goods_of(tx, first.id)
        assert [(one.sku, one.price.minor, one.minimum, one.pack) for one in goods] == [
            ("KOPI", 900000, 1, 1),
            ("TEH", 1250050, 24, 12),
        ]
        (dollar,) = queries.goods_of(tx, queries.by_code(tx, "CV-2").id)
        assert (dollar.price.minor, dollar.price.currency, dollar.preferred) == (125, "USD", False)
        assert queries.find_supplier(tx, "CV-4") is None  # its row was not right: nothing of it
    again = import_suppliers(db, SYSTEM, path, currency="IDR")
    assert (again.created, again.updated, again.priced, again.unchanged) == (0, 0, 0, 3)
