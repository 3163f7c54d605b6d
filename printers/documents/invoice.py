"""An invoice on the paper of a thermal printer; `printers.sheets` draws the one for A4."""

from __future__ import annotations

from core.i18n import _, ngettext
from core.money import Money
from core.paper.documents import InvoicePaper, Party
from core.text import cells
from core.words_of_money import in_words
from printers.documents.form import Form
from printers.documents.sheet import MAX_ITEMS, Sheet, amount, bare, joined, rate, tidy
from printers.invoice_words import scheme_name, title_of
from printers.layout import BOLD, QR, Cell, Style
from printers.symbols import fits_qr, scannable


def _title(sheet: Sheet, paper: InvoicePaper) -> None:
    sheet.box(title_of(paper.what), ((2, 2), (1, 2)))
    sheet.gap(6)


def _number(sheet: Sheet, paper: InvoicePaper) -> None:
    """The number, large and to scan."""
    number = tidy(paper.number, 80)
    sheet.title(number, ((2, 2), (1, 2), (1, 1)), "center", lines=2)
    if scannable(number):
        sheet.qr(number, 4)


def _dates(sheet: Sheet, paper: InvoicePaper) -> None:
    sheet.pairs(
        (_("Date"), tidy(paper.day, 10)),
        (_("Due"), tidy(paper.due, 10)),
        (_("Order"), tidy(paper.order_no, 80)),
        (_("Corrects"), tidy(paper.corrects, 80)),
    )
    sheet.gap(4)


def _party(sheet: Sheet, words: str, party: Party, tax_number: str) -> None:
    sheet.text(words, BOLD, lines=1)
    sheet.text(tidy(party.name, 120), lines=2)
    place = joined(*(tidy(part, 200) for part in (party.address, party.district, party.city)))
    sheet.text(joined(place, joined(party.province, party.postcode, by=" ")), lines=4)
    sheet.text(tidy(party.phone, 40), lines=1)
    if tax_number:
        sheet.text(_("Tax number: {number}").format(number=tidy(tax_number, 40)), lines=1)
    sheet.gap(4)


def _seller(sheet: Sheet, paper: InvoicePaper) -> None:
    _party(sheet, _("Seller"), paper.shop, paper.tax_id)


def _buyer(sheet: Sheet, paper: InvoicePaper) -> None:
    _party(sheet, _("Buyer"), paper.recipient, paper.recipient_tax)


def _items(sheet: Sheet, paper: InvoicePaper) -> None:
    money = paper.currency, paper.language
    for item in paper.items[:MAX_ITEMS]:
        sheet.text(tidy(item.name, 120) or tidy(item.sku, 60), lines=3)
        each = f"  {item.quantity} x {bare(item.unit_price, *money)}"
        sheet.line(each, bare(item.amount, *money))
        if item.discount:
            sheet.line(f"  {_('Discount')}", bare(-item.discount, *money))
    more = len(paper.items) - MAX_ITEMS
    if more > 0:
        words = ngettext("and {count} more line", "and {count} more lines", more)
        sheet.text(words.format(count=more))


def _totals(sheet: Sheet, paper: InvoicePaper) -> None:
    money = paper.currency, paper.language
    if paper.shipping_fee:
        sheet.line(_("Shipping"), bare(paper.shipping_fee, *money))
    sheet.line(_("Without tax"), bare(paper.net, *money))
    for line in paper.taxes:
        words = _("Tax {rate} of {base}").format(
            rate=rate(line.rate, paper.language), base=bare(line.base, *money)
        )
        sheet.line(words, bare(line.tax, *money))
    total = amount(paper.total, *money)
    big = Style(1, 2, bold=True)
    sheet.row(Cell(_("Total"), 0, big), Cell(total, cells(total), big, "right"))
    said = in_words(Money(paper.total, paper.currency), paper.language)
    if said:
        sheet.text(_("In words: {words}").format(words=said), lines=5)


def _pay(sheet: Sheet, paper: InvoicePaper) -> None:
    """Where to pay on the web, the code to pay by and the reference for the transfer."""
    link = tidy(paper.pay_link, 300)
    if link:
        sheet.text(_("Pay on the web:"), BOLD, lines=1)
        own = bool(paper.pay_code)  # one code is enough: two are mixed up
        if not own and scannable(link) and fits_qr(QR(link, 4), sheet.profile):
            sheet.qr(link, 4)
        sheet.text(link, lines=8)
    if not paper.pay_reference:
        return
    code = paper.pay_code
    if code and scannable(code) and fits_qr(QR(code, 4), sheet.profile):
        scheme = scheme_name(paper.pay_scheme)
        sheet.text(_("Scan to pay with {scheme}").format(scheme=scheme), BOLD, "center", lines=2)
        sheet.qr(code, 4)
        sheet.text(tidy(paper.pay_words, 120), align="center", lines=3)
    told = _("Payment reference: {reference}").format(reference=tidy(paper.pay_reference, 40))
    sheet.text(told, BOLD, lines=2)
    sheet.gap(6)


def _foot(sheet: Sheet, paper: InvoicePaper) -> None:
    if paper.payment:
        sheet.text(_("Payment: {how}").format(how=tidy(paper.payment, 200)), lines=4)
    if paper.note:
        sheet.text(_("Note: {note}").format(note=tidy(paper.note, 400)), lines=8)
    if paper.terms:
        sheet.text(tidy(paper.terms, 600), lines=16)


FORM = Form(
    InvoicePaper.kind,
    fields={
        "title": _title,
        "number": _number,
        "dates": _dates,
        "seller": _seller,
        "buyer": _buyer,
        "items": _items,
        "totals": _totals,
        "pay": _pay,
        "foot": _foot,
    },
    usual=(
        "logo",
        "title",
        "number",
        "dates",
        "seller",
        "buyer",
        "thick_rule",
        "items",
        "rule",
        "totals",
        "rule",
        "pay",
        "foot",
    ),
    required=frozenset({"number", "dates", "seller", "buyer", "items", "totals"}),
    words={
        "number": lambda paper: paper.number,
        "order": lambda paper: paper.order_no,
        "buyer": lambda paper: paper.recipient.name,
    },
)
