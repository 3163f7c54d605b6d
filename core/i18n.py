"""Languages: gettext catalogues, the current language of this thread of work, dates."""

from __future__ import annotations

import gettext as _gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path

LANGUAGES = ("id", "en", "vi")
"""Indonesian, English, Vietnamese: the languages of Kemas, in the order they are offered."""

_LOCALES = Path(__file__).parent / "locale"
_current: ContextVar[str] = ContextVar("language", default="en")


_catalogues: dict[str, _gettext.NullTranslations] = {}


def _catalogue(language: str) -> _gettext.NullTranslations:
    if language not in _catalogues:
        _catalogues[language] = _gettext.translation(
            "kemas", _LOCALES, languages=[language], fallback=True
        )
    return _catalogues[language]


def use_catalogue(language: str, texts: _gettext.NullTranslations | None) -> None:
    """Speak `language` with these texts in place of its catalogue; None brings that back."""
    if texts is None:
        _catalogues.pop(language, None)
    else:
        _catalogues[language] = texts


def _(message: str) -> str:
    """The message in the current language."""
    # A catalogue answers the empty text with its own header.
    return _catalogue(_current.get()).gettext(message) if message else message


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
