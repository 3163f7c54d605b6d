"""Invented e-invoices, as the documents of the providers show them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from core.einvoice.document import Buyer, Correction, Document, Line, Original, Stamped
from core.einvoice.states import EKind

MORNING = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
"""Nine o'clock in Việt Nam."""
KEY = "3f0c7a52-6d1e-4d34-9a55-1f8d2ac60b11"
BUYER = Buyer(
    code="KH-0042",
    person="Lê Văn An",
    company="CÔNG TY TNHH VÍ DỤ",
    tax_number="0310555555",
    address="12 Đường Mẫu, TP. Hồ Chí Minh",
    email="ketoan@example.vn",
    phone="0901000000",
)
BOXES = Line(
    code="SKU-1",
    name="Thùng carton 5 lớp",
    unit="Cái",
    quantity=100,
    price="8500",
    gross_net=850_000,
    gross_tax=68_000,
    net=850_000,
    tax=68_000,
    rate="8",
)
DISCOUNTED = replace(BOXES, net=800_000, tax=64_000)
INVOICE = Document(
    key=KEY,
    kind=EKind.ORIGINAL,
    series="1C26TAA",
    day="2026-11-21",
    currency="VND",
    payment="TM/CK",
    paid=False,
    buyer=BUYER,
    lines=(DISCOUNTED,),
    total=864_000,
    template="1/001",
)
CORRECTION = Correction(
    original=Original("1C26TAA", "123", "2026-11-21", MORNING.isoformat(), "1/001"),
    sentence=("Điều chỉnh cho hóa đơn Mẫu số 1 ký hiệu C26TAA số 123 ngày 21 tháng 11 năm 2026"),
    reason="Trả lại 10 thùng",
    agreement="BB-2026-11-07",
    agreed_on="2026-11-22",
)
RETURNED = replace(
    BOXES, code="", unit="", quantity=10, gross_net=85_000, gross_tax=6_800, net=85_000, tax=6_800
)
ADJUSTMENT = replace(
    INVOICE,
    key="b3a1c0de-0000-4000-8000-000000000001",
    kind=EKind.ADJUSTMENT,
    lines=(RETURNED,),
    total=91_800,
    lowers=True,
    correction=CORRECTION,
)


def stamped(document: Document) -> Stamped:
    """As it is told that morning."""
    return Stamped(document, MORNING)
