"""The hand-over as the station shows it: what stands there, and what the courier has."""

from __future__ import annotations

from collections.abc import Mapping

from core.clock import local
from core.errors import NotFound, Refusal
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.work import load
from core.i18n import _, language, ngettext
from core.money import Money, show
from core.shipping.handover import deeds
from core.shipping.handover.closing import Signature
from core.shipping.handover.queries import (
    KeptManifest,
    Scanned,
    Standing,
    manifest,
    scanned_on,
    standing,
)
from core.shipping.settings import settings_of
from core.transaction import Transaction
from tui.live import pickups
from tui.live.boards import At, AtStation
from tui.live.lists import courier_name
from tui.views import BoardRow, Choice, Detail, Filter, Form, FormField, Page, Section

goes_on = deeds.goes_on

_NAMED = 6
"""Parcels that a form names."""


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """What stands ready, of the courier in hand or of all; then what that courier has."""
    found = _in_hand(tx, at)
    about = _about(found, at)
    rows = [
        _stands(one, at, about)
        for one in standing(tx, at.warehouse, found.courier if found else "")
    ]
    if found is not None:
        rows += [_gone(one, at, about) for one in reversed(scanned_on(tx, found.id))]
    if wanted.text:
        text = wanted.text.casefold()
        rows = [row for row in rows if text in " ".join(row.cells).casefold()]
    return Page(tuple(rows[offset : offset + limit]), len(rows))


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """Where a parcel was seen last; of one that is gone its manifest."""
    found = _in_hand(tx, at)
    for one in standing(tx, at.warehouse):
        if one.parcel == identifier:
            rows = [
                (_("Order"), one.order_no),
                (_("Courier"), courier_name(at.config, one.courier)),
                (_("Waybill"), one.waybill),
                (_("Last seen"), _seen(one, at)),
                (_("Who"), one.last_who),
                (_("City"), one.city),
                (_("COD"), _money(one.cod, one.currency)),
            ]
            facts = tuple(row for row in rows if row[1])
            return Detail(one.parcel, _("not handed over"), (Section(_("Parcel"), facts),))
    if found is None:
        raise NotFound("parcel_not_found", parcel=identifier)
    return sheet_of(tx, at, found)


def sheet_of(tx: Transaction, at: At, found: KeptManifest) -> Detail:
    """A manifest, parcel by parcel."""
    when = local(found.closed_at, at.zone).strftime("%d/%m/%Y %H:%M") if found.closed_at else ""
    rows = [
        (_("Courier"), courier_name(at.config, found.courier)),
        (_("Signed"), when),
        (_("Signed by"), found.signed_by),
        (_("Name and vehicle"), " · ".join(x for x in (found.driver, found.vehicle) if x)),
        (_("Who"), found.closed_by),
        (_("Parcels"), str(found.parcels)),
    ]
    lines = tuple(
        (
            one.waybill,
            one.order_no,
            one.city,
            _money(one.cod, one.currency),
            local(one.scanned_at, at.zone).strftime("%H:%M"),
        )
        for one in scanned_on(tx, found.id)
    )
    sections = [Section(_("Manifest"), tuple(row for row in rows if row[1]))]
    if lines:
        sections.append(Section(_("Parcels"), lines))
    return Detail(found.number, _("open") if found.state == "open" else "", tuple(sections))


def choices(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> tuple[Choice, ...]:
    """The couriers, those first whose parcels stand there."""
    ready: dict[str, int] = {}
    for one in standing(tx, at.warehouse):
        ready[one.courier] = ready.get(one.courier, 0) + 1
    couriers = settings_of(at.config).couriers
    every = (*couriers.codes, *couriers.markets)
    codes = sorted(every, key=lambda code: -ready.get(code, 0))
    return tuple(
        Choice(code, courier_name(at.config, code), _parcels(ready.get(code, 0))) for code in codes
    )


def form(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> Form:
    """Who signs, and what was not scanned before that; or which courier is to come."""
    if action == "hand_over_pickup":
        return pickups.form(tx, at)
    found = _in_hand(tx, at)
    if found is None:
        raise Refusal("manifest_none_in_hand")
    if not found.parcels:
        raise Refusal("manifest_nothing", manifest=found.number)
    left = standing(tx, at.warehouse, found.courier)
    notes = [_("Not scanned yet: {count}").format(count=_parcels(len(left)))]
    notes += [f"{one.waybill}  {one.order_no}  {_seen(one, at)}" for one in left[:_NAMED]]
    if len(left) > _NAMED:
        notes.append("…")
    courier = courier_name(at.config, found.courier)
    title = f"{found.number}  {courier}: {_parcels(found.parcels)}"
    fields = (
        FormField("signed_by", _("Signed by")),
        FormField("driver", _("Driver"), hint=_("empty: the same")),
        FormField("vehicle", _("Vehicle")),
    )
    return Form(title, fields, tuple(notes) if left else ())


def deed(at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
    """What a key does at the hand-over."""
    settings = settings_of(at.config)
    if action == "hand_over_begin":
        return deeds.choose(settings, choice)
    if action == "hand_over_back":
        return deeds.back(settings, values.get("id", ""))
    signature = Signature(
        values.get("signed_by", ""), values.get("driver", ""), values.get("vehicle", "")
    )
    return deeds.sign(settings, signature)


def scanned(at: AtStation, code: str, target: Mapping[str, str]) -> Deed:
    """A parcel, by its label or its code."""
    return deeds.scanned(settings_of(at.config), code)


def _in_hand(tx: Transaction, at: At) -> KeptManifest | None:
    hand = load(tx, at.station_id, lock=False).work.aside.get(deeds.HAND)
    found = manifest(tx, hand["manifest"]) if hand else None
    return found if found is not None and found.state == "open" else None


def _about(found: KeptManifest | None, at: At) -> str:
    if found is None:
        return ""
    courier = courier_name(at.config, found.courier)
    return f"{found.number} {courier}: {_parcels(found.parcels)}"


def _stands(one: Standing, at: At, about: str) -> BoardRow:
    cells = (
        _("stands there"),
        one.waybill,
        _seen(one, at),
        one.order_no,
        one.city,
        _money(one.cod, one.currency),
        courier_name(at.config, one.courier),
    )
    return BoardRow(one.parcel, cells, ("warn",), "standing", {"about": about})


def _gone(one: Scanned, at: At, about: str) -> BoardRow:
    when = local(one.scanned_at, at.zone).strftime("%H:%M")
    cells = (
        _("handed over"),
        one.waybill,
        when,
        one.order_no,
        one.city,
        _money(one.cod, one.currency),
        "",
    )
    return BoardRow(one.parcel, cells, ("good", "quiet", "quiet"), "done", {"about": about})


def _seen(one: Standing, at: At) -> str:
    when = local(one.last_seen, at.zone).strftime("%H:%M") if one.last_seen else ""
    return f"{one.last_place} {when}".strip()


def _money(minor: int, currency: str) -> str:
    return show(Money(minor, currency), language()) if minor else ""


def _parcels(count: int) -> str:
    return ngettext("{count} parcel", "{count} parcels", count).format(count=count)
