"""Fixtures of e-invoices: issued invoices, providers on loopback, and time that passes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert

sys.path.insert(0, str(Path(__file__).parents[2]))  # the fakes

from core import clock
from core.billing.models import invoice_lines, invoices
from core.billing.rules import Sides
from core.database import Database
from core.draining import drain
from core.einvoice.following import Ready, follow_due
from core.einvoice.registry import KIND, EInvoicing, Shop
from core.einvoice.sending import Sending
from core.einvoice_settings import EInvoiceSettings
from core.transaction import Transaction
from tui.demo.einvoices import misa as misa_words
from tui.demo.einvoices import sinvoice as sinvoice_words
from tui.demo.einvoices.misa import SimulatedMisa
from tui.demo.einvoices.sinvoice import SimulatedSinvoice

MORNING = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
COMPANY = Sides(
    "CÔNG TY TNHH VÍ DỤ",
    phone="0901000000",
    address="12 Đường Mẫu",
    city="TP. Hồ Chí Minh",
    email="ketoan@example.vn",
    tax_number="0310555555",
)
PERSON = Sides("Lê Văn An", address="5 Đường Mẫu", city="Huế")


class Office:
    """A shop of Việt Nam with its providers, at a moment that is moved by hand."""

    def __init__(self, db: Database, book: EInvoicing) -> None:
        self.db, self.book = db, book
        self.now = MORNING
        self.made: list[int] = []

    @contextmanager
    def hour(self) -> Iterator[None]:
        """As if it were this moment."""
        with clock.frozen(self.now):
            yield

    def later(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)

    def work(self, code: str = "sinvoice", rounds: int = 1, wait: float = 0.0) -> None:
        """What the worker does, some times, with a pause before each."""
        for _round in range(rounds):
            self.later(wait)
            with self.hour():
                drain(self.db, {KIND + code: Sending(self.book, code)})

    def follow(self, code: str = "sinvoice", ready: Ready | None = None) -> None:
        """Ask about all that is due."""
        with self.hour():
            while follow_due(self.db, self.book, code, ready) is not None:
                pass


def bill(
    tx: Transaction,
    number: int,
    lines: Sequence[tuple[str, int, int, int, str]] = (("Thùng carton", 2, 54_000, 0, "8"),),
    **columns: Any,
) -> int:
    """An issued invoice; a line is name, quantity, price with tax, discount and rate."""
    made = []
    for at, (name, quantity, price, off, rate) in enumerate(lines, 1):
        total = quantity * price - off
        percent = int(rate) if rate.isdecimal() else 0
        tax = round(total * percent / (100 + percent))
        made.append(
            {
                "line_no": at,
                "sku": f"SKU-{at}",
                "description": name,
                "quantity": quantity,
                "unit_price": price,
                "discount": off,
                "rate": rate,
                "net": total - tax,
                "tax": tax,
                "total": total,
            }
        )
    buyer: Sides = columns.pop("buyer", COMPANY)
    series = columns.pop("series", "INV")
    row = {
        "kind": "invoice",
        "state": "ready",
        "provider_key": str(uuid4()),
        "seller": asdict(Sides("Toko")),
        "buyer": asdict(buyer),
        "buyer_name": buyer.name,
        "folded": "x",
        "tax_number": buyer.tax_number,
        "language": "vi",
        "currency": "VND",
        "net": sum(one["net"] for one in made),
        "tax": sum(one["tax"] for one in made),
        "total": sum(one["total"] for one in made),
        "reference": f"W-{number}",
        "created_at": tx.now,
    } | columns
    issued = {
        "state": "issued",
        "series": series,
        "number": number,
        "internal_no": f"{series}/{number}",
        "issue_date": columns.get("issue_date", date(2026, 11, 21)),
        "issued_at": tx.now,
    }
    invoice = int(tx.execute(insert(invoices).returning(invoices.c.id), row | issued).scalar_one())
    tx.execute(insert(invoice_lines), [line | {"invoice_id": invoice} for line in made])
    return invoice


@pytest.fixture
def bill_of() -> Callable[..., int]:
    """`bill`, for tests."""
    return bill


@pytest.fixture
def sinvoice() -> Iterator[SimulatedSinvoice]:
    with SimulatedSinvoice() as server:
        yield server


@pytest.fixture
def misa() -> Iterator[SimulatedMisa]:
    with SimulatedMisa() as server:
        yield server


@pytest.fixture
def office(db: Database, sinvoice: SimulatedSinvoice, misa: SimulatedMisa) -> Office:
    settings = EInvoiceSettings.model_validate(
        {
            "sinvoice": {
                "base_url": sinvoice.url,
                "username": sinvoice_words.USERNAME,
                "password": sinvoice_words.PASSWORD,
                "tax_code": sinvoice_words.TAX_CODE,
                "series": "C26TAA",
                "timeout_seconds": 1,
            },
            "misa": {
                "base_url": misa.address,
                "appid": misa_words.APPID,
                "username": misa_words.USERNAME,
                "password": misa_words.PASSWORD,
                "tax_code": misa_words.TAX_CODE,
                "series": misa_words.SERIES,
                "timeout_seconds": 1,
            },
        }
    )
    return Office(db, EInvoicing(settings, Shop("Asia/Ho_Chi_Minh", "0310555555")))
