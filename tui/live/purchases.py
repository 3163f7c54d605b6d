"""Purchase orders as the station shows them, what can be asked of them, and what keys do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from core.barcodes import read
from core.catalog import queries as catalog
from core.clock import local
from core.errors import NotFound, Refusal
from core.files import values as cells
from core.fulfilment.packing.session import Deed, as_usual
from core.i18n import N_, _, language, ngettext, show_time
from core.messages.queries import of_purchase
from core.money import Money, parse, show
from core.purchasing import arrivals, commands, deeds, letters, queries
from core.purchasing.commands import Head, Wanted
from core.purchasing.queries import Purchase
from core.purchasing.receiving_deeds import begin
from core.purchasing.rules import buying_rules
from core.purchasing.states import PurchaseState
from core.purchasing.supplier_queries import by_code, list_suppliers
from core.shipping.letters import follow_ups_of
from core.text import clean
from core.transaction import Transaction, reading
from tui.live.boards import At, AtStation
from tui.views import BoardRow, Choice, Detail, Filter, Form, FormField, Ink, Page, Section
from tui.words.messages import state_name
from tui.words.purchases import purchase_state

_MOST_SUPPLIERS = 200
_INK: dict[PurchaseState, Ink] = {
    PurchaseState.DRAFT: "quiet",
    PurchaseState.ORDERED: "accent",
    PurchaseState.PART_RECEIVED: "warn",
    PurchaseState.RECEIVED: "good",
}
_REASONS = (
    N_("The supplier has none"),
    N_("Ordered twice"),
    N_("Bought elsewhere"),
    N_("Not needed any more"),
)


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """A page of the purchase orders, the newest first."""
    states = (PurchaseState(wanted.status),) if wanted.status else ()
    found = queries.page(tx, states=states, text=wanted.text, offset=offset, limit=limit)
    total = queries.count(tx, states=states, text=wanted.text)
    return Page(tuple(_row(one) for one in found), total)


def _row(one: Purchase) -> BoardRow:
    expected = one.expected_on.strftime("%d/%m") if one.expected_on else ""
    cells = (
        one.number,
        purchase_state(one.state),
        f"{one.received}/{one.ordered}",
        one.supplier_name,
        expected,
        show(one.total, language()),
        one.note,
    )
    return BoardRow(one.number, cells, ("strong", _INK.get(one.state, "quiet")), one.state.value)


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """Everything about a purchase order: its lines, and what came of it."""
    one = queries.by_number(tx, identifier)
    facts = [
        (_("Supplier"), f"{one.supplier} · {one.supplier_name}"),
        (_("Warehouse"), one.warehouse),
        (_("Ordered"), _moment(one.ordered_at, at.zone)),
        (_("Expected"), one.expected_on.isoformat() if one.expected_on else ""),
        (_("Total"), show(one.total, language())),
        (_("Rate"), one.rate),
        (_("Note"), one.note),
        (_("Why"), one.reason),
    ]
    lines: list[tuple[str, ...]] = [(_("SKU"), _("Product"), _("Received"), _("Price"))]
    lines += [
        (
            line.sku,
            line.name,
            f"{line.received}/{line.quantity}",
            show(Money(line.unit_price, one.currency), language()),
        )
        for line in queries.lines_of(tx, one.id)
    ]
    came = [
        (receipt.number, _moment(receipt.created_at, at.zone), _units(tx, receipt.id))
        for receipt in arrivals.receipts_of(tx, one.id)
    ]
    advice = [(_said(each),) for each in commands.advice(tx, one)] if _is_draft(one) else []
    posted = [
        (show_time(each.created_at, at.zone), each.recipient, state_name(each.state))
        for each in of_purchase(tx, one.id)
    ]
    sections = (
        Section(_("Purchase order"), tuple(row for row in facts if row[1])),
        Section(_("Goods"), tuple(lines) if len(lines) > 1 else ((_("It has no lines yet."),),)),
        Section(_("To look at"), tuple(advice)),
        Section(_("Receipts"), tuple(came)),
        Section(_("E-mails"), tuple(posted)),
    )
    shown = tuple(section for section in sections if section.rows)
    return Detail(one.number, purchase_state(one.state), shown)


def choices(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> tuple[Choice, ...]:
    """The states to filter by, and the usual reasons to end one."""
    if action == "purchase_filter":
        every = (Choice("", _("All")),)
        states = (
            Choice(f"{state.value}|{purchase_state(state)}", purchase_state(state))
            for state in PurchaseState
        )
        return (*every, *states)
    if action == "purchase_close":
        one = queries.by_number(tx, target.get("id", ""))
        if one.state is PurchaseState.RECEIVED:  # nothing is missing: nobody asks why
            return (Choice("", _("Close it: all of it is here"), one.number),)
    return tuple(Choice(_(reason), _(reason)) for reason in _REASONS)


def form(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> Form:
    """A new order, a line of one, its head, and the last look before it is ordered."""
    if action == "purchase_new":
        sellers = list_suppliers(tx, active=True, limit=_MOST_SUPPLIERS)
        if not sellers:
            raise Refusal("supplier_none")
        who = tuple(Choice(one.code, f"{one.code}  {one.name}") for one in sellers)
        fields = (FormField("supplier", _("Supplier"), who[0].value, choices=who), *_line_fields())
        return Form(_("New purchase order"), (*fields, *_head_fields(None)))
    one = queries.by_number(tx, target.get("id", ""))
    hidden = {"id": one.number}
    if action == "purchase_line":
        return Form(_("Line of {number}").format(number=one.number), _line_fields(), hidden=hidden)
    if action == "purchase_edit":
        return Form(one.number, _head_fields(one), hidden=hidden)
    if action == "purchase_send":
        return _letter_form(tx, at, one)
    notes = [
        ngettext("{count} line", "{count} lines", one.lines).format(count=one.lines)
        + f" · {show(one.total, language())}",
        *(_said(each) for each in commands.advice(tx, one)),
    ]
    title = _("Order {number} from {supplier}?").format(number=one.number, supplier=one.supplier)
    return Form(title, (), tuple(notes), hidden)


def deed(at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
    """What a key does with purchase orders."""
    number, rules = values.get("id", ""), buying_rules(at.config)
    match action:
        case "purchase_receive":
            return begin(rules, number)
        case "purchase_order":
            return deeds.order_it(rules, number)
        case "purchase_cancel" | "purchase_close":
            return deeds.end(number, choice)
        case "purchase_print":
            return deeds.print_it(at.desk.settings, number)
        case "purchase_send":
            again = values.get("again") == "yes"
            shop = at.desk.settings.sender
            return deeds.send(follow_ups_of(at.config), shop, number, again=again)
        case "purchase_edit":
            return deeds.edit(number, _head(values))
    with reading(at.desk.database) as tx:
        if action == "purchase_new":
            seller = by_code(tx, values.get("supplier", ""))
            first = _wanted(tx, seller.currency, values) if values.get("sku", "").strip() else None
            return deeds.make(seller.id, first, _head(values))
        one = queries.by_number(tx, number)
        wanted = _wanted(tx, one.currency, values)
        return deeds.put_line(number, wanted, clean(values.get("sku", ""), 80))


def scanned(at: AtStation, code: str, target: Mapping[str, str]) -> Deed:
    """The number on a printed order takes its delivery in hand; all else is packing's."""
    number = read(code).value
    try:
        with reading(at.desk.database) as tx:
            queries.by_number(tx, number)
    except NotFound:
        return lambda bench, order: as_usual(bench, code)
    return begin(buying_rules(at.config), number)


