"""``kemas products``: what can be done with products at the command line, an area a module."""

from __future__ import annotations

from argparse import ArgumentParser

from tui.commands import (
    lots,
    product_bundles,
    product_edit,
    product_families,
    product_files,
    product_list,
)

_AREAS = (product_list, product_edit, product_families, product_bundles, product_files)
"""Modules that each add actions of their own, in the order in which the help shows them."""


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    for area in _AREAS:
        area.add(actions)
    lots.add_tracking(actions)
