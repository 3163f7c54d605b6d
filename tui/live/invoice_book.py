"""All invoices as the station shows them: the list, and what keys ask and do."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from core.billing import board_deeds
from core.billing.correcting.remaining import left_of
from core.billing.profiles.queries import profile_of
from core.billing.queries import Invoice, one_invoice
from core.billing.rules import billing_rules
from core.billing.sending.planning import address_of
from core.billing.states import InvoiceKind, InvoiceState
from core.clock import local
from core.einvoice.queries import of_invoice
from core.errors import NotFound, Refusal
from core.fulfilment.packing.session import Deed
from core.i18n import N_, _, language
from core.invoice_book import deeds
from core.invoice_book.filters import Money, read_filter
from core.invoice_book.queries import BookInvoice, page_at
from core.money import Money as Amount
from core.money import show
from core.shipping.letters import follow_ups_of
from core.shipping.settings import settings_of
from core.text import clean
from core.transaction import Transaction
from tui.live.boards import At, AtStation
from tui.live.invoice_sheets import invoice_sheet, paper_sheet, places
from tui.views import BoardRow, Choice, Detail, Filter, Form, FormField, Ink, Page
from tui.words.billing import kind_name
from tui.words.einvoices import einvoice_state
from tui.words.invoice_book import FILTERS, money_name
from tui.words.invoices import invoice_state

PAPER = "paper:"
"""Before the number of an invoice: not what is known of it, but how it looks on paper."""
_BUYER = ("name", "tax_number", "address", "city", "email")
_CORRECTIONS = (InvoiceKind.CREDIT, InvoiceKind.ADJUSTMENT, InvoiceKind.REPLACEMENT)
_STATES = (("waiting", N_("not issued yet")), ("all", N_("all, thrown away too")))
_INKS: dict[Money, Ink] = {
    Money.OPEN: "",
    Money.PART: "warn",
    Money.OVERDUE: "bad",
    Money.PAID: "good",
    Money.OVER: "warn",
}


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """What waits, then what was issued last."""
    given = dict(parse_qsl(wanted.status)) | {"text": wanted.text}
    found = page_at(tx, read_filter(given), offset, limit)
    return Page(tuple(_row(one, at) for one in found.rows), found.total, found.more)


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """Everything about an invoice, or how it looks on paper."""
    if identifier.startswith(PAPER):
        return paper_sheet(tx, at.config, _number(identifier.removeprefix(PAPER)))
    return invoice_sheet(tx, at.zone, _number(identifier))


def choices(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> tuple[Choice, ...]:
    """On which printer, whether it is issued, where to go from here."""
    one = one_invoice(tx, _number(target.get("id", "")))
    total = show(Amount(one.total, one.currency), language())
    if action == "inv_release":
        _check_waits(one)
        return (
            Choice("release", _("Issue it; it cannot be changed then"), total),
            Choice("discard", _("Throw it away"), one.buyer.name),
        )
    if action == "inv_go":
        return places(tx, one)
    if one.state is not InvoiceState.ISSUED:
        raise Refusal("invoice_not_issued", order=one.reference or one.named)
    found = [each for each in settings_of(at.config).printers if "document" in each.roles]
    if not found:
        raise Refusal("printer_none", role="document")
    said = f"{one.internal_no}  {total}"
    return tuple(Choice(each.name, each.name, said) for each in found)


def form(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> Form:
    """What to filter by, how to correct, to whom it goes."""
    if action == "inv_filter":
        read_filter(target)
        return _filters(target)
    one = one_invoice(tx, _number(target.get("id", "")))
    hidden = {"id": str(one.id)}
    both = (Choice("no", _("No")), Choice("yes", _("Yes")))
    if action == "inv_mail":
        if one.state is not InvoiceState.ISSUED:
            raise Refusal("invoice_not_issued", order=one.reference or one.named)
        sent = of_invoice(tx, one.id)
        to = sent.email if sent else address_of(tx, one, profile_of(tx, one.customer_id))
        fields = (
            FormField("to", _("E-mail"), to),
            FormField("again", _("Although it went a while ago"), "no", choices=both),
        )
        return Form(_("Send {invoice}").format(invoice=one.named), fields, hidden=hidden)
    return _correcting(tx, one, both, hidden)


def deed(at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
    """What a key does with an invoice."""
    number = _number(values.get("id", ""))
    match action:
        case "inv_print":
            return deeds.print_it(
                at.desk.settings, billing_rules(at.config).sending, number, choice
            )
        case "inv_mail":
            to, again = clean(values.get("to", ""), 200), values.get("again") == "yes"
            return deeds.mail(follow_ups_of(at.config), number, to, again=again)
        case "inv_release" if choice == "discard":
            return board_deeds.throw_away(number)
        case "inv_release":
            return board_deeds.release_these(billing_rules(at.config), [number])
    what = values.get("what", InvoiceKind.CREDIT.value)
    told = {name: clean(values.get(name, ""), 200) for name in values}
    how = deeds.Correction(
        kind=InvoiceKind(what),
        reason=told.get("reason", ""),
        lines=told.get("lines", ""),
        amount=told.get("amount", ""),
        buyer={name: told[name] for name in _BUYER if name in told},
        code=told.get("code", ""),
        hold=told.get("hold") == "yes",
        sure=told.get("sure") == "yes",
    )
    return deeds.correct(billing_rules(at.config), number, how)


def _filters(wanted: Mapping[str, str]) -> Form:
    every = Choice("", _("all"))
    states = (
        Choice("", _("all but thrown away")),
        *(Choice(one.value, invoice_state(one)) for one in InvoiceState),
        *(Choice(name, _(words)) for name, words in _STATES),
    )
    choices: dict[str, tuple[Choice, ...]] = {
        "states": states,
        "money": (every, *(Choice(one.value, money_name(one)) for one in Money)),
        "kind": (every, *(Choice(one.value, kind_name(one)) for one in InvoiceKind)),
    }
    day = _("2026-11-30, or -7 for a week ago")
    fields = tuple(
        FormField(
            name,
            _(label),
            wanted.get(name, ""),
            hint=day if name in {"since", "until"} else "",
            choices=choices.get(name, ()),
        )
        for name, label in FILTERS.items()
    )
    return Form(_("Show which invoices?"), fields)


def _correcting(
    tx: Transaction, one: Invoice, both: tuple[Choice, ...], hidden: Mapping[str, str]
) -> Form:
    if one.state is not InvoiceState.ISSUED:
        raise Refusal("invoice_not_issued", order=one.reference or one.named)
    credit, replacing = InvoiceKind.CREDIT.value, InvoiceKind.REPLACEMENT.value
    kinds = tuple(Choice(each.value, kind_name(each)) for each in _CORRECTIONS)
    labels = {
        "name": _("Buyer"),
        "tax_number": _("Tax number"),
        "address": _("Address"),
        "city": _("City"),
        "email": _("E-mail"),
    }
    fields = (
        FormField("what", _("By"), credit, choices=kinds),
        FormField("reason", _("Reason"), hint=_("stands on it")),
        FormField("lines", _("Lines"), hint=_("1=2 or 1=2@5000; else all")),
        FormField("amount", _("Amount"), hint=one.currency, only=(credit,)),
        *(
            FormField(name, labels[name], getattr(one.buyer, name), only=(replacing,))
            for name in _BUYER
        ),
        FormField("code", _("Code"), hint=_("as the tax office numbers it")),
        FormField("hold", _("Somebody looks first"), "no", choices=both),
        FormField("sure", _("Although it looks odd"), "no", choices=both, only=(replacing,)),
    )
    notes = [
        _("{line}. {units} × {name}: {total} left").format(
            line=number,
            units=left.quantity,
            name=left.line.description or _("Shipping"),
            total=show(Amount(left.total, one.currency), language()),
        )
        for number, left in left_of(tx, one.id).items()
    ]
    notes.append(_("Once it is issued it cannot be changed."))
    title = _("Correct {invoice}").format(invoice=one.internal_no)
    return Form(title, fields, tuple(notes), hidden)


def _check_waits(one: Invoice) -> None:
    if one.internal_no:
        raise Refusal("invoice_released_before", invoice=one.internal_no)


def _number(identifier: str) -> int:
    if not identifier.isdecimal():
        raise NotFound("invoice_not_found", invoice=clean(identifier, 40) or "-")
    return int(identifier)


def _row(one: BookInvoice, at: At) -> BoardRow:
    issued = one.state is InvoiceState.ISSUED
    day = one.issued_on or local(one.created_at, at.zone).date()
    money = ""
    ink: Ink = "quiet"
    if one.money is not None:
        money, ink = money_name(one.money), _INKS[one.money]
    elif one.replaced:
        money = _("replaced")
    elif issued:
        money = _("of {invoice}").format(invoice=one.reference)
    else:
        money, ink = invoice_state(one.state), "warn" if one.reasons else "accent"
    still = show(Amount(one.open, one.currency), language()) if one.open else ""
    cells = (
        one.named,
        f"{day:%d/%m/%Y}",
        one.buyer,
        show(Amount(one.total, one.currency), language()),
        money,
        still,
        "" if one.kind is InvoiceKind.INVOICE else kind_name(one.kind),
        one.legal_no or (einvoice_state(one.einvoice) if one.einvoice else ""),
        one.reference if one.ref_invoice_id is None else "",
    )
    inks: tuple[Ink, ...] = ("accent" if issued else "warn", "", "strong", "", ink)
    return BoardRow(str(one.id), cells, inks, one.state.value, {"invoice": one.named})
