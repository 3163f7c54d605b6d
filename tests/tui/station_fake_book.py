"""An order book in memory behind the terminal's protocol: long, and without rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tui.book_views import BookPage, BookRow, BulkDone, KeptList, Progress, Wanted
from tui.views import Choice, Form, FormField

STATES = ("unpaid", "processing", "shipping", "done")


class FakeBook:
    """Follows `tui.book_views.Book`."""

    def __init__(self, orders: int, hostile: str = "") -> None:
        self.orders = orders
        self.hostile = hostile

    def page(self, wanted: Wanted, columns: Sequence[str], offset: int, limit: int) -> BookPage:
        text = wanted.get("text", "")
        numbers = [n for n in range(1, self.orders + 1) if text in f"ORD-{1000 + n}"]
        rows = tuple(self._row(n, columns) for n in numbers[offset : offset + limit])
        counts = tuple((one, self.hostile or one, len(numbers) // 4) for one in STATES)
        return BookPage(rows, len(numbers), counts=counts)

    def _row(self, number: int, columns: Sequence[str]) -> BookRow:
        order = self.hostile or f"ORD-{1000 + number}"
        cells = {name: self.hostile or f"{name} {number}" for name in columns}
        state = STATES[number % 4]
        return BookRow(number, order, "shopee", state, "paid", cells | {"order": order})

    def ids(self, wanted: Wanted) -> tuple[int, ...]:
        return tuple(range(1, self.orders + 1))

    def said(self, wanted: Wanted) -> str:
        return self.hostile or " · ".join(wanted.values())

    def form(self, what: str, wanted: Wanted, columns: Sequence[str]) -> Form:
        bad = self.hostile
        return Form(bad or what, (FormField("name", bad or "Name", bad, bad or "hint"),))

    def columns(self) -> tuple[str, ...]:
        return ("order", "products", "customer", "status")

    def keep_columns(self, columns: Sequence[str]) -> None:
        """Forgotten."""

    def lists(self) -> tuple[KeptList, ...]:
        name = self.hostile or "Today"
        return (KeptList(1, name, name, mine=True, shared=False, wanted={"since": "0"}),)

    def keep_list(self, name: str, wanted: Wanted, columns: Sequence[str], *, shared: bool) -> None:
        """Forgotten."""

    def share_list(self, identifier: int, *, shared: bool) -> None:
        """Forgotten."""

    def delete_list(self, identifier: int) -> None:
        """Forgotten."""

    def bulk_choices(self, what: str) -> tuple[Choice, ...]:
        return () if what else (Choice("hold", self.hostile or "Hold"),)

    def do_all(self, what: str, choice: str, ids: Sequence[int], progress: Progress) -> BulkDone:
        progress(len(ids), len(ids))
        bad = self.hostile
        return BulkDone(bad or f"Done: {len(ids)}", ((bad or "ORD-1", bad or "why"),), (1,), bad)

    def write_file(
        self,
        wanted: Wanted | Sequence[int],
        columns: Sequence[str],
        file: Mapping[str, str],
        progress: Progress,
    ) -> str:
        return self.hostile or "written"
