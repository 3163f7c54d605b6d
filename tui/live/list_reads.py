"""The part of the backend that reads lists and what stands behind their rows."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from core.i18n import language

if TYPE_CHECKING:
    from core.settings import Config
    from core.transaction import Transaction
    from printers.look import Look
    from tui.views import (
        Detail,
        Filter,
        JobRow,
        Page,
        ParkedRow,
        PrinterRow,
        PutBackRow,
        QueueRow,
        ReturnRow,
    )

T = TypeVar("T")


class ListReads:
    """Mixed into the backend of a real station."""

    _config: Config
    _look: Look

    @property
    @abstractmethod
    def _zone(self) -> str:
        """The time zone of the shop."""

    @abstractmethod
    def _read(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in a transaction that only reads."""

    @abstractmethod
    def _read_as_operator(self, work: Callable[[Transaction], T]) -> T:
        """The same in the name of who is signed in."""

    @abstractmethod
    def _warehouse(self) -> int:
        """The warehouse of the station."""

    def queue(self, wanted: Filter, offset: int, limit: int) -> Page[QueueRow]:
        """A page of the picking queue."""
        from tui.live.lists import queue_page

        warehouse, shop = self._warehouse(), self._config
        return self._read(lambda tx: queue_page(tx, shop, warehouse, wanted, offset, limit))

    def jobs(self, wanted: Filter, offset: int, limit: int) -> Page[JobRow]:
        """A page of the print jobs."""
        from tui.live.lists import job_page

        return self._read(lambda tx: job_page(tx, self._zone, wanted, offset, limit))

    def printers(self, wanted: Filter, offset: int, limit: int) -> Page[PrinterRow]:
        """A page of the printers."""
        from tui.live.printers import printer_page

        return self._read(lambda tx: printer_page(tx, self._config, offset, limit))

    def put_backs(self, wanted: Filter, offset: int, limit: int) -> Page[PutBackRow]:
        """A page of the goods to put back."""
        from tui.live.put_away import put_back_page

        warehouse = self._warehouse()
        return self._read(lambda tx: put_back_page(tx, warehouse, wanted, offset, limit))

    def put_back(self, identifier: str) -> Detail:
        """Everything about goods to put back."""
        from tui.live.put_away import put_back_sheet

        return self._read(lambda tx: put_back_sheet(tx, identifier, self._zone))

    def returns(self, wanted: Filter, offset: int, limit: int) -> Page[ReturnRow]:
        """A page of the returns."""
        from tui.live.returns import return_page

        return self._read(lambda tx: return_page(tx, self._zone, wanted, offset, limit))

    def one_return(self, code: str) -> Detail:
        """Everything about a return."""
        from tui.live.returns import return_sheet

        return self._read(lambda tx: return_sheet(tx, code, self._zone))

    def printer(self, name: str) -> Detail:
        """Everything about a printer."""
        from tui.live.printers import printer_sheet

        return self._read(lambda tx: printer_sheet(tx, self._config, name))

    def parked(self, wanted: Filter, offset: int, limit: int) -> Page[ParkedRow]:
        """A page of the parked orders."""
        from tui.live.lists import parked_page

        return self._read(lambda tx: parked_page(tx, self._zone, wanted, offset, limit))

    def order(self, number: str, channel: str = "") -> Detail:
        """Everything about an order."""
        from core.orders.commands import find
        from tui.live.details import order_sheet
        from tui.live.order_payouts import payout_section, with_payouts

        sheet = self._read(
            lambda tx: order_sheet(tx, find(tx, number, channel).id, self._config, language())
        )
        if not self._config.channels:
            return sheet
        paid = self._read_as_operator(lambda tx: payout_section(tx, self._config, number, channel))
        return with_payouts(sheet, paid)

    def parked_order(self, identifier: str) -> Detail:
        """A parked order."""
        from tui.live.details import parked_sheet

        return self._read(lambda tx: parked_sheet(tx, int(identifier), self._zone))

    def preview(self, job: str) -> tuple[str, ...]:
        """What a print job looks like on paper."""
        from core.paper.queries import document
        from core.paper.queries import job as job_of
        from printers.render import preview_text
        from printers.spool import profile_in

        def draw(tx: Transaction) -> tuple[str, ...]:
            found = job_of(tx, int(job))
            printer = self._config.printer(found.printer)
            paper = profile_in(tx, printer) if printer else None
            return tuple(
                preview_text(document(tx, found.id), paper, copy=found.copy, look=self._look)
            )

        return self._read(draw)
