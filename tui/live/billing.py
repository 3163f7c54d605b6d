"""Invoices that wait to be issued as the station shows them."""

from __future__ import annotations

from collections.abc import Mapping

from core.billing import board_deeds as deeds
from core.billing.queries import Invoice, lines_of, one_invoice, open_documents, orders_on
from core.billing.rules import billing_rules
from core.errors import NotFound, Refusal
from core.fulfilment.packing.session import Deed
from core.i18n import _, language
from core.money import Money, show
from core.transaction import Transaction, reading
from tui.live.boards import At, AtStation
from tui.views import BoardRow, Choice, Detail, Filter, Page, Section
from tui.words.billing import kind_name, reason_name
from tui.words.invoices import invoice_state

_MOST = 1_000
"""Documents that are looked through."""
AT_ONCE = 50
"""Documents that one key issues: no scan waits longer than these take."""


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """What looks odd first, then by age."""
    rows = [_row(one) for one in open_documents(tx, limit=_MOST)]
    if wanted.text:
        text = wanted.text.casefold()
        rows = [row for row in rows if text in " ".join(row.cells).casefold()]
    return Page(tuple(rows[offset : offset + limit]), len(rows))


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """Everything that the invoice would say."""
    one = _one(tx, identifier)
    facts = [
        (_("Why"), ", ".join(reason_name(reason) for reason in one.reasons)),
        (_("Buyer"), one.buyer.name),
        (_("Tax number"), one.buyer.tax_number),
        (_("Address"), one.buyer.place),
        (_("Of"), one.reference),
        (_("Total"), _money(one, one.total)),
        (_("Tax"), _money(one, one.tax) if one.tax else ""),
        (_("Note"), one.note),
    ]
    numbers = [number for _key, number in orders_on(tx, one.id)]
    if len(numbers) > 1:
        facts.append((_("Orders"), ", ".join(numbers)))
    goods = [
        (line.description or _("Shipping"), f"{line.quantity} ×  {_money(one, line.total)}")
        for line in lines_of(tx, one.id)
    ]
    sections = [
        Section(kind_name(one.kind).capitalize(), tuple(row for row in facts if row[1])),
        Section(_("Lines"), tuple(goods)),
    ]
    shown = tuple(each for each in sections if each.rows)
    return Detail(f"{one.named}  {one.buyer.name}", invoice_state(one.state), shown)


def choices(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> tuple[Choice, ...]:
    """This one, or all that wait."""
    one = _one(tx, target.get("id", ""))
    said = f"{one.buyer.name}  {_money(one, one.total)}"
    if action == "bill_discard":
        return (Choice("this", _("Throw it away"), said),)
    found = _waiting(tx)
    sums: dict[str, int] = {}
    for each in found:
        sums[each.currency] = sums.get(each.currency, 0) + each.total
    together = ", ".join(show(Money(sums[name], name), language()) for name in sorted(sums))
    first = Choice("this", _("Issue this one"), said)
    if len(found) < 2:
        return (first,)
    return (first, Choice("all", _("Issue all {n}").format(n=len(found)), together))


def deed(at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
    """Issue or throw away."""
    with reading(at.desk.database) as tx:
        one = _one(tx, values.get("id", ""))
        ids = [each.id for each in _waiting(tx)] if choice == "all" else [one.id]
    if action == "bill_discard":
        return deeds.throw_away(one.id)
    return deeds.release_these(billing_rules(at.config), sorted(ids))


def _waiting(tx: Transaction) -> list[Invoice]:
    """What one key issues: the oldest that are no drafts."""
    found = [one for one in open_documents(tx, limit=_MOST) if one.state.value != "draft"]
    return sorted(found, key=lambda one: one.id)[:AT_ONCE]


def _one(tx: Transaction, identifier: str) -> Invoice:
    if not identifier.isdecimal():
        raise NotFound("invoice_not_found", invoice=identifier)
    one = one_invoice(tx, int(identifier))
    if one.internal_no:
        raise Refusal("invoice_released_before", invoice=one.internal_no)
    return one


def _row(one: Invoice) -> BoardRow:
    why = ", ".join(reason_name(reason) for reason in one.reasons) or invoice_state(one.state)
    cells = (
        why,
        one.buyer.name,
        _money(one, one.total),
        one.reference,
        kind_name(one.kind),
        one.named,
    )
    return BoardRow(str(one.id), cells, ("warn" if one.reasons else "strong",), one.state.value)


def _money(one: Invoice, minor: int) -> str:
    return show(Money(minor, one.currency), language())
