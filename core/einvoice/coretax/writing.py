"""Writes a file for Coretax: the XML of its import template for output tax invoices.

The order of the elements matters, and one of them really is spelt ``BuyerAdress``. Source: the
template "Faktur PK" of DJP, https://www.pajak.go.id/id/reformdjp/coretax.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from xml.etree import ElementTree

_CENT = Decimal("0.01")
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_STATUTORY = 12
"""Per cent by law; ordinary goods have eleven twelfths of their price as base (PMK 131/2024)."""
OTHER_BASE, FULL_BASE = "04", "01"
"""Transaction codes: another base than the price, or the price itself."""


@dataclass(frozen=True, slots=True)
class Good:
    """One line; amounts in rupiah with two decimals."""

    code: str
    name: str
    quantity: int
    price: Decimal
    discount: Decimal
    base: Decimal
    """What is paid without tax: quantity by price, its discount off."""

    @classmethod
    def of(cls, name: str, quantity: int, base: Decimal, discount: Decimal) -> Good:
        """A line of which base and discount are known: its price fits to the cent."""
        whole = base + discount
        price = (whole / quantity).quantize(_CENT, ROUND_CEILING)
        return cls("000000", name, quantity, price, price * quantity - base, base)


@dataclass(frozen=True, slots=True)
class TaxBuyer:
    """Who buys, as Coretax knows people and companies."""

    tin: str
    document: str
    country: str
    """Three letters."""
    number: str
    name: str
    address: str
    email: str
    place: str
    """Tax number and place of business, 22 digits."""


@dataclass(frozen=True, slots=True)
class TaxInvoice:
    """One tax invoice; `trx` is its transaction code."""

    day: date
    trx: str
    reference: str
    buyer: TaxBuyer
    goods: tuple[Good, ...]


def tax_of(base: Decimal, trx: str) -> tuple[Decimal, Decimal]:
    """The other base and the tax of a line, each rounded half up to two decimals."""
    other = base
    if trx == OTHER_BASE:
        other = (base * 11 / 12).quantize(_CENT, ROUND_HALF_UP)
    return other, (other * _STATUTORY / 100).quantize(_CENT, ROUND_HALF_UP)


def written(seller: str, place: str, unit: str, invoices: Sequence[TaxInvoice]) -> bytes:
    """The whole file: all invoices of one seller."""
    root = ElementTree.Element("TaxInvoiceBulk", {"xmlns:xsi": _XSI})
    _add(root, "TIN", seller)
    every = _add(root, "ListOfTaxInvoice")
    for one in invoices:
        _invoice(_add(every, "TaxInvoice"), one, f"{seller}{place}", unit)
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'.encode()


def _invoice(node: ElementTree.Element, one: TaxInvoice, seller: str, unit: str) -> None:
    buyer = one.buyer
    for name, value in (
        ("TaxInvoiceDate", one.day.isoformat()),
        ("TaxInvoiceOpt", "Normal"),
        ("TrxCode", one.trx),
        ("AddInfo", ""),
        ("CustomDoc", ""),
        ("CustomDocMonthYear", ""),
        ("RefDesc", one.reference),
        ("FacilityStamp", ""),
        ("SellerIDTKU", seller),
        ("BuyerTin", buyer.tin),
        ("BuyerDocument", buyer.document),
        ("BuyerCountry", buyer.country),
        ("BuyerDocumentNumber", buyer.number),
        ("BuyerName", buyer.name),
        ("BuyerAdress", buyer.address),
        ("BuyerEmail", buyer.email),
        ("BuyerIDTKU", buyer.place),
    ):
        _add(node, name, value)
    goods = _add(node, "ListOfGoodService")
    for good in one.goods:
        _good(_add(goods, "GoodService"), good, one.trx, unit)


def _good(node: ElementTree.Element, good: Good, trx: str, unit: str) -> None:
    other, tax = tax_of(good.base, trx)
    for name, value in (
        ("Opt", "A"),
        ("Code", good.code),
        ("Name", good.name),
        ("Unit", unit),
        ("Price", f"{good.price:.2f}"),
        ("Qty", str(good.quantity)),
        ("TotalDiscount", f"{good.discount:.2f}"),
        ("TaxBase", f"{good.base:.2f}"),
        ("OtherTaxBase", f"{other:.2f}"),
        ("VATRate", str(_STATUTORY)),
        ("VAT", f"{tax:.2f}"),
        ("STLGRate", "0"),
        ("STLG", "0"),
    ):
        _add(node, name, value)


def _add(node: ElementTree.Element, name: str, value: str = "") -> ElementTree.Element:
    made = ElementTree.SubElement(node, name)
    made.text = value or None
    return made
