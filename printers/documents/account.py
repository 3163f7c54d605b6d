"""A statement of account on the paper of a thermal printer; `printers.sheets` has that for A4."""

from __future__ import annotations

from core.i18n import _, ngettext
from core.paper.account_document import AccountPaper
from core.text import cells
from printers.account_words import closing, event
from printers.documents.sheet import MAX_ITEMS, Sheet, amount, bare, joined, tidy
from printers.layout import BOLD, Cell, Page, Style
from printers.profiles import Profile


def draw(paper: AccountPaper, profile: Profile) -> Page:
    """What came before in one sum, each line with its sum after it, then what is open."""
    sheet = Sheet(profile)
    money = paper.currency, paper.language
    sheet.box(_("STATEMENT OF ACCOUNT"), ((2, 2), (1, 2), (1, 1)))
    sheet.gap(6)
    sheet.text(tidy(paper.shop.name, 120), BOLD, lines=2)
    sheet.text(tidy(paper.recipient.name, 120), lines=2)
    sheet.text(f"{paper.since} - {paper.until}", lines=1)
    sheet.rule(4)
    sheet.line(_("Brought forward"), bare(paper.opening, *money), BOLD)
    for line in paper.lines[:MAX_ITEMS]:
        sheet.line(joined(line.day, event(line.event), by="  "), bare(line.amount, *money))
        sheet.line(f"  {tidy(line.name, 60)}", bare(line.balance, *money))
    more = len(paper.lines) - MAX_ITEMS
    if more > 0:
        words = ngettext("and {count} more line", "and {count} more lines", more)
        sheet.text(words.format(count=more))
    sheet.rule()
    total = amount(abs(paper.closing), *money)
    big = Style(1, 2, bold=True)
    sheet.row(Cell(closing(paper.closing), 0, big), Cell(total, cells(total), big, "right"))
    if paper.unpaid:
        sheet.rule()
        sheet.text(_("Open invoices"), BOLD)
    for one in paper.unpaid[:MAX_ITEMS]:
        late = _("{days} days late").format(days=one.days_late) if one.days_late else ""
        sheet.line(tidy(one.number, 60), bare(one.open, *money))
        sheet.text("  " + joined(_("Due {day}").format(day=one.due), late), lines=1)
    if paper.payment:
        sheet.text(_("Payment: {how}").format(how=tidy(paper.payment, 200)), lines=4)
    return sheet.page()
