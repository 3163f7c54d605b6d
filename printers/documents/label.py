"""The shipping label: what a courier must see from afar stands first and largest."""

from __future__ import annotations

from core.i18n import _, ngettext, show_time
from core.paper.documents import Item, Label, Party
from core.text import cells, fit
from printers.documents.form import Form
from printers.documents.sheet import CUT_MARK, Sheet, amount, joined, tidy, weight
from printers.layout import BOLD, PLAIN, Cell, Style, wrap

_ITEM_LINES = 8
_LARGE_ADDRESS = 3  # lines of an address up to which 4-inch labels have room for large letters


def _header(sheet: Sheet, label: Label) -> None:
    """Courier on the left, service in a box on the right; below each other where too long."""
    courier, service = tidy(label.courier, 40), tidy(label.service, 24)
    boxed = f" {service} " if service else ""
    sizes = ((3, 3), (2, 2)) if sheet.wide else ((2, 2),)
    for width, height in (*sizes, (1, 2)):
        room = sheet.columns - cells(boxed) * width - 1
        if cells(courier) * width <= room:
            style = Style(width, height, bold=True)
            left = Cell(courier, 0, style)
            if not boxed:
                sheet.row(left)
                return
            box = Style(width, height, bold=True, inverse=True)
            sheet.row(left, Cell(boxed, cells(boxed) * width, box, "right"))
            return
    sheet.title(courier, ((1, 2),))
    sheet.box(service, ((1, 2),))


