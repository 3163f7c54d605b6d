"""Refusals about the journal for the accountant."""

from __future__ import annotations

from core.i18n import N_

BOOKS: dict[str, str] = {
    "books_month": N_("{value} is no month. Write it as 2026-11."),
    "books_days": N_("{since} is after {until}. Turn the two days round."),
    "books_which": N_("Say which days: --month 2026-11, or --from and --until."),
    "books_not_over": N_(
        "{period} is not over before the end of {day}. Close it then; it can be exported now."
    ),
    "books_closed": N_(
        "{period} was closed by {by}. Choose just that period, or days that are not closed."
    ),
    "books_gap": N_(
        "{period} does not follow the last closed period. The next one begins on {day}."
    ),
}
"""Sentences by code; the placeholders are the parameters of the refusal."""
