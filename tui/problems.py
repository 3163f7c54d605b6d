"""What could not be done, as one sentence for a person; the rest goes to the log."""

from __future__ import annotations

from tui.speech import _, current
from tui.state import Verdict

OWN = frozenset({"incomplete", "refused", "system_busy"})
"""Kinds that the terminal makes itself: they say nothing about the open work."""


def problem_of(error: Exception, *, known: str = "") -> str:
    """The sentence for an error; one that is not a refusal is written to the log in full.

    `known` is the sentence that the same trouble had before: then the log is spared.
    """
    from core.errors import KemasError
    from core.i18n import speaking
    from tui.faults import log_fault
    from tui.words.refusals import sentence

    with speaking(current()):
        if isinstance(error, KemasError):
            return sentence(error)
        if isinstance(error, TimeoutError):
            return _("The database took too long. Nothing was changed.")
        name = type(error).__name__
        if name in known:
            return known
        return _(
            "Something went wrong inside Kemas ({name}) and nothing was saved. "
            "What happened is in {path}."
        ).format(name=name, path=log_fault(error))


def is_away(error: Exception) -> bool:
    """Whether it is the database that is away, which the station says by itself."""
    from core.errors import DatabaseRefusal
    from core.shipping.island import LOST

    return isinstance(error, DatabaseRefusal) and error.code in LOST


def refused(seq: int, error: Exception, said: str = "") -> Verdict:
    """An error as a verdict that holds the station until it was seen."""
    from core.errors import KemasError

    kind = "refused" if isinstance(error, KemasError) else "system_busy"
    return Verdict(seq, kind, message=said or problem_of(error), held=True)
