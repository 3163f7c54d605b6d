"""Kinds of arguments that several commands of the command line take."""

from __future__ import annotations

from argparse import ArgumentTypeError

from core.i18n import _

_MOST = 2**31 - 1
"""What every database keeps in a whole number."""


def positive(text: str) -> int:
    """A number from 1 on: how many rows, or the number of one thing."""
    short = text.isascii() and text.isdecimal() and len(text) <= len(str(_MOST))
    if not short or not 1 <= int(text) <= _MOST:
        raise ArgumentTypeError(_("{value} is not a number from 1 on").format(value=text[:40]))
    return int(text)
