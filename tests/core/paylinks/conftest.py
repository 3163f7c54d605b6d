"""Fixtures of links to pay by: issued invoices, gateways on loopback, and time that passes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import insert, select

from core import clock
from core.billing.models import invoices
from core.billing.pay_links.intending import KIND
from core.billing.pay_links.queries import PayLink, links_of, receipts_of
from core.billing.paying import keep_pay_code
from core.database import Database
from core.draining import drain
from core.money import to_minor
from core.paylinks.following import follow_due
from core.paylinks.registry import PayLinks
from core.paylinks.sending import Sending
from core.paylinks.sweeping import Sweep
from core.receivable_settings import PaymentsSettings
from core.receivables.claims import Claim, claim
from core.receivables.settings import Terms
from core.transaction import reading, writing
from tui.demo.gateways import midtrans, payos, xendit
from tui.demo.gateways.till import Page, Till

MORNING = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
TERMS = Terms(currency="IDR", zone="Asia/Jakarta", write_off=5_000_00)
CODES = ("payos", "midtrans", "xendit")


class Shop:
    """A shop with its gateways, at a moment that is moved by hand."""

    def __init__(self, db: Database, links: PayLinks, tills: dict[str, Till]) -> None:
        self.db, self.links, self.tills = db, links, tills
        self.now = MORNING
        self.sweep = Sweep(db, links, pause_s=0)
        for till in tills.values():
            till.now = self._seconds

    def _seconds(self) -> float:
        return self.now.timestamp()

    @contextmanager
    def hour(self) -> Iterator[None]:
        """As if it were this moment."""
        with clock.frozen(self.now):
            yield

    def later(self, **parts: float) -> None:
        """Let time pass."""
        self.now += timedelta(**parts)

    def bill(self, code: str = "xendit", whole: int = 150_000, **columns: Any) -> int:
        """An issued invoice, whose link is wanted in the same transaction."""
        currency = "VND" if code == "payos" else "IDR"
        settings = self.links.settings.model_copy(update={"gateway": code})
        with self.hour(), writing(self.db) as tx:
            number = len(tx.execute(select(invoices.c.id)).all()) + 1
            minor = to_minor(Decimal(whole), currency)
            row = {
                "kind": "invoice",
                "state": "issued",
                "series": "T",
                "number": number,
                "internal_no": f"T{number}",
                "provider_key": f"key{number}",
                "seller": {"name": "Toko"},
                "buyer": {"name": "PT Contoh", "email": "office@contoh.example"},
                "buyer_name": "PT Contoh",
                "folded": "pt contoh",
                "language": "id",
                "currency": currency,
                "net": minor,
                "tax": 0,
                "total": minor,
                "issue_date": MORNING.date(),
                "due_date": MORNING.date(),
                "created_at": tx.now,
                "issued_at": tx.now,
            }
            values = row | columns
            made = tx.execute(insert(invoices).returning(invoices.c.id), values).scalar_one()
            assert isinstance(settings, PaymentsSettings)
            keep_pay_code(tx, settings, int(made), MORNING.date())
            return int(made)

    def work(self, code: str = "xendit", rounds: int = 1, wait: float = 0.0) -> None:
        """What the worker does, some times, with a pause before each."""
        for _round in range(rounds):
            self.later(seconds=wait)
            with self.hour():
                drain(self.db, {KIND + code: Sending(self.links, code)})

    def follow(self, code: str = "xendit", **later: float) -> int:
        """Ask about all that is due after so long; how many were."""
        self.later(**later)
        count = 0
        with self.hour():
            while follow_due(self.db, self.links, code) is not None:
                count += 1
        return count

    def look(self) -> int:
        """Close and renew what wants it."""
        with self.hour():
            return self.sweep.look()

    def live(self, code: str = "xendit", whole: int = 150_000) -> tuple[int, Page]:
        """An invoice that can be paid, and the page at its gateway."""
        bill = self.bill(code, whole)
        self.work(code)
        return bill, self.tills[code].page(self.link(bill).key)

    def link(self, bill: int) -> PayLink:
        """The newest link of an invoice."""
        return self.all(bill)[0]

    def all(self, bill: int) -> tuple[PayLink, ...]:
        """Its links, the newest first."""
        with reading(self.db) as tx:
            return links_of(tx, bill)

    def claim(self, bill: int) -> Claim:
        """What it still asks for."""
        with reading(self.db) as tx:
            return claim(tx, bill)

    def waits(self, bill: int) -> list[str]:
        """Of the money that came through its newest link: why it waits; empty where it paid."""
        with reading(self.db) as tx:
            return [
                one.waits.value if one.waits else "" for one in receipts_of(tx, self.link(bill).id)
            ]


@pytest.fixture
def shop(db: Database) -> Iterator[Shop]:
    with ExitStack() as stack:
        one = stack.enter_context(payos.SimulatedPayos())
        two = stack.enter_context(midtrans.SimulatedMidtrans())
        three = stack.enter_context(xendit.SimulatedXendit())
        settings = PaymentsSettings.model_validate(
            {
                "payos": {
                    "base_url": one.url,
                    "pay_url": f"{one.url}/web",
                    "client_id": payos.CLIENT,
                    "api_key": payos.KEY,
                    "checksum_key": payos.CHECKSUM,
                    "timeout_seconds": 1,
                },
                "midtrans": {
                    "base_url": two.url,
                    "api_url": two.url,
                    "server_key": midtrans.SERVER_KEY,
                    "timeout_seconds": 1,
                },
                "xendit": {
                    "base_url": three.url,
                    "secret_key": xendit.SECRET_KEY,
                    "timeout_seconds": 1,
                },
            }
        )
        yield Shop(db, PayLinks(settings, TERMS), {"payos": one, "midtrans": two, "xendit": three})


@pytest.fixture(params=CODES)
def code(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found
