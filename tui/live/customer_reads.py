"""The part of the backend that reads customers, for their pane and their forms."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from core.settings import Config
    from core.transaction import Transaction
    from tui.views import CustomerRow, Detail, Filter, Page

T = TypeVar("T")


class CustomerReads:
    """Mixed into the backend of a real station."""

    _config: Config

    @abstractmethod
    def _read(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in a transaction that only reads."""

    def customers(self, wanted: Filter, offset: int, limit: int) -> Page[CustomerRow]:
        """A page of the customers."""
        from tui.live.customers import customer_page

        return self._read(lambda tx: customer_page(tx, self._config, wanted, offset, limit))

    def customer(self, identifier: str) -> Detail:
        """Everything about a customer."""
        from tui.live.customers import customer_sheet

        return self._read(lambda tx: customer_sheet(tx, self._config, int(identifier)))
