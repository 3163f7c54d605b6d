"""The pick bins that are kept filled, as the station shows them, and what keys do with them."""

from __future__ import annotations

from collections.abc import Mapping

from core.errors import NotFound
from core.files import values as cells
from core.fulfilment.packing.session import Deed
from core.fulfilment.replenishing import deeds
from core.i18n import _
from core.stock import pick_homes
from core.stock.pick_homes import Home
from core.transaction import Transaction
from tui.live.boards import At, AtStation
from tui.views import BoardRow, Choice, Detail, Filter, Form, FormField, Page, Section


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """A page of the pick bins in walking order."""
    found = pick_homes.homes(tx, at.warehouse, text=wanted.text, offset=offset, limit=limit)
    total = pick_homes.how_many(tx, at.warehouse, wanted.text)
    return Page(tuple(_row(one) for one in found), total)


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """Everything about a pick bin."""
    one = _of(tx, at, identifier)
    facts = (
        (_("Product"), one.name),
        (_("Bin"), one.bin),
        (_("At least"), str(one.least)),
        (_("At most"), str(one.most)),
        (_("Free in it"), str(pick_homes.free_there(tx, one))),
    )
    return Detail(one.sku, "", (Section(_("Pick bin"), facts),))


def choices(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> tuple[Choice, ...]:
    """Whether it is kept filled no more."""
    one = _of(tx, at, target.get("id", ""))
    said = _("Keep {bin} filled no more").format(bin=one.bin)
    return (Choice("drop", said, f"{one.sku} {one.name}"),)


def form(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> Form:
    """A pick bin and its bounds, new or as they are."""
    fields = (
        FormField("bin", _("Bin"), ""),
        FormField("least", _("At least"), "", _("fill it up once fewer are free")),
        FormField("most", _("At most"), ""),
    )
    if action == "home_new":
        return Form(_("Pick bin"), (FormField("sku", _("SKU")), *fields))
    one = _of(tx, at, target.get("id", ""))
    now = (one.bin, str(one.least), str(one.most))
    filled = tuple(
        FormField(field.name, field.label, value, field.hint)
        for field, value in zip(fields, now, strict=True)
    )
    return Form(f"{one.sku}  {one.name}", filled, hidden={"sku": one.sku})


def deed(at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
    """What a key does with pick bins."""
    if action == "home_drop":
        return deeds.drop_home(values.get("sku", ""))
    least = values.get("least", "").strip()
    return deeds.set_home(
        values.get("sku", ""),
        values.get("bin", ""),
        cells.quantity(least) if least.strip("0") else 0,
        cells.quantity(values.get("most", "").strip()),
    )


def _row(one: Home) -> BoardRow:
    shown = (one.bin, one.sku, one.name, str(one.least), str(one.most))
    return BoardRow(str(one.product_id), shown, ("accent", "strong"), target={"sku": one.sku})


def _of(tx: Transaction, at: At, identifier: str) -> Home:
    one = pick_homes.home_of(tx, at.warehouse, int(identifier)) if identifier.isdecimal() else None
    if one is None:
        raise NotFound("home_unknown", sku=identifier)
    return one