def _recipient(sheet: Sheet, party: Party) -> None:
    name, phone = tidy(party.name, 80), tidy(party.phone, 40)
    postcode = tidy(party.postcode, 16)
    sizes = ((3, 3), (2, 2), (1, 2)) if sheet.wide else ((2, 2), (1, 2))
    width, height = sheet.biggest(name, sizes)
    sheet.text(
        name, Style(width, height, bold=True), lines=2 if width == 1 else 1, field="recipient"
    )
    width, height = sheet.biggest(phone, ((2, 2), (1, 2)))
    sheet.text(phone, Style(width, height, bold=True), lines=1, field="phone")
    sheet.gap(4)
    address = tidy(party.address)
    large = sheet.wide and len(wrap(address, sheet.columns // 2)) <= _LARGE_ADDRESS
    sheet.text(address, Style(2, 2) if large else PLAIN, lines=4, field="address")
    _place(sheet, party, postcode)


def _place(sheet: Sheet, party: Party, postcode: str) -> None:
    """District, city and province; the postcode large on the right, for those who sort by it."""
    style = Style(1, 2, bold=True)
    district, city = tidy(party.district, 60), tidy(party.city, 60)
    parts = [f"{district},", f"{city},", tidy(party.province, 60)]
    place = joined(district, city, parts[-1])
    room = sheet.columns - 2 * cells(postcode) - 2
    lines = wrap(place, max(1, room), parts)
    if not postcode or room < sheet.columns // 2 or len(lines) > 2:
        words = joined(place, postcode, by=" ")
        sheet.text(words, style, lines=3, keep=(*parts, postcode), field="place")
        return
    big = Style(2, 2, bold=True)
    sheet.row(Cell(lines[0], 0, style), Cell(postcode, 2 * cells(postcode), big, "right"))
    sheet.text(" ".join(lines[1:]), style)


def _sender(sheet: Sheet, party: Party) -> None:
    parts = [tidy(party.name, 60), tidy(party.phone, 40), tidy(party.city, 60)]
    words = _("From: {sender}").format(sender=joined(*parts, by=" - "))
    sheet.text(words, PLAIN, lines=2, keep=parts[1:])


def _facts(sheet: Sheet, label: Label) -> None:
    """Weight, which parcel of how many, order number; as few lines as the paper allows."""
    if label.pieces is None:
        piece = _("Parcel {piece}").format(piece=label.piece)
    else:
        piece = _("Parcel {piece} of {pieces}").format(piece=label.piece, pieces=label.pieces)
    grams = weight(label.weight_g, label.language) if label.weight_g else ""
    order = joined(tidy(label.channel, 20), tidy(label.order_no, 60), by=" ")
    short = joined(grams, piece, by=" - ")
    if cells(short) + cells(order) < sheet.columns:
        sheet.line(order, short, BOLD)
    else:
        sheet.text(order, BOLD, lines=2)
        sheet.text(short, BOLD)


def _items(sheet: Sheet, items: tuple[Item, ...], names: bool) -> None:
    figures = max((len(str(item.quantity)) for item in items), default=1) + 1
    room = sheet.columns - figures - 1
    shown = items if len(items) <= _ITEM_LINES else items[: _ITEM_LINES - 1]
    for item in shown:
        sku = tidy(item.sku, 60)
        words = joined(sku, tidy(item.name, 100) if names else "", by=" ")
        if not words.isascii():  # a name that costs a picture line is not worth it here
            words = sku
        count = f"{item.quantity}x"
        sheet.row(Cell(count, figures, BOLD, "right"), Cell(fit(words, room, CUT_MARK), 0))
    more = len(items) - len(shown)
    if more:
        words = ngettext("and {count} more line", "and {count} more lines", more)
        sheet.text(words.format(count=more))


def _courier(sheet: Sheet, label: Label) -> None:
    """The courier; above it, where an earlier label is on the box, that this one counts."""
    if label.replaces:
        words = _("NEW LABEL, replaces {waybill}").format(waybill=tidy(label.replaces, 40))
        sheet.box(words, ((2, 2), (1, 2)), lines=2)
        sheet.gap(6)
    _header(sheet, label)


def _wish(sheet: Sheet, label: Label) -> None:
    if label.wish:
        wish = _("Buyer asked for: {courier}").format(courier=tidy(label.wish, 40))
        sheet.text(wish, BOLD, lines=2)


def _sort_code(sheet: Sheet, label: Label) -> None:
    if label.sort_code:
        sheet.gap(6)
        sheet.box(tidy(label.sort_code, 24), ((4, 4), (3, 3), (2, 2), (1, 2)))


def _waybill(sheet: Sheet, label: Label) -> None:
    """The number as bars, and below them large for people."""
    sheet.barcode(label.waybill, 160 if sheet.wide else 120, 4 if sheet.wide else 3)
    sizes = ((4, 4), (3, 3), (2, 2), (1, 2)) if sheet.wide else ((3, 3), (2, 3), (2, 2), (1, 2))
    sheet.title(tidy(label.waybill, 80), sizes, "center", lines=3)
    sheet.gap(8)


def _cod(sheet: Sheet, label: Label) -> None:
    if label.cod:
        money = amount(label.cod, label.currency, label.language)
        sheet.box(_("COD {amount}").format(amount=money), ((3, 3), (2, 2), (1, 2)))
    else:
        sheet.box(_("NON-COD"), ((2, 2),))
    sheet.gap(8)


def _goods(sheet: Sheet, label: Label) -> None:
    _items(sheet, label.items, names="gift" not in label.flags)


def _flags(sheet: Sheet, label: Label) -> None:
    for flag, words in (("fragile", _("FRAGILE")), ("gift", _("GIFT"))):
        if flag in label.flags:
            sheet.gap(6)
            sheet.box(words, ((2, 2),))


def _inspection(sheet: Sheet, label: Label) -> None:
    """Whoever delivers it goes by it."""
    words = {
        "look": _("MAY BE LOOKED AT BEFORE PAYING"),
        "try": _("MAY BE TRIED BEFORE PAYING"),
    }.get(label.inspection)
    if words:
        sheet.gap(6)
        sheet.box(words, ((2, 2), (1, 2)))


def _note(sheet: Sheet, label: Label) -> None:
    if label.note:
        sheet.gap(6)
        note = _("Note: {note}").format(note=tidy(label.note))
        sheet.text(note, BOLD, lines=3, field="note")


def _footer(sheet: Sheet, label: Label) -> None:
    sheet.gap(6)
    when = show_time(label.printed_at, label.zone)
    sheet.text(joined(tidy(label.parcel_code, 40), when, tidy(label.station, 20), by="  "), lines=2)


FORM = Form(
    Label.kind,
    fields={
        "courier": _courier,
        "wish": _wish,
        "sort_code": _sort_code,
        "waybill": _waybill,
        "cod": _cod,
        "recipient": lambda sheet, label: _recipient(sheet, label.recipient),
        "sender": lambda sheet, label: _sender(sheet, label.sender),
        "order": _facts,
        "items": _goods,
        "flags": _flags,
        "inspection": _inspection,
        "note": _note,
        "footer": _footer,
    },
    usual=(
        "courier",
        "wish",
        "sort_code",
        "waybill",
        "cod",
        "recipient",
        "rule",
        "sender",
        "order",
        "rule",
        "items",
        "flags",
        "inspection",
        "note",
        "footer",
    ),
    required=frozenset({"courier", "sort_code", "waybill", "cod", "recipient", "sender", "order"}),
    words={
        "shop": lambda label: label.sender.name,
        "phone": lambda label: label.sender.phone,
        "order": lambda label: label.order_no,
        "channel": lambda label: label.channel,
        "customer": lambda label: label.recipient.name,
        "city": lambda label: label.recipient.city,
        "courier": lambda label: label.courier,
        "service": lambda label: label.service,
        "waybill": lambda label: label.waybill,
        "parcel": lambda label: label.parcel_code,
        "note": lambda label: label.note,
        "station": lambda label: label.station,
        "date": lambda label: show_time(label.printed_at, label.zone),
    },
)
"""A label on 58 mm, 80 mm or 4-inch paper."""
