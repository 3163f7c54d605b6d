"""What is left over at the end of the day, as the station shows it."""

from __future__ import annotations

from collections.abc import Mapping

from core.clock import local
from core.errors import NotFound
from core.fulfilment.packing.session import Deed
from core.i18n import _
from core.shipping.booking_deeds import can_be_asked, resolve
from core.shipping.day_end import LooseEnd, loose_ends
from core.shipping.settings import settings_of
from core.transaction import Transaction
from tui.live.boards import At, AtStation
from tui.live.lists import courier_name
from tui.views import BoardRow, Choice, Detail, Filter, Form, FormField, Page, Section
from tui.words.hand_over import cure, loose_name


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """All that is left over."""
    rows = [_row(one, at) for one in loose_ends(tx, at.warehouse)]
    if wanted.text:
        text = wanted.text.casefold()
        rows = [row for row in rows if text in " ".join(row.cells).casefold()]
    return Page(tuple(rows[offset : offset + limit]), len(rows))


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """What it is, and what puts it right."""
    found = next((one for one in loose_ends(tx, at.warehouse) if _id(one) == identifier), None)
    if found is None:
        raise NotFound("parcel_not_found", parcel=identifier.partition(":")[2])
    facts = (
        (_("Order"), found.order_no),
        (_("Courier"), courier_name(at.config, found.courier) if found.courier else ""),
        (_("Waybill"), found.waybill),
        (_("Last seen"), _seen(found, at)),
    )
    sections = (
        Section(loose_name(found.kind), tuple(row for row in facts if row[1])),
        Section(_("Now"), ((cure(found, keys=True),),)),
    )
    return Detail(found.parcel or str(found.job), "", sections)


def form(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> Form:
    """What somebody saw at the courier of a parcel."""
    parcel = target.get("id", "").partition(":")[2]
    said = [
        Choice("has", _("it has it, under this number")),
        Choice("not", _("it does not have it")),
    ]
    if can_be_asked(tx, settings_of(at.config), parcel):
        said.append(Choice("ask", _("ask it again")))
    at_first = "ask" if len(said) > 2 else "has"
    fields = (
        FormField("said", _("The courier"), at_first, choices=tuple(said)),
        FormField("waybill", _("Waybill")),
    )
    title = _("What does the courier say of {parcel}?").format(parcel=parcel)
    return Form(title, fields, hidden={"id": parcel})


def deed(at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
    """Say what became of a booking."""
    said, waybill = values.get("said", ""), values.get("waybill", "").strip()
    return resolve(at.desk.settings, values.get("id", ""), said, waybill)


def _id(one: LooseEnd) -> str:
    return f"{one.kind.value}:{one.job or one.parcel}"


def _row(one: LooseEnd, at: At) -> BoardRow:
    cells = (
        loose_name(one.kind),
        one.order_no,
        one.parcel,
        _seen(one, at),
        courier_name(at.config, one.courier) if one.courier else "",
    )
    about = cure(one, keys=True)
    target = {"order": one.order_no, "channel": one.channel, "about": about}
    return BoardRow(_id(one), cells, ("warn",), one.kind.value, target)


def _seen(one: LooseEnd, at: At) -> str:
    when = local(one.since, at.zone).strftime("%d/%m %H:%M") if one.since else ""
    return f"{one.place} {when}".strip()