def _letter_form(tx: Transaction, at: At, one: Purchase) -> Form:
    """The e-mail as it would go out; sent a second time only where somebody says so."""
    letter = letters.preview(tx, follow_ups_of(at.config), at.desk.settings.sender, one.id)
    if letter.problem is not None:
        raise letter.problem
    fields: tuple[FormField, ...] = ()
    notes = [f"{letter.recipient}: {letter.subject}", *letter.body.split("\n")]
    if letter.last is not None:
        went = show_time(letter.last.created_at, at.zone)
        notes.insert(0, _("It went already, on {when}.").format(when=went))
        both = (Choice("no", _("No")), Choice("yes", _("Yes")))
        fields = (FormField("again", _("Send it again"), "no", choices=both),)
    shown = tuple(note for note in notes if note.strip())
    title = _("Send {number} to {supplier}?").format(number=one.number, supplier=one.supplier_name)
    return Form(title, fields, shown, {"id": one.number})


def _line_fields() -> tuple[FormField, ...]:
    return (
        FormField("sku", _("SKU or barcode")),
        FormField("quantity", _("Units"), hint=_("0 takes it out")),
        FormField("price", _("Price"), hint=_("empty: the supplier's")),
    )


def _head_fields(one: Purchase | None) -> tuple[FormField, ...]:
    day = one.expected_on.isoformat() if one and one.expected_on else ""
    return (
        FormField("expected", _("Expected"), day, hint=_("such as 2026-12-01")),
        FormField("rate", _("Rate"), one.rate if one else "", hint=_("of a foreign currency")),
        FormField("note", _("Note"), one.note if one else ""),
    )


def _head(values: Mapping[str, str]) -> Head:
    return Head(values.get("note"), values.get("rate"), cells.day(values.get("expected", "")))


def _wanted(tx: Transaction, currency: str, values: Mapping[str, str]) -> Wanted:
    product = catalog.product(tx, clean(values.get("sku", ""), 80))
    typed, price = values.get("quantity", "").strip(), values.get("price", "").strip()
    units = 0 if typed == "0" else cells.quantity(typed)
    return Wanted(product.id, units, parse(price, currency).minor if price else None)


def _is_draft(one: Purchase) -> bool:
    return one.state is PurchaseState.DRAFT


def _said(advice: tuple[queries.PurchaseLine, int, int]) -> str:
    line, minimum, pack = advice
    said = _("{sku} is sold from {minimum} on, in packs of {pack}.")
    return said.format(sku=line.sku, minimum=minimum, pack=pack)


def _units(tx: Transaction, receipt_id: int) -> str:
    lines = arrivals.came_with(tx, receipt_id)
    units = sum(-line.quantity if line.takes_back else line.quantity for line in lines)
    return ngettext("{count} unit", "{count} units", units).format(count=units)


def _moment(at: datetime | None, zone: str) -> str:
    return "" if at is None else local(at, zone).strftime("%d/%m/%Y %H:%M")
