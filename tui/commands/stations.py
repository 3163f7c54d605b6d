"""``kemas stations``: list the work places."""

from __future__ import annotations

from argparse import ArgumentParser

from core.i18n import _
from core.people import queries
from tui.context import Context


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser("list", help=_("list stations and who works there"))
    listing.set_defaults(run=_list)


def _list(context: Context) -> None:
    rows = []
    with context.reading() as tx:
        for station in queries.list_stations(tx):
            actor = queries.signed_in(tx, station.id)
            rows.append({"name": station.name, "operator": actor.name if actor else None})
    headings = {"name": _("Station"), "operator": _("Operator")}
    context.out.items(rows, headings, empty=_("No station has been opened yet."))
