"""The addresses of a batch of envelopes on a roll: one below the other, to be stuck on."""

from __future__ import annotations

from core.paper.documents import EnvelopePaper
from printers.documents.sheet import Sheet, joined, tidy
from printers.layout import BOLD, Page
from printers.profiles import Profile


def draw(paper: EnvelopePaper, profile: Profile) -> Page:
    """Draw all of them, each with the number of its invoice."""
    sheet = Sheet(profile)
    for number, to in zip(paper.numbers, paper.recipients, strict=True):
        sheet.text(tidy(to.name, 120), BOLD, lines=2)
        place = joined(*(tidy(part, 200) for part in (to.address, to.district, to.city)))
        sheet.text(joined(place, joined(to.province, to.postcode, by=" ")), lines=5)
        sheet.text(tidy(number, 60), lines=1)
        sheet.rule()
    return sheet.page()
