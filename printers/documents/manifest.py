"""The hand-over manifest: what one courier takes over on one day, and who signed for it."""

from __future__ import annotations

from collections.abc import Iterable

from core.i18n import _, ngettext, show_time
from core.paper.documents import Consignment, Manifest
from core.text import cells
from printers.documents.form import Form
from printers.documents.sheet import Sheet, amount, joined, tidy, weight
from printers.layout import BOLD, Cell, Style

_ROOM_TO_SIGN = 84  # dots: about a centimetre


def _title(sheet: Sheet, manifest: Manifest) -> None:
    sheet.box(_("HAND-OVER"), ((2, 2),))
    if manifest.number:
        sheet.title(tidy(manifest.number, 20), ((1, 2),), "center")
    sheet.gap(6)


def _courier(sheet: Sheet, manifest: Manifest) -> None:
    sheet.title(tidy(manifest.courier, 40), ((3, 3), (2, 2), (1, 2)), "center", lines=2)
    sheet.title(tidy(manifest.day, 20), ((2, 2),), "center")
    sheet.gap(6)


def _shop(sheet: Sheet, manifest: Manifest) -> None:
    shop = manifest.shop
    sheet.text(tidy(shop.name, 60), BOLD, lines=2)
    sheet.text(joined(tidy(shop.address, 160), tidy(shop.city, 60)), lines=3)
    sheet.text(tidy(shop.phone, 40), lines=1)


def _parcels(sheet: Sheet, manifest: Manifest) -> None:
    """A line to tick for every parcel: what the courier has, then what stands ready."""
    has = [one for one in manifest.parcels if one.handed_over]
    ready = [one for one in manifest.parcels if not one.handed_over]
    figures = len(str(len(manifest.parcels)))
    number = 0
    for words, some in ((_("Handed over"), has), (_("Ready"), ready)):
        if not some:
            continue
        if has and ready:
            sheet.text(words, Style(1, 2, bold=True))
        for one in some:
            number += 1
            _parcel(sheet, manifest, one, str(number).rjust(figures))


def _parcel(sheet: Sheet, manifest: Manifest, one: Consignment, number: str) -> None:
    cod = amount(one.cod, one.currency, manifest.language) if one.cod else ""
    grams = weight(one.weight_g, manifest.language) if one.weight_g else ""
    waybill = tidy(one.waybill, 60)
    before = (Cell("[ ]", 3), Cell(number, len(number)))
    indent = 5 + len(number)
    room = sheet.columns - indent
    if cod and cells(waybill) + cells(cod) < room:
        sheet.row(*before, Cell(waybill, 0, BOLD), Cell(cod, cells(cod), BOLD, "right"))
    else:
        sheet.row(*before, Cell(waybill, 0, BOLD))
        if cod:
            sheet.row(Cell("", indent - 1), Cell(f"COD {cod}", 0, BOLD))
    who = joined(tidy(one.order_no, 60), tidy(one.city, 40), grams, by="  ")
    if not who.isascii():  # a picture line for every parcel would be a long paper
        who = joined(tidy(one.order_no, 60), grams, by="  ")
    if who.isascii():
        sheet.row(Cell("", indent - 1), Cell(who))


def sums(parcels: Iterable[Consignment]) -> dict[str, int]:
    """The COD of these parcels by currency, in minor units."""
    found: dict[str, int] = {}
    for one in parcels:
        if one.cod:
            found[one.currency] = found.get(one.currency, 0) + one.cod
    return found


def _totals(sheet: Sheet, manifest: Manifest) -> None:
    parcels = manifest.parcels
    count = len(parcels)
    big = Style(1, 2, bold=True)
    words = ngettext("{count} parcel", "{count} parcels", count).format(count=count)
    grams = sum(one.weight_g for one in parcels)
    sheet.line(words, weight(grams, manifest.language) if grams else "", big)
    with_cod = sum(bool(one.cod) for one in parcels)
    for currency, cod in sums(parcels).items():
        words = ngettext("{count} with COD", "{count} with COD", with_cod).format(count=with_cod)
        sheet.line(words, amount(cod, currency, manifest.language), big)


def _signatures(sheet: Sheet, manifest: Manifest) -> None:
    """Two lines to sign on, with name, vehicle and time where nobody has told them."""
    for words in (_("Handed over by"), _("Received by the courier")):
        sheet.gap(_ROOM_TO_SIGN)
        sheet.rule(2, 0, 4)
        sheet.text(words)
    if manifest.signed_by:
        for words, told in (
            (_("Signed by"), manifest.signed_by),
            (_("Name and vehicle"), manifest.driver),
            (_("Time"), manifest.taken_at),
        ):
            sheet.text(f"{words}: {tidy(told, 120)}", BOLD, lines=2)
        return
    sheet.gap(_ROOM_TO_SIGN // 2)
    for words in (_("Name and vehicle"), _("Time")):
        sheet.text(f"{words}: ".ljust(sheet.columns, "_"), lines=1)
        sheet.gap(_ROOM_TO_SIGN // 4)


def _footer(sheet: Sheet, manifest: Manifest) -> None:
    when = show_time(manifest.printed_at, manifest.zone)
    who = joined(tidy(manifest.operator, 40), tidy(manifest.station, 20))
    sheet.text(joined(when, who, by="  "), lines=2)
    if manifest.seal:
        sheet.text(_("Trail {seal}").format(seal=manifest.seal), lines=1)


FORM = Form(
    Manifest.kind,
    fields={
        "title": _title,
        "courier": _courier,
        "shop": _shop,
        "parcels": _parcels,
        "totals": _totals,
        "signatures": _signatures,
        "footer": _footer,
    },
    usual=(
        "title",
        "courier",
        "shop",
        "rule",
        "parcels",
        "thick_rule",
        "totals",
        "signatures",
        "footer",
    ),
    required=frozenset({"courier", "parcels", "totals", "signatures"}),
    words={
        "shop": lambda manifest: manifest.shop.name,
        "phone": lambda manifest: manifest.shop.phone,
        "courier": lambda manifest: manifest.courier,
        "date": lambda manifest: manifest.day,
        "number": lambda manifest: manifest.number,
        "driver": lambda manifest: manifest.driver,
        "station": lambda manifest: manifest.station,
        "operator": lambda manifest: manifest.operator,
        "count": lambda manifest: str(len(manifest.parcels)),
    },
)
"""Every parcel with its waybill, what is to be collected, the sums, and room for signatures."""
