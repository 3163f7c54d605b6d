"""The suppliers as the station shows them."""

from __future__ import annotations

from collections.abc import Mapping

from core.catalog import queries as catalog
from core.errors import Refusal
from core.files import values as cells
from core.fulfilment.packing.session import Deed
from core.i18n import _, language
from core.money import parse, show
from core.purchasing import supplier_deeds as deeds
from core.purchasing.supplier_queries import (
    Supplier,
    by_code,
    count_suppliers,
    goods_of,
    list_suppliers,
)
from core.purchasing.suppliers import MOST_DAYS, Details, Terms
from core.text import clean
from core.transaction import Transaction, reading
from tui.live.boards import At, AtStation
from tui.views import BoardRow, Choice, Detail, Filter, Form, FormField, Page, Section

_TEXTS = ("name", "phone", "email", "address", "currency", "note")


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """A page of the suppliers by code."""
    rows = tuple(
        BoardRow(
            one.code,
            (one.code, one.name, one.phone, str(one.lead_days or ""), one.email),
            ("strong" if one.active else "quiet",),
        )
        for one in list_suppliers(tx, wanted.text, offset=offset, limit=limit)
    )
    return Page(rows, count_suppliers(tx, wanted.text))


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """Everything about a supplier, and what they sell us."""
    one = by_code(tx, identifier)
    facts = [
        (_("Name"), one.name),
        (_("Phone"), one.phone),
        (_("E-mail"), one.email),
        (_("Address"), one.address),
        (_("Days to deliver"), str(one.lead_days or "")),
        (_("Note"), one.note),
    ]
    goods = [(_("SKU"), _("Product"), _("Price"), _("At least"), "")]
    goods += [
        (
            good.sku,
            good.name,
            show(good.price, language()),
            str(good.minimum),
            _("preferred") if good.preferred else "",
        )
        for good in goods_of(tx, one.id)
    ]
    sections = [Section(_("Supplier"), tuple(row for row in facts if row[1]))]
    if len(goods) > 1:
        sections.append(Section(_("Sells us"), tuple(goods)))
    return Detail(f"{one.code}  {one.name}", "" if one.active else _("gone"), tuple(sections))


def choices(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> tuple[Choice, ...]:
    """Whether we buy from somebody."""
    one = by_code(tx, target.get("id", ""))
    if one.active:
        return (Choice("away", _("Buy from them no more"), one.name),)
    return (Choice("back", _("Buy from them again"), one.name),)


def form(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> Form:
    """A supplier, or what one asks for a product."""
    if action == "supplier_new":
        code = FormField("code", _("Code"))
        return Form(_("New supplier"), (code, *_fields(None, at.config.shop.currency)))
    one = by_code(tx, target.get("id", ""))
    if action == "supplier_edit":
        return Form(f"{one.code}  {one.name}", _fields(one, one.currency), hidden={"id": one.code})
    fields = (FormField("sku", _("SKU or barcode")), *price_fields("no"))
    return Form(_("What {supplier} sells us").format(supplier=one.name), fields)


def price_fields(preferred: str) -> tuple[FormField, ...]:
    """What is asked of what a supplier asks for a product."""
    yes = (Choice("yes", _("yes")), Choice("no", _("no")))
    return (
        FormField("price", _("Price"), hint=_("a dash: they sell it no more")),
        FormField("supplier_sku", _("Their SKU")),
        FormField("minimum", _("At least"), hint=_("units of one order")),
        FormField("pack", _("In packs of")),
        FormField("preferred", _("Preferred"), preferred, choices=yes),
    )


def deed(at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
    """What a key does with suppliers."""
    code = values.get("id", "")
    match action:
        case "supplier_new":
            return deeds.add(values.get("code", ""), _details(values), at.config.shop.currency)
        case "supplier_edit":
            return deeds.change(code, _details(values))
        case "supplier_gone":
            return deeds.let_go(code, back=choice == "back")
    return price_deed(at, code, values)


def price_deed(at: AtStation, code: str, values: Mapping[str, str]) -> Deed:
    """What a supplier asks for a product, as it was filled in."""
    with reading(at.desk.database) as tx:
        one = by_code(tx, code)
        product = catalog.product(tx, clean(values.get("sku", ""), 80))
    return deeds.price(code, product.id, product.sku, _terms(values, one.currency))


def _fields(one: Supplier | None, currency: str) -> tuple[FormField, ...]:
    return (
        FormField("name", _("Name"), one.name if one else ""),
        FormField("phone", _("Phone"), one.phone if one else ""),
        FormField("email", _("E-mail"), one.email if one else ""),
        FormField("address", _("Address"), one.address if one else ""),
        FormField("lead_days", _("Days to deliver"), str(one.lead_days) if one else "0"),
        FormField("currency", _("Currency"), currency),
        FormField("note", _("Note"), one.note if one else ""),
    )


def _details(values: Mapping[str, str]) -> Details:
    days = values.get("lead_days", "").strip() or "0"
    if not days.isascii() or not days.isdecimal() or len(days) > 6:
        raise Refusal("supplier_lead_days", days=clean(days, 20), most=MOST_DAYS)
    told = {name: values.get(name, "").strip() for name in _TEXTS}
    return Details(
        name=told["name"],
        phone=told["phone"],
        email=told["email"],
        address=told["address"],
        currency=told["currency"],
        lead_days=int(days),
        note=told["note"],
    )


def _terms(values: Mapping[str, str], currency: str) -> Terms | None:
    """What was filled in; what was left empty stays as it is."""
    price = values.get("price", "").strip()
    if price == "-":
        return None
    numbers = {name: values.get(name, "").strip() for name in ("minimum", "pack")}
    units = {name: cells.quantity(typed) for name, typed in numbers.items() if typed}
    return Terms(
        price=parse(price, currency).minor if price else None,
        supplier_sku=values.get("supplier_sku", "").strip() or None,
        minimum=units.get("minimum"),
        pack=units.get("pack"),
        preferred=True if values.get("preferred") == "yes" else None,
    )
