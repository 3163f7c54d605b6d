"""What is wrong with a courier's PDF, as a sentence for people and as a job's reason."""

from __future__ import annotations

from core.i18n import N_

PDF: dict[str, str] = {
    "pdf_not_a_pdf": N_("This file is no PDF. Download the label once more, as PDF."),
    "pdf_locked": N_("This PDF is locked with a password. Save it without one, then print it."),
    "pdf_broken": N_("This PDF is broken. Download the label once more."),
    "pdf_too_big": N_(
        "This PDF has {size} bytes; at most {allowed} are allowed. Download fewer labels at once."
    ),
    "pdf_too_many_pages": N_(
        "This PDF has {pages} pages; at most {allowed} are allowed. Download fewer labels at once."
    ),
    "pdf_page_missing": N_("There is no page {page}; this PDF has {pages}."),
    "pdf_page_empty": N_("This page of the PDF is empty."),
    "pdf_page_too_big": N_("This page of the PDF is too large for a label."),
    "pdf_too_heavy": N_("This page of the PDF needs too much memory. Print it with its own app."),
    "pdf_too_slow": N_(
        "This page of the PDF takes longer than {seconds} seconds to draw. Print it with its own "
        "app."
    ),
    "pdf_too_many_codes": N_("This page has {codes} bar codes; at most {allowed} are allowed."),
    "pdf_code_unreadable": N_(
        "The {format} code {text} would not scan from this paper. Print the label on a printer "
        "with wider paper."
    ),
    "label_of_other_parcel": N_(
        "This label is for the parcel {other}, not for {parcel}. Leave --parcel out, or take the "
        "other label."
    ),
}
"""Sentence by code; the placeholders are the parameters of the refusal."""

PDF_REASONS: dict[str, str] = {
    "pdf_not_a_pdf": N_("The label is no PDF."),
    "pdf_locked": N_("The PDF is locked with a password."),
    "pdf_broken": N_("The PDF is broken."),
    "pdf_too_big": N_("The PDF is too big."),
    "pdf_too_many_pages": N_("The PDF has too many pages."),
    "pdf_page_missing": N_("The page is not in the PDF."),
    "pdf_page_empty": N_("The page of the PDF is empty."),
    "pdf_page_too_big": N_("The page of the PDF is too large."),
    "pdf_too_heavy": N_("The page of the PDF needs too much memory."),
    "pdf_too_slow": N_("The page of the PDF takes too long to draw."),
    "pdf_too_many_codes": N_("There are too many bar codes on the page."),
    "pdf_code_unreadable": N_("A bar code would not scan from this paper; take a wider printer."),
}
"""Why a job cannot be drawn, by its error."""
