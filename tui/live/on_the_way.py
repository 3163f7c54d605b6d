"""The parcels on their way as the station shows them, and what keys do with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from core.clock import local
from core.couriers.registry import name_of
from core.couriers.states import Stage
from core.errors import Refusal
from core.files import values as cells
from core.fulfilment.packing.session import Deed
from core.i18n import _, language, show_time
from core.money import show
from core.returns import way_deeds as deeds
from core.returns.turning import Wish, takes
from core.shipping.handing_over import parcel_by_code
from core.shipping.settings import settings_of
from core.shipping.tracking.following import Following, following_of
from core.shipping.tracking.sightings import of_shipment
from core.shipping.tracking.states import Problem
from core.shipping.tracking.steps import (
    ATTEMPT,
    CALLED,
    MOST_DAYS,
    SETTLED,
    WAITS,
    stage_of,
)
from core.shipping.tracking.worklist import (
    OnTheWay,
    Wanted,
    how_many,
    on_the_way,
    one_on_the_way,
)
from core.text import clean
from core.transaction import Transaction
from tui.live.boards import At, AtStation
from tui.views import BoardRow, Choice, Detail, Filter, Form, FormField, Ink, Page, Section
from tui.words.tracking import cure_of, problem_name, source_name, stage_name, why_said

_EVERYTHING = "everything"
_ASK = "ask"
_COMES_BACK = 7
"""Days until a parcel that comes back is on the list again."""
_INKS: dict[Problem, Ink] = {
    Problem.LOST: "bad",
    Problem.DAMAGED: "bad",
    Problem.AGAINST: "bad",
    Problem.RETURNING: "accent",
    Problem.RETURNED: "accent",
}


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """A page of the parcels that somebody has to look at, or of those that are asked for."""
    asked = _wanted(wanted)
    following = following_of(at.config)
    found = on_the_way(tx, following, asked, offset=offset, limit=limit)
    return Page(tuple(_row(at, one) for one in found), how_many(tx, following, asked))


def _wanted(wanted: Filter) -> Wanted:
    everything = wanted.status == _EVERYTHING
    problem = Problem(wanted.status) if wanted.status and not everything else None
    return Wanted(problem=problem, everything=everything, text=wanted.text)


def _row(at: At, one: OnTheWay) -> BoardRow:
    since = one.stage_at or one.sent_at
    said = problem_name(one.problem)
    if one.problem is Problem.FAILED and one.attempts > 1:
        said = f"{said} ({one.attempts})"
    texts = (
        said,
        one.order_no,
        local(since, at.zone).strftime("%d/%m %H:%M") if since else "",
        stage_name(one.stage, one.raw),
        one.waybill,
        one.customer,
        one.phone,
    )
    ink: Ink = _INKS.get(one.problem, "warn") if one.problem else "quiet"
    about = cure_of(one.problem) if one.problem else ""
    return BoardRow(one.parcel, texts, (ink,), target={"about": about})


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """Everything about a parcel's way, and what to do about it."""
    one = _one(tx, at, identifier)
    courier = name_of(at.config.couriers, one.courier, at.config.shop.language)
    what = cure_of(one.problem) if one.problem else ""
    facts = [
        (_("What to do"), what),
        (_("Why"), why_said(one.why)),
        (_("Courier"), f"{courier} {one.service}"),
        (_("Waybill"), one.waybill),
        (_("Where it is"), stage_name(one.stage, one.raw)),
        (_("Failed attempts"), str(one.attempts or "")),
        (_("Promised for"), one.late_since.strftime("%d/%m/%Y") if one.late_since else ""),
        (_("Off the list until"), show_time(one.rests_until, at.zone) if one.rests_until else ""),
        (_("COD"), show(one.cod, language()) if one.cod.minor else ""),
        (_("Buyer"), one.customer),
        (_("Phone"), one.phone),
        (_("City"), one.city),
    ]
    told = [(_("Time"), _("Where it is"), _("Note"), _("From"))]
    told += [
        (
            show_time(kept.at, at.zone),
            stage_name(kept.stage, kept.raw),
            ": ".join(part for part in (kept.reason, kept.note) if part),
            " ".join(part for part in (source_name(kept.source), kept.operator) if part),
        )
        for kept in reversed(of_shipment(tx, one.shipment_id))
    ]
    sections = [Section(_("Parcel"), tuple(row for row in facts if row[1]))]
    if len(told) > 1:
        sections.append(Section(_("On the way"), tuple(told)))
    return Detail(f"{one.parcel}  {one.order_no}", problem_name(one.problem), tuple(sections))


