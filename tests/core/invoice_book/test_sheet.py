"""Everything about one invoice: linked both ways, with who and when."""

from __future__ import annotations

import pytest
from invoice_shop import TEA, pay

from core.database import Database
from core.errors import NotAllowed, NotFound
from core.invoice_book.sheet import InvoiceSheet, sheet_of
from core.people.permissions import ROLES, Role
from core.receivables.applying import undo
from core.transaction import Actor, reading, writing


def sheet(db: Database, invoice_id: int) -> InvoiceSheet:
    with reading(db) as tx:
        return sheet_of(tx, invoice_id)


def test_a_correction_and_what_it_corrects_know_each_other(
    db: Database, ids: dict[str, int]
) -> None:
    for before, after in (("credited", "credit"), ("adjusted", "adjustment")):
        first, second = sheet(db, ids[before]), sheet(db, ids[after])
        assert [one.id for one in first.corrected_by] == [ids[after]]
        assert second.corrects is not None
        assert second.corrects.id == ids[before]
        assert second.claim is not None
        assert second.claim.invoice_id == ids[before]
        assert "invoice_corrected_by" in [one.kind for one in first.history]
    assert sheet(db, ids["replaced"]).row.replaced


def test_payments_stand_with_what_was_taken_back(db: Database, ids: dict[str, int]) -> None:
    with writing(db) as tx:
        pay(tx, ids["open"], TEA)
    found = sheet(db, ids["open"])
    assert [use.amount for use in found.uses] == [TEA]
    assert found.payments[found.uses[0].payment_id or 0].amount.minor == TEA
    with writing(db) as tx:
        undo(tx, found.uses[0].id, "wrong one")
    again = sheet(db, ids["open"])
    assert sorted(use.amount for use in again.uses) == [-TEA, TEA]
    assert again.claim is not None
    assert again.claim.open == 2 * TEA
    kinds = [one.kind for one in again.history]
    assert kinds[-1] == "invoice_made"
    assert {"invoice_issued", "invoice_paid", "invoice_paid_back"} <= set(kinds)


def test_what_waits_owes_nothing_yet(db: Database, ids: dict[str, int]) -> None:
    found = sheet(db, ids["waits"])
    assert (found.claim, found.uses, found.jobs) == (None, (), ())
    assert found.orders == ("W-waits",)
    assert found.lines[0].quantity == 2


def test_only_who_may_see_money_sees_it(db: Database, ids: dict[str, int]) -> None:
    packer = Actor(operator_id=1, name="Budi", permissions=ROLES[Role.PACKER])
    with reading(db, packer) as tx, pytest.raises(NotAllowed):
        sheet_of(tx, ids["open"])
    with reading(db) as tx, pytest.raises(NotFound, match="invoice_not_found"):
        sheet_of(tx, 999)
