"""An invoice as a PDF of A4 pages; the same invoice gives the same bytes, whenever and wherever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any
from unicodedata import normalize

from core.i18n import _, speaking
from core.paper.documents import InvoicePaper, Item, Party
from printers.documents.sheet import amount, bare, joined, rate, tidy
from printers.fonts import TEXT, TEXT_BOLD

_MM = 72 / 25.4
_WIDTH, _HEIGHT = 210 * _MM, 297 * _MM
_LEFT, _RIGHT, _TOP, _BOTTOM = 20 * _MM, 190 * _MM, 277 * _MM, 20 * _MM
_LEAD = 13.0
"""Points from one line to the next."""


@dataclass(frozen=True, slots=True)
class _Column:
    """Where figures of a table end, or its text begins."""

    at: float
    right: bool = True


_COLUMNS = (
    _Column(_LEFT, right=False),
    _Column(112 * _MM),
    _Column(138 * _MM),
    _Column(160 * _MM),
    _Column(_RIGHT),
)
_ROOM = 78 * _MM
"""For the name of the goods."""


def invoice_pdf(paper: InvoicePaper) -> bytes:
    """The PDF of an invoice; its text can be searched and copied."""
    with speaking(paper.language):
        return _Sheet(paper).drawn()


@cache
def _fonts() -> tuple[str, str]:
    """The names of the two fonts, known to the library from now on."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    names = ("KemasText", "KemasTextBold")
    for name, path in zip(names, (TEXT, TEXT_BOLD), strict=True):
        pdfmetrics.registerFont(TTFont(name, str(path)))
    return names


class _Sheet:
    """Writes from top to bottom and begins a page where one is full."""

    def __init__(self, paper: InvoicePaper) -> None:
        from reportlab.pdfgen.canvas import Canvas

        self._plain, self._bold = _fonts()
        self._paper = paper
        self._buffer = BytesIO()
        self._canvas: Any = Canvas(
            self._buffer, pagesize=(_WIDTH, _HEIGHT), invariant=1, pageCompression=1
        )
        self._canvas.setTitle(tidy(paper.number, 80))
        self._canvas.setAuthor(tidy(paper.shop.name, 120))
        self._y = _TOP
        self._page = 1

    def drawn(self) -> bytes:
        """All of it."""
        self._head()
        self._parties()
        self._table()
        self._totals()
        self._foot()
        self._end_page()
        self._canvas.save()
        return self._buffer.getvalue()

    def _head(self) -> None:
        paper = self._paper
        self._text(_LEFT, _("INVOICE"), 20, bold=True)
        for words, value in (
            (_("Number"), paper.number),
            (_("Date"), paper.day),
            (_("Due"), paper.due),
            (_("Order"), paper.order_no),
        ):
            if value:
                self._text(_RIGHT, f"{words}: {tidy(value, 80)}", 10, right=True)
                self._y -= _LEAD
        self._y -= _LEAD

    def _parties(self) -> None:
        paper, top = self._paper, self._y
        middle = (_LEFT + _RIGHT) / 2 + 5 * _MM
        room = (_RIGHT - _LEFT) / 2 - 5 * _MM
        lowest = top
        for at, words, party, tax_number in (
            (_LEFT, _("Seller"), paper.shop, paper.tax_id),
            (middle, _("Buyer"), paper.recipient, paper.recipient_tax),
        ):
            self._y = top
            self._text(at, words, 9, bold=True)
            for line in self._party(party, tax_number, room):
                self._y -= _LEAD
                self._text(at, line, 10)
            lowest = min(lowest, self._y)
        self._y = lowest - 2 * _LEAD

    def _party(self, party: Party, tax_number: str, room: float) -> list[str]:
        place = joined(party.address, party.district, party.city, party.province, party.postcode)
        number = _("Tax number: {number}").format(number=tax_number) if tax_number else ""
        lines: list[str] = []
        for value in (party.name, place, party.phone, number):
            lines += self._wrapped(tidy(value, 400), room, 10)
        return lines

    def _table(self) -> None:
        words = (_("Goods"), _("Quantity"), _("Price"), _("Discount"), _("Amount"))
        self._row(words, bold=True)
        self._rule()
        for item in self._paper.items:
            self._item(item)
        if self._paper.shipping_fee:
            fee = self._money(self._paper.shipping_fee)
            self._row((_("Shipping"), "1", fee, "", fee))
        self._rule()

    def _item(self, item: Item) -> None:
        first, *rest = self._wrapped(tidy(joined(item.name, item.sku, by="  "), 300), _ROOM, 9)
        off = self._money(-item.discount) if item.discount else ""
        price, whole = self._money(item.unit_price), self._money(item.amount - item.discount)
        self._row((first, str(item.quantity), price, off, whole))
        for line in rest:
            self._row((line,))

    def _totals(self) -> None:
        paper = self._paper
        lines = [(_("Without tax"), self._money(paper.net))]
        for one in paper.taxes:
            words = _("Tax {rate} of {base}")
            told = words.format(rate=rate(one.rate, paper.language), base=self._money(one.base))
            lines.append((told, self._money(one.tax)))
        self._space((len(lines) + 2) * _LEAD)
        for words, value in lines:
            self._text(_COLUMNS[3].at, words, 10, right=True)
            self._text(_RIGHT, value, 10, right=True)
            self._y -= _LEAD
        self._y -= 4
        self._text(_COLUMNS[3].at, _("Total"), 12, bold=True, right=True)
        total = amount(paper.total, paper.currency, paper.language)
        self._text(_RIGHT, total, 12, bold=True, right=True)
        self._y -= 2 * _LEAD

    def _foot(self) -> None:
        paper = self._paper
        payment = _("Payment: {how}").format(how=paper.payment) if paper.payment else ""
        note = _("Note: {note}").format(note=paper.note) if paper.note else ""
        for value in (payment, note):
            for line in self._wrapped(tidy(value, 400), _RIGHT - _LEFT, 10):
                self._space(_LEAD)
                self._text(_LEFT, line, 10)
                self._y -= _LEAD

    # Putting it on the page.

    def _row(self, values: Sequence[str], *, bold: bool = False) -> None:
        self._space(_LEAD)
        for column, value in zip(_COLUMNS, values, strict=False):
            self._text(column.at, value, 9, bold=bold, right=column.right)
        self._y -= _LEAD

    def _rule(self) -> None:
        self._canvas.line(_LEFT, self._y + 9, _RIGHT, self._y + 9)
        self._y -= 6

    def _text(
        self, x: float, value: str, size: float, *, bold: bool = False, right: bool = False
    ) -> None:
        self._canvas.setFont(self._bold if bold else self._plain, size)
        draw = self._canvas.drawRightString if right else self._canvas.drawString
        draw(x, self._y, normalize("NFC", value))

    def _space(self, points: float) -> None:
        """Begin a page where this one has no room for so much."""
        if self._y - points < _BOTTOM:
            self._end_page()
            self._page += 1
            self._y = _TOP

    def _end_page(self) -> None:
        self._y = _BOTTOM - 20
        self._text(_LEFT, tidy(self._paper.number, 80), 8)
        self._text(_RIGHT, str(self._page), 8, right=True)
        self._canvas.showPage()

    def _money(self, minor: int) -> str:
        return bare(minor, self._paper.currency, self._paper.language)

    def _wrapped(self, value: str, room: float, size: float) -> list[str]:
        from reportlab.lib.utils import simpleSplit

        if not value:
            return []
        lines = simpleSplit(normalize("NFC", value), self._plain, size, room)
        return [str(line) for line in lines]
