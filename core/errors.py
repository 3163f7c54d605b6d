"""The exceptions of core, as a small tree.

KemasError              carries a code and parameters; the words are chosen at the edge
  Refusal               something a person can correct
    ConfigRefusal       the configuration file is wrong (key, line, what is allowed)
    DatabaseRefusal     the database cannot be opened, is too new, is full, is busy
    NotAllowed          the operator's role lacks a permission
    IllegalTransition   a life cycle does not allow this step
    NotFound            nothing goes by this name
"""

from __future__ import annotations

from collections.abc import Mapping


class KemasError(Exception):
    """Base of all errors that Kemas raises by itself."""

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        """Stable name of what went wrong, such as ``order_not_found``."""
        self.params: Mapping[str, object] = params
        """What the sentence needs to say: names, numbers, codes."""
        super().__init__(code, params)

    def __str__(self) -> str:
        inside = ", ".join(f"{key}={value!r}" for key, value in self.params.items())
        return f"{self.code}({inside})"


class Refusal(KemasError):
    """A request that cannot be done as asked; a person can correct it."""


class ConfigRefusal(Refusal):
    """The configuration is malformed: parameters name the key, the line and what is allowed."""


class DatabaseRefusal(Refusal):
    """The database cannot be used: missing, unreadable, newer than the program, full or busy."""


class NotAllowed(Refusal):
    """The operator lacks a permission."""


class IllegalTransition(Refusal):
    """A life cycle was asked for a step that it does not have."""


class NotFound(Refusal):
    """Nothing goes by the given name, number or code."""
