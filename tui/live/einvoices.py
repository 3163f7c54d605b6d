"""The e-invoices as the station shows them."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import wrap

from core.billing.queries import Invoice
from core.billing.queries import by_number as invoice_by_number
from core.einvoice import commands, deeds, queries
from core.einvoice.document import Document
from core.einvoice.drawing import Wishes, notes_on
from core.einvoice.queries import EInvoice
from core.einvoice.registry import NAMES, einvoicing_of
from core.einvoice.states import EState, FileKind
from core.einvoice_settings import METHODS
from core.errors import NotFound, Refusal
from core.files import values as cells
from core.fulfilment.packing.session import Deed
from core.i18n import _, language, show_time
from core.money import Money, show
from core.shipping.letters import follow_ups_of
from core.text import clean
from core.transaction import Transaction
from core.words_of_money import in_words
from tui.live.boards import At, AtStation
from tui.views import BoardRow, Choice, Detail, Filter, Form, FormField, Ink, Page, Section
from tui.words.einvoices import (
    einvoice_kind,
    einvoice_state,
    note_words,
    rate_words,
    trouble_words,
)
from tui.words.refusals import sentence

_INKS: dict[EState, Ink] = {
    EState.UNKNOWN: "warn",
    EState.REJECTED: "bad",
    EState.REFUSED: "bad",
    EState.ACCEPTED: "good",
    EState.ISSUED: "good",
}
_MOST_WANTED = 50
_WIDTH = 66


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """Invoices that want an e-invoice and have none, then the e-invoices, the newest first."""
    states = (EState(wanted.status),) if wanted.status else ()
    first: tuple[BoardRow, ...] = ()
    if not states and not wanted.text:
        first = tuple(_waiting(one) for one in commands.wanted(tx, _MOST_WANTED))
    many = queries.count(tx, states=states, words=wanted.text)
    skipped = max(0, offset - len(first))
    shown = first[offset : offset + limit]
    found = queries.listed(
        tx, states=states, words=wanted.text, limit=limit - len(shown), offset=skipped
    )
    return Page(shown + tuple(_row(one) for one in found), len(first) + many)


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """Everything about an e-invoice: what it says, where it stands, its files."""
    invoice = invoice_by_number(tx, identifier)
    one = queries.of_invoice(tx, invoice.id)
    if one is None:
        known = ((_("Buyer"), invoice.buyer.name), (_("Total"), _money(invoice.total, invoice)))
        sections = [Section(_("Invoice"), known)]
        refusal = commands.why_not(tx, einvoicing_of(at.config), invoice)
        if refusal is not None:
            sections.append(Section(_("Trouble"), ((sentence(refusal),),)))
        return Detail(identifier, _("has no e-invoice yet"), tuple(sections))
    zone = at.zone
    facts = tuple(
        (name, value)
        for name, value in (
            (_("Provider"), NAMES.get(one.provider, one.provider)),
            (_("Kind"), einvoice_kind(one.kind)),
            (_("Number"), one.written),
            (_("Look-up code"), one.lookup_code),
            (_("Code of the tax office"), one.authority_code),
            (_("Issued"), show_time(one.issued_at, zone) if one.issued_at else ""),
            (_("Trouble"), trouble_words(one.error)),
        )
        if value
    )
    parts = [Section(_("E-invoice"), facts), *_said(one)]
    files = tuple(
        (_file_name(file.kind), file.name, f"{file.size:,} B")
        for file in queries.files_of(tx, one.id)
    )
    if files:
        parts.append(Section(_("Files"), files))
        parts.append(Section("", ((_("Alt+Q writes them to a folder."),),)))
    return Detail(one.internal_no, einvoice_state(one.state), tuple(parts))


def choices(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> tuple[Choice, ...]:
    """The states to filter by; that it really is to be issued, as it is drawn up."""
    if action == "einvoice_filter":
        named = [(state.value, einvoice_state(state)) for state in EState]
        every = tuple(Choice(f"{value}|{words}", words) for value, words in named)
        return (Choice("", _("All")), *every)
    invoice = invoice_by_number(tx, target.get("id", ""))
    one = queries.of_invoice(tx, invoice.id)
    if one is not None and one.state not in {EState.DRAFT, EState.REJECTED}:
        raise Refusal("einvoice_there", invoice=one.internal_no, state=one.state.value)
    series = one.series if one is not None else einvoicing_of(at.config).get().series
    said = ", ".join((invoice.internal_no, series, _money(invoice.total, invoice)))
    return (Choice("yes", _("Issue it; it cannot be taken back"), said),)


def form(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> Form:
    """What is said of an e-invoice before it is drawn up, or to whom it is sent."""
    number = target.get("id", "")
    if action == "einvoice_mail":
        one = queries.by_number(tx, number)
        yes = (Choice("no", _("No")), Choice("yes", _("Yes")))
        asked = (
            FormField("to", _("E-mail"), one.email),
            FormField("again", _("Although it went a while ago"), "no", choices=yes),
        )
        title = _("Send {invoice}").format(invoice=one.internal_no)
        return Form(title, asked, hidden={"id": one.internal_no})
    book = einvoicing_of(at.config)
    book.get()
    series = " / ".join(book.get(code).series for code in book.codes)
    providers = (
        Choice("", _("as usual")),
        *(Choice(code, NAMES[code]) for code in book.codes),
    )
    ways = tuple(Choice(way, way) for way in METHODS)
    fields = (
        FormField("number", _("Invoice"), number),
        FormField("provider", _("Provider"), "", choices=providers),
        FormField("series", _("Series"), hint=_("else {series}").format(series=series)),
        FormField("date", _("Date"), hint=_("else that of the invoice")),
        FormField("payment", _("Paid"), book.settings.payment, choices=ways),
        FormField("agreement", _("Agreement"), hint=_("of a correction: its number")),
        FormField("reason", _("Reason"), hint=_("why it is corrected")),
    )
    return Form(_("Draw up an e-invoice"), fields, (_("Nothing is issued by this."),))


def deed(at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
    """What a key does with e-invoices."""
    number = values.get("id", "")
    match action:
        case "einvoice_ask":
            return deeds.ask(number)
        case "einvoice_back":
            return deeds.take_back(number)
        case "einvoice_mail":
            to, again = clean(values.get("to", ""), 200), values.get("again") == "yes"
            return deeds.send(follow_ups_of(at.config), number, to, again=again)
        case "einvoice_issue":
            return deeds.issue(einvoicing_of(at.config), number)
    told = {name: clean(values.get(name, ""), 225) for name in values}
    number = told.get("number", "")
    if not number:
        raise NotFound("invoice_not_found", invoice="")
    wishes = Wishes(
        provider=told.get("provider", ""),
        series=told.get("series", ""),
        day=cells.day(told.get("date", "")) if told.get("date") else None,
        payment=told.get("payment", ""),
        agreement=told.get("agreement", ""),
        reason=told.get("reason", ""),
    )
    return deeds.draw(einvoicing_of(at.config), number, wishes)


def _row(one: EInvoice) -> BoardRow:
    row = (
        einvoice_state(one.state),
        one.internal_no,
        show(Money(one.total, one.currency), language()),
        one.written,
        one.buyer,
        trouble_words(one.error),
    )
    about = trouble_words(one.error)
    ink = (_INKS.get(one.state, ""),)
    return BoardRow(one.internal_no, row, ink, one.state.value, {"about": about})


def _waiting(one: Invoice) -> BoardRow:
    row = (_("wanted"), one.internal_no, _money(one.total, one), "", one.buyer.name, "")
    about = _("has no e-invoice yet")
    return BoardRow(one.internal_no, row, ("warn",), "wanted", {"about": about})


def _said(one: EInvoice) -> tuple[Section, ...]:
    """What it says, line by line, then in whole sentences: of the law, the total, what to mind."""
    document = one.document
    rows: list[tuple[str, ...]] = []
    sign = -1 if document.lowers else 1
    for line in document.lines:
        net = _net(sign * line.net, document)
        rows.append((f"{line.quantity} × {line.name}", net, rate_words(line.rate)))
    total = sign * document.total
    rows.append((_("Without tax"), _net(sign * document.net, document), ""))
    rows.append((_("Tax"), _net(sign * document.tax, document), ""))
    rows.append((_("Total"), _net(total, document), ""))
    words = [in_words(Money(total, document.currency), "vi")]
    words += [note_words(code) for code in notes_on(document)]
    if document.correction is not None:
        words.insert(0, document.correction.sentence)
    pieces = tuple((piece,) for said in words for piece in wrap(said, _WIDTH))
    return Section(_("Says"), tuple(rows)), Section("", pieces)


def _file_name(kind: FileKind) -> str:
    return _("preview") if kind is FileKind.PREVIEW else kind.value.upper()


def _net(minor: int, document: Document) -> str:
    return show(Money(minor, document.currency), language())


def _money(minor: int, invoice: Invoice) -> str:
    return show(Money(minor, invoice.currency), language())
