"""Documents as they come from the business, one of each kind, for tests of paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from core.paper.documents import (
    Badge,
    BinLabels,
    CommandSheet,
    Consignment,
    Document,
    Item,
    Label,
    Manifest,
    PackingSlip,
    Party,
    PickList,
    ProductLabels,
    PurchasePaper,
    Receipt,
    TaxLine,
    TestPage,
)
from printers.samples import AN, SITI

WHEN = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
SHOP = Party(
    "Toko Maju Jaya",
    "021-5550-0101",
    "Jl. Kebon Sirih No. 12",
    "Menteng",
    "Jakarta Pusat",
    "DKI Jakarta",
    "10340",
    "ID",
)
ITEMS = (
    Item("KOPI-GAYO-250", "Kopi Gayo Arabika 250 g", 2, "A-01-03", 8_500_000, 17_000_000),
    Item("TEH-MLT-50", "Teh Melati 50 kantong", 1, "A-02-01", 4_200_000, 4_200_000),
    Item("GULA-1K", "Gula Aren Cair 1 kg botol kaca tebal", 12, "B-11-20", 600_000, 7_200_000),
)
LABEL = Label(
    language="id",
    zone="Asia/Jakarta",
    sender=SHOP,
    recipient=SITI,
    courier="JNE",
    service="REG",
    waybill="SPXID041122334455",
    order_no="240411ABCDEF",
    channel="Shopee",
    parcel_code="KEMAS:P:10023",
    piece=1,
    pieces=2,
    currency="IDR",
    cod=28_400_000,
    weight_g=1850,
    items=ITEMS,
    printed_at=WHEN,
    station="S1",
    sort_code="CGK-12",
    note="Jangan dibanting",
)
VIETNAMESE = Label(
    language="vi",
    zone="Asia/Ho_Chi_Minh",
    sender=SHOP,
    recipient=AN,
    courier="Giao Hàng Nhanh",
    service="Nhanh",
    waybill="GHN2604112233",
    order_no="DH-10023",
    channel="Lazada",
    parcel_code="KEMAS:P:10024",
    piece=1,
    pieces=None,
    currency="VND",
    cod=450_000,
    weight_g=600,
    items=(Item("CF-01", "Cà phê sữa đá", 3),),
    printed_at=WHEN,
    station="S2",
)
RECEIPT = Receipt(
    language="id",
    zone="Asia/Jakarta",
    shop=SHOP,
    order_no="240411ABCDEF",
    channel="Shopee",
    customer="Siti Rahmawati",
    currency="IDR",
    items=ITEMS,
    goods=28_400_000,
    discount=2_000_000,
    shipping_fee=1_500_000,
    total=27_900_000,
    paid=0,
    cod=27_900_000,
    printed_at=WHEN,
    station="S1",
    operator="Sari",
)
PICK_LIST = PickList(
    "en", "Asia/Jakarta", "240411ABCDEF", "Shopee", "Siti", ITEMS, "Gift wrap", WHEN, "S1"
)
GIFT_SLIP = PackingSlip(
    "en", "Asia/Jakarta", SHOP, "240411ABCDEF", "Siti", ITEMS, "Happy birthday!", WHEN, "7 days."
)
PACKING_SLIP = replace(GIFT_SLIP, note="", currency="IDR")
BADGE = Badge("en", SHOP.name, "Sari Dewi", "Packer", "KEMAS:OP:7F3K9Q2M")
COMMANDS = CommandSheet(
    "en",
    SHOP.name,
    (("KEMAS:UNDO", "Take back the last scan"), ("KEMAS:PRINTER:label-2", "Print on label-2")),
)
TEST_PAGE = TestPage("en", "Asia/Jakarta", "label-1", 576, WHEN, "S1", (("Transport", "file"),))

TAXED = replace(
    RECEIPT,
    language="vi",
    tax_id="0301234567",
    taxes=(TaxLine("11", 20_000_000, 2_200_000), TaxLine("7.5", 4_000_000, 300_000)),
)
MANIFEST = Manifest(
    "id",
    "Asia/Jakarta",
    SHOP,
    "JNE",
    "21/11/2026",
    (
        Consignment("KMS0001", "A-1", "P1", "Bogor", "IDR", 12_500_000, 850, True),
        Consignment("KMS0002", "A-2", "P2", "Quận 3", "IDR", 0, 400, True),
        Consignment("KMS0003", "A-3", "P3", "Depok", "IDR", 7_500_000, 1_250, False),
    ),
    WHEN,
    "S1",
    "Sari",
)
PRODUCT_LABELS = ProductLabels(
    "vi",
    SHOP.name,
    "VND",
    (Item("CF-01", "Cà phê sữa đá", 1, unit_price=35_000, barcode="8991234567891"),),
    prices=True,
)
BIN_LABELS = BinLabels("id", "MAIN", ("A-01-03",))

PURCHASE = PurchasePaper(
    language="id",
    zone="Asia/Jakarta",
    shop=SHOP,
    supplier=Party("CV Tani Makmur", "022-5550-0155", "Jl. Pasar Baru 8", "", "Bandung"),
    number="PO000012",
    deliver_to="MAIN, Jl. Kebon Sirih No. 12, Jakarta Pusat",
    expected="2026-12-01",
    currency="IDR",
    items=ITEMS,
    total=28_400_000,
    note="Tolong antar pagi",
    printed_at=WHEN,
    station="S1",
    operator="Sari",
)
ALL: dict[str, Document] = {
    "label": LABEL,
    "vietnamese label": VIETNAMESE,
    "receipt": RECEIPT,
    "pick list": PICK_LIST,
    "packing slip": PACKING_SLIP,
    "gift slip": GIFT_SLIP,
    "receipt with taxes": TAXED,
    "manifest": MANIFEST,
    "purchase_order": PURCHASE,
    "product label": PRODUCT_LABELS,
    "bin label": BIN_LABELS,
    "badge": BADGE,
    "commands": COMMANDS,
    "test page": TEST_PAGE,
}
