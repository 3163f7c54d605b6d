"""Why a row was not taken in: a code, its parameters and its place, and how that is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.errors import Refusal
from core.i18n import N_, _
from core.text import clean, fit

CELL_WORDS = {
    # what the reader saw
    "cell_too_long": N_("{length} characters are too many; at most {limit} are allowed."),
    "cell_rounded": N_("the spreadsheet rounded this number to {value}; enter it again as text."),
    "cell_error": N_("the spreadsheet shows the error {value}."),
    "cell_date": N_("the spreadsheet turned this into the date {value}; enter it again as text."),
    "row_too_wide": N_("the row has {cells} cells but the header {columns}."),
    "row_too_short": N_("the row has {cells} cells but the header {columns}; is the file cut off?"),
    "cell_without_column": N_("there is a value in a column without a name."),
    # single values
    "value_missing": N_("this must be filled in."),
    "text_too_long": N_("{length} characters are too many; at most {limit} are allowed."),
    "code_reserved": N_("{value} begins like a command of Kemas and cannot be used."),
    "number_ambiguous": N_(
        "{value} may be a thousand or one with decimals; write it without the mark."
    ),
    "quantity_unreadable": N_("{value} is not a whole number."),
    "quantity_out_of_range": N_("{value} is not between 1 and {limit}."),
    "money_unreadable": N_("{amount} is not a plain number such as 125000 or 125000.50."),
    "money_too_fine": N_("{amount} has more decimals than {currency}."),
    "money_too_big": N_("{amount} is too large an amount."),
    "money_negative": N_("{amount} is below zero."),
    "currency_unknown": N_("{value} is not the three-letter code of a currency."),
    "date_unreadable": N_(
        "{value} is not a date such as 2026-11-19 10:53 or 19/11/2026 10.53 (day first)."
    ),
    "date_out_of_range": N_("{value} is not between the years {first} and {last}."),
    "country_unknown": N_("{value} is no country; use two letters such as ID or VN."),
    "phone_unreadable": N_("{value} is not a telephone number."),
    "postcode_wrong": N_("{value} is not a postcode of {country}."),
}
"""What can be wrong with a cell or a row of any file; placeholders are the reason's parameters."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: a code and its parameters, with ``line`` and ``column`` where it has a place."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def at(cls, line: int, column: str, code: str, params: Mapping[str, object]) -> Reason:
        """A reason with its place in the file."""
        return cls(code, {"line": line, "column": column, **params})

    @classmethod
    def of(cls, line: int, column: str, refusal: Refusal) -> Reason:
        """The reason that a refused value gives."""
        params = {name: _short(value) for name, value in refusal.params.items()}
        return cls.at(line, column, refusal.code, params)

    def as_json(self) -> dict[str, Any]:
        """The form it is stored in."""
        return {"code": self.code, "params": dict(self.params)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Reason:
        """What was stored by `as_json`."""
        return cls(str(value["code"]), dict(value["params"]))


def _short(value: object) -> object:
    """A value fit for a sentence: clean and not endless."""
    return fit(clean(value), 60) if isinstance(value, str) else value


def say(reason: Reason, words: Mapping[str, str]) -> str:
    """The sentence for a reason in the current language; `words` are message ids by code."""
    said = _(words[reason.code])
    sentence = said.format(**reason.params)
    place = reason.params
    if place.get("line") and place.get("column"):
        return _("Line {line}, {column}: {what}").format(
            line=place["line"], column=place["column"], what=sentence
        )
    if place.get("line"):
        return _("Line {line}: {what}").format(line=place["line"], what=sentence)
    if said.startswith("{"):
        return sentence  # it begins with what somebody typed
    return sentence[:1].upper() + sentence[1:]
