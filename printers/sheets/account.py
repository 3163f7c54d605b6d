"""A statement of account as a PDF of A4 pages."""

from __future__ import annotations

from core.i18n import _, speaking
from core.paper.account_document import AccountPaper
from printers.account_words import closing, event
from printers.documents.sheet import amount, joined, tidy
from printers.sheets.page import LEAD, LEFT, MM, RIGHT, Column, PdfSheet

_LINES = (
    Column(LEFT, right=False),
    Column(LEFT + 24 * MM, right=False),
    Column(LEFT + 62 * MM, right=False),
    Column(160 * MM),
    Column(RIGHT),
)
_OPEN = (
    Column(LEFT, right=False),
    Column(LEFT + 62 * MM, right=False),
    Column(LEFT + 92 * MM, right=False),
    Column(RIGHT),
)


def account_pdf(paper: AccountPaper) -> bytes:
    """The PDF of a statement of account; its text can be searched and copied."""
    with speaking(paper.language):
        return _Sheet(paper).drawn()


class _Sheet(PdfSheet):
    """One statement."""

    def __init__(self, paper: AccountPaper) -> None:
        title = f"{paper.recipient.name} {paper.since} - {paper.until}"
        super().__init__(title, paper.shop.name, paper.currency, paper.language)
        self._paper = paper

    def drawn(self) -> bytes:
        """All of it."""
        paper = self._paper
        self._text(LEFT, _("STATEMENT OF ACCOUNT"), 18, bold=True)
        self._text(RIGHT, f"{paper.since} - {paper.until}", 10, right=True)
        self._y -= 2 * LEAD
        for party in (paper.shop, paper.recipient):
            place = joined(party.address, party.district, party.city, party.postcode)
            self._text(LEFT, tidy(party.name, 120), 11, bold=True)
            self._y -= LEAD
            for line in self._wrapped(tidy(place, 300), RIGHT - LEFT, 10):
                self._text(LEFT, line, 10)
                self._y -= LEAD
            self._y -= LEAD / 2
        self._lines()
        self._open()
        return self._saved()

    def _lines(self) -> None:
        paper = self._paper
        words = (_("Date"), _("What"), _("Number"), _("Amount"), _("Balance"))
        self._row(_LINES, words, bold=True)
        self._rule()
        self._row(_LINES, (paper.since, _("Brought forward"), "", "", self._money(paper.opening)))
        for line in paper.lines:
            name = self._wrapped(tidy(line.name, 80), 62 * MM, 9)
            money = (self._money(line.amount), self._money(line.balance))
            self._row(_LINES, (line.day, event(line.event), name[0] if name else "", *money))
        self._rule()
        total = amount(abs(paper.closing), paper.currency, paper.language)
        self._space(2 * LEAD)
        self._text(LEFT, closing(paper.closing), 12, bold=True)
        self._text(RIGHT, total, 12, bold=True, right=True)
        self._y -= 2 * LEAD

    def _open(self) -> None:
        paper = self._paper
        if paper.unpaid:
            self._space(3 * LEAD)
            self._row(_OPEN, (_("Open invoices"), _("Due"), "", _("Amount")), bold=True)
            self._rule()
        for one in paper.unpaid:
            late = _("{days} days late").format(days=one.days_late) if one.days_late else ""
            self._row(_OPEN, (tidy(one.number, 60), one.due, late, self._money(one.open)))
        if paper.payment:
            said = _("Payment: {how}").format(how=paper.payment)
            for line in self._wrapped(tidy(said, 300), RIGHT - LEFT, 10):
                self._space(LEAD)
                self._y -= LEAD
                self._text(LEFT, line, 10)
