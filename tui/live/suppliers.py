"""The suppliers as the station shows them."""

from __future__ import annotations

from core.i18n import _, language
from core.money import show
from core.purchasing.supplier_queries import by_code, count_suppliers, goods_of, list_suppliers
from core.transaction import Transaction
from tui.live.boards import At
from tui.views import BoardRow, Detail, Filter, Page, Section


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
