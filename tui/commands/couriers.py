"""``kemas couriers``: what they can do and cost, how fast they are, and their lists of places."""

from __future__ import annotations

from argparse import ArgumentParser

from tui.commands import courier_costs, courier_list, courier_places


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    courier_list.add(actions)
    courier_costs.add(actions)
    courier_places.add(actions)
