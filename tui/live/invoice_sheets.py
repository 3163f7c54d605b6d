"""Everything about one invoice in titled sections, how it looks on paper, where it leads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from core.billing.papers import paper_of
from core.billing.queries import Invoice, corrections_of, one_invoice, orders_on
from core.billing.sending.rules import sending_rules
from core.billing.states import InvoiceState
from core.einvoice.queries import of_invoice
from core.i18n import _, language, show_time
from core.invoice_book.sheet import InvoiceSheet, sheet_of
from core.money import Money, show
from core.paylinks.registry import NAMES
from core.people.permissions import Permission, require
from core.transaction import Transaction
from printers.render import preview_text
from tui.views import Choice, Detail, Section
from tui.words.billing import kind_name, reason_name
from tui.words.einvoices import coretax_state, einvoice_state, trouble_words
from tui.words.invoice_book import happened_words, money_name
from tui.words.invoices import invoice_state
from tui.words.messages import state_name
from tui.words.pay_links import link_state
from tui.words.receivables import why_words
from tui.words.sending import fate_name, out_way
from tui.words.states import job_error, job_state

if TYPE_CHECKING:
    from core.settings import Config

Rows = tuple[tuple[str, ...], ...]


def invoice_sheet(tx: Transaction, zone: str, invoice_id: int) -> Detail:
    """Everything about an invoice."""
    found = sheet_of(tx, invoice_id)
    one = found.invoice
    sections = (
        Section(kind_name(one.kind).capitalize(), _head(found)),
        Section(_("Lines"), _lines(found)),
        Section(_("Buyer"), _buyer(one)),
        Section(_("Money"), _money(found)),
        Section(_("Paid"), _uses(found, zone)),
        Section(_("Pay link"), _links(found)),
        Section(_("Corrections"), _corrections(found)),
        Section(_("E-invoice"), _einvoice(found, zone)),
        Section(_("Sent"), _deliveries(found, zone)),
        Section(_("Messages"), _letters(found, zone)),
        Section(_("Papers"), _papers(found, zone)),
        Section(_("History"), _history(found, zone)),
    )
    shown = tuple(each for each in sections if each.rows)
    return Detail(f"{one.named}  {one.buyer.name}", _state(found), shown)


def paper_sheet(tx: Transaction, config: Config, invoice_id: int) -> Detail:
    """How an invoice looks on paper; of one that waits as it would look today."""
    from printers.templates import look_of

    require(tx, Permission.MONEY_VIEW)
    one = one_invoice(tx, invoice_id)
    shown = one
    if one.state is not InvoiceState.ISSUED:
        shown = replace(
            one,
            state=InvoiceState.ISSUED,
            internal_no=one.named,
            issue_date=one.issue_date or tx.today,
        )
    paper = paper_of(tx, shown, sending_rules(config.invoices.sending))
    lines = preview_text(paper, None, columns=64, look=look_of(config))
    return Detail(f"{one.named}  {one.buyer.name}", invoice_state(one.state), paper=tuple(lines))


def places(tx: Transaction, one: Invoice) -> tuple[Choice, ...]:
    """Where an invoice leads: what corrects it and what it corrects, orders, money, e-invoice."""
    made: list[Choice] = []
    others = [*corrections_of(tx, one.id)]
    if one.ref_invoice_id is not None:
        others.insert(0, one_invoice(tx, one.ref_invoice_id))
    for each in others:
        said = f"{kind_name(each.kind).capitalize()} {each.named}"
        made.append(Choice(f"inv:{each.id}", said, _amount(each, each.total)))
    for _id, number in orders_on(tx, one.id)[:20]:
        made.append(Choice(f"order:{number}", _("Order {order}").format(order=number)))
    if one.internal_no:
        made.append(Choice(f"money:{one.internal_no}", _("Money of customers")))
    if of_invoice(tx, one.id) is not None:
        made.append(Choice(f"einvoice:{one.internal_no}", _("E-invoices")))
    if one.state is not InvoiceState.ISSUED and one.state is not InvoiceState.DISCARDED:
        made.append(Choice(f"billing:{one.buyer.name}", _("To invoice")))
    return tuple(made)


def _state(found: InvoiceSheet) -> str:
    if found.row.replaced:
        return _("replaced")
    if found.row.money is not None:
        return money_name(found.row.money)
    return invoice_state(found.invoice.state)


def _head(found: InvoiceSheet) -> Rows:
    one = found.invoice
    kept = _("kept, {hash}").format(hash=found.kept_sha256[:16]) if found.kept_sha256 else ""
    before = ""
    if found.corrects is not None:
        before = f"{found.corrects.named}  {_amount(found.corrects, found.corrects.total)}"
    rows = (
        (_("State"), invoice_state(one.state)),
        (_("Why"), ", ".join(reason_name(reason) for reason in one.reasons)),
        (_("Corrects"), before),
        (_("Day"), f"{one.issue_date:%d/%m/%Y}" if one.issue_date else ""),
        (_("Due"), f"{one.due_date:%d/%m/%Y}" if one.due_date else ""),
        (_("Legal number"), found.row.legal_no),
        (_("Of"), ", ".join(found.orders) if one.ref_invoice_id is None else ""),
        (_("Payment"), one.payment),
        (_("Note"), one.note),
        (_("PDF"), kept),
    )
    return tuple(row for row in rows if row[1])


def _lines(found: InvoiceSheet) -> Rows:
    one = found.invoice
    rows = [
        (
            f"{line.line_no}. {line.description or _('Shipping')}",
            f"{line.quantity:,} × {_amount(one, line.unit_price)}",
            f"{line.rate} %" if line.rate else "",
            _amount(one, line.total),
        )
        for line in found.lines
    ]
    rows.append((_("Without tax"), "", "", _amount(one, one.net)))
    rates = sorted({line.rate for line in found.lines if line.tax}, key=float, reverse=True)
    for rate in rates:
        tax = sum(line.tax for line in found.lines if line.rate == rate)
        rows.append((_("Tax {rate} %").format(rate=rate), "", "", _amount(one, tax)))
    return (*rows, (_("Total"), "", "", _amount(one, one.total)))


def _buyer(one: Invoice) -> Rows:
    rows = (
        (_("Name"), one.buyer.name),
        (_("Tax number"), one.buyer.tax_number),
        (_("Address"), one.buyer.place),
        (_("Phone"), one.buyer.phone),
        (_("E-mail"), one.buyer.email),
        (_("Contact"), one.buyer.contact),
    )
    return tuple(row for row in rows if row[1])


def _money(found: InvoiceSheet) -> Rows:
    owed = found.claim
    if owed is None:
        return ()
    one = found.invoice
    told = (
        (_("Of"), owed.number if owed.invoice_id != one.id else ""),
        (_("Total"), _amount(one, owed.total)),
        (_("Corrected"), _amount(one, owed.corrected) if owed.corrected else ""),
        (_("Paid on the order"), _amount(one, owed.by_orders) if owed.by_orders else ""),
        (_("Paid"), _amount(one, owed.allocated) if owed.allocated else ""),
        (_("Open"), _amount(one, owed.open)),
        (_("Disputed"), _("yes") if owed.disputed else ""),
        (_("Promised"), f"{owed.promised_on:%d/%m/%Y}" if owed.promised_on else ""),
        (_("Reminders"), str(owed.level or "")),
    )
    return tuple(row for row in told if row[1])


def _uses(found: InvoiceSheet, zone: str) -> Rows:
    rows = []
    for use in found.uses:
        paid = found.payments.get(use.payment_id or 0)
        who = " ".join(part for part in (paid.who, paid.reference) if part) if paid else ""
        gone = _("taken back") if use.undone or use.reverses_id else why_words(use.why)
        when = show_time(use.at, zone)
        rows.append((when, _amount(found.invoice, use.amount), gone, who, use.by))
    return tuple(rows)


def _links(found: InvoiceSheet) -> Rows:
    return tuple(
        (NAMES[each.gateway], link_state(each.state), each.url if each.payable else "")
        for each in found.links
    )


def _corrections(found: InvoiceSheet) -> Rows:
    return tuple(
        (
            each.named,
            kind_name(each.kind),
            _amount(each, each.total),
            f"{each.issue_date:%d/%m/%Y}" if each.issue_date else invoice_state(each.state),
            each.note,
        )
        for each in found.corrected_by
    )


def _einvoice(found: InvoiceSheet, zone: str) -> Rows:
    rows: list[tuple[str, ...]] = []
    sent = found.einvoice
    if sent is not None:
        rows += [
            (_("State"), einvoice_state(sent.state)),
            (_("Number"), sent.written),
            (_("Look-up code"), sent.lookup_code),
            (_("Code of the tax office"), sent.authority_code),
            (_("Issued"), show_time(sent.issued_at, zone) if sent.issued_at else ""),
            (_("Trouble"), trouble_words(sent.error)),
            (_("Files"), ", ".join(file.name for file in found.files)),
        ]
    elif found.invoice.e_invoice and found.invoice.internal_no and not found.coretax:
        rows.append((_("State"), _("has no e-invoice yet")))
    for each in found.coretax:
        said = f"{coretax_state(each.state)}  {each.nsfp}{each.reason}".rstrip()
        rows.append((each.file, said))
    return tuple(row for row in rows if row[1])


def _deliveries(found: InvoiceSheet, zone: str) -> Rows:
    return tuple(
        (
            show_time(each.went_at or each.created_at, zone),
            out_way(each.way),
            each.recipient or each.printer,
            fate_name(each.fate),
            each.decided_by or each.created_by,
        )
        for each in found.deliveries
    )


def _letters(found: InvoiceSheet, zone: str) -> Rows:
    return tuple(
        (
            show_time(each.sent_at or each.created_at, zone),
            each.recipient,
            state_name(each.state),
            each.subject,
        )
        for each in found.letters
    )


def _papers(found: InvoiceSheet, zone: str) -> Rows:
    return tuple(
        (
            str(each.id),
            show_time(each.created_at, zone),
            job_state(each.state),
            each.printer,
            _("copy {n}").format(n=each.copy) if each.copy > 1 else job_error(each.error),
        )
        for each in found.jobs
    )


def _history(found: InvoiceSheet, zone: str) -> Rows:
    def rows() -> Iterator[tuple[str, ...]]:
        for each in found.history:
            yield show_time(each.at, zone), happened_words(each), each.by

    return tuple(rows())


def _amount(one: Invoice, minor: int) -> str:
    return show(Money(minor, one.currency), language())
