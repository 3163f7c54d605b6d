"""The goods that wait to go back to the shelf: scan what it is, then the bin."""

from __future__ import annotations

from operator import attrgetter
from typing import ClassVar

from tui.keys import Action, Where
from tui.screens.listing import ListPane
from tui.speech import N_, _
from tui.views import Detail, Filter, Page, PutBackRow
from tui.widgets.columns import Column
from tui.widgets.modals import DetailModal

COLUMNS: tuple[Column[PutBackRow], ...] = (
    Column(N_("Goes to"), 10, lambda row: (row.to_bin or "—", "accent")),
    Column(N_("Units"), 5, lambda row: (str(row.units), "strong"), right=True),
    Column(N_("SKU"), 14, lambda row: (row.sku, "")),
    Column(N_("Product"), 12, lambda row: (row.name, "quiet"), grow=True, wide_only=50),
    Column(N_("Lies in"), 10, lambda row: (row.from_bin, ""), wide_only=60),
    Column(N_("Why"), 22, lambda row: (row.why, "quiet"), wide_only=76),
)
_OWN = {"put_back_choose", "order", "put_back_gone"}


class PutBackPane(ListPane[PutBackRow]):
    """In walking order; scans are goods and bins here."""

    WHERE: ClassVar[Where] = Where.PUT_BACK
    SCANS: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__(
            COLUMNS,
            attrgetter("id"),
            empty=N_("Nothing waits to be put back."),
            id="put-back",
        )

    async def fetch(self, offset: int, limit: int) -> Page[PutBackRow]:
        """A page of the goods."""
        return await self.station.read(self.station.backend.put_backs, Filter(), offset, limit)

    async def detail(self, row: PutBackRow) -> Detail:
        """Everything about the goods under the cursor."""
        return await self.station.read(self.station.backend.put_back, row.id)

    def target(self) -> dict[str, str]:
        """The goods under the cursor."""
        row = self.list.current
        return {"id": row.id} if row else {}

    def act(self, action: Action) -> bool:
        """Without goods under the cursor there is nothing to do."""
        if action.name not in _OWN:
            return False
        row = self.list.current
        if row is None:
            self.once_loaded(action, _("Nothing waits to be put back."))
            return True
        if action.name == "order":
            self.run_worker(self._open(row), exit_on_error=False)
            return True
        return False

    async def _open(self, row: PutBackRow) -> None:
        deeds = self.station.deeds
        found = await deeds.fetch(self.station.backend.put_back, row.id)
        if found is not None:
            await deeds.open(DetailModal(found))
