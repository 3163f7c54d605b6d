"""What stands on each document, as frozen data that is stored with its print job."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any, ClassVar, get_args

from core.errors import Refusal
from core.paper.account_document import AccountLine, AccountPaper, OpenInvoice
from core.paper.count_document import CountSheet
from core.paper.goods_documents import (
    BinLabels,
    Item,
    ParcelSlip,
    Party,
    ProductLabels,
    PurchasePaper,
)
from core.paper.invoice_document import EnvelopePaper, InvoicePaper, TaxLine
from core.paper.manifest_document import Consignment, Manifest
from core.paper.walk_document import Stop, WalkList

__all__ = [
    "MAX_PDF",
    "AccountPaper",
    "Badge",
    "BinLabels",
    "Calibration",
    "CommandSheet",
    "Consignment",
    "CourierLabel",
    "Document",
    "EnvelopePaper",
    "InvoicePaper",
    "Item",
    "Label",
    "Manifest",
    "PackingSlip",
    "ParcelSlip",
    "Party",
    "PickList",
    "ProductLabels",
    "PurchasePaper",
    "Receipt",
    "TaxLine",
    "TestPage",
    "dump",
    "dump_timeless",
    "load",
]

MAX_PDF = 3_000_000
"""Bytes of a PDF that is stored with a label; couriers' labels take 20 to 400 KB."""


@dataclass(frozen=True, slots=True)
class Label:
    """A shipping label for one parcel."""

    kind: ClassVar[str] = "label"
    role: ClassVar[str] = "label"
    language: str
    zone: str
    sender: Party
    recipient: Party
    courier: str
    service: str
    waybill: str
    order_no: str
    channel: str
    parcel_code: str
    piece: int
    pieces: int | None
    """None while it is not known yet how many parcels the order will have."""
    currency: str
    cod: int
    weight_g: int
    items: tuple[Item, ...]
    printed_at: datetime
    station: str
    sort_code: str = ""
    note: str = ""
    wish: str = ""
    """The courier that the buyer asked for, where it is not the one that carries the parcel."""
    flags: tuple[str, ...] = ()
    """Any of ``gift``, ``fragile``."""
    replaces: str = ""
    """The waybill number of an earlier label that may still be on the box."""
    inspection: str = ""
    """Whether the buyer may ``look`` or ``try`` before paying; empty: neither."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A sales receipt for one order; all amounts in minor units.

    `goods` is before any discount, `discount` all of it: that of the items and of the order.
    """

    kind: ClassVar[str] = "receipt"
    role: ClassVar[str] = "receipt"
    language: str
    zone: str
    shop: Party
    order_no: str
    channel: str
    customer: str
    currency: str
    items: tuple[Item, ...]
    goods: int
    discount: int
    shipping_fee: int
    total: int
    paid: int
    cod: int
    printed_at: datetime
    station: str
    operator: str
    tax_id: str = ""
    """The number under which the shop pays taxes."""
    taxes: tuple[TaxLine, ...] = ()
    credited: int = 0
    """What was taken off for goods that came back."""


@dataclass(frozen=True, slots=True)
class PickList:
    """What to fetch for one order, in walking order."""

    kind: ClassVar[str] = "pick_list"
    role: ClassVar[str] = "document"
    language: str
    zone: str
    order_no: str
    channel: str
    customer: str
    items: tuple[Item, ...]
    note: str
    printed_at: datetime
    station: str


@dataclass(frozen=True, slots=True)
class PackingSlip:
    """What is in the parcels of one order, for the buyer; with prices where a currency is given."""

    kind: ClassVar[str] = "packing_slip"
    role: ClassVar[str] = "document"
    language: str
    zone: str
    shop: Party
    order_no: str
    customer: str
    items: tuple[Item, ...]
    note: str
    printed_at: datetime
    returns_text: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Badge:
    """An operator's badge: name and a code to sign in with."""

    kind: ClassVar[str] = "badge"
    role: ClassVar[str] = "document"
    language: str
    shop: str
    name: str
    position: str
    """The role, in words of `language`."""
    code: str


