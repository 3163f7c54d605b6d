"""An invoice as a PDF of A4 pages; the same invoice gives the same bytes, whenever and wherever."""

from __future__ import annotations

from core.i18n import _, speaking
from core.money import Money
from core.paper.documents import InvoicePaper, Item, Party
from core.words_of_money import in_words
from printers.documents.sheet import amount, joined, rate, tidy
from printers.invoice_words import scheme_name, title_of
from printers.look import USUAL, Look
from printers.sheets.logo import draw_logo, logo_of
from printers.sheets.page import HEIGHT, LEAD, LEFT, MM, RIGHT, Column, PdfSheet
from printers.sheets.qr import draw_qr

_COLUMNS = (
    Column(LEFT, right=False),
    Column(112 * MM),
    Column(138 * MM),
    Column(160 * MM),
    Column(RIGHT),
)
_CODE = 34 * MM
"""One side of the code to pay by."""
_ROOM = 78 * MM
"""For the name of the goods."""
_HEAD = 285 * MM
_LOGO = (75 * MM, 26 * MM)
"""Room for the logo."""
_PARTIES = HEIGHT - 50 * MM
_TABLE = HEIGHT - 92 * MM
"""What stands below it is not seen through the window of an envelope."""


def invoice_pdf(paper: InvoicePaper, look: Look = USUAL) -> bytes:
    """The PDF of an invoice; its text can be searched and copied.

    A logo that cannot be read is left out.
    """
    with speaking(paper.language):
        return _Sheet(paper, look).drawn()


