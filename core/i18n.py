"""Languages: gettext catalogues, the current language of this thread of work, dates."""

from __future__ import annotations

import gettext as _gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache
from pathlib import Path

LANGUAGES = ("id", "en", "vi")
"""Indonesian, English, Vietnamese: the languages of Kemas, in the order they are offered."""

_LOCALES = Path(__file__).parent / "locale"
_current: ContextVar[str] = ContextVar("language", default="en")


@cache
def _catalogue(language: str) -> _gettext.NullTranslations:
    return _gettext.translation("kemas", _LOCALES, languages=[language], fallback=True)


def _(message: str) -> str:
    """The message in the current language."""
    return _catalogue(_current.get()).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """The singular or plural message for `count` in the current language."""
    return _catalogue(_current.get()).ngettext(one, many, count)


def N_(message: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """Mark a message for the catalogues; it is translated where it is shown."""
    return message


def language() -> str:
    """The current language code."""
    return _current.get()


def set_language(code: str) -> None:
    """Make `code` the current language from here on; an unknown one means English."""
    _current.set(code if code in LANGUAGES else "en")


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Make `code` the current language within this context."""
    token = _current.set(code if code in LANGUAGES else "en")
    try:
        yield
    finally:
        _current.reset(token)


def show_time(moment: datetime, zone: str, *, seconds: bool = False) -> str:
    """Date and time on the shop's wall clock, in the one form that all three languages read."""
    from core.clock import local

    return local(moment, zone).strftime("%d/%m/%Y %H:%M:%S" if seconds else "%d/%m/%Y %H:%M")
