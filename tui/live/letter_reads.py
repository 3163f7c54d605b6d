"""The part of the backend that reads messages to buyers, for the questions about them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from core.settings import Config
    from core.transaction import Transaction
    from tui.letters import LetterView, MessageRow
    from tui.views import Choice, Form

T = TypeVar("T")


class LetterReads:
    """Mixed into the backend of a real station."""

    _config: Config

    @abstractmethod
    def _read(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in a transaction that only reads."""

    @abstractmethod
    def _allow(self, action: str) -> None:
        """Refuse at once what would be refused in the end."""

    def letter_choices(self, step: str, target: Mapping[str, str]) -> tuple[Choice, ...]:
        """What to write to a buyer, by which way, or which text to change."""
        from tui.live.messages import choices_of

        self._allow("follow_up")
        return self._read(lambda tx: choices_of(tx, self._config, step, target))

    def letter(self, target: Mapping[str, str]) -> LetterView:
        """A message as it would go out."""
        from tui.live.messages import letter

        return self._read(lambda tx: letter(tx, self._config, target))

    def message_rows(self, target: Mapping[str, str]) -> tuple[MessageRow, ...]:
        """The messages of an order or of the shop."""
        from tui.live.messages import message_rows

        return self._read(lambda tx: message_rows(tx, self._config, target))

    def text_form(self, target: Mapping[str, str]) -> Form:
        """A text of the shop to be changed."""
        from tui.live.messages import text_form

        return self._read(lambda tx: text_form(tx, target))
