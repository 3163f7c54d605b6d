"""The sales receipt of one order."""

from __future__ import annotations

from core.i18n import _, ngettext, show_time
from core.paper.documents import Receipt
from printers.documents.sheet import MAX_ITEMS, Sheet, amount, bare, joined, tidy
from printers.layout import BOLD, Cell, Page, Style
from printers.profiles import Profile


def draw(receipt: Receipt, profile: Profile) -> Page:
    """Shop, order, goods, sums, and what is still to be paid at the door."""
    sheet = Sheet(profile)
    money = (receipt.currency, receipt.language)
    shop = receipt.shop
    sheet.title(tidy(shop.name, 60), ((2, 2), (1, 2)), "center", lines=2)
    place = joined(tidy(shop.address, 160), tidy(shop.city, 60))
    sheet.text(place, align="center", lines=3)
    sheet.text(tidy(shop.phone, 40), align="center", lines=1)
    sheet.rule()
    sheet.pairs(
        (_("Order"), joined(tidy(receipt.order_no, 60), tidy(receipt.channel, 20), by=" ")),
        (_("Customer"), tidy(receipt.customer, 60)),
        (_("Date"), show_time(receipt.printed_at, receipt.zone)),
        (_("Packed by"), joined(tidy(receipt.operator, 40), tidy(receipt.station, 20))),
    )
    sheet.rule()
    for item in receipt.items[:MAX_ITEMS]:
        sheet.text(joined(tidy(item.name, 120) or tidy(item.sku, 60)), lines=2)
        each = f"  {item.quantity} x {bare(item.unit_price, *money)}"
        sheet.line(each, bare(item.amount, *money))
    more = len(receipt.items) - MAX_ITEMS
    if more > 0:
        words = ngettext("and {count} more line", "and {count} more lines", more)
        sheet.text(words.format(count=more))
    sheet.rule()
    if receipt.discount or receipt.shipping_fee:
        sheet.line(_("Goods"), bare(receipt.goods, *money))
    if receipt.discount:
        sheet.line(_("Discount"), bare(-abs(receipt.discount), *money))
    if receipt.shipping_fee:
        sheet.line(_("Shipping"), bare(receipt.shipping_fee, *money))
    total = amount(receipt.total, *money)
    wide = 2 if len(_("TOTAL")) * 2 + len(total) * 2 < sheet.columns else 1
    big = Style(wide, 2, bold=True)
    sheet.row(Cell(_("TOTAL"), 0, big), Cell(total, len(total) * wide, big, "right"))
    sheet.gap(6)
    sheet.line(_("Paid"), bare(receipt.paid, *money))
    if receipt.cod:
        sheet.gap(6)
        due = amount(receipt.cod, *money)
        sheet.box(_("COD {amount}").format(amount=due), ((2, 2), (1, 2)))
    elif receipt.paid >= receipt.total:
        sheet.text(_("Paid in full"), BOLD)
    sheet.gap(16)
    sheet.text(_("Thank you for your order."), align="center")
    return sheet.page()
