"""``kemas einvoice``: e-invoices drawn up, shown, issued, followed, kept and sent."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from core.billing.queries import by_number as invoice_by_number
from core.einvoice import commands, letters, queries
from core.einvoice.base import Fetched, NotYet
from core.einvoice.document import Document, Stamped
from core.einvoice.drawing import Wishes, notes_on
from core.einvoice.keeping import keep
from core.einvoice.queries import EInvoice
from core.einvoice.registry import NAMES, einvoicing_of
from core.einvoice.states import EState, FileKind
from core.einvoice_settings import METHODS, PROVIDERS
from core.errors import NotFound, Refusal
from core.i18n import _, language, show_time
from core.money import Money, show
from core.shipping.letters import follow_ups_of
from core.transaction import Transaction, run
from core.words_of_money import in_words
from tui.arguments import day, positive
from tui.commands import einvoice_coretax
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.shape import shape
from tui.words.einvoices import (
    einvoice_kind,
    einvoice_state,
    note_words,
    rate_words,
    trouble_words,
)
from tui.words.refusals import sentence
from tui.workers import wake

_OPEN = (EState.DRAFT, EState.QUEUED, EState.SENDING, EState.UNKNOWN, EState.REJECTED)


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    issuing = actions.add_parser(
        "issue", help=_("have a provider issue the e-invoice of an invoice")
    )
    issuing.set_defaults(run=_issue)
    previewing = actions.add_parser(
        "preview", help=_("draw it up and fetch its PDF as it would look; nothing is issued")
    )
    previewing.add_argument("--pdf", type=Path, metavar="PATH", help=_("write the PDF there"))
    previewing.set_defaults(run=_preview)
    for one in (issuing, previewing):
        _wishes(one)
    listing = actions.add_parser("list", help=_("list e-invoices, the newest first"))
    listing.add_argument(
        "--state", choices=[state.value for state in EState], help=_("only those that are so")
    )
    listing.add_argument("--open", action="store_true", help=_("only those that are not out yet"))
    listing.add_argument("--find", metavar="TEXT", default="", help=_("in number, order or buyer"))
    listing.add_argument("--limit", type=positive, default=100, help=_("at most this many"))
    listing.set_defaults(run=_list)
    showing = actions.add_parser("show", help=_("show everything about an e-invoice"))
    showing.set_defaults(run=_show)
    looking = actions.add_parser("look", help=_("have the provider asked now what is still open"))
    looking.set_defaults(run=_look)
    taking = actions.add_parser("back", help=_("take one back that was not sent yet"))
    taking.set_defaults(run=_back)
    filing = actions.add_parser("file", help=_("write a file of it as the provider made it"))
    filing.add_argument(
        "--kind", choices=[kind.value for kind in FileKind], default="pdf", help=_("which file")
    )
    filing.add_argument("--out", type=Path, required=True, metavar="PATH", help=_("the file"))
    filing.set_defaults(run=_file)
    sending = actions.add_parser("send", help=_("send it to the buyer by e-mail, with its files"))
    sending.add_argument("--to", metavar="EMAIL", default="", help=_("else as the invoice says"))
    sending.add_argument("--again", action="store_true", help=_("although it went a while ago"))
    sending.set_defaults(run=_send)
    series = actions.add_parser("series", help=_("which series are registered at the provider"))
    series.add_argument("--provider", choices=PROVIDERS, default="", help=_("else the usual one"))
    series.set_defaults(run=_series)
    for one in (issuing, previewing, showing, looking, taking, filing, sending):
        one.add_argument("invoice", metavar="INVOICE", help=_("as in: invoices list"))
    for one in (issuing, previewing, looking, taking, sending):
        operator_option(one)
    einvoice_coretax.add(actions)


def _wishes(parser: ArgumentParser) -> None:
    parser.add_argument("--provider", choices=PROVIDERS, default="", help=_("else the usual one"))
    parser.add_argument("--series", metavar="SERIES", default="", help=_("else as configured"))
    parser.add_argument("--template", metavar="NAME", default="", help=_("else as configured"))
    parser.add_argument("--date", type=day, help=_("its date; else that of the invoice"))
    parser.add_argument(
        "--payment", choices=METHODS, default="", help=_("how it is paid: cash, transfer, either")
    )
    parser.add_argument(
        "--agreement", metavar="TEXT", default="", help=_("of a correction: the written agreement")
    )
    parser.add_argument("--agreed-on", type=day, help=_("its day"))
    parser.add_argument("--reason", metavar="TEXT", default="", help=_("why it is corrected"))
    parser.add_argument(
        "--rate", metavar="NUMBER", default="", help=_("of a foreign currency: one of it in đồng")
    )


def _wished(context: Context) -> Wishes:
    args = context.args
    return Wishes(
        args.provider,
        args.series,
        args.template,
        args.date,
        args.payment,
        args.agreement,
        args.agreed_on,
        args.reason,
        args.rate,
    )


def _issue(context: Context) -> None:
    book, wishes = einvoicing_of(context.config), _wished(context)

    def work(tx: Transaction) -> EInvoice:
        invoice = invoice_by_number(tx, context.args.invoice)
        return commands.issue(tx, book, invoice.id, wishes)

    done = run(context.database, actor_of(context), work)
    wake(context)
    if context.out.as_json:
        return context.out.data(_json(context, done))
    words = _("{invoice}: the e-invoice goes out by {provider}, series {series}.")
    context.out.line(words.format(**_told(done)))
    return _notes(context, done.document)


def _preview(context: Context) -> None:
    """Draw it up, ask the provider outside of any transaction, keep what it drew."""
    book, wishes, actor = einvoicing_of(context.config), _wished(context), actor_of(context)

    def work(tx: Transaction) -> EInvoice:
        invoice = invoice_by_number(tx, context.args.invoice)
        known = queries.of_invoice(tx, invoice.id)
        if known is not None and known.state is EState.DRAFT and wishes == Wishes():
            return known
        return commands.draft(tx, book, invoice.id, wishes)

    made = run(context.database, actor, work)
    said = book.get(made.provider).preview(Stamped(made.document, made.created_at))
    if not isinstance(said, Fetched):
        raise Refusal("einvoice_preview_failed", invoice=made.internal_no, reason=said.reason)
    data = said.data
    run(context.database, actor, lambda tx: keep(tx, made, FileKind.PREVIEW, data))
    if context.args.pdf:
        context.args.pdf.write_bytes(data)
    if context.out.as_json:
        return context.out.data(_json(context, made))
    _document(context, made.document)
    if context.args.pdf:
        context.out.line(_("Written: {path}").format(path=str(context.args.pdf)))
    issue = _("Nothing is issued yet. To issue it: kemas einvoice issue {invoice}")
    return context.out.note(issue.format(invoice=made.internal_no))


def _list(context: Context) -> None:
    args, book = context.args, einvoicing_of(context.config)
    states = (EState(args.state),) if args.state else _OPEN if args.open else ()
    with context.reading() as tx:
        found = queries.listed(tx, states=states, words=args.find, limit=args.limit)
        waiting = commands.wanted(tx) if args.open or not states else ()
        whys = (commands.why_not(tx, book, one) for one in waiting[:10])
        reasons = [why for why in whys if why is not None]
    if context.out.as_json:
        rows = [_json(context, one) for one in found]
        context.out.data({"einvoices": rows, "wanted": [one.internal_no for one in waiting]})
        return
    rows = [
        {
            "invoice": one.internal_no,
            "state": einvoice_state(one.state),
            "number": one.written,
            "buyer": one.buyer,
            "total": show(Money(one.total, one.currency), language()),
            "trouble": trouble_words(one.error),
        }
        for one in found
    ]
    headings = {
        "invoice": _("Invoice"),
        "state": _("State"),
        "number": _("Number"),
        "buyer": _("Buyer"),
        "total": _("Total"),
        "trouble": _("Trouble"),
    }
    context.out.items(rows, headings, empty=_("No e-invoice was found."))
    if waiting:
        some = ", ".join(one.internal_no for one in waiting[:10])
        context.out.note(_("Still without their e-invoice: {invoices}").format(invoices=some))
        for refusal in reasons:
            context.out.note("  " + sentence(refusal))


def _show(context: Context) -> None:
    with context.reading() as tx:
        one = queries.by_number(tx, context.args.invoice)
        files = queries.files_of(tx, one.id)
    if context.out.as_json:
        told = _json(context, one) | {"files": [shape(file, context.config) for file in files]}
        return context.out.data(told)
    out, zone = context.out.line, context.config.shop.timezone
    out(f"{one.internal_no}  {one.written}  {einvoice_state(one.state)}")
    facts = {
        _("Provider"): NAMES.get(one.provider, one.provider),
        _("Kind"): einvoice_kind(one.kind),
        _("Look-up code"): one.lookup_code,
        _("Code of the tax office"): one.authority_code,
        _("Issued"): show_time(one.issued_at, zone) if one.issued_at else "",
        _("Trouble"): trouble_words(one.error),
        _("Own key"): one.key,
    }
    for name, value in facts.items():
        if value:
            out(f"{name}: {value}")
    _document(context, one.document)
    for file in files:
        out(f"{file.name}  {file.size:,} B  sha256 {file.sha256}")
    return None


def _look(context: Context) -> None:
    done = _acted(context, lambda tx, one: commands.hurry(tx, one.id))
    wake(context)
    words = _("{invoice}: {provider} is asked now.")
    context.out.line(words.format(**_told(done)))


def _back(context: Context) -> None:
    done = _acted(context, lambda tx, one: commands.take_back(tx, one.id))
    words = _("{invoice}: the e-invoice is a draft again; nothing was issued.")
    context.out.line(words.format(**_told(done)))


def _file(context: Context) -> None:
    kind = FileKind(context.args.kind)
    with context.reading() as tx:
        one = queries.by_number(tx, context.args.invoice)
        data = queries.file_bytes(tx, one.id, kind)
    if data is None:
        raise NotFound("einvoice_no_file_kept", file=f"{one.internal_no} ({kind.value})")
    context.args.out.write_bytes(data)
    context.out.line(_("Written: {path}").format(path=str(context.args.out)))


def _send(context: Context) -> None:
    settings, args = follow_ups_of(context.config), context.args

    def work(tx: Transaction) -> str:
        one = queries.by_number(tx, args.invoice)
        return letters.send(tx, settings, one.id, to=args.to, again=args.again).recipient

    to = run(context.database, actor_of(context), work)
    wake(context)
    words = _("{invoice}: an e-mail with its files goes to {to}.")
    context.out.line(words.format(invoice=args.invoice, to=to))


def _series(context: Context) -> None:
    provider = einvoicing_of(context.config).get(context.args.provider)
    found = provider.all_series()
    if isinstance(found, NotYet):
        raise Refusal("einvoice_series_unread", reason=found.reason)
    rows = [asdict(one) | {"used": one.series == provider.series} for one in found]
    if not context.out.as_json:
        for row in rows:
            row["used"] = "*" if row["used"] else ""
    headings = {"used": "", "series": _("Series"), "template": _("Template"), "name": _("Name")}
    context.out.items(rows, headings, empty=_("No series is registered."))


def _acted(context: Context, does: Any) -> EInvoice:
    def work(tx: Transaction) -> EInvoice:
        found: EInvoice = does(tx, queries.by_number(tx, context.args.invoice))
        return found

    return run(context.database, actor_of(context), work)


def _document(context: Context, document: Document) -> None:
    """What it says, line by line, with its sums and the total in words."""
    out, currency = context.out.line, document.currency
    buyer = document.buyer
    out(f"{buyer.company or buyer.person}  {buyer.tax_number}  {buyer.address}".rstrip())
    if document.correction is not None:
        out(document.correction.sentence)
    sign = -1 if document.lowers else 1
    for line in document.lines:
        amount, rate = _money(sign * line.gross_net, currency), rate_words(line.rate)
        out(f"{line.quantity:>6} × {line.name}  {amount}  {rate}")
        if line.off_net:
            off = _("discount {amount}").format(amount=_money(sign * line.off_net, currency))
            out(f"         {off}")
    net, tax, total = (sign * minor for minor in (document.net, document.tax, document.total))
    sums = {"net": _money(net, currency), "tax": _money(tax, currency)}
    out(_("Without tax {net}, tax {tax}").format(**sums))
    out(_("Total {total}").format(total=_money(total, currency)))
    out(in_words(Money(total, currency), "vi"))
    _notes(context, document)


def _notes(context: Context, document: Document) -> None:
    for code in notes_on(document):
        context.out.note(note_words(code))


def _money(minor: int, currency: str) -> str:
    return show(Money(minor, currency), language())


def _told(one: EInvoice) -> Mapping[str, str]:
    provider = NAMES.get(one.provider, one.provider)
    return {"invoice": one.internal_no, "provider": provider, "series": one.series}


def _json(context: Context, one: EInvoice) -> dict[str, Any]:
    told: dict[str, Any] = shape(one, context.config)
    return told
