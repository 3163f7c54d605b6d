"""Boxes whose offline scans could not be saved, as the station shows them and is told of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from core.clock import local
from core.errors import NotFound
from core.fulfilment.island import conflicts, deeds
from core.fulfilment.island.conflicts import Conflict, Outcome, goods_said
from core.fulfilment.island.known import Known, known_of
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Kind, Verdict
from core.i18n import _, ngettext
from core.text import clean
from core.transaction import Transaction
from tui.keys import BY_NAME, key_name
from tui.live.boards import At, AtStation
from tui.state import Alert
from tui.views import BoardRow, Choice, Detail, Filter, Form, FormField, Page, Section
from tui.words.offline import outcome_means, outcome_name
from tui.words.states import fulfilment_name, parcel_state
from tui.words.verdicts import speak, why_not_saved


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """The boxes that nobody has dealt with, the oldest first."""
    text = wanted.text.casefold()
    found = [one for one in conflicts.seen_conflicts(tx) if text in _searched(one)]
    return Page(tuple(_row(one, at.zone) for one in found[offset : offset + limit]), len(found))


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """What was scanned without the database, what the database says, and what can be done."""
    one = conflicts.one_conflict(tx, _number(identifier))
    said = _told(one, at.zone)
    away = [
        (_("Station"), clean(one.station)),
        (_("Operator"), clean(one.operator)),
        (_("Order"), clean(one.order)),
        (_("Box"), clean(one.parcel)),
        (_("Since"), _moment(one.began_at, at.zone)),
        (_("Line back"), _moment(one.told_at, at.zone)),
        (_("Scans"), str(one.scans)),
        *((_("In the box"), f"{units} × {clean(str(sku))}") for sku, units in one.goods),
        (_("Why"), _why(one, at.zone)),
    ]
    sections = [
        Section(_("Scanned offline, not saved"), tuple(row for row in away if row[1])),
        Section(_("What to do with the box"), ((_("Needed"), said[0]), (_("Next"), said[1]))),
    ]
    if one.order_id is not None:
        known = tuple(_known(known_of(tx, one.order_id), at.zone))
        sections.insert(1, Section(_("The warehouse knows"), known))
    means = tuple((outcome_name(how), outcome_means(how)) for how in Outcome)
    key = key_name(BY_NAME["offline_settle"].key)
    sections.append(Section(_("Put right with {key}: what it means").format(key=key), means))
    return Detail(clean(one.order) or clean(one.parcel), sections=tuple(sections))


def form(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> Form:
    """How the box was put right."""
    one = conflicts.one_conflict(tx, _number(target.get("id", "")))
    about = {"parcel": clean(one.parcel), "order": clean(one.order)}
    title = _("Put right: box {parcel} of order {order}").format(**about)
    named = tuple(Choice(how.value, outcome_name(how)) for how in Outcome)
    fields = (
        FormField("how", _("Done"), Outcome.PUT_BACK.value, choices=named),
        FormField("note", _("Note"), "", _("what was done")),
    )
    notes = (
        goods_and_why(one, at.zone),
        *(f"{outcome_name(how)}: {outcome_means(how)}" for how in Outcome),
    )
    return Form(title, fields, notes, {"id": str(one.id)})


def deed(at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
    """Say that a box was put right."""
    how = values.get("how", "")
    if how not in set(Outcome):
        raise NotFound("nothing_to_fill_in", action=action)
    return deeds.put_right(_number(values.get("id", "")), Outcome(how), values.get("note", ""))


def conflict_alerts(tx: Transaction, station_id: int) -> list[Alert]:
    """How many boxes of a station wait to be put right, and the key that shows them."""
    found = conflicts.open_conflicts(tx, station_id)
    if not found:
        return []
    newest = found[-1]
    told = {
        "count": len(found),
        "key": key_name(BY_NAME["offline"].key),
        "parcel": clean(newest.parcel),
        "order": clean(newest.order),
        "goods": clean(goods_said(newest.goods)),
    }
    if len(found) == 1:
        said = _("Box {parcel} of order {order} has offline scans that are not saved: {goods}. "
                 "{key} puts it right.")  # fmt: skip
    else:
        said = ngettext(
            "{count} box has offline scans that are not saved. {key} puts it right.",
            "{count} boxes have offline scans that are not saved. {key} puts them right.",
            len(found),
        )
    # A new one is told anew; that another was put right is none.
    return [Alert(f"offline {newest.id}", said.format(**told))]


def goods_and_why(one: Conflict, zone: str) -> str:
    """What lies in a box, and why it is not saved."""
    return f"{clean(goods_said(one.goods))}. {_why(one, zone)}"


def _known(known: Known, zone: str) -> list[tuple[str, str]]:
    """The order as the books have it: its step, who has it, what is packed where."""
    rows = [(_("Order"), fulfilment_name(known.fulfilment))]
    if known.holder is not None:
        about = {"who": clean(known.holder.operator), "station": clean(known.holder.station)}
        since = _moment(known.holder.since, zone)
        rows.append((_("Held by"), _("{who} at {station}").format(**about) + f", {since}"))
    packed = _("{packed} of {units} packed")
    rows += [
        (clean(line.sku), packed.format(packed=line.packed, units=line.quantity))
        for line in known.lines
    ]
    for parcel in known.parcels:
        who = f"{clean(parcel.operator)}, {clean(parcel.station)}"
        rows.append((_("Box {parcel}").format(parcel=clean(parcel.code)),
                     f"{parcel_state(parcel.state)} · {who}"))  # fmt: skip
    return rows


def _told(one: Conflict, zone: str) -> tuple[str, str]:
    """What the station said is needed for the box, and what to do next."""
    about = {"order": one.order, "parcel": one.parcel, "booked": 0, "scans": one.scans}
    params = about | {"goods": goods_said(one.goods), "why": dict(one.why)}
    order = one.order or None
    said = speak(Verdict(Kind.NOT_SAVED, one.seq, "", "island_conflict", params, order), zone)
    return said.needed, said.next


def _row(one: Conflict, zone: str) -> BoardRow:
    cells = (
        clean(one.order),
        clean(one.station),
        clean(one.operator),
        _moment(one.began_at, zone),
        clean(goods_said(one.goods)),
        clean(one.parcel),
        _why(one, zone),
    )
    return BoardRow(str(one.id), cells)


def _searched(one: Conflict) -> str:
    found = one.order, one.station, one.operator, one.parcel, goods_said(one.goods)
    return " ".join(found).casefold()


def _why(one: Conflict, zone: str) -> str:
    return clean(why_not_saved(one.why, one.order, zone))


def _moment(moment: datetime, zone: str) -> str:
    return local(moment, zone).strftime("%d.%m. %H:%M")


def _number(identifier: str) -> int:
    if not identifier.isdecimal():
        raise NotFound("offline_conflict_unknown", id=identifier or "-")
    return int(identifier)
