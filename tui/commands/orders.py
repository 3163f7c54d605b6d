"""``kemas orders``: what can be done with orders at the command line, an area a module."""

from __future__ import annotations

from argparse import ArgumentParser

from tui.commands import (
    order_bulk,
    order_entry,
    order_files,
    order_follow_up,
    order_list,
    order_payments,
    order_quote,
    order_route,
    order_steps,
    parked,
)

_AREAS = (
    order_list,
    order_files,
    order_steps,
    order_bulk,
    order_entry,
    order_quote,
    order_payments,
    order_follow_up,
    order_route,
    parked,
)
"""Modules that each add actions of their own, in the order in which the help shows them."""


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    for area in _AREAS:
        area.add(actions)
