"""``kemas couriers``: what they cost, how fast they are, and their lists of places."""

from __future__ import annotations

from argparse import ArgumentParser

from tui.commands import courier_costs, courier_places


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    courier_costs.add(actions)
    courier_places.add(actions)
