"""The warehouses as the station shows them, and what keys do with them."""

from __future__ import annotations

from collections.abc import Mapping

from core.errors import Refusal
from core.fulfilment.packing.session import Deed
from core.i18n import _
from core.stock import warehouses
from core.stock.models import WarehouseKind
from core.stock.warehouses import HIGHEST_RANK, LOWEST_RANK, Told, Warehouse
from core.stock.zones import zones_of
from core.text import clean
from core.transaction import Transaction
from core.transfers import warehouse_deeds as deeds
from tui.live.boards import At, AtStation
from tui.views import BoardRow, Choice, Detail, Filter, Form, FormField, Page, Section
from tui.words.places import warehouse_kind

_TEXTS = ("name", "address", "district", "city", "province", "postcode", "phone", "keeper")


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """The warehouses in the order in which orders ask them."""
    text = wanted.text.casefold()
    found = [
        one
        for one in warehouses.all_warehouses(tx)
        if text in f"{one.code} {one.name} {one.city} {one.keeper}".casefold()
    ]
    rows = tuple(_row(one, here=one.id == at.warehouse) for one in found[offset:][:limit])
    return Page(rows, len(found))


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """Everything about a warehouse."""
    one = warehouses.by_code(tx, identifier)
    place = (one.district, one.city, one.province, one.postcode)
    facts = [
        (_("Kind"), warehouse_kind(one.kind)),
        (_("Address"), one.address),
        (_("Place"), ", ".join(part for part in place if part)),
        (_("Phone"), one.phone),
        (_("In charge"), one.keeper),
        (_("Rank"), str(one.rank)),
        (_("On hand"), f"{warehouses.units_in(tx, one.id):,}"),
    ]
    zones = tuple((each.code, each.name, str(each.bins)) for each in zones_of(tx, one.id))
    sections = (
        Section(_("Warehouse"), tuple(row for row in facts if row[1])),
        Section(_("Zones"), zones),
    )
    shown = tuple(section for section in sections if section.rows)
    return Detail(f"{one.code}  {one.name}", "" if one.active else _("not in use"), shown)


def choices(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> tuple[Choice, ...]:
    """Whether goods and orders go there."""
    one = warehouses.by_code(tx, target.get("id", ""))
    if one.active:
        return (Choice("close", _("Close it"), one.name),)
    return (Choice("open", _("Open it again"), one.name),)


def form(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> Form:
    """A warehouse, new or as it is."""
    if action == "warehouse_new":
        return Form(_("New warehouse"), (FormField("code", _("Code")), *_fields(None)))
    one = warehouses.by_code(tx, target.get("id", ""))
    return Form(f"{one.code}  {one.name}", _fields(one), hidden={"id": one.code})


def deed(at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
    """What a key does with warehouses."""
    match action:
        case "warehouse_new":
            return deeds.add(values.get("code", ""), _told(values))
        case "warehouse_edit":
            return deeds.change(values.get("id", ""), _told(values))
    return deeds.close(values.get("id", ""), back=choice == "open")


def _row(one: Warehouse, *, here: bool) -> BoardRow:
    cells = (
        one.code,
        one.name,
        warehouse_kind(one.kind),
        one.city,
        one.keeper,
        str(one.rank),
        _("here") if here else "" if one.active else _("not in use"),
    )
    return BoardRow(one.code, cells, ("strong" if one.active else "quiet",))


def _fields(one: Warehouse | None) -> tuple[FormField, ...]:
    kinds = tuple(Choice(kind.value, warehouse_kind(kind)) for kind in WarehouseKind)
    labels = {
        "name": _("Name"),
        "address": _("Address"),
        "district": _("District"),
        "city": _("City"),
        "province": _("Province"),
        "postcode": _("Postcode"),
        "phone": _("Phone"),
        "keeper": _("In charge"),
    }
    texts = tuple(
        FormField(name, labels[name], str(getattr(one, name)) if one else "") for name in _TEXTS
    )
    kind = FormField("kind", _("Kind"), one.kind.value if one else "branch", choices=kinds)
    rank = str(one.rank) if one else "0"
    hint = _("the lowest is asked first for an order")
    return (*texts, kind, FormField("rank", _("Rank"), rank, hint=hint))


def _told(values: Mapping[str, str]) -> Told:
    rank = values.get("rank", "").strip() or "0"
    if not rank.isascii() or not rank.isdecimal() or len(rank) > 6:
        shown = clean(rank, 20)
        raise Refusal("warehouse_rank", rank=shown, low=LOWEST_RANK, high=HIGHEST_RANK)
    texts = {name: values.get(name, "").strip() for name in _TEXTS}
    return Told(**texts, kind=WarehouseKind(values.get("kind", "branch")), rank=int(rank))
