"""Transfers as the station shows them, what can be asked of them, and what keys do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from core.barcodes import read
from core.catalog import queries as catalog
from core.clock import local
from core.errors import NotFound, Refusal
from core.files import values as cells
from core.fulfilment.packing.session import Deed, as_usual
from core.i18n import N_, _, ngettext
from core.stock import warehouses
from core.text import clean
from core.transaction import Transaction, reading
from core.transfers import deeds, queries
from core.transfers.commands import About, Going
from core.transfers.queries import Step, Transfer
from core.transfers.states import OPEN, TransferState
from tui.live.boards import At, AtStation
from tui.views import BoardRow, Choice, Detail, Filter, Form, FormField, Ink, Page, Section
from tui.words.places import transfer_state
from tui.words.transfers import step_name

_INK: dict[TransferState, Ink] = {
    TransferState.DRAFT: "quiet",
    TransferState.SENT: "accent",
    TransferState.PART_RECEIVED: "warn",
    TransferState.RECEIVED: "good",
}
_REASONS = (
    N_("Not needed there"),
    N_("Drawn up twice"),
    N_("The truck did not come"),
)
_OPEN = "open"


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """A page of the transfers from and to this warehouse, the newest first."""
    states: tuple[TransferState, ...] = ()
    if wanted.status == _OPEN:
        states = OPEN
    elif wanted.status:
        states = (TransferState(wanted.status),)
    here, text = at.warehouse, wanted.text
    found = queries.page(tx, states=states, warehouse=here, text=text, offset=offset, limit=limit)
    total = queries.count(tx, states=states, warehouse=here, text=text)
    return Page(tuple(_row(one, at) for one in found), total)


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """Everything about a transfer: its lines, and what happened to them."""
    one = queries.by_number(tx, identifier)
    facts = [
        (_("From"), one.source),
        (_("To"), one.target),
        (_("Expected"), one.expected_on.isoformat() if one.expected_on else ""),
        (_("On its way"), str(one.on_its_way or "")),
        (_("Note"), one.note),
        (_("Why"), one.reason),
    ]
    lines: list[tuple[str, ...]] = [
        (_("SKU"), _("Product"), _("Sent"), _("Received"), _("Missing"))
    ]
    lines += [
        (
            line.sku,
            line.name,
            f"{line.sent}/{line.quantity}",
            str(line.received),
            str(line.missing or ""),
        )
        for line in queries.lines_of(tx, one.id)
    ]
    sections = (
        Section(_("Transfer"), tuple(row for row in facts if row[1])),
        Section(_("Goods"), tuple(lines) if len(lines) > 1 else ((_("It has no lines yet."),),)),
        Section(_("So far"), tuple(_told(step, at) for step in queries.steps_of(tx, one.id))),
    )
    shown = tuple(section for section in sections if section.rows)
    return Detail(one.number, transfer_state(one.state), shown)


def choices(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> tuple[Choice, ...]:
    """The states to filter by, and the usual reasons to call one off."""
    if action == "transfer_filter":
        still = _("open")
        every = (Choice("", _("All")), Choice(f"{_OPEN}|{still}", still))
        states = (
            Choice(f"{state.value}|{transfer_state(state)}", transfer_state(state))
            for state in TransferState
        )
        return (*every, *states)
    return tuple(Choice(_(reason), _(reason)) for reason in _REASONS)


def form(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> Form:
    """A new transfer, a line of one, and the last look before it is sent."""
    if action == "transfer_new":
        others = [
            each for each in warehouses.all_warehouses(tx, active=True) if each.id != at.warehouse
        ]
        if not others:
            raise Refusal("transfer_nowhere")
        where = tuple(Choice(one.code, f"{one.code}  {one.name}") for one in others)
        fields = (FormField("to", _("To"), where[0].value, choices=where), *_line_fields())
        expected = FormField("expected", _("Expected"), hint=_("such as 2026-12-01"))
        return Form(_("New transfer"), (*fields, expected, FormField("note", _("Note"))))
    one = queries.by_number(tx, target.get("id", ""))
    hidden = {"id": one.number}
    if action == "transfer_line":
        return Form(_("Line of {number}").format(number=one.number), _line_fields(), hidden=hidden)
    if one.state is not TransferState.DRAFT:
        raise Refusal("transfer_not_draft", transfer=one.number, state=one.state.value)
    both = (Choice("no", _("No")), Choice("yes", _("Yes")))
    short = FormField("short", _("What there is, where not all of it is free"), "no", choices=both)
    notes = (
        ngettext("{count} line", "{count} lines", one.lines).format(count=one.lines),
        _("The goods leave the shelves; they are on their way then."),
    )
    title = _("Send {number} to {to}?").format(number=one.number, to=one.target)
    return Form(title, (short,), notes, hidden)


def deed(at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
    """What a key does with transfers."""
    number = values.get("id", "")
    match action:
        case "transfer_receive":
            return deeds.begin(number)
        case "transfer_send":
            return deeds.send(number, short=values.get("short") == "yes")
        case "transfer_cancel":
            return deeds.cancel(number, choice)
    with reading(at.desk.database) as tx:
        if action == "transfer_new":
            target = warehouses.open_one(tx, values.get("to", "")).id
            first = _going(tx, values) if values.get("sku", "").strip() else None
            about = About(values.get("note"), _day(values.get("expected", "")))
            return deeds.make(target, first, about)
        return deeds.put_line(number, _going(tx, values), clean(values.get("sku", ""), 80))


def scanned(at: AtStation, code: str, target: Mapping[str, str]) -> Deed:
    """The number of a transfer takes its goods in hand; all else is packing's."""
    number = read(code).value
    try:
        with reading(at.desk.database) as tx:
            queries.by_number(tx, number)
    except NotFound:
        return lambda bench, order: as_usual(bench, code)
    return deeds.begin(number)


def _row(one: Transfer, at: At) -> BoardRow:
    other = one.source if one.to_id == at.warehouse else one.target
    way = f"← {other}" if one.to_id == at.warehouse else f"→ {other}"
    expected = one.expected_on.strftime("%d/%m") if one.expected_on else ""
    units = f"{one.received}/{one.sent}" if one.sent else str(one.wanted)
    step = f"{one.state.value}:{'in' if one.to_id == at.warehouse else 'out'}"
    cells_ = (one.number, way, transfer_state(one.state), units, expected, one.note)
    return BoardRow(one.number, cells_, ("strong", "", _INK.get(one.state, "quiet")), step)


def _told(step: Step, at: At) -> tuple[str, ...]:
    what = step_name(step.kind)
    if step.takes_back is not None:
        what = _("taken back: {what}").format(what=what)
    when = local(step.at, at.zone).strftime("%d/%m %H:%M")
    return when, what, f"{step.quantity} × {step.sku}", step.bin, f"{step.lot} {step.note}".strip()


def _line_fields() -> tuple[FormField, ...]:
    return (
        FormField("sku", _("SKU or barcode")),
        FormField("quantity", _("Units"), hint=_("0 takes it out")),
    )


def _going(tx: Transaction, values: Mapping[str, str]) -> Going:
    product = catalog.product(tx, clean(values.get("sku", ""), 80))
    typed = values.get("quantity", "").strip()
    return Going(product.id, 0 if typed == "0" else cells.quantity(typed))


def _day(text: str) -> date | None:
    return cells.day(text)
