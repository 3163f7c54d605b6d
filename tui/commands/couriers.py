"""``kemas couriers``: what they cost and how fast they are."""

from __future__ import annotations

from argparse import ArgumentParser

from tui.commands import courier_costs


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    courier_costs.add(actions)
