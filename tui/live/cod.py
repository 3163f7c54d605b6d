"""The money of couriers as the station shows it."""

from __future__ import annotations

from collections.abc import Mapping

from core.clock import local
from core.errors import NotFound, Refusal
from core.fulfilment.packing.session import Deed
from core.i18n import _, language
from core.money import Money, show
from core.orders.status import policy_of
from core.shipping.cod import deeds
from core.shipping.cod.models import LineState
from core.shipping.cod.queries import (
    OPEN,
    Expected,
    StatementLine,
    expected,
    statement_lines,
)
from core.transaction import Transaction
from tui.live.boards import At, AtStation
from tui.live.lists import courier_name
from tui.views import BoardRow, Choice, Detail, Filter, Form, FormField, Ink, Page, Section
from tui.words.hand_over import line_state
from tui.words.states import shipment_state

_MOST = 1_000
"""Lines that are looked through."""


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """Lines that are not as they should be, then what is overdue, then what is expected."""
    rows = [_line_row(one, at) for one in statement_lines(tx, OPEN, limit=_MOST)]
    rows += [_owed_row(one, at) for one in expected(tx, _days(at))]
    if wanted.text:
        text = wanted.text.casefold()
        rows = [row for row in rows if text in " ".join(row.cells).casefold()]
    return Page(tuple(rows[offset : offset + limit]), len(rows))


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """Everything about a line, or about what is expected."""
    kind, _colon, number = identifier.partition(":")
    if kind == "line":
        one = _line(tx, number)
        day = one.paid_on.strftime("%d/%m/%Y") if one.paid_on else ""
        rows = [
            (_("Order"), one.order_no),
            (_("Parcel"), one.parcel),
            (_("Courier"), courier_name(at.config, one.courier)),
            (_("Expected"), _money(one.expected, one.currency)),
            (_("Paid"), _money(one.amount, one.currency)),
            (_("Billed"), "" if one.fee is None else _money(one.fee, one.currency)),
            (_("Day"), day),
            (_("Reference"), one.reference),
            (_("File"), f"{one.file}:{one.line_no}"),
        ]
        return _detail(one.waybill, line_state(one.state), rows)
    found = next((each for each in expected(tx, _days(at)) if each.parcel == number), None)
    if found is None:
        raise NotFound("parcel_not_found", parcel=number)
    rows = [
        (_("Order"), found.order_no),
        (_("Parcel"), found.parcel),
        (_("Courier"), courier_name(at.config, found.courier)),
        (_("Expected"), _money(found.cod, found.currency)),
        (_("Paid"), _money(found.paid, found.currency) if found.paid else ""),
        (_("Still owed"), _money(found.owed, found.currency) if found.paid else ""),
        (_("State"), shipment_state(found.state)),
        (_("Since"), local(found.since, at.zone).strftime("%d/%m/%Y %H:%M")),
    ]
    return _detail(found.waybill, _late(found), rows)


def choices(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> tuple[Choice, ...]:
    """The amount as it came: the rest is still owed, or is let go."""
    kind, _colon, number = target.get("id", "").partition(":")
    one = _line(tx, number) if kind == "line" else None
    if one is not None and one.state in {LineState.UNKNOWN, LineState.TWICE}:
        said = _("you asked the courier, or know what it is")
        return (Choice("seen", _("It is settled: off the list"), said),)
    if one is None:
        raise Refusal("cod_not_paid_yet", parcel=number)
    if one.state is not LineState.DIFFERS:
        raise Refusal("cod_line_settled", line=number, waybill=one.waybill)
    amount, wanted = _money(one.amount, one.currency), _money(one.expected, one.currency)
    said = _("{amount}, expected {expected}").format(amount=amount, expected=wanted)
    if one.amount >= one.expected:
        return (Choice("yes", _("Take it as it came"), said),)
    rest = _money(one.expected - one.amount, one.currency)
    return (
        Choice("yes", _("Take it; the courier still owes {rest}").format(rest=rest), said),
        Choice("all", _("Take it as all there is; let {rest} go").format(rest=rest), said),
    )


def form(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> Form:
    """Why what a courier owes for a parcel is let go."""
    kind, _colon, parcel = target.get("id", "").partition(":")
    found = next((one for one in expected(tx, _days(at)) if one.parcel == parcel), None)
    if kind != "owed" or found is None:
        raise Refusal("cod_nothing_owed", parcel=parcel)
    owed = _money(found.owed, found.currency)
    courier = courier_name(at.config, found.courier)
    note = _("{courier} is not asked for {amount} any more; the order counts as paid.")
    fields = (FormField("reason", _("Reason")),)
    said = (note.format(courier=courier, amount=owed),)
    return Form(f"{found.waybill}  {found.order_no}", fields, said, hidden={"id": parcel})


def deed(at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
    """Take it, or let go what is missing."""
    policy = policy_of(at.config)
    if action == "cod_forgo":
        return deeds.ask_no_more(policy, values.get("id", ""), values.get("reason", ""))
    _kind, _colon, number = values.get("id", "").partition(":")
    line = int(number) if number.isdecimal() else 0
    if choice == "seen":
        return deeds.put_away(line)
    return deeds.take(policy, line, all_there_is=choice == "all")


def _line(tx: Transaction, number: str) -> StatementLine:
    found = statement_lines(tx, only=int(number)) if number.isdecimal() else ()
    if not found:
        raise NotFound("cod_line_unknown", line=number)
    return found[0]


def _days(at: At) -> dict[str, int]:
    couriers = at.config.couriers
    return {code: couriers.get(code).remittance.days for code in couriers.codes}


def _line_row(one: StatementLine, at: At) -> BoardRow:
    cells = (
        line_state(one.state),
        one.order_no,
        _money(one.expected, one.currency) if one.order_no else "",
        _money(one.amount, one.currency),
        one.waybill,
        courier_name(at.config, one.courier),
    )
    target = {"order": one.order_no, "channel": one.channel}
    return BoardRow(f"line:{one.id}", cells, ("warn",), one.state.value, target)


def _owed_row(one: Expected, at: At) -> BoardRow:
    cells = (
        _late(one) or shipment_state(one.state),
        one.order_no,
        _money(one.owed, one.currency),
        _money(one.paid, one.currency) if one.paid else "",
        one.waybill,
        courier_name(at.config, one.courier),
    )
    target = {"order": one.order_no, "channel": one.channel}
    inks: tuple[Ink, ...] = ("bad",) if one.overdue_days else ("quiet",)
    return BoardRow(f"owed:{one.parcel}", cells, inks, "expected", target)


def _late(one: Expected) -> str:
    return _("{days} days late").format(days=one.overdue_days) if one.overdue_days else ""


def _money(minor: int, currency: str) -> str:
    return show(Money(minor, currency), language())


def _detail(title: str, state: str, rows: list[tuple[str, str]]) -> Detail:
    facts = tuple(row for row in rows if row[1])
    return Detail(title, state, (Section(_("COD"), facts),))
