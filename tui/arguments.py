"""Kinds of arguments that several commands of the command line take."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import date

from core.i18n import _

_MOST = 2**31 - 1
"""What every database keeps in a whole number."""


def positive(text: str) -> int:
    """A number from 1 on: how many rows, or the number of one thing."""
    number = _read(text)
    if not number:
        raise ArgumentTypeError(_("{value} is not a number from 1 on").format(value=text[:40]))
    return number


def count(text: str) -> int:
    """How many there are, from 0 on."""
    number = _read(text)
    if number is None:
        raise ArgumentTypeError(_("{value} is not a number from 0 on").format(value=text[:40]))
    return number


def day(text: str) -> date:
    """A day as ``2026-11-19``."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(
            _("{value} is not a day such as 2026-11-19").format(value=text[:40])
        ) from error


def _read(text: str) -> int | None:
    short = text.isascii() and text.isdecimal() and len(text) <= len(str(_MOST))
    return int(text) if short and int(text) <= _MOST else None
