"""The parked orders: what could not come in, why, and how it is put right."""

from __future__ import annotations

from operator import attrgetter
from typing import ClassVar

from tui.keys import Action, Where
from tui.screens.listing import ListPane
from tui.speech import N_, _
from tui.views import Detail, Filter, Page, ParkedRow
from tui.widgets.columns import Column
from tui.widgets.modals import DetailModal

COLUMNS: tuple[Column[ParkedRow], ...] = (
    Column(N_("Came"), 11, lambda row: (row.came, "quiet"), wide_only=90),
    Column(N_("Order"), 18, lambda row: (row.order or "—", "accent")),
    Column(N_("Customer"), 14, lambda row: (row.customer, ""), wide_only=70),
    Column(N_("Why"), 18, lambda row: (row.reason, "warn"), grow=True),
)


class ParkedPane(ListPane[ParkedRow]):
    """Newest first; Enter shows every reason and all the rows."""

    WHERE: ClassVar[Where] = Where.PARKED

    def __init__(self) -> None:
        super().__init__(
            COLUMNS,
            attrgetter("id"),
            empty=N_("Nothing is parked: every order came in."),
            id="parked",
        )

    async def fetch(self, offset: int, limit: int) -> Page[ParkedRow]:
        """A page of the parked orders."""
        return await self.station.read(self.station.backend.parked, Filter(), offset, limit)

    async def detail(self, row: ParkedRow) -> Detail:
        """Every reason and all the rows."""
        return await self.station.read(self.station.backend.parked_order, row.id)

    def target(self) -> dict[str, str]:
        """The order under the cursor."""
        row = self.list.current
        return {"id": row.id} if row else {}

    def act(self, action: Action) -> bool:
        """Look at the order under the cursor; without one there is nothing to do."""
        if action.name not in {"open", "order", "correct", "take_in", "dismiss"}:
            return False
        row = self.list.current
        if row is None:
            self.once_loaded(action, _("No parked order is chosen."))
            return True
        if action.name in {"open", "order"}:
            self.run_worker(self._open(row), exit_on_error=False)
            return True
        return False

    async def _open(self, row: ParkedRow) -> None:
        deeds = self.station.deeds
        found = await deeds.fetch(self.station.backend.parked_order, row.id)
        if found is not None:
            await deeds.open(DetailModal(found))
