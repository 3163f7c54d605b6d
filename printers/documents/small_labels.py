"""Labels for shelves and for goods: one code each, and what people call it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from core.barcodes import PREFIX, check_digit
from core.i18n import _
from core.paper.documents import BinLabels, Item, ParcelSlip, ProductLabels
from printers.documents.form import Form
from printers.documents.sheet import Sheet, amount, tidy
from printers.layout import BOLD, Barcode, Style, Symbology
from printers.symbols import fits

_EAN_LENGTH = 13


@dataclass(frozen=True, slots=True)
class _Bin:
    code: str
    warehouse: str
    is_tote: bool

    @property
    def scanned(self) -> str:
        """What a scanner reads off the shelf."""
        return f"{PREFIX}{'TOTE' if self.is_tote else 'BIN'}:{self.code}"


@dataclass(frozen=True, slots=True)
class _Product:
    item: Item
    of: ProductLabels


def _bins(labels: BinLabels) -> Iterable[_Bin]:
    for code in labels.bins:
        for _copy in range(labels.copies):
            yield _Bin(code, labels.warehouse, labels.totes)


def _products(labels: ProductLabels) -> Iterable[_Product]:
    for item in labels.items:
        for _copy in range(item.quantity):
            yield _Product(item, labels)


def _bin(sheet: Sheet, one: _Bin) -> None:
    sheet.title(
        tidy(one.code, 40), ((8, 8), (6, 6), (4, 4), (3, 3), (2, 2), (1, 2)), "center", lines=2
    )


def _bin_code(sheet: Sheet, one: _Bin) -> None:
    """Bars where they fit, else a QR."""
    if fits(Barcode(one.scanned), sheet.profile):
        sheet.barcode(one.scanned, 120, 3)
    else:
        sheet.qr(one.scanned, 6)


def _warehouse(sheet: Sheet, one: _Bin) -> None:
    sheet.text(tidy(one.warehouse, 40), align="center", lines=1)


def _name(sheet: Sheet, one: _Product) -> None:
    width = 2 if sheet.wide else 1
    sheet.text(tidy(one.item.name, 120), Style(width, 2, bold=True), "center", lines=2)


def symbology(code: str) -> Symbology:
    """EAN-13 where a code is one, which every till reads; else CODE128."""
    if len(code) == _EAN_LENGTH and code.isascii() and code.isdecimal():
        return "EAN13" if str(check_digit(code[:-1])) == code[-1] else "CODE128"
    return "CODE128"


def _product_code(sheet: Sheet, one: _Product) -> None:
    """The bars of the product with their number, or a QR where they are too wide."""
    code = one.item.barcode or one.item.sku
    kind = symbology(code)
    if fits(Barcode(code, kind), sheet.profile):
        sheet.barcode(code, 96, 3, kind)
    else:
        sheet.qr(code, 4)
    if code != one.item.sku:
        sheet.text(tidy(code, 80), align="center", lines=2)


def _qr(sheet: Sheet, one: _Product) -> None:
    """The same code once more as a QR, unless it is one already."""
    code = one.item.barcode or one.item.sku
    if one.of.qr and fits(Barcode(code, symbology(code)), sheet.profile):
        sheet.qr(code, 4)


def _sku(sheet: Sheet, one: _Product) -> None:
    sheet.text(tidy(one.item.sku, 80), BOLD, "center", lines=2)


def _price(sheet: Sheet, one: _Product) -> None:
    if one.of.prices:
        price = amount(one.item.unit_price, one.of.currency, one.of.language)
        sheet.title(price, ((3, 3), (2, 2), (1, 2)), "center")


def _slip_code(sheet: Sheet, slip: ParcelSlip) -> None:
    """What the scanner reads off the box: bars where they fit, else a QR."""
    scanned = f"{PREFIX}P:{slip.parcel_code}"
    if fits(Barcode(scanned), sheet.profile):
        sheet.barcode(scanned, 120, 3)
    else:
        sheet.qr(scanned, 6)


def _slip_text(of: Callable[[ParcelSlip], str]) -> Callable[[Sheet, ParcelSlip], None]:
    def put(sheet: Sheet, slip: ParcelSlip) -> None:
        sheet.text(tidy(of(slip), 80), align="center", lines=2)

    return put


def _slip_words(slip: ParcelSlip) -> str:
    return _("The label comes later. Scan this slip, then it prints.")


SLIP_FORM = Form(
    ParcelSlip.kind,
    fields={
        "parcel": lambda sheet, slip: sheet.title(
            tidy(slip.parcel_code, 40), ((4, 4), (3, 3), (2, 2), (1, 2)), "center", lines=2
        ),
        "code": _slip_code,
        "order": _slip_text(lambda slip: slip.order_no),
        "customer": _slip_text(lambda slip: slip.customer),
        "courier": _slip_text(lambda slip: slip.courier),
        "words": _slip_text(_slip_words),
    },
    usual=("parcel", "code", "order", "customer", "courier", "words"),
    required=frozenset({"parcel", "code"}),
    words={
        "parcel": lambda slip: slip.parcel_code,
        "order": lambda slip: slip.order_no,
        "customer": lambda slip: slip.customer,
        "courier": lambda slip: slip.courier,
    },
)
"""Whose box it is, until its label comes."""
BIN_FORM = Form(
    BinLabels.kind,
    fields={"bin": _bin, "code": _bin_code, "warehouse": _warehouse},
    usual=("bin", "code", "warehouse"),
    required=frozenset({"bin", "code"}),
    words={"bin": lambda one: one.code, "warehouse": lambda one: one.warehouse},
    parts=_bins,
)
"""A shelf's code from afar, and for the scanner."""
PRODUCT_FORM = Form(
    ProductLabels.kind,
    fields={"name": _name, "code": _product_code, "sku": _sku, "price": _price, "qr": _qr},
    usual=("name", "code", "sku", "price", "qr"),
    required=frozenset({"code"}),
    words={
        "shop": lambda one: one.of.shop,
        "name": lambda one: one.item.name,
        "sku": lambda one: one.item.sku,
    },
    parts=_products,
)
"""What a product is called, its bars, its SKU, what it costs, and its QR."""
