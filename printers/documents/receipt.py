"""The sales receipt of one order."""

from __future__ import annotations

from core.i18n import _, ngettext, show_time
from core.paper.documents import Receipt
from core.text import cells
from printers.documents.form import Form
from printers.documents.sheet import MAX_ITEMS, Sheet, amount, bare, joined, rate, tidy
from printers.layout import BOLD, Cell, Style


def _money(receipt: Receipt) -> tuple[str, str]:
    return receipt.currency, receipt.language


def _shop(sheet: Sheet, receipt: Receipt) -> None:
    shop = receipt.shop
    sheet.title(tidy(shop.name, 60), ((2, 2), (1, 2)), "center", lines=2)
    place = joined(tidy(shop.address, 160), tidy(shop.city, 60))
    sheet.text(place, align="center", lines=3)
    sheet.text(tidy(shop.phone, 40), align="center", lines=1)
    if receipt.tax_id:
        words = _("Tax number: {number}").format(number=tidy(receipt.tax_id, 40))
        sheet.text(words, align="center", lines=1)


def _order(sheet: Sheet, receipt: Receipt) -> None:
    sheet.pairs(
        (_("Order"), joined(tidy(receipt.order_no, 60), tidy(receipt.channel, 20), by=" ")),
        (_("Customer"), tidy(receipt.customer, 60)),
        (_("Date"), show_time(receipt.printed_at, receipt.zone)),
        (_("Cashier"), joined(tidy(receipt.operator, 40), tidy(receipt.station, 20))),
    )


def _items(sheet: Sheet, receipt: Receipt) -> None:
    money = _money(receipt)
    for item in receipt.items[:MAX_ITEMS]:
        sheet.text(joined(tidy(item.name, 120) or tidy(item.sku, 60)), lines=2)
        each = f"  {item.quantity} x {bare(item.unit_price, *money)}"
        sheet.line(each, bare(item.amount, *money))
        if item.discount:
            off = _("Discount")
            sheet.line(f"  {off}", bare(-item.discount, *money))
    more = len(receipt.items) - MAX_ITEMS
    if more > 0:
        words = ngettext("and {count} more line", "and {count} more lines", more)
        sheet.text(words.format(count=more))


def _sums(sheet: Sheet, receipt: Receipt) -> None:
    """What the items above come to, and what the order takes off or adds beside them."""
    money = _money(receipt)
    above = sum(item.discount for item in receipt.items)
    discount = abs(receipt.discount) - above
    if discount or receipt.shipping_fee:
        sheet.line(_("Goods"), bare(receipt.goods - above, *money))
    if discount:
        sheet.line(_("Discount"), bare(-discount, *money))
    if receipt.shipping_fee:
        sheet.line(_("Shipping"), bare(receipt.shipping_fee, *money))


def _total(sheet: Sheet, receipt: Receipt) -> None:
    total = amount(receipt.total, *_money(receipt))
    wide = 2 if cells(_("TOTAL")) * 2 + cells(total) * 2 < sheet.columns else 1
    big = Style(wide, 2, bold=True)
    sheet.row(Cell(_("TOTAL"), 0, big), Cell(total, cells(total) * wide, big, "right"))
    sheet.gap(6)


def _tax(sheet: Sheet, receipt: Receipt) -> None:
    """What of the prices is tax, a line or two for each rate."""
    if not receipt.taxes:
        return
    money = _money(receipt)
    sheet.text(_("The prices include tax:"))
    for line in receipt.taxes:
        percent = rate(line.rate, receipt.language)
        base, tax = bare(line.base, *money), bare(line.tax, *money)
        words = _("{rate} tax on {base}").format(rate=percent, base=base)
        if cells(words) + cells(tax) + 3 > sheet.columns:
            before = _("Before tax")
            sheet.line(f"  {before}", base)
            words = _("{rate} tax").format(rate=percent)
        sheet.line(f"  {words}", tax)
    sheet.gap(6)


def _payment(sheet: Sheet, receipt: Receipt) -> None:
    """What was paid, and what is still to be paid at the door or otherwise."""
    money = _money(receipt)
    owed = receipt.total - receipt.credited
    at_door = min(receipt.cod, owed) if receipt.credited else receipt.cod
    due = owed - receipt.paid - at_door
    sheet.line(_("Paid"), bare(receipt.paid, *money))
    if receipt.credited:
        sheet.line(_("Credited"), bare(receipt.credited, *money))
    if due > 0:
        sheet.line(_("Still to pay"), bare(due, *money), BOLD)
    if at_door > 0:
        sheet.gap(6)
        cash = amount(at_door, *money)
        sheet.box(_("COD {amount}").format(amount=cash), ((2, 2), (1, 2)))
    elif receipt.paid >= owed:
        sheet.text(_("Paid in full"), BOLD)


def _thanks(sheet: Sheet, receipt: Receipt) -> None:
    sheet.gap(16)
    sheet.text(_("Thank you for your order."), align="center", lines=2)


FORM = Form(
    Receipt.kind,
    fields={
        "shop": _shop,
        "order": _order,
        "items": _items,
        "sums": _sums,
        "total": _total,
        "tax": _tax,
        "payment": _payment,
        "thanks": _thanks,
    },
    usual=(
        "logo",
        "shop",
        "rule",
        "order",
        "rule",
        "items",
        "rule",
        "sums",
        "total",
        "tax",
        "payment",
        "thanks",
    ),
    required=frozenset({"shop", "items", "total", "payment"}),
    words={
        "shop": lambda receipt: receipt.shop.name,
        "phone": lambda receipt: receipt.shop.phone,
        "order": lambda receipt: receipt.order_no,
        "channel": lambda receipt: receipt.channel,
        "customer": lambda receipt: receipt.customer,
        "total": lambda receipt: amount(receipt.total, *_money(receipt)),
        "operator": lambda receipt: receipt.operator,
        "station": lambda receipt: receipt.station,
        "date": lambda receipt: show_time(receipt.printed_at, receipt.zone),
    },
)
"""Shop, order, goods, sums, the tax within them, and what is still to be paid at the door."""
