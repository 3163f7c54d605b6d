"""Where a provider takes several invoices in one question they go together, and fail alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from core.einvoice import commands
from core.einvoice.drawing import Wishes
from core.einvoice.models import einvoices
from core.transaction import reading, writing
from tui.demo.einvoices.misa import SimulatedMisa
from tui.demo.server import Fault

Bill = Callable[..., int]
Office = Any


def queue(office: Office, bill: Bill, many: int) -> None:
    with office.hour(), writing(office.db) as tx:
        for number in range(1, many + 1):
            commands.issue(tx, office.book, bill(tx, number), Wishes(provider="misa"))


def states(office: Office) -> list[tuple[str, str]]:
    with reading(office.db) as tx:
        rows = tx.execute(select(einvoices.c.state, einvoices.c.legal_no).order_by(einvoices.c.id))
        return [(row.state, row.legal_no) for row in rows]


def posts(misa: SimulatedMisa) -> list[int]:
    """How many invoices each question was about."""
    return [len(one.json["InvoiceData"]) for one in misa.asked if one.path.endswith("/invoice")]


def test_thirty_go_in_one_question_in_the_order_of_their_days(
    office: Office, bill_of: Bill, misa: SimulatedMisa
) -> None:
    queue(office, bill_of, 33)
    office.work("misa")
    assert states(office) == [("issued", f"{at:08d}") for at in range(1, 34)]
    assert posts(misa) == [30, 3]


def test_one_that_is_refused_holds_up_no_other(
    office: Office, bill_of: Bill, misa: SimulatedMisa
) -> None:
    queue(office, bill_of, 4)
    misa.trouble, misa.times = "CreateInvoiceDataError", 1
    office.work("misa")
    assert [state for state, _no in states(office)] == ["rejected", *["issued"] * 3]
    assert posts(misa) == [4]


def test_what_is_refused_as_a_whole_is_asked_for_one_by_one(
    office: Office, bill_of: Bill, misa: SimulatedMisa
) -> None:
    queue(office, bill_of, 3)
    misa.trouble, misa.times, misa.outer = "InvalidXMLData", 1, True
    office.work("misa", rounds=6, wait=120)
    assert [state for state, _no in states(office)] == ["issued"] * 3
    assert posts(misa)[:2] == [3, 1]


def test_after_silence_each_is_looked_up_and_none_goes_twice(
    office: Office, bill_of: Bill, misa: SimulatedMisa
) -> None:
    queue(office, bill_of, 3)
    misa.go_wrong(Fault.CUT_AFTER, "/invoice")
    office.work("misa")
    assert {state for state, _no in states(office)} == {"unknown"}
    office.work("misa", rounds=3, wait=30)
    assert [state for state, _no in states(office)] == ["accepted"] * 3
    assert posts(misa) == [3]


@pytest.fixture(autouse=True)
def _no_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.einvoice.misa._GAP_S", 0.0)
