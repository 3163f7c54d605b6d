"""The transfer whose goods arrive here: what of it came, what is on its way, where it goes."""

from __future__ import annotations

from collections.abc import Mapping

from core.errors import Refusal
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.work import load
from core.i18n import _
from core.text import clean
from core.transaction import Transaction
from core.transfers import deeds, queries
from core.transfers.queries import Transfer, TransferLine
from core.transfers.receiving import expected
from tui.live.boards import At, AtStation
from tui.live.transfers import sheet as transfer_sheet
from tui.views import BoardRow, Choice, Detail, Filter, Form, FormField, Ink, Page
from tui.words.verdicts_parts import units as in_units

goes_on = deeds.goes_on


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """The lines of the transfer in hand, those that are on their way first."""
    found = _in_hand(tx, at)
    if found is None:
        return Page((), 0)
    places = {line.id: place for line, place in expected(tx, _bin(at), found)}
    text = wanted.text.casefold()
    lines = [
        line
        for line in queries.lines_of(tx, found.id)
        if text in f"{line.sku} {line.name}".casefold()
    ]
    lines.sort(key=lambda line: (not line.left, places.get(line.id, ""), line.line_no))
    about = f"{found.number} {found.source} → {found.target}"
    rows = tuple(_row(line, places.get(line.id, ""), about) for line in lines[offset:][:limit])
    return Page(rows, len(lines))


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """The whole transfer."""
    return transfer_sheet(tx, at, _held(tx, at).number)


def choices(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> tuple[Choice, ...]:
    """What came as it was sent: a line, or all of it."""
    left = expected(tx, _bin(at), _held(tx, at))
    lines = tuple(
        Choice(str(line.product_id), f"{line.left} × {line.sku} {line.name}", place)
        for line, place in left
    )
    if len(lines) < 2:
        return lines
    units = sum(line.left for line, _place in left)
    return (*lines, Choice("all", _("All of it"), in_units(units)))


def form(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> Form:
    """What is wrong with the goods in hand, which lot they are of, what will not come."""
    found = _held(tx, at)
    if action == "arrival_damaged":
        note = _("The goods that are scanned next are set aside.")
        return Form(_("Damaged"), (FormField("damaged", _("What is wrong")),), (note,))
    if action == "arrival_lot":
        title = _("Of the goods that are scanned next")
        return Form(title, (FormField("lot", _("Lot or serial number")),))
    lines = [line for line in queries.lines_of(tx, found.id) if line.left]
    if not lines:
        raise Refusal("transfer_takes_nothing", transfer=found.number, state=found.state.value)
    every = Choice("all", _("All that is on its way"), in_units(found.on_its_way))
    which = (every, *(Choice(str(one.product_id), f"{one.left} × {one.sku}") for one in lines))
    fields = (
        FormField("which", _("What will not come"), "all", choices=which),
        FormField("note", _("What is wrong")),
    )
    return Form(_("Missing"), fields)


def deed(at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
    """What a key does with the transfer in hand."""
    match action:
        case "arrival_all":
            return deeds.all_came(_bin(at), None if choice == "all" else int(choice))
        case "arrival_damaged":
            said = clean(values.get("damaged", ""), 200)
            if not said:
                raise Refusal("reason_needed")
            return deeds.tell(damaged=said)
        case "arrival_lot":
            return deeds.tell(lot=clean(values.get("lot", ""), 40))
        case "arrival_missing":
            which = values.get("which", "all")
            note = clean(values.get("note", ""), 200)
            return deeds.never_came(None if which == "all" else int(which), note)
        case "arrival_undo":
            return deeds.scanned(_bin(at), "KEMAS:UNDO")
    return deeds.scanned(_bin(at), "KEMAS:DONE")


def scanned(at: AtStation, code: str, target: Mapping[str, str]) -> Deed:
    """Goods, a bin, or the number of a transfer."""
    return deeds.scanned(_bin(at), code)


def _bin(at: AtStation) -> str:
    return at.config.purchasing.receiving_bin


def _in_hand(tx: Transaction, at: At) -> Transfer | None:
    return deeds.in_hand(tx, load(tx, at.station_id, lock=False).work.aside)


def _held(tx: Transaction, at: At) -> Transfer:
    found = _in_hand(tx, at)
    if found is None:
        raise Refusal("transfer_none_in_hand")
    return found


def _row(line: TransferLine, place: str, about: str) -> BoardRow:
    cells = (
        f"{line.received}/{line.sent}",
        line.sku,
        line.name,
        place,
        str(line.damaged or ""),
        str(line.missing or ""),
    )
    inks: tuple[Ink, ...] = ("strong", "", "") if line.left else ("good", "quiet", "quiet")
    return BoardRow(str(line.id), cells, inks, "" if line.left else "done", {"about": about})
