"""E-invoices go out once: whatever happens on the way, only a look-up leads out of *unknown*."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError

from core.billing.models import invoices
from core.einvoice import commands
from core.einvoice.drawing import Wishes
from core.einvoice.models import einvoice_files, einvoices
from core.einvoice.queries import EInvoice, file_bytes, files_of, of_invoice
from core.einvoice.states import OUT, EState, FileKind
from core.einvoice.sweeping import Sweep
from core.errors import IllegalTransition, NotAllowed, Refusal
from core.outbox import outbox
from core.people.permissions import ROLES, Role
from core.transaction import reading, writing
from tui.demo.einvoices.misa import SimulatedMisa
from tui.demo.einvoices.sinvoice import SimulatedSinvoice
from tui.demo.server import Fault

Bill = Callable[..., int]
Office = Any


def queued(office: Office, bill: Bill, number: int = 1, provider: str = "", **more: Any) -> int:
    """An invoice whose e-invoice waits to be sent; gives the id of the invoice."""
    with office.hour(), writing(office.db) as tx:
        made = bill(tx, number, **more)
        commands.issue(tx, office.book, made, Wishes(provider=provider))
    return made


def state_of(office: Office, invoice_id: int) -> EInvoice:
    with reading(office.db) as tx:
        found = of_invoice(tx, invoice_id)
    assert found is not None
    return found


def test_it_is_issued_followed_and_kept_with_its_files(
    office: Office, bill_of: Bill, sinvoice: SimulatedSinvoice
) -> None:
    sinvoice.code_after = 2
    made = queued(
        office, bill_of, lines=[("Hộp", 2, 54_000, 8_000, "8"), ("Phí", 1, 11_000, 0, "10")]
    )
    assert state_of(office, made).state is EState.QUEUED
    office.work()
    one = state_of(office, made)
    assert (one.state, one.written, one.lookup_code) == (EState.ISSUED, "1C26TAA 1", "RC00000001")
    office.later(5)
    office.follow()
    with reading(office.db) as tx:
        assert [file.kind for file in files_of(tx, one.id)] == [FileKind.PDF, FileKind.XML]
    assert state_of(office, made).state is EState.ISSUED
    office.later(15)
    office.follow()
    one = state_of(office, made)
    assert (one.state, one.authority_code) == (EState.ACCEPTED, "M1-26-00000000001")
    assert one.look_at is None
    with reading(office.db) as tx:
        row = tx.execute(
            select(invoices.c.legal_series, invoices.c.legal_no, invoices.c.authority_code)
        ).one()
    assert tuple(row) == ("1C26TAA", "1", "M1-26-00000000001")
    for statement in (
        update(einvoices).values(legal_no="2"),
        update(einvoice_files).values(data=b"x"),
        delete(einvoice_files),
        delete(einvoices),
    ):
        with pytest.raises(DatabaseError), writing(office.db) as tx:
            tx.execute(statement)


def test_after_silence_it_is_looked_up_and_never_posted_twice(
    office: Office, bill_of: Bill, sinvoice: SimulatedSinvoice
) -> None:
    made = queued(office, bill_of)
    sinvoice.go_wrong(Fault.CUT_AFTER, "createInvoice")
    office.work()
    assert state_of(office, made).state is EState.UNKNOWN
    office.work(wait=6)
    assert state_of(office, made).state in OUT
    assert len(sinvoice.asked_for("createInvoice")) == 1


def test_what_never_arrived_is_posted_again_as_it_was_after_three_looks(
    office: Office, bill_of: Bill, sinvoice: SimulatedSinvoice
) -> None:
    made = queued(office, bill_of)
    sinvoice.go_wrong(Fault.BAD_GATEWAY, "createInvoice")
    office.work()
    for wait in (6, 16):
        office.work(wait=wait)
        assert state_of(office, made).state is EState.UNKNOWN
    office.work(wait=46)
    assert state_of(office, made).state is EState.QUEUED
    office.work(wait=1)
    assert state_of(office, made).state in OUT
    first, second = (asked.body for asked in sinvoice.asked_for("createInvoice"))
    assert first == second
    assert len(sinvoice.asked_for("searchInvoice")) == 3


def test_while_it_cannot_be_looked_up_it_stays_unknown_and_a_person_can_have_it_asked(
    office: Office, bill_of: Bill, sinvoice: SimulatedSinvoice
) -> None:
    made = queued(office, bill_of)
    sinvoice.go_wrong(Fault.CUT_AFTER, "createInvoice")
    sinvoice.go_wrong(Fault.HTML, "searchInvoice", times=5)
    office.work()
    office.work(rounds=4, wait=60)
    office.work(wait=timedelta(hours=25).total_seconds())
    with reading(office.db) as tx:
        assert tx.execute(select(outbox.c.state)).scalars().all() == ["unknown"]
    one = state_of(office, made)
    assert one.state is EState.UNKNOWN
    with office.hour(), writing(office.db) as tx:
        commands.hurry(tx, one.id)
    office.work()
    assert state_of(office, made).state in OUT


def test_what_the_provider_refuses_is_drawn_up_anew_under_the_same_key(
    office: Office, bill_of: Bill, sinvoice: SimulatedSinvoice
) -> None:
    sinvoice.series = {"C26TBB": "1/001"}
    made = queued(office, bill_of)
    office.work()
    one = state_of(office, made)
    assert one.state is EState.REJECTED
    assert one.error.startswith("einvoice_series: INVOICE_SERIAL_NOT_FOUND")
    with office.hour(), writing(office.db) as tx:
        commands.issue(tx, office.book, made, Wishes(series="1C26TBB"))
    office.work()
    again = state_of(office, made)
    assert (again.state, again.key, again.written) == (EState.ISSUED, one.key, "1C26TBB 1")
    with pytest.raises(Refusal, match="einvoice_there"), writing(office.db) as tx:
        commands.issue(tx, office.book, made)


def test_a_fault_inside_for_a_wrong_series_ends_after_three_posts(
    office: Office, bill_of: Bill, sinvoice: SimulatedSinvoice
) -> None:
    sinvoice.series, sinvoice.null_pointer = {}, True
    made = queued(office, bill_of)
    for _post in range(3):
        office.work(wait=1)
        for wait in (6, 16, 46):
            office.work(wait=wait)
    one = state_of(office, made)
    assert (one.state, one.posts) == (EState.REJECTED, 3)
    assert one.error == "einvoice_series: NullPointerException"


def test_a_used_up_licence_stops_the_queue_until_somebody_bought_one(
    office: Office, bill_of: Bill, misa: SimulatedMisa
) -> None:
    misa.trouble, misa.times = "LicenseInfo_OutOfInvoice", 2  # of each in the one question
    some = [queued(office, bill_of, number, "misa") for number in (1, 2)]
    office.work("misa")
    office.work("misa", wait=60)
    assert len(misa.asked_for("/invoice")) == 1
    ones = [state_of(office, one) for one in some]
    assert {one.state for one in ones} == {EState.QUEUED}
    assert {one.error for one in ones} == {"einvoice_licence: LicenseInfo_OutOfInvoice"}
    with office.hour(), writing(office.db) as tx:
        commands.hurry(tx, ones[0].id)
    office.book.get("misa")._free_at = 0.0
    office.work("misa")
    office.book.get("misa")._free_at = 0.0
    office.work("misa", wait=900)
    assert {state_of(office, one).state for one in some} == {EState.ISSUED}


def test_one_that_another_overtook_goes_once_more_with_the_second_of_then(
    office: Office, bill_of: Bill, sinvoice: SimulatedSinvoice
) -> None:
    queued(office, bill_of)
    office.work()
    (first,) = sinvoice.bills.values()
    first.moment += 3_000
    made = queued(office, bill_of, 2)
    office.work()
    assert (state_of(office, made).state, state_of(office, made).posts) == (EState.QUEUED, 0)
    assert "START_DATE_INVALID" in state_of(office, made).error
    office.later(5)
    office.work()
    assert state_of(office, made).written == "1C26TAA 2"


def test_after_a_crash_it_is_looked_up(
    office: Office, bill_of: Bill, sinvoice: SimulatedSinvoice
) -> None:
    made = queued(office, bill_of)
    office.work()
    one = state_of(office, made)
    with writing(office.db) as tx:  # as if the process had died before it heard the answer
        tx.execute(update(outbox).values(state="in_flight", lease_until_ms=1))
    second = queued(office, bill_of, 2)
    with writing(office.db) as tx:
        gone = of_invoice(tx, second)
        assert gone is not None
        row = commands.last_try(tx, gone)
        assert row is not None
        tx.execute(
            update(outbox)
            .where(outbox.c.id == row.id)
            .values(state="in_flight", lease_until_ms=1, attempts=1)
        )
        tx.execute(update(einvoices).where(einvoices.c.id == gone.id).values(state="sending"))
    office.work(rounds=2, wait=3)
    assert state_of(office, second).state is EState.UNKNOWN
    assert state_of(office, made) == one
    office.work(rounds=2, wait=30)
    office.work(rounds=2, wait=60)
    assert state_of(office, second).state in OUT
    assert len(sinvoice.bills) == 2


def test_a_number_that_comes_later_is_waited_for(
    office: Office, bill_of: Bill, sinvoice: SimulatedSinvoice
) -> None:
    sinvoice.defers = True
    made = queued(office, bill_of)
    office.work()
    one = state_of(office, made)
    assert (one.state, one.legal_no) == (EState.ISSUED, "")
    office.follow()
    assert not sinvoice.asked_for("searchInvoice")
    office.later(46)
    told: list[str] = []
    office.follow(ready=lambda tx, found: told.append(found.written))
    one = state_of(office, made)
    assert (one.state, one.legal_no) == (EState.ACCEPTED, "1")
    assert told == ["1C26TAA 1"]


def test_what_the_authority_refuses_says_so(
    office: Office, bill_of: Bill, misa: SimulatedMisa
) -> None:
    misa.refuses = True
    made = queued(office, bill_of, provider="misa")
    office.work("misa")
    office.later(5)
    office.follow("misa")
    one = state_of(office, made)
    assert (one.state, one.legal_no) == (EState.REFUSED, "00000001")
    assert one.error.startswith("einvoice_authority")


def test_a_draft_is_previewed_and_taken_back_and_nothing_is_issued_by_it(
    office: Office, bill_of: Bill, sinvoice: SimulatedSinvoice
) -> None:
    with office.hour(), writing(office.db) as tx:
        made = bill_of(tx, 1)
        one = commands.draft(tx, office.book, made)
        commands.ask_preview(tx, office.book, one.id)
    office.work()
    with reading(office.db) as tx:
        page = file_bytes(tx, one.id, FileKind.PREVIEW)
    assert page is not None
    assert page.startswith(b"%PDF-")
    assert not sinvoice.bills
    with office.hour(), writing(office.db) as tx:
        commands.queue(tx, office.book, one.id)
        assert commands.take_back(tx, one.id).state is EState.DRAFT
        commands.ask_preview(tx, office.book, one.id)  # drawn anew
    office.work()
    with office.hour(), writing(office.db) as tx:
        commands.queue(tx, office.book, one.id)
    office.work()
    assert state_of(office, made).state in OUT
    with pytest.raises(Refusal, match="einvoice_on_its_way"), writing(office.db) as tx:
        commands.take_back(tx, one.id)
    with pytest.raises(IllegalTransition), writing(office.db) as tx:
        commands.queue(tx, office.book, one.id)


def test_days_never_go_backwards_in_a_series_and_none_is_ahead(
    office: Office, bill_of: Bill
) -> None:
    queued(office, bill_of, 1)
    with office.hour(), writing(office.db) as tx:
        early = bill_of(tx, 2, issue_date=date(2026, 11, 20))
        late = bill_of(tx, 3, issue_date=date(2026, 11, 22))
    with office.hour(), pytest.raises(Refusal) as caught, writing(office.db) as tx:
        commands.issue(tx, office.book, early)
    assert caught.value.code == "einvoice_date_before"
    assert caught.value.params["last"] == "21/11/2026"
    ahead = pytest.raises(Refusal, match="einvoice_date_ahead")
    with office.hour(), ahead, writing(office.db) as tx:
        commands.issue(tx, office.book, late)
    with office.hour(), writing(office.db) as tx:
        commands.issue(tx, office.book, early, Wishes(day=date(2026, 11, 21)))


def test_what_wants_to_go_goes_by_itself_and_what_cannot_holds_up_no_other(
    office: Office, bill_of: Bill, sinvoice: SimulatedSinvoice
) -> None:
    with office.hour(), writing(office.db) as tx:
        homeless = bill_of(tx, 1, e_invoice=True, lines=[("Hộp", 1, 10_000, 0, "")])
        wanted = bill_of(tx, 2, e_invoice=True)
        bill_of(tx, 3)
    sweep = Sweep(office.db, office.book, pause_s=0.0)
    with office.hour():
        assert (sweep.look(), sweep.look()) == (1, 0)
    office.work()
    assert len(sinvoice.bills) == 1
    assert state_of(office, wanted).state is EState.ISSUED
    with reading(office.db) as tx:
        assert of_invoice(tx, homeless) is None
        assert [one.id for one in commands.wanted(tx)] == [homeless]


def test_who_may_not_issue_may_not_send(office: Office, bill_of: Bill, build: ModuleType) -> None:
    with writing(office.db) as tx:
        made = bill_of(tx, 1)
        who, where = build.operator(tx, "Budi", role="packer"), build.station(tx, "S2")
        packer = build.actor(tx, who, where, ROLES[Role.PACKER])
    with pytest.raises(NotAllowed), writing(office.db, packer) as tx:
        commands.issue(tx, office.book, made)