class _Sheet(PdfSheet):
    """One invoice."""

    def __init__(self, paper: InvoicePaper, look: Look) -> None:
        super().__init__(paper.number, paper.shop.name, paper.currency, paper.language)
        self._paper = paper
        self._logo = logo_of(look.logo)

    def drawn(self) -> bytes:
        """All of it."""
        self._head()
        self._parties()
        self._table()
        self._totals()
        self._pay()
        self._foot()
        return self._saved()

    def _head(self) -> None:
        """The shop's logo or name at the left; what it is, its number and days at the right."""
        paper = self._paper
        self._y = _HEAD - 14
        self._text(RIGHT, title_of(paper.what), 18, bold=True, right=True)
        self._y -= LEAD + 4
        for words, value in (
            (_("Number"), paper.number),
            (_("Date"), paper.day),
            (_("Due"), paper.due),
            (_("Order"), paper.order_no),
            (_("Corrects"), paper.corrects),
        ):
            if value:
                self._text(RIGHT, f"{words}: {tidy(value, 80)}", 10, right=True)
                self._y -= LEAD
        if self._logo is not None:
            draw_logo(self._canvas, self._logo, LEFT, _HEAD, _LOGO)
            return
        self._y, below = _HEAD - 14, self._y
        for line in self._wrapped(tidy(paper.shop.name, 120), _LOGO[0], 14)[:2]:
            self._text(LEFT, line, 14, bold=True)
            self._y -= LEAD + 4
        self._y = below

    def _parties(self) -> None:
        """The buyer where a window shows it once the page is folded; the seller beside it."""
        paper = self._paper
        middle = (LEFT + RIGHT) / 2 + 8 * MM
        room = (RIGHT - LEFT) / 2 - 8 * MM
        at_left = paper.place != "right"
        lowest = _TABLE
        for at, words, party, tax_number in (
            (LEFT if at_left else middle, _("Buyer"), paper.recipient, paper.recipient_tax),
            (middle if at_left else LEFT, _("Seller"), paper.shop, paper.tax_id),
        ):
            self._y = _PARTIES
            self._text(at, words, 9, bold=True)
            for line in self._party(party, tax_number, room):
                self._y -= LEAD
                self._text(at, line, 10)
            lowest = min(lowest, self._y - 2 * LEAD)
        self._y = lowest

    def _party(self, party: Party, tax_number: str, room: float) -> list[str]:
        town = joined(party.city, party.postcode, by=" ")
        place = joined(party.address, party.district, town, party.province)
        number = _("Tax number: {number}").format(number=tax_number) if tax_number else ""
        lines: list[str] = []
        for value in (party.name, place, party.phone, number):
            lines += self._wrapped(tidy(value, 400), room, 10)
        return lines

    def _table(self) -> None:
        words = (_("Goods"), _("Quantity"), _("Price"), _("Discount"), _("Amount"))
        self._row(_COLUMNS, words, bold=True)
        self._rule()
        for item in self._paper.items:
            self._item(item)
        if self._paper.shipping_fee:
            fee = self._money(self._paper.shipping_fee)
            self._row(_COLUMNS, (_("Shipping"), "1", fee, "", fee))
        self._rule()

    def _item(self, item: Item) -> None:
        first, *rest = self._wrapped(tidy(joined(item.name, item.sku, by="  "), 300), _ROOM, 9)
        off = self._money(-item.discount) if item.discount else ""
        price, whole = self._money(item.unit_price), self._money(item.amount - item.discount)
        self._row(_COLUMNS, (first, str(item.quantity), price, off, whole))
        for line in rest:
            self._row(_COLUMNS, (line,))

    def _totals(self) -> None:
        paper = self._paper
        lines = [(_("Without tax"), self._money(paper.net))]
        for one in paper.taxes:
            words = _("Tax {rate} of {base}")
            told = words.format(rate=rate(one.rate, paper.language), base=self._money(one.base))
            lines.append((told, self._money(one.tax)))
        self._space((len(lines) + 2) * LEAD)
        for words, value in lines:
            self._text(_COLUMNS[3].at, words, 10, right=True)
            self._text(RIGHT, value, 10, right=True)
            self._y -= LEAD
        self._y -= 4
        total = amount(paper.total, paper.currency, paper.language)
        room = self._canvas.stringWidth(total, self._bold, 12) + 5 * MM
        self._text(min(_COLUMNS[3].at, RIGHT - room), _("Total"), 12, bold=True, right=True)
        self._text(RIGHT, total, 12, bold=True, right=True)
        self._y -= 2 * LEAD
        said = in_words(Money(paper.total, paper.currency), paper.language)
        if said:
            whole = _("In words: {words}").format(words=said)
            for line in self._wrapped(whole, RIGHT - LEFT, 10):
                self._space(LEAD)
                self._text(LEFT, line, 10)
                self._y -= LEAD
            self._y -= LEAD

    def _pay(self) -> None:
        """The code to pay by, with what it leads to beside it; without one the reference alone."""
        paper = self._paper
        self._link()
        if not paper.pay_reference:
            return
        told = _("Payment reference: {reference}").format(reference=paper.pay_reference)
        code = paper.pay_code or paper.pay_link
        if not code:
            self._space(LEAD)
            self._text(LEFT, told, 10, bold=True)
            self._y -= LEAD
            return
        self._space(_CODE + 2 * LEAD)
        top = self._y + LEAD / 2
        draw_qr(self._canvas, code, LEFT, top, _CODE)
        beside = LEFT + _CODE + 6 * MM
        scheme = scheme_name(paper.pay_scheme)
        self._y = top - 10
        self._text(beside, _("Scan to pay with {scheme}").format(scheme=scheme), 11, bold=True)
        for value in (tidy(paper.pay_words, 200), told):
            for line in self._wrapped(value, RIGHT - beside, 10):
                self._y -= LEAD
                self._text(beside, line, 10)
        self._y = top - _CODE - 1.5 * LEAD

    def _link(self) -> None:
        """Where it is paid on the web, to be clicked and to be typed."""
        link = tidy(self._paper.pay_link, 300)
        if not link:
            return
        self._space(2 * LEAD)
        self._text(LEFT, _("Pay on the web:"), 10, bold=True)
        for line in self._wrapped(link, RIGHT - LEFT, 9):
            self._space(LEAD)
            self._y -= LEAD
            self._text(LEFT, line, 9)
            box = (LEFT, self._y - 3, RIGHT, self._y + LEAD - 3)
            self._canvas.linkURL(link, box, relative=0, thickness=0)
        self._y -= 2 * LEAD

    def _foot(self) -> None:
        paper = self._paper
        payment = _("Payment: {how}").format(how=paper.payment) if paper.payment else ""
        note = _("Note: {note}").format(note=paper.note) if paper.note else ""
        for value in (payment, note, paper.terms):
            for line in self._wrapped(tidy(value, 600), RIGHT - LEFT, 10):
                self._space(LEAD)
                self._text(LEFT, line, 10)
                self._y -= LEAD
