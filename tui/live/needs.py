"""What has to be bought, as the station shows it."""

from __future__ import annotations

from collections.abc import Mapping

from core.errors import Refusal
from core.fulfilment.packing.session import Deed
from core.i18n import _, language, ngettext
from core.money import show
from core.purchasing import deeds
from core.purchasing.needs import DAYS, Need, needs
from core.purchasing.supplier_queries import list_suppliers
from core.transaction import Transaction
from tui.live.boards import At, AtStation
from tui.live.suppliers import price_deed, price_fields
from tui.views import BoardRow, Choice, Detail, Filter, Form, FormField, Ink, Page, Section

_MOST_NOTES = 12
_MOST_SUPPLIERS = 200


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """A page of what is short or below its reorder point."""
    text = wanted.text.casefold()
    found = [one for one in needs(tx, at.warehouse) if text in f"{one.sku} {one.name}".casefold()]
    return Page(tuple(_row(one) for one in found[offset : offset + limit]), len(found))


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """Why a product has to be bought."""
    one = next((each for each in needs(tx, at.warehouse) if each.sku == identifier), None)
    if one is None:
        return Detail(identifier, _("nothing is short"))
    rows = [
        (_("Orders wait for"), str(one.short)),
        (_("Orders that wait"), str(one.orders)),
        (_("Free"), str(one.free)),
        (_("Ordered, to come"), str(one.coming)),
        (_("On drafts"), str(one.drafted)),
        (_("Reorder point"), str(one.reorder_point)),
        (_("Sold in {days} days").format(days=DAYS), str(one.sold)),
        (_("To buy"), str(one.quantity)),
    ]
    if one.good is not None:
        price = show(one.good.price, language())
        rows.append((_("Supplier"), f"{one.good.supplier} · {price}"))
        rows.append((_("At least"), str(one.good.minimum)))
    return Detail(f"{one.sku}  {one.name}", "", (Section(_("To buy"), tuple(rows)),))


def form(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> Form:
    """Who sells a product, or what would be put on drafts."""
    if action == "need_seller":
        return _seller_form(tx, target.get("id", ""))
    found = [one for one in needs(tx, at.warehouse) if one.quantity]
    sold = [one for one in found if one.good is not None]
    notes = [
        f"{one.quantity} × {one.sku} · {one.good.supplier} · {show(one.good.price, language())}"
        for one in sold[:_MOST_NOTES]
        if one.good is not None
    ]
    if len(sold) > _MOST_NOTES:
        more = len(sold) - _MOST_NOTES
        notes.append(
            ngettext("and {count} more line", "and {count} more lines", more).format(count=more)
        )
    nobody = ", ".join(one.sku for one in found if one.good is None)
    if nobody:
        notes.append(_("Nobody sells these: {skus}.").format(skus=nobody))
    return Form(_("Put this on purchase orders?"), (), tuple(notes or [_("Nothing is short.")]))


def deed(at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
    """Say who sells a product, or put what is short on drafts."""
    if action == "need_seller":
        return price_deed(at, values.get("supplier", ""), values)
    return deeds.buy_what_is_short()


def _seller_form(tx: Transaction, sku: str) -> Form:
    sellers = list_suppliers(tx, active=True, limit=_MOST_SUPPLIERS)
    if not sellers:
        raise Refusal("supplier_none")
    who = tuple(Choice(one.code, f"{one.code}  {one.name}") for one in sellers)
    supplier = FormField("supplier", _("Supplier"), who[0].value, choices=who)
    title = _("Who sells {sku}?").format(sku=sku)
    return Form(title, (supplier, *price_fields("yes")), hidden={"sku": sku})


def _row(one: Need) -> BoardRow:
    cells = (
        one.sku,
        str(one.quantity or ""),
        str(one.short or ""),
        str(one.orders or ""),
        one.name,
        str(one.free),
        str(one.coming + one.drafted or ""),
        one.good.supplier if one.good else _("nobody sells it"),
    )
    inks: tuple[Ink, ...] = ("strong", "accent", "warn" if one.short else "")
    return BoardRow(one.sku, cells, inks)
