"""Bills of TikTok: asked for page by page, understood, and every way in which it may refuse."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from core.platform_bills.base import Account, Refused
from core.platform_bills.states import BillKind, PayState, Standing
from core.platform_bills.tiktok import TikTokBills
from tui.demo.platforms.tiktok import BC_ID, TOKEN, SimulatedTikTok, bill
from tui.demo.server import Fault

DAY = date(2026, 11, 3)
SINCE, UNTIL = date(2026, 1, 1), date(2026, 11, 30)


@pytest.fixture
def server() -> Iterator[SimulatedTikTok]:
    with SimulatedTikTok([bill(at, DAY, 1_000 + at) for at in range(120)]) as found:
        yield found


def client(server: SimulatedTikTok, token: str = TOKEN) -> TikTokBills:
    return TikTokBills(f"{server.url}/open_api/v1.3", token, BC_ID, 5)


def told(server: SimulatedTikTok) -> Account:
    found = client(server).account(SINCE, UNTIL)
    assert isinstance(found, Account)
    return found


def refused(server: SimulatedTikTok, token: str = TOKEN) -> Refused:
    found = client(server, token).account(SINCE, UNTIL)
    assert isinstance(found, Refused)
    return found


def test_all_pages_of_all_spans_come_as_the_api_wants_to_be_asked(server: SimulatedTikTok) -> None:
    found = told(server)
    assert len(found.bills) == 120
    assert len({one.number for one in found.bills}) == 120
    asked = server.asked_for("/bc/invoice/get/")
    assert all(one.headers["access-token"] == TOKEN for one in asked)
    assert asked[0].query == {
        "bc_id": BC_ID,
        "invoice_types": '["RECON", "CREDIT", "AUTO_PAY"]',
        "start_time": "2026-01-01 00:00:00",
        "end_time": "2026-03-31 23:59:59",
        "page": "1",
        "page_size": "50",
    }
    assert [one.query["page"] for one in asked[-3:]] == ["1", "2", "3"]
    assert found.groups[0].name == "Iklan toko"
    assert found.unpaid == sum(one.unpaid for one in found.bills)


def test_a_bill_is_read_to_the_cent_and_strange_words_are_kept(server: SimulatedTikTok) -> None:
    server.bills = [
        bill(1, DAY, 14_000_000),
        bill(2, DAY, 10, invoice_type="CREDIT", pay_status="NO_NEED", amount=-11, unpaid_amount=0),
        bill(3, DAY, 5, pay_status="SETTLING", amount=5.25, total_tax_amount=0.25),
        bill(4, DAY, 5, invoice_type="NEWS"),
        bill(5, DAY, 5, amount="much"),
    ]
    server.bills[3]["invoice_type"] = "AUTO_PAY"
    server.bills[3]["currency_code"] = "??"
    found = told(server)
    assert found.unread == 2
    first, credit, strange = found.bills
    assert (first.net, first.tax, first.total) == (14_000_000_00, 1_540_000_00, 15_540_000_00)
    assert (first.sent_on, first.due_on) == (DAY, date(2026, 12, 3))
    assert (credit.kind, credit.total, credit.pay_state) == (
        BillKind.CREDIT,
        11_00,
        PayState.NOT_DUE,
    )
    assert (strange.total, strange.pay_state, strange.raw_pay_state) == (
        5_25,
        PayState.UNKNOWN,
        "SETTLING",
    )


def test_each_refusal_is_told_apart(server: SimulatedTikTok) -> None:
    assert refused(server, "old").standing is Standing.NO_ACCESS
    server.has_finance = False
    assert refused(server) == Refused(
        Standing.NO_FINANCE, "No permission: finance role is required"
    )
    server.has_finance = True
    for fault, standing in {
        Fault.BUSY: Standing.BUSY,
        Fault.HTML: Standing.AWAY,
        Fault.EMPTY: Standing.AWAY,
        Fault.BAD_GATEWAY: Standing.AWAY,
        Fault.CUT_BEFORE: Standing.AWAY,
    }.items():
        server.go_wrong(fault, "/bc/invoice/get/")
        assert refused(server).standing is standing, fault
    assert len(told(server).bills) == 120


def test_a_paper_is_a_pdf_or_a_refusal(server: SimulatedTikTok) -> None:
    one = told(server).bills[0]
    paper = client(server).paper(one.remote_id)
    assert isinstance(paper, bytes)
    assert one.number.encode() in paper
    assert client(server).paper("0") == Refused(Standing.AWAY, "invoice_id: Invalid value")
    server.go_wrong(Fault.HTML, "/download/")
    assert isinstance(client(server).paper(one.remote_id), Refused)


def test_the_token_is_in_no_text_of_the_client(server: SimulatedTikTok) -> None:
    assert TOKEN not in repr(client(server).__dict__)
