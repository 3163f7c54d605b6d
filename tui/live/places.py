"""The bins of the warehouse in walking order, as the station shows them, and what keys do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.barcodes import Kind as CodeKind
from core.barcodes import read
from core.files import values as cells
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.work import load
from core.i18n import _
from core.shipping import place_deeds
from core.shipping.place_deeds import HAND, Going
from core.stock import zones
from core.stock.bin_queries import Filled, count, find_place, listed, lying
from core.stock.bins import BinChange
from core.stock.models import Purpose
from core.transaction import Transaction
from tui.live.boards import At, AtStation
from tui.views import BoardRow, Choice, Detail, Filter, Form, FormField, Ink, Page, Section
from tui.words.places import purpose_name

goes_on = place_deeds.goes_on
_NONE = "-"
"""In no zone."""


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """A page of the bins in walking order, with what lies there."""
    kind, _colon, which = wanted.status.partition(":")
    narrowed: dict[str, Any] = {
        "text": wanted.text,
        "zone": which if kind == "zone" else "",
        "purpose": Purpose(which) if kind == "purpose" else None,
        "closed": kind == "all",
    }
    found = listed(tx, at.warehouse, **narrowed, offset=offset, limit=limit)
    about = _("walked by scanning") if _walks(tx, at) else ""
    rows = tuple(_row(one, about) for one in found)
    return Page(rows, count(tx, at.warehouse, **narrowed))


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """Everything about a bin, and what lies there."""
    one = find_place(tx, at.warehouse, identifier)
    facts = (
        (_("Zone"), one.zone),
        (_("Purpose"), purpose_name(one.purpose)),
        (_("Walk"), str(one.walk)),
        (_("Barcode"), f"KEMAS:BIN:{one.code}"),
    )
    goods = [
        (each.sku, each.name, each.lot, str(each.on_hand), str(each.reserved or ""))
        for each in lying(tx, one.id)
    ]
    head = (_("SKU"), _("Product"), _("Lot"), _("On hand"), _("Promised"))
    inside = (head, *goods) if goods else ((_("Nothing lies there."),),)
    sections = (
        Section(_("Bin"), tuple(row for row in facts if row[1])),
        Section(_("Goods"), inside),
    )
    return Detail(one.code, "" if one.active else _("not in use"), sections)


def choices(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> tuple[Choice, ...]:
    """What to filter by, and how the walk is numbered anew."""
    if action == "place_number":
        return (
            Choice("walk", _("As they stand")),
            Choice("code", _("By code")),
            Choice("snake", _("Up one aisle and down the next")),
        )
    some = [Choice("", _("All that are in use"))]
    word, every = _("Zone"), _("all of them")
    some += [
        Choice(f"zone:{zone.code}|{zone.code}", f"{word} {zone.code} {zone.name}".strip())
        for zone in zones.zones_of(tx, at.warehouse)
    ]
    some += [
        Choice(f"purpose:{each.value}|{purpose_name(each)}", purpose_name(each)) for each in Purpose
    ]
    return (*some, Choice(f"all:|{every}", _("Those that are not in use too")))


def form(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> Form:
    """New bins, a new zone, or what a bin is."""
    if action == "place_zone":
        fields = (FormField("code", _("Zone")), FormField("name", _("Name")))
        return Form(_("New zone"), fields)
    if action == "place_move":
        here = target.get("id", "")
        note = FormField("note", _("Why"), hint=_("needed for DAMAGED"))
        # Not filled in: a scan would come behind what stands there.
        hint = _("empty: {bin}").format(bin=here) if here else ""
        return Form(
            _("Move goods"),
            (
                FormField("source", _("From"), hint=hint),
                FormField("sku", _("SKU or barcode")),
                FormField("target", _("To")),
                FormField("units", _("Units"), hint=_("empty: all")),
                FormField("lot", _("Lot"), hint=_("where several lie there")),
                note,
            ),
            hidden={"id": here},
        )
    where = [Choice(_NONE, _("in no zone"))]
    where += [
        Choice(zone.code, f"{zone.code} {zone.name}".strip())
        for zone in zones.zones_of(tx, at.warehouse)
    ]
    what = tuple(Choice(each.value, purpose_name(each)) for each in Purpose)
    if action == "place_new":
        return Form(
            _("New bins"),
            (
                FormField("bins", _("Bins"), hint=_("such as A-01-01..A-05-12")),
                FormField("zone", _("Zone"), _NONE, choices=tuple(where)),
                FormField("purpose", _("Purpose"), what[0].value, choices=what),
            ),
        )
    one = find_place(tx, at.warehouse, target.get("id", ""))
    both = (Choice("yes", _("Yes")), Choice("no", _("No")))
    used = "yes" if one.active else "no"
    return Form(
        one.code,
        (
            FormField("zone", _("Zone"), one.zone or _NONE, choices=tuple(where)),
            FormField("purpose", _("Purpose"), one.purpose.value, choices=what),
            FormField("walk", _("Walk"), str(one.walk)),
            FormField("active", _("In use"), used, choices=both),
        ),
        hidden={"id": one.code},
    )


def deed(at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
    """What a key does with places."""
    code = values.get("id", "")
    match action:
        case "place_walk":
            return place_deeds.walk
        case "place_move":
            return place_deeds.move_goods(_going(values))
        case "place_label":
            return place_deeds.label(at.desk.settings, code)
        case "place_new":
            told = BinChange(zone=values.get("zone"), purpose=_purpose(values))
            return place_deeds.make(values.get("bins", ""), told)
        case "place_zone":
            return place_deeds.make_zone(values.get("code", ""), values.get("name", ""))
        case "place_number":
            return place_deeds.number(choice)
        case "place_sooner" | "place_later":
            return place_deeds.step(code, back=action == "place_sooner")
        case "place_purpose":
            return place_deeds.turn(code)
    told = BinChange(
        walk=zones.walk_of(values.get("walk", "")),
        purpose=_purpose(values),
        zone=values.get("zone"),
        active=values.get("active") == "yes",
    )
    return place_deeds.change(code, told)


def scanned(at: AtStation, code: str, target: Mapping[str, str]) -> Deed:
    """A bin: what lies there, or the next one of a walk that is being said."""
    return place_deeds.scanned(code)


def _going(values: Mapping[str, str]) -> Going:
    source, target = (_bin(values.get(name, "")) for name in ("source", "target"))
    source = source or values.get("id", "")
    typed = values.get("units", "").strip()
    return Going(
        values.get("sku", "").strip(),
        source,
        target,
        cells.quantity(typed) if typed else None,
        values.get("lot", "").strip() or None,
        values.get("note", ""),
    )


def _bin(text: str) -> str:
    """A bin as it was typed, or by the barcode on it."""
    code = read(text)
    return code.value if code.kind is CodeKind.BIN else text.strip()


def _purpose(values: Mapping[str, str]) -> Purpose:
    return Purpose(values.get("purpose", Purpose.PICK.value))


def _walks(tx: Transaction, at: At) -> bool:
    return HAND in load(tx, at.station_id, lock=False).work.aside


def _row(one: Filled, about: str) -> BoardRow:
    goods = one.sku
    if one.products > 1:
        goods = _("{sku} and {count} more").format(sku=one.sku, count=one.products - 1)
    cells = (
        one.place.code,
        one.place.zone,
        purpose_name(one.place.purpose),
        goods,
        str(one.on_hand or ""),
        str(one.reserved or ""),
        str(one.place.walk),
    )
    ink: Ink = "strong" if one.place.active else "quiet"
    return BoardRow(one.place.code, cells, (ink,), target={"about": about})
