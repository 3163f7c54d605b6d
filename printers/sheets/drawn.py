"""Every paper as a PDF, for printers that take sheets: its own sheet, or what a roll would show."""

from __future__ import annotations

from core.paper.documents import AccountPaper, Document, EnvelopePaper, InvoicePaper
from printers.look import USUAL, Look


def pdf_of(document: Document, copy: int = 1, look: Look = USUAL) -> bytes:
    """The PDF of a document; that of an invoice is the same each time, whichever copy it is.

    Raises Refusal where something on it cannot be drawn.
    """
    match document:
        case InvoicePaper():
            from printers.sheets.invoice import invoice_pdf

            return invoice_pdf(document, look)
        case AccountPaper():
            from printers.sheets.account import account_pdf

            return account_pdf(document)
        case EnvelopePaper():
            from printers.sheets.envelope import envelopes_pdf

            return envelopes_pdf(document)
        case _:
            from printers.sheets.roll import roll_pdf

            return roll_pdf(document, copy, look)
