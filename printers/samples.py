"""Invented documents, one of each kind, to look at a template before it is used."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from core.clock import local
from core.paper.documents import (
    Badge,
    BinLabels,
    CommandSheet,
    Consignment,
    Document,
    InvoicePaper,
    Item,
    Label,
    Manifest,
    PackingSlip,
    ParcelSlip,
    Party,
    PickList,
    ProductLabels,
    PurchasePaper,
    Receipt,
    TaxLine,
)
from core.payqr.qris import qris
from core.payqr.reference import reference_of
from core.payqr.vietqr import vietqr

_QRIS = (
    "00020101021126640017COM.CONTOHPSP.WWW0118936009153012345678021001234567890303UMI51440014"
    "ID.CO.QRIS.WWW0215ID10200212345670303UMI5204541153033605802ID5911TOKO CONTOH6007JAKARTA"
    "610510110630461D9"
)


class Shop(NamedTuple):
    """Whose papers they are."""

    sender: Party
    language: str
    zone: str
    currency: str
    tax_id: str
    returns_text: str


class _Data(NamedTuple):
    buyer: Party
    names: tuple[str, str, str]
    note: str
    clerk: str
    position: str
    courier: str


SITI = Party(
    "Siti Rahmawati",
    "0800 0000 0199",
    "Jl. Anggrek Raya Blok C5 No. 17 RT 004/RW 011, depan masjid, pagar hitam",
    "Kebayoran Lama",
    "Jakarta Selatan",
    "DKI Jakarta",
    "12240",
    "ID",
)
AN = Party(
    "Nguyễn Thị Hồng Ẩn",
    "0900 000 012",
    "45/12 đường Nguyễn Đình Chiểu, Phường Võ Thị Sáu",
    "Quận 3",
    "Thành phố Hồ Chí Minh",
    "",
    "72400",
    "VN",
)
_INDONESIA = _Data(
    SITI,
    ("Kopi Gayo Arabika 250 g", "Teh Melati 50 kantong", "Gula Aren Cair 1 kg botol kaca tebal"),
    "Jangan dibanting",
    "Sari Dewi",
    "Packer",
    "JNE",
)
_VIETNAM = _Data(
    AN,
    ("Cà phê sữa đá hòa tan 20 gói", "Trà sen Tây Hồ 100 g", "Bánh đậu xanh Rồng Vàng 320 g"),
    "Hàng dễ vỡ, xin nhẹ tay",
    "Trần Văn Dũng",
    "Đóng gói",
    "Giao Hàng Nhanh",
)
_WAYBILL, _ORDER = "KMS0411223344", "240411ABCDEF"
_CODES = ("8991234567891", "8991234567907", "8991234567914")
_PLACES, _SKUS, _COUNTS = (
    ("A-01-03", "A-02-01", "B-11-20"),
    ("KP-250", "TH-50", "GA-1K"),
    (2, 1, 12),
)
_PRICES = (85_000, 42_000, 6_500)


def kinds() -> tuple[str, ...]:
    """The kinds of documents that `sample` has."""
    from printers.documents import FORMS

    return tuple(FORMS)


def sample(kind: str, shop: Shop, when: datetime) -> Document:
    """An invented document of a kind, from a shop that is there."""
    data = _VIETNAM if shop.language == "vi" else _INDONESIA
    unit = 100 if shop.currency == "IDR" else 1
    items = tuple(
        Item(sku, name, count, place, price * unit, price * unit * count, code)
        for sku, name, count, place, price, code in zip(
            _SKUS, data.names, _COUNTS, _PLACES, _PRICES, _CODES, strict=True
        )
    )
    goods = sum(item.amount for item in items)
    spoken = (shop.language, shop.zone)
    buyer, station = data.buyer, "S1"
    match kind:
        case "label":
            return Label(
                *spoken, shop.sender, buyer, data.courier, "REG", _WAYBILL, _ORDER, "Shopee",
                "KEMAS:P:10023", 1, 2, shop.currency, goods, 1850, items, when, station,
                "CGK-12", data.note, flags=("fragile",),
            )  # fmt: skip
        case "receipt":
            taxed = goods - 20_000 * unit
            base = taxed * 100 // 111
            return Receipt(
                *spoken, shop.sender, _ORDER, "Shopee", buyer.name, shop.currency, items,
                goods, 20_000 * unit, 15_000 * unit, goods - 5_000 * unit, 0,
                goods - 5_000 * unit, when, station, data.clerk, shop.tax_id,
                (TaxLine("11", base, taxed - base),),
            )  # fmt: skip
        case "pick_list":
            return PickList(*spoken, _ORDER, "Shopee", buyer.name, items, data.note, when, station)
        case "packing_slip":
            return PackingSlip(
                *spoken, shop.sender, _ORDER, buyer.name, items, data.note, when,
                shop.returns_text, shop.currency,
            )  # fmt: skip
        case "manifest":
            return _manifest(shop, data, goods, when)
        case "purchase_order":
            seller = Party("CV Tani Makmur", "0800 0000 0155", "Jl. Pasar Baru 8", "", "Bandung")
            return PurchasePaper(
                *spoken, shop.sender, seller, "PO000012", f"MAIN, {shop.sender.address}",
                "2026-12-01", shop.currency, items, goods, data.note, when, station, data.clerk,
            )  # fmt: skip
        case "invoice":
            return InvoicePaper(
                shop.language, shop.sender, shop.tax_id, buyer, "0013000005012000",
                "INV/2026/11/0042", "2026-11-21", "2026-12-05", _ORDER, shop.currency, items, 0,
                (TaxLine("11", goods * 100 // 111, goods - goods * 100 // 111),),
                goods * 100 // 111, goods - goods * 100 // 111, goods, "BCA 123 456 7890",
                data.note, *_pay(shop.currency, goods),
            )  # fmt: skip
        case "product_labels":
            one = Item(_SKUS[0], data.names[0], 1, unit_price=_PRICES[0] * unit, barcode=_CODES[0])
            return ProductLabels(
                shop.language, shop.sender.name, shop.currency, (one,), prices=True
            )
        case "parcel_slip":
            name, carrier = buyer.name, data.courier
            return ParcelSlip(*spoken, "100042-1", _ORDER, name, carrier, when)
        case "bin_labels":
            return BinLabels(shop.language, "MAIN", (_PLACES[0],))
        case "badge":
            return Badge(
                shop.language, shop.sender.name, data.clerk, data.position, "KEMAS:OP:7F3K9Q2M"
            )
        case "command_sheet":
            codes = ("KEMAS:UNDO", "KEMAS:REPRINT")
            return CommandSheet(
                shop.language, shop.sender.name, tuple((code, code[6:]) for code in codes)
            )
    raise ValueError(kind)


def _pay(currency: str, total: int) -> tuple[str, str, str, str]:
    """Reference, scheme, code and words of an invoice; the account is nobody's."""
    reference = reference_of(42, date(2026, 11, 21))
    if currency == "VND":
        code = vietqr("970436", "0011002345678", total, reference)
        return reference, "vietqr", code, "Vietcombank 0011002345678"
    if currency == "IDR":
        return reference, "qris", qris(_QRIS, total // 100), "TOKO CONTOH"
    return reference, "", "", ""


def _manifest(shop: Shop, data: _Data, cod: int, when: datetime) -> Manifest:
    parcels = tuple(
        Consignment(
            f"KMS04112233{number:02d}",
            f"240411ABC{number:03d}",
            f"KEMAS:P:100{number:02d}",
            data.buyer.city,
            shop.currency,
            cod if number % 2 else 0,
            450 * number,
            handed_over=number < 4,
        )
        for number in range(1, 6)
    )
    day = local(when, shop.zone)
    return Manifest(
        shop.language,
        shop.zone,
        shop.sender,
        data.courier,
        f"{day:%d/%m/%Y}",
        parcels,
        when,
        "S1",
        data.clerk,
    )