def choices(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> tuple[Choice, ...]:
    """Which parcels are shown; how long one is put off."""
    if action == "way_filter":
        everything = _("All on their way")
        problems = (
            Choice(f"{one.value}|{problem_name(one)}", problem_name(one)) for one in Problem
        )
        return (
            Choice("", _("To be looked at")),
            Choice(f"{_EVERYTHING}|{everything}", everything),
            *problems,
        )
    return (
        Choice("1", _("Until tomorrow")),
        Choice("3", _("For three days")),
        Choice("7", _("For a week")),
        Choice(SETTLED, _("It is settled"), _("until there is news")),
    )


def form(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> Form:
    """What was agreed, where it was seen, why it comes back."""
    one = _one(tx, at, target.get("id", ""))
    title, hidden = f"{one.parcel}  {one.order_no}", {"id": one.parcel}
    if action == "way_seen":
        stages = tuple(Choice(stage.value, stage_name(stage)) for stage in Stage)
        seen = (
            FormField("stage", _("Where it is"), Stage.IN_TRANSIT.value, choices=stages),
            FormField("at", _("When"), hint=_("empty: now")),
            FormField("note", _("Note")),
        )
        return Form(title, seen, hidden=hidden)
    if action == "way_back":
        reason = FormField("note", _("Reason"), why_said(one.why))
        return Form(title, (reason, *_told(at, one, Wish.BACK)), hidden=hidden)
    fields: tuple[FormField, ...] = (
        FormField("note", _("Note"), hint=one.phone),
        FormField("promised", _("Promised for"), hint=_("the new day; empty: as before")),
        FormField("days", _("Days off the list"), "1"),
    )
    if action == "way_attempt":
        fields += _told(at, one, Wish.AGAIN)
    return Form(title, fields, hidden=hidden)


def _told(at: At, one: OnTheWay, wish: Wish) -> tuple[FormField, ...]:
    """Who tells the courier, where it can be told by a call."""
    if not takes(settings_of(at.config).couriers, one.courier, wish):
        return ()
    courier = name_of(at.config.couriers, one.courier, at.config.shop.language)
    who = (
        Choice(_ASK, _("Kemas tells it now")),
        Choice("told", _("I told it myself")),
    )
    return (FormField("who", courier, _ASK, choices=who),)


def deed(at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
    """What a key does with a parcel on its way."""
    parcel, note = values.get("id", ""), values.get("note", "")
    following = _following(at)
    match action:
        case "way_seen":
            said = values.get("at", "").strip()
            when = cells.moment(said, at.zone) if said else None
            return deeds.seen(following, parcel, stage_of(values.get("stage", "")), note, when)
        case "way_back" if values.get("who") == _ASK:
            return deeds.turn(following, parcel, Wish.BACK, note, _COMES_BACK)
        case "way_back":
            return deeds.back(parcel, note)
        case "way_attempt" if values.get("who") == _ASK:
            days = _days(values.get("days", ""))
            return deeds.turn(following, parcel, Wish.AGAIN, note, days, _day(values))
        case "way_ask":
            return deeds.ask(following, parcel)
        case "way_rest" if choice == SETTLED:
            return deeds.done(parcel, SETTLED, note, 1, None)
        case "way_rest":
            return deeds.done(parcel, WAITS, note, _days(choice), None)
    step = ATTEMPT if action == "way_attempt" else CALLED
    return deeds.done(parcel, step, note, _days(values.get("days", "")), _day(values))


def _following(at: AtStation) -> Following:
    return following_of(at.config)


def _days(typed: str) -> int:
    typed = typed.strip() or "1"
    if not typed.isascii() or not typed.isdecimal() or len(typed) > 4:
        raise Refusal("wait_days", days=clean(typed, 20), most=MOST_DAYS)
    return int(typed)


def _day(values: Mapping[str, str]) -> date | None:
    return cells.day(values.get("promised", ""))


def _one(tx: Transaction, at: At, identifier: str) -> OnTheWay:
    parcel = parcel_by_code(tx, identifier)
    found = one_on_the_way(tx, following_of(at.config), parcel.id)
    if found is None:
        raise Refusal("parcel_not_sent", parcel=parcel.code)
    return found
