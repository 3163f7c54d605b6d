"""The language of this terminal: one for the whole process, whatever task or thread speaks."""

from __future__ import annotations

from core import i18n
from core.i18n import LANGUAGES, N_

__all__ = ["LANGUAGES", "N_", "_", "current", "ngettext", "switch"]


class _Speech:
    language = "en"


def current() -> str:
    """The language code that the terminal speaks now."""
    return _Speech.language


def switch(code: str) -> None:
    """Speak `code` from the next painted line on; an unknown one means English.

    The language of core is bound to the context of a task, and each widget runs in a task of its
    own that began before the switch; hence this one place for all of them.
    """
    _Speech.language = code if code in LANGUAGES else "en"


def _(message: str) -> str:
    """The message in the terminal's language."""
    with i18n.speaking(_Speech.language):
        return i18n._(message)


def ngettext(one: str, many: str, count: int) -> str:
    """The singular or plural message for `count` in the terminal's language."""
    with i18n.speaking(_Speech.language):
        return i18n.ngettext(one, many, count)