@dataclass(frozen=True, slots=True)
class CommandSheet:
    """The command barcodes to hang beside the station: (code, what it does)."""

    kind: ClassVar[str] = "command_sheet"
    role: ClassVar[str] = "document"
    language: str
    shop: str
    commands: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TestPage:
    """A page that shows that a printer prints, cuts and can be read."""

    kind: ClassVar[str] = "test_page"
    role: ClassVar[str] = "document"
    language: str
    zone: str
    printer: str
    width_dots: int
    printed_at: datetime
    station: str
    facts: tuple[tuple[str, str], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Calibration:
    """A page that shows what a printer can do; its answers become the printer's profile."""

    kind: ClassVar[str] = "calibration"
    role: ClassVar[str] = "document"
    language: str
    zone: str
    printer: str
    printed_at: datetime
    station: str


@dataclass(frozen=True, slots=True)
class CourierLabel:
    """A label that a courier or marketplace made: one page of its PDF, printed as it is.

    Raises Refusal ``pdf_too_big`` beyond `MAX_PDF`.
    """

    kind: ClassVar[str] = "courier_label"
    role: ClassVar[str] = "label"
    language: str
    zone: str
    courier: str
    waybill: str
    parcel_code: str
    pdf: str
    """The PDF in base64."""
    printed_at: datetime
    station: str
    page: int = 1
    """Which page of `pdf` it is, from 1."""
    sheet: int = 1
    """Which of the `sheets` that came in one file."""
    sheets: int = 1
    codes: tuple[tuple[str, str], ...] = ()
    """The bar codes that were found on it: kind and text."""
    source: str = ""
    """Hash of the file and the page in it, by which the same label is known when it comes again."""

    def __post_init__(self) -> None:
        if len(self.pdf) > -(-MAX_PDF // 3) * 4:
            raise Refusal("pdf_too_big", size=len(self.pdf) * 3 // 4, allowed=MAX_PDF)


Document = (
    Label
    | Receipt
    | PickList
    | PackingSlip
    | Manifest
    | BinLabels
    | ProductLabels
    | ParcelSlip
    | PurchasePaper
    | InvoicePaper
    | EnvelopePaper
    | AccountPaper
    | Badge
    | CommandSheet
    | WalkList
    | CountSheet
    | TestPage
    | Calibration
    | CourierLabel
)
_KINDS: dict[str, type[Any]] = {cls.kind: cls for cls in get_args(Document)}


@lru_cache(maxsize=2)
def dump(document: Document) -> str:
    """A document as canonical JSON: equal documents give equal text.

    A label is stored with its parcel and with its job: it is written out once for both.
    """
    return _encode({"kind": document.kind, **_fields(document)})


def dump_timeless(document: Label | CourierLabel) -> str:
    """A document as `dump` writes it, as if printed at no time and nowhere."""
    # What stands between quotes in the text of a field has them escaped: it is never found here.
    text = dump(document)
    for name, value, instead in (
        ("printed_at", document.printed_at.isoformat(), _NO_TIME),
        ("station", document.station, ""),
    ):
        text = text.replace(f'"{name}": {_encode(value)}', f'"{name}": {_encode(instead)}', 1)
    return text


_LATER: dict[type[Any], tuple[str, ...]] = {
    Item: ("discount", "lot"),
    Label: ("inspection",),
    Manifest: ("seal",),
}
"""What documents did not say before: left out while empty, so that labels keep their hash."""


def _plain(value: Any) -> Any:
    """What JSON does not know: a moment, a party or an item."""
    if isinstance(value, datetime):
        return value.isoformat()
    return _fields(value)


def _fields(value: Any) -> dict[str, Any]:
    names, read = _readers[type(value)]
    found = dict(zip(names, read(value), strict=True))
    for name in _LATER.get(type(value), ()):
        if not found[name]:
            del found[name]
    return found


_ROWS: dict[str, type[Any]] = {
    "items": Item,
    "taxes": TaxLine,
    "parcels": Consignment,
    "stops": Stop,
    "unpaid": OpenInvoice,
    "recipients": Party,
}
"""What the rows of a document are, by the name that they have in every kind of it."""
_NO_TIME = "2000-01-01T00:00:00+00:00"
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=_plain).encode
_readers: dict[type[Any], tuple[tuple[str, ...], Callable[[Any], Any]]] = {
    cls: (names := tuple(one.name for one in fields(cls)), attrgetter(*names))
    for cls in (*_KINDS.values(), Party, AccountLine, *_ROWS.values())
}


def load(text: str) -> Document:
    """Read back what `dump` wrote."""
    body: dict[str, Any] = json.loads(text)
    cls = _KINDS[body.pop("kind")]
    for key, of in _ROWS.items():
        if key in body:
            body[key] = tuple(of(**row) for row in body[key])
    if cls is AccountPaper:
        body["lines"] = tuple(AccountLine(**line) for line in body["lines"])
    if "stops" in body:
        body["orders"] = tuple((number, place) for number, place in body["orders"])
        body["due_at"] = datetime.fromisoformat(body["due_at"])
    if "rows" in body:
        body["rows"] = tuple(tuple(row) for row in body["rows"])
    for key in ("sender", "recipient", "shop", "supplier"):
        if isinstance(body.get(key), dict):
            body[key] = Party(**body[key])
    for key in ("commands", "facts", "codes"):
        if key in body:
            body[key] = tuple((one, other) for one, other in body[key])
    for key in ("bins", "flags", "numbers"):
        if key in body:
            body[key] = tuple(body[key])
    if "printed_at" in body:
        body["printed_at"] = datetime.fromisoformat(body["printed_at"])
    made: Document = cls(**body)
    return made
