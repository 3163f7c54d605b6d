"""``kemas invoices``: issue them, look at them, print them and write them as PDF."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from core.billing import issuing, papers, queries
from core.billing.pay_links.queries import link_of, newest_links
from core.billing.queries import Invoice
from core.billing.rules import billing_rules
from core.billing.sending.printing import print_now
from core.billing.sending.rules import sending_rules
from core.billing.states import InvoiceKind, InvoiceState
from core.errors import Refusal
from core.i18n import _, language
from core.invoice_book import queries as book
from core.invoice_book.filters import Money as Paid
from core.invoice_book.filters import read_filter
from core.invoice_book.queries import BookInvoice
from core.invoice_book.sheet import sheet_of
from core.money import Money, show
from core.orders.commands import find
from core.paper.documents import Document
from core.shipping.settings import ShippingSettings, settings_of
from core.transaction import Transaction, run
from tui.arguments import day, positive
from tui.commands import invoice_changes, invoice_export, invoice_links, invoice_sending
from tui.commands.acting import actor_of, operator_option
from tui.commands.jobs import job_json
from tui.commands.naming import named
from tui.commands.printing import paper_options, print_it, say_job
from tui.context import Context
from tui.invoice_files import papering_of, pdf_of
from tui.words.billing import kind_name, reason_name
from tui.words.invoice_book import money_name
from tui.words.invoices import invoice_state
from tui.workers import wake

_STANDS = ("legal_number", "payment", "open", "replaced", "e_invoice")
"""What is told of how an issued invoice stands."""
_BUYER = ("name", "tax_number", "address", "city", "email")


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    issuing_ = named(actions.add_parser("issue", help=_("issue the invoice of an order")))
    issuing_.add_argument("--date", type=day, help=_("of the invoice; else today"))
    helps = {
        "name": _("who buys; else as the order says"),
        "tax_number": _("the buyer's tax number"),
        "address": _("the buyer's street and house"),
        "city": _("the buyer's city"),
        "email": _("the buyer's e-mail address"),
    }
    for name in _BUYER:
        issuing_.add_argument(f"--{name.replace('_', '-')}", metavar="TEXT", help=helps[name])
    issuing_.add_argument("--note", metavar="TEXT", default="", help=_("stands at its foot"))
    issuing_.add_argument("--sure", action="store_true", help=_("although something looks odd"))
    issuing_.set_defaults(run=_issue)
    listing = actions.add_parser("list", help=_("list invoices, the newest first"))
    listing.add_argument("--find", metavar="TEXT", default="", help=_("in number, order or buyer"))
    states = ", ".join((*InvoiceState, "waiting", "all"))
    listing.add_argument("--state", metavar="STATE", default="", help=f"{states}")
    ways = ", ".join(Paid)
    listing.add_argument("--payment", metavar="HOW", default="", help=f"{ways}")
    kinds = ", ".join(InvoiceKind)
    listing.add_argument("--kind", metavar="KIND", default="", help=f"{kinds}")
    listing.add_argument("--customer", metavar="TEXT", default="", help=_("in the buyer's name"))
    listing.add_argument("--from", dest="since", type=day, help=_("issued on this day or later"))
    listing.add_argument("--to", dest="until", type=day, help=_("issued on this day or before"))
    listing.add_argument("--limit", type=positive, default=100, help=_("at most this many"))
    listing.set_defaults(run=_list)
    showing = actions.add_parser("show", help=_("show everything about an invoice"))
    showing.set_defaults(run=_show)
    printing = actions.add_parser("print", help=_("print an invoice"))
    paper_options(printing)
    printing.add_argument("--preview", action="store_true", help=_("show it, print nothing"))
    printing.set_defaults(run=_print)
    exporting = actions.add_parser("export", help=_("write invoices as PDF"))
    exporting.add_argument("--pdf", type=Path, metavar="PATH", help=_("the file of one"))
    invoice_export.add(exporting)
    exporting.set_defaults(run=_export)
    for one in (showing, printing):
        one.add_argument("invoice", metavar="INVOICE", help=_("as in: invoices list"))
    for one in (issuing_, exporting):
        operator_option(one)
    invoice_changes.add(actions)
    invoice_sending.add(actions)
    invoice_links.add(actions)


def _issue(context: Context) -> None:
    args, rules = context.args, billing_rules(context.config)
    buyer = {name: getattr(args, name) for name in _BUYER if getattr(args, name) is not None}

    def work(tx: Transaction) -> issuing.Issued:
        order = find(tx, args.number, args.channel)
        return issuing.invoice_order(
            tx, rules, order.id, day=args.date, sure=args.sure, note=args.note, buyer=buyer
        )

    done = run(context.database, actor_of(context), work)
    one = done.invoice
    if context.out.as_json:
        return context.out.data(_json(one) | {"new": done.new})
    words = (
        _("Invoice {invoice} is issued: {total}.")
        if done.new
        else _("{order} has the invoice {invoice} already: {total}.")
    )
    told = {"invoice": one.internal_no, "order": one.reference, "total": _money(one, one.total)}
    return context.out.line(words.format(**told))


def _list(context: Context) -> None:
    args = context.args
    given = {"text": args.find, "states": args.state or InvoiceState.ISSUED.value}
    given |= {"kind": args.kind, "money": args.payment, "customer": args.customer}
    given |= {"since": str(args.since or ""), "until": str(args.until or "")}
    with context.reading() as tx:
        found = book.listed(tx, read_filter(given), args.limit)
        links = newest_links(tx, [one.id for one in found])
    headings = {
        "number": _("Number"),
        "date": _("Date"),
        "buyer": _("Buyer"),
        "order": _("Order"),
        "total": _("Total"),
        "payment": _("Payment"),
        "open": _("Open"),
    }
    rows = [_listed(one) for one in found]
    if not context.out.as_json:
        for row, one in zip(rows, found, strict=True):
            row["number"] = one.named
            row["total"] = show(Money(one.total, one.currency), language())
            row["open"] = show(Money(one.open, one.currency), language()) if one.open else ""
            stands = _("replaced") if one.replaced else invoice_state(one.state)
            row["payment"] = money_name(one.money) if one.money else stands
    for row, one in zip(rows, found, strict=True):
        link = links.get(one.id)
        row["link"] = invoice_links.in_list(context, link) if link is not None else ""
    if links:
        headings["link"] = _("Pay link")
    context.out.items(rows, headings, empty=_("No invoice was found."))


def _listed(one: BookInvoice) -> dict[str, Any]:
    """A row of the list as a script reads it."""

    def plain(minor: int) -> str:
        return f"{Money(minor, one.currency).decimal:f}"

    return {
        "id": one.id,
        "kind": one.kind.value,
        "state": one.state.value,
        "number": one.internal_no,
        "legal_number": one.legal_no,
        "date": one.issued_on.isoformat() if one.issued_on else None,
        "due": one.due_on.isoformat() if one.due_on else None,
        "order": one.reference,
        "buyer": one.buyer,
        "currency": one.currency,
        "total": plain(one.total),
        "open": plain(one.open),
        "payment": one.money.value if one.money else None,
        "replaced": one.replaced,
        "e_invoice": one.einvoice.value if one.einvoice else None,
        "reasons": [reason.value for reason in one.reasons],
    }


def _show(context: Context) -> None:
    with context.reading() as tx:
        one = queries.by_number(tx, context.args.invoice)
        sheet = sheet_of(tx, one.id)
        link = link_of(tx, one.id)
    lines, orders, corrections = sheet.lines, list(sheet.orders), sheet.corrected_by
    if context.out.as_json:
        told: dict[str, Any] = {"lines": [asdict(line) for line in lines], "orders": orders}
        told["corrected_by"] = [each.named for each in corrections]
        told["link"] = invoice_links.plain(link) if link is not None else None
        told |= {name: _listed(sheet.row)[name] for name in _STANDS}
        return context.out.data(_json(one) | told)
    out = context.out.line
    when = one.issue_date or invoice_state(one.state)
    out(f"{kind_name(one.kind)} {one.named}  {when}  {one.reference}".rstrip())
    if one.reasons:
        out(", ".join(reason_name(reason) for reason in one.reasons))
    if len(orders) > 1:
        out(", ".join(orders))
    out(f"{one.buyer.name}  {one.buyer.tax_number}  {one.buyer.place}".rstrip())
    for line in lines:
        name = line.description or _("Shipping")
        out(f"{line.line_no:>3}. {line.quantity:>6} × {name}  {_money(one, line.total)}")
    for each in corrections:
        out(f"{kind_name(each.kind)} {each.named}  {_money(each, each.total)}")
    sums = {"net": _money(one, one.net), "tax": _money(one, one.tax)}
    out(_("Without tax {net}, tax {tax}").format(**sums))
    out(_("Total {total}").format(total=_money(one, one.total)))
    if sheet.row.legal_no:
        out(f"{_('Legal number')} {sheet.row.legal_no}")
    if sheet.row.money is not None:
        out(f"{money_name(sheet.row.money)}  {_money(one, sheet.row.open)}")
    if link is not None:
        out(invoice_links.told(link))
    return None


def _print(context: Context) -> None:
    number = context.args.invoice

    rules = sending_rules(context.config.invoices.sending)

    def make(tx: Transaction, settings: ShippingSettings) -> Document:
        return papers.paper_of(tx, queries.by_number(tx, number), rules)

    if context.args.png or context.args.preview:
        return print_it(context, make)
    with context.writing(actor_of(context)) as tx:
        wanted = queries.by_number(tx, number)
        done = print_now(tx, settings_of(context.config), rules, wanted.id, context.args.printer)
        rows = job_json(tx, context, [done.job])
    wake(context)
    return say_job(context, done.job, rows[0])


def _export(context: Context) -> int | None:
    if context.args.invoice is None or context.args.folder is not None:
        return invoice_export.export_many(context)
    if context.args.pdf is None:
        raise Refusal("export_where")
    how = papering_of(context.config)
    pdf = pdf_of(context.database, actor_of(context), context.args.invoice, how)
    context.args.pdf.write_bytes(pdf)
    context.out.line(_("Written: {path}").format(path=str(context.args.pdf)))
    return None


def _money(one: Invoice, minor: int) -> str:
    return show(Money(minor, one.currency), language())


def _json(one: Invoice) -> dict[str, Any]:
    def plain(minor: int) -> str:
        return f"{Money(minor, one.currency).decimal:f}"

    return {
        "id": one.id,
        "kind": one.kind.value,
        "state": one.state.value,
        "number": one.internal_no,
        "reasons": [reason.value for reason in one.reasons],
        "note": one.note,
        "date": one.issue_date.isoformat() if one.issue_date else None,
        "due": one.due_date.isoformat() if one.due_date else None,
        "order": one.reference,
        "buyer": asdict(one.buyer),
        "currency": one.currency,
        "net": plain(one.net),
        "tax": plain(one.tax),
        "total": plain(one.total),
    }
