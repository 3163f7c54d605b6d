"""The addresses that a courier's list does not know, as the station shows them."""

from __future__ import annotations

from collections.abc import Mapping

from core.clock import local
from core.fulfilment.packing.session import Deed
from core.i18n import _
from core.shipping.addresses import deeds, queries, reading
from core.shipping.addresses.results import Place
from core.transaction import Transaction
from tui.live.boards import At, AtStation
from tui.live.lists import courier_name
from tui.views import BoardRow, Choice, Detail, Filter, Form, FormField, Ink, Page, Section
from tui.words.addresses import level_name, scheme_name

_DECIDED = "decided"


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """A page of what is asked, or of what people said."""
    decided = wanted.status == _DECIDED
    found = queries.list_asked(tx, wanted.text, decided=decided, offset=offset, limit=limit)
    rows = tuple(_row(one, at) for one in found)
    return Page(rows, queries.count_asked(tx, wanted.text, decided=decided))


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """An address, what it may mean, and what somebody said."""
    one = queries.asked(tx, int(identifier))
    facts = (
        (_("Courier"), courier_name(at.config, one.maps)),
        (_("Asked"), level_name(one.level)),
        (_("Within"), one.within),
        (_("District"), one.district),
        (_("City"), one.city),
        (_("Province"), one.province),
        (_("Postcode"), one.postcode),
        (_("Order"), one.order_no),
        (_("Address"), one.address),
        (_("Orders that wait"), str(one.orders or "")),
    )
    if one.place:
        when = local(one.chosen_at, at.zone).strftime("%d/%m/%Y %H:%M") if one.chosen_at else ""
        gone = _("in the list no more") if one.place_gone else ""
        rows = ((_("Means"), one.place, one.place_code, gone), (one.chosen_by, when, "", ""))
        answer = Section(_("Said"), rows)
    else:
        may = tuple(
            (place.region.name, _where(tx, place), place.region.code)
            for place in queries.candidates(tx, one.id)
        )
        nothing = ((_("Nothing is called alike. F7 names the place."),),)
        answer = Section(_("May be"), may or nothing)
    written = Section(_("Written"), tuple(row for row in facts if row[1]))
    return Detail(one.spelling, "", (answer, written))


def choices(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> tuple[Choice, ...]:
    """What narrows the list; or the places that an address may mean."""
    if action == "address_filter":
        said = _("what people said")
        return Choice("|", _("What is asked")), Choice(f"{_DECIDED}|{said}", _("What people said"))
    one = queries.asked(tx, int(target.get("id", "0")))
    if action == "address_forget":
        return (Choice("forget", _("Take it back"), one.place),) if one.place else ()
    return tuple(
        Choice(str(place.id), place.region.name, _where(tx, place))
        for place in queries.candidates(tx, one.id)
    )


def form(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> Form:
    """The place that it is."""
    one = queries.asked(tx, int(target.get("id", "0")))
    field = FormField("place", level_name(one.level).capitalize(), "", _("its whole name, or code"))
    return Form(one.spelling, (field,), (one.address,) if one.address else (), {"id": str(one.id)})


def deed(at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
    """What a key does with addresses."""
    number = int(values.get("id", "0"))
    match action:
        case "address_choose":
            return deeds.choose(number, int(choice))
        case "address_forget":
            return deeds.forget(number)
    return deeds.name(number, values.get("place", ""))


def _row(one: queries.Asked, at: At) -> BoardRow:
    cells = (
        one.spelling,
        one.within or one.address,
        courier_name(at.config, one.maps),
        str(one.orders or ""),
        one.place,
    )
    ink: Ink = "quiet" if one.place and not one.place_gone else "strong"
    return BoardRow(str(one.id), cells, (ink,), target={"about": one.order_no})


def _where(tx: Transaction, place: Place) -> str:
    above = [one.region.name for one in reversed(reading.chain(tx, place)[:-1])]
    told = [*above, scheme_name(place.region.scheme), place.region.facts.get("postcode", "")]
    return ", ".join(part for part in told if part)
