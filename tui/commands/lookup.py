"""``kemas lookup``: what a code is, and all that is known of it."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import replace

from core.i18n import _
from core.lookup.found import Fact, Found
from core.lookup.looking import look_at, look_up
from core.stock.places import warehouse_id
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.shape import shape
from tui.words import lookup as words


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    parser.add_argument(
        "code",
        metavar="CODE",
        help=_("a barcode, SKU, bin, order, waybill, parcel, lot, purchase order, return, badge"),
    )
    operator_option(parser)
    parser.set_defaults(run=_lookup)


def _lookup(context: Context) -> None:
    with context.reading(actor_of(context)) as tx:
        warehouse = warehouse_id(tx, context.config.station.warehouse)
        first = look_up(tx, warehouse, context.args.code)
        others = [look_at(tx, warehouse, ref) for ref in first.also]
    found = [replace(first, also=()), *others]
    if context.out.as_json:
        context.out.data([shape(one, context.config) for one in found])
        return
    for place, one in enumerate(found):
        if place:
            context.out.line()
        _tell(context, one)


def _tell(context: Context, found: Found) -> None:
    zone = context.config.shop.timezone
    named = " ".join(
        part for part in (found.code, found.name, found.ref.lot and f"({found.ref.lot})") if part
    )
    line = context.out.line
    line(f"{words.thing_name(found.ref.thing)} {named}")
    details = [
        words.state_text(found),
        words.numbers_text(found),
        *(text for text in found.texts.values() if text),
        words.when_text(found.at, zone),
    ]
    said = " · ".join(part for part in details if part)
    if said:
        line(f"  {said}")
    if not found.facts:
        return
    headings = {
        "topic": _("What"),
        "units": _("Units"),
        "about": _("Which"),
        "where": _("Where"),
        "why": _("Why"),
        "at": _("When"),
    }
    context.out.items([_row(fact, zone) for fact in found.facts], headings)


def _row(fact: Fact, zone: str) -> dict[str, str]:
    return {
        "topic": words.topic_name(fact.topic),
        "units": words.units_text(fact),
        "about": words.what_text(fact),
        "where": words.where_text(fact),
        "why": words.why_text(fact),
        "at": words.when_text(fact.at, zone),
    }
