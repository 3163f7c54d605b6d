"""The lots in stock as the station shows them, and what keys do with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from core.catalog import queries as catalog
from core.catalog.tracking import Tracking
from core.clock import local
from core.errors import NotFound
from core.files import values as cells
from core.fulfilment import lot_deeds as deeds
from core.fulfilment.packing.session import Deed
from core.fulfilment.sent_lots import sent_with
from core.i18n import _
from core.stock import lot_queries, tracking
from core.stock.lot_queries import LotPlace
from core.stock.models import BinKind
from core.transaction import Transaction
from tui.live.boards import At, AtStation
from tui.views import BoardRow, Choice, Detail, Filter, Form, FormField, Ink, Page, Section
from tui.words.refusals_lots import TRACKINGS

_SOON = (7, 30, 90)
"""Days, one of which narrows the list to what expires within them."""
_EXPIRED = "expired"
_SENT = 50


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """A page of the lots of the warehouse, those that expire soon first."""
    until, kinds = _until(tx.today, wanted.status), _kinds(wanted.status)
    found = lot_queries.places_of_lots(
        tx,
        warehouse=at.warehouse,
        until=until,
        kinds=kinds,
        text=wanted.text,
        offset=offset,
        limit=limit,
    )
    total = lot_queries.how_many_places(tx, at.warehouse, until, kinds, wanted.text)
    return Page(tuple(_row(one, tx.today) for one in found), total)


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """Everything about a lot: where it lies, and with which orders it left."""
    one = _of(tx, identifier)
    known = tracking.now(tx, one.product_id)
    facts = [
        (_("Product"), one.name),
        (_("Expires"), _left(one, tx.today)),
        (_("Note"), one.note),
        (_("Tracked by"), _(TRACKINGS[known.tracking.value])),
        (_("Days of life left at least"), str(known.min_life_days or "")),
    ]
    places = [(_("Warehouse"), _("Bin"), _("On hand"), _("Promised"))]
    places += [
        (each.warehouse, each.bin, str(each.on_hand), str(each.reserved or ""))
        for each in lot_queries.places_of_lots(tx, product_id=one.product_id, lot=one.lot)
    ]
    sent = tuple(
        (each.order_no, each.customer, str(each.units), local(each.at, at.zone).strftime("%d/%m"))
        for each in sent_with(tx, one.product_id, one.lot, _SENT)
    )
    sections = [
        Section(_("Lot"), tuple(row for row in facts if row[1])),
        Section(_("Where"), tuple(places)),
    ]
    if sent:
        sections.append(Section(_("Left with"), sent))
    return Detail(f"{one.sku}  {one.lot}", "", tuple(sections))


def choices(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> tuple[Choice, ...]:
    """What narrows the list; or what is laid aside, before it is."""
    if action == "lot_filter":
        soon = [_("within {count} days").format(count=days) for days in _SOON]
        return (
            Choice("|", _("All lots")),
            *(Choice(f"{days}|{said}", said) for days, said in zip(_SOON, soon, strict=True)),
            Choice(f"{_EXPIRED}|{_('expired')}", _("Expired, on shelves")),
        )
    until, kinds = _until(tx.today, _EXPIRED), _kinds(_EXPIRED)
    found = lot_queries.places_of_lots(tx, warehouse=at.warehouse, until=until, kinds=kinds)
    units = sum(one.on_hand for one in found)
    said = _("{units} units in {bins} bins").format(
        units=units, bins=len({one.bin for one in found})
    )
    return (Choice("aside", _("Lay all expired goods aside, as damaged"), said),)


def form(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> Form:
    """The day of a lot, of which lot goods are, or how a product is tracked."""
    one = _found(tx, target.get("id", ""))
    if action == "lot_track":
        known = tracking.now(tx, one.product_id) if one else None
        ways = tuple(Choice(way.value, _(TRACKINGS[way.value])) for way in Tracking)
        by = known.tracking.value if known else Tracking.LOT.value
        life = str(known.min_life_days) if known else ""
        return Form(
            _("Track a product"),
            (
                FormField("sku", _("SKU or barcode"), one.sku if one else ""),
                FormField("by", _("Tracked by"), by, choices=ways),
                FormField("life", _("Days of life"), life, _("left when it is promised")),
            ),
        )
    if action == "lot_assign":
        return Form(
            _("Of which lot are these goods?"),
            (
                FormField("sku", _("SKU or barcode"), one.sku if one else ""),
                FormField("bin", _("Bin"), one.bin if one else ""),
                FormField("units", _("Units"), str(one.on_hand - one.reserved) if one else ""),
                FormField("was", _("Lot on the books"), one.lot if one else "", _("or none")),
                FormField("lot", _("Lot"), "", _("as on the package")),
                FormField("day", _("Expires"), "", _("31/01/2027 or 01/2027")),
            ),
        )
    one = one or _of(tx, target.get("id", ""))
    day = one.expires_on.isoformat() if one.expires_on else ""
    return Form(
        f"{one.sku}  {one.lot}",
        (
            FormField("day", _("Expires"), day, _("31/01/2027 or 01/2027")),
            FormField("note", _("Note"), one.note),
        ),
        hidden={"sku": one.sku, "lot": one.lot},
    )


def deed(at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
    """What a key does with lots."""
    told = {name: value.strip() for name, value in values.items()}
    sku, lot, day = told.get("sku", ""), told.get("lot", ""), told.get("day", "")
    match action:
        case "lot_track":
            life = told.get("life", "")
            days = None if not life else 0 if life == "0" else cells.quantity(life)
            return deeds.track(sku, told.get("by", ""), days)
        case "lot_assign":
            units = cells.quantity(told.get("units", ""))
            return deeds.assign(sku, told.get("bin", ""), units, told.get("was", ""), lot, day)
        case "lot_aside":
            return deeds.aside
    return deeds.describe(sku, lot, day, told.get("note"))


def _until(today: date, status: str) -> date | None:
    if status == _EXPIRED:
        return today - timedelta(days=1)
    return today + timedelta(days=int(status)) if status else None


def _kinds(status: str) -> tuple[BinKind, ...]:
    return (BinKind.SHELF,) if status == _EXPIRED else ()


def _row(one: LotPlace, today: date) -> BoardRow:
    left = one.days_left(today)
    ink: Ink = "quiet" if left is None else "bad" if left < 0 else "warn" if left < _SOON[1] else ""
    cells_ = (
        one.sku,
        one.lot,
        one.expires_on.isoformat() if one.expires_on else "",
        one.bin,
        str(one.on_hand),
        str(one.reserved or ""),
        one.name,
    )
    return BoardRow(f"{one.product_id}:{one.bin_id}:{one.lot}", cells_, ("strong", "", ink))


def _left(one: LotPlace, today: date) -> str:
    left = one.days_left(today)
    if left is None:
        return _("nobody knows when")
    if left < 0:
        return f"{one.expires_on}  {_('expired')}"
    return f"{one.expires_on}  " + _("{count} days left").format(count=left)


def _found(tx: Transaction, identifier: str) -> LotPlace | None:
    product, _sign, rest = identifier.partition(":")
    place, _sign, lot = rest.partition(":")
    if not product.isdecimal() or not place.isdecimal():
        return None
    return lot_queries.place_of_lot(tx, int(product), int(place), lot)


def _of(tx: Transaction, identifier: str) -> LotPlace:
    one = _found(tx, identifier)
    if one is None:
        product, _sign, rest = identifier.partition(":")
        lot = rest.partition(":")[2]
        sku = catalog.product_by_id(tx, int(product)).sku if product.isdecimal() else ""
        raise NotFound("lot_unknown", sku=sku, lot=lot)
    return one
