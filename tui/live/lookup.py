"""What was looked up last at a station, as the station shows it."""

from __future__ import annotations

from collections.abc import Mapping

from core.errors import NotFound
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.work import load
from core.i18n import _
from core.lookup import deeds
from core.lookup.found import Fact, Found, Ref, ref_of
from core.lookup.looking import look_at
from core.transaction import Transaction
from tui.live.boards import At, AtStation
from tui.views import BoardRow, Detail, Filter, Page, Section
from tui.words import lookup as words

_BETWEEN = "|"


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """What is known of the thing that was looked up last: it first, then each fact."""
    station = load(tx, at.station_id, lock=False)
    tx.actor = station.actor
    ref, also = deeds.in_view(station.work.aside)
    if ref is None:
        return Page((), 0)
    try:
        found = look_at(tx, at.warehouse, ref)
    except NotFound:  # it is gone by now
        return Page((), 0)
    about = _named(found)
    facts = enumerate(found.facts, 1)
    rows = [_head(found, at), *(_row(place, fact, at, about) for place, fact in facts)]
    rows += [_other(tx, at, one, about) for one in also]
    text = wanted.text.casefold()
    kept = [row for row in rows if text in " ".join(row.cells).casefold()] if text else rows
    return Page(tuple(kept[offset : offset + limit]), len(kept))


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """All about the thing that a row leads to."""
    station = load(tx, at.station_id, lock=False)
    tx.actor = station.actor
    _place, _bar, text = identifier.partition(_BETWEEN)
    ref = ref_of(text) if text else deeds.in_view(station.work.aside)[0]
    if ref is None:
        raise NotFound("lookup_nothing", looked_up="-")
    found = look_at(tx, at.warehouse, ref)
    texts = [text for text in found.texts.values() if text]
    facts = [
        (words.thing_name(found.ref.thing), found.code),
        (_("Name"), found.name),
        (_("Lot"), found.ref.lot),
        (_("State"), words.state_text(found)),
        (_("Figures"), words.numbers_text(found)),
        (_("More"), " · ".join(texts)),
        (_("When"), words.when_text(found.at, at.zone)),
    ]
    lines = [
        (
            words.topic_name(fact.topic),
            words.units_text(fact),
            words.what_text(fact),
            words.where_text(fact),
            words.why_text(fact),
            words.when_text(fact.at, at.zone),
        )
        for fact in found.facts
    ]
    sections = [Section(_("Known"), tuple(row for row in facts if row[1]))]
    if lines:
        sections.append(Section(_("Facts"), tuple(lines)))
    return Detail(f"{found.code}  {found.name}".strip(), "", tuple(sections))


def deed(at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
    """Look at what a row leads to."""
    return deeds.follow(values.get("ref", ""))


def scanned(at: AtStation, code: str, target: Mapping[str, str]) -> Deed:
    """Any code is looked up."""
    return deeds.scanned(code)


def _head(found: Found, at: At) -> BoardRow:
    named = _named(found)
    cells = (
        words.thing_name(found.ref.thing),
        "",
        named,
        words.state_text(found),
        words.numbers_text(found),
        words.when_text(found.at, at.zone),
    )
    target = {"ref": found.ref.text, "about": named}
    return BoardRow(f"0{_BETWEEN}{found.ref.text}", cells, ("strong", "", "strong"), target=target)


def _row(place: int, fact: Fact, at: At, about: str) -> BoardRow:
    cells = (
        words.topic_name(fact.topic),
        words.units_text(fact),
        words.what_text(fact),
        words.where_text(fact),
        words.why_text(fact),
        words.when_text(fact.at, at.zone),
    )
    text = fact.ref.text if fact.ref else ""
    return BoardRow(f"{place}{_BETWEEN}{text}", cells, target={"ref": text, "about": about})


def _other(tx: Transaction, at: At, ref: Ref, about: str) -> BoardRow:
    """Something else that goes by the same code."""
    found = look_at(tx, at.warehouse, ref)
    cells = (
        words.thing_name(ref.thing),
        "",
        _named(found),
        words.state_text(found),
        _("goes by this code too"),
        words.when_text(found.at, at.zone),
    )
    target = {"ref": ref.text, "about": about}
    return BoardRow(f"+{_BETWEEN}{ref.text}", cells, ("warn",), target=target)


def _named(found: Found) -> str:
    return "  ".join(part for part in (found.code, found.name, found.ref.lot) if part)
