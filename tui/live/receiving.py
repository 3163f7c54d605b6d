"""The delivery that is in hand: what of it came, what is still to come, and where it goes."""

from __future__ import annotations

from collections.abc import Mapping

from core.errors import Refusal
from core.files import values as cells
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.work import load
from core.i18n import _
from core.purchasing import queries, receiving_deeds
from core.purchasing.arrivals import expected, one_receipt
from core.purchasing.queries import PurchaseLine
from core.purchasing.receiving_deeds import HAND, Told
from core.purchasing.rules import buying_rules
from core.text import clean
from core.transaction import Transaction
from tui.live.boards import At, AtStation
from tui.live.purchases import sheet as purchase_sheet
from tui.views import BoardRow, Choice, Detail, Filter, Form, FormField, Ink, Page
from tui.words.verdicts_parts import units as in_units

goes_on = receiving_deeds.goes_on


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """The lines of the purchase order in hand, those that are to come first."""
    purchase = _in_hand(tx, at)
    if purchase is None:
        return Page((), 0)
    places = {one.line.id: one.bin for one in expected(tx, buying_rules(at.config), purchase.id)}
    text = wanted.text.casefold()
    lines = [
        line
        for line in queries.lines_of(tx, purchase.id)
        if text in f"{line.sku} {line.name} {line.supplier_sku}".casefold()
    ]
    lines.sort(key=lambda line: (not line.left, places.get(line.id, ""), line.line_no))
    about = f"{purchase.number} {purchase.supplier_name}"
    rows = tuple(_row(line, places.get(line.id, ""), about) for line in lines[offset:][:limit])
    return Page(rows, len(lines))


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """The whole purchase order."""
    purchase = _in_hand(tx, at)
    if purchase is None:
        raise Refusal("receive_none_in_hand")
    return purchase_sheet(tx, at, purchase.number)


def choices(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> tuple[Choice, ...]:
    """What came as it was expected: a line, or all of it."""
    purchase = _in_hand(tx, at)
    if purchase is None:
        raise Refusal("receive_none_in_hand")
    left = expected(tx, buying_rules(at.config), purchase.id)
    if not left:
        raise Refusal("receive_all_came", purchase=purchase.number)
    lines = tuple(
        Choice(
            str(one.line.product_id),
            f"{one.line.left} × {one.line.sku} {one.line.name}",
            one.bin,
        )
        for one in left
    )
    if len(lines) < 2:
        return lines
    units = sum(one.line.left for one in left)
    return (*lines, Choice("all", _("All of it"), in_units(units)))


def form(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> Form:
    """What is wrong with the goods in hand, or which lot they are of."""
    if _in_hand(tx, at) is None:
        raise Refusal("receive_none_in_hand")
    if action == "receive_damaged":
        note = _("The goods that are scanned next are set aside.")
        return Form(_("Damaged"), (FormField("damaged", _("What is wrong")),), (note,))
    fields = (
        FormField("lot", _("Lot or serial number")),
        FormField("day", _("Keeps until"), hint=_("such as 2027-01-31")),
    )
    return Form(_("Of the goods that are scanned next"), fields)


def deed(at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
    """What a key does with the delivery in hand."""
    rules = buying_rules(at.config)
    match action:
        case "receive_expected":
            product = None if choice == "all" else int(choice)
            return receiving_deeds.take_expected(rules, product)
        case "receive_damaged":
            said = clean(values.get("damaged", ""), 200)
            if not said:
                raise Refusal("reason_needed")
            return receiving_deeds.tell(Told(damaged=said))
        case "receive_lot":
            lot = clean(values.get("lot", ""), 40)
            return receiving_deeds.tell(Told(lot=lot, expires_on=cells.day(values.get("day", ""))))
        case "receive_over":
            return receiving_deeds.all_the_same(rules)
        case "receive_undo":
            return receiving_deeds.undo(rules)
    return receiving_deeds.done(rules)


def scanned(at: AtStation, code: str, target: Mapping[str, str]) -> Deed:
    """Goods, a bin, or the number of a purchase order."""
    return receiving_deeds.scanned(buying_rules(at.config), code)


def _in_hand(tx: Transaction, at: At) -> queries.Purchase | None:
    hand = load(tx, at.station_id, lock=False).work.aside.get(HAND)
    if hand is None:
        return None
    return queries.one_purchase(tx, one_receipt(tx, hand["receipt"]).purchase_id)


def _row(line: PurchaseLine, place: str, about: str) -> BoardRow:
    cells = (
        f"{line.received}/{line.quantity}",
        line.sku,
        line.name,
        place,
        str(line.damaged or ""),
        line.supplier_sku,
    )
    inks: tuple[Ink, ...] = ("strong", "", "") if line.left else ("good", "quiet", "quiet")
    target = {"product": str(line.product_id), "about": about}
    return BoardRow(str(line.id), cells, inks, "" if line.left else "done", target)
