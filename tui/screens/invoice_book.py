"""The book of invoices: searched as it is typed, filtered, looked at, and where each leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import ClassVar
from urllib.parse import parse_qsl, urlencode

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input

from tui.keys import Action, Where
from tui.screens.boardpane import BoardPane, column
from tui.screens.downloading import download
from tui.screens.listing import ListPane
from tui.speech import N_, _
from tui.text import content
from tui.views import BoardRow, FormField, Page
from tui.widgets.field import Field
from tui.widgets.forms import FormModal, with_typed
from tui.widgets.modals import DetailModal

_SEARCH = N_("F3: number, order, buyer")
_SEARCHING = N_("Type what you look for, then Enter. Esc goes back.")
_LEADS = {
    "order": Where.ORDER,
    "money": Where.RECEIVABLES,
    "einvoice": Where.EINVOICES,
    "billing": Where.BILLING,
}


class InvoicesPane(BoardPane):
    """What waits stands first, then what was issued last; Enter shows everything about one."""

    WHERE: ClassVar[Where] = Where.INVOICES
    COLUMNS = (
        column(0, N_("Number"), 16, "accent"),
        column(1, N_("Day"), 10, "quiet", wide_only=74),
        column(2, N_("Buyer"), 14, "strong", grow=True),
        column(3, N_("Total"), 14, right=True, wide_only=50),
        column(4, N_("Payment"), 15),
        column(5, N_("Open"), 14, right=True, wide_only=96),
        column(6, N_("What"), 11, "quiet", wide_only=112),
        column(7, N_("E-invoice"), 16, "quiet", wide_only=128),
        column(8, N_("Of"), 14, "quiet", wide_only=144),
    )

    def __init__(self) -> None:
        super().__init__()
        self._search_field = Field(id="invoice-search")
        self._head.id = "invoice-head"
        self._more = False

    def compose(self) -> ComposeResult:
        """The search line with what is shown, then the list."""
        with Horizontal(id="invoice-row"):
            yield self._search_field
            yield self._head
        yield from ListPane.compose(self)

    async def fetch(self, offset: int, limit: int) -> Page[BoardRow]:
        """A page of the book."""
        page = await super().fetch(offset, limit)
        self._more = page.more
        return page

    def aim(self, target: dict[str, str]) -> None:
        """Whoever comes with an invoice or a customer in mind sees these."""
        if target.get("find"):
            self._search_field.value = target["find"]
        if target.get("customer_id"):
            self._only({"customer_id": target["customer_id"]}, _("one customer"))

    def speak(self) -> None:
        """The words around the list."""
        self._search_field.placeholder = _(_SEARCH)
        super().speak()

    def shown(self) -> None:
        """Bring the list up to date."""
        self._search_field.placeholder = _(_SEARCH)
        super().shown()

    def typed(self, code: str) -> bool:
        """A number that was typed by hand is looked for; commands are judged as anywhere."""
        if len(code) < 2 or code.upper().startswith("KEMAS:") or "*" in code:
            return False
        self._search_field.value = code
        return True

    def act(self, action: Action) -> bool:
        """Search and filter, look at the paper, write files; all else is a board's."""
        name = action.name
        if name == "find":
            self._search_field.placeholder = _(_SEARCHING)
            self.screen.set_focus(self._search_field)
            return True
        if self.screen.focused is self._search_field and name in {"open", "back"}:
            if name == "back":
                self._search_field.value = ""
            self.screen.set_focus(self.list)
            return True
        if name == "back" and self._narrowed and not self._held:
            self._search_field.value = ""
        if name == "inv_filter":
            self.run_worker(self._ask_filter(), exit_on_error=False)
            return True
        if super().act(action):
            return True
        row = self.list.current
        if row is None or name not in {"inv_preview", "inv_file"}:
            return False
        work = self._preview(row) if name == "inv_preview" else self._download(row)
        self.run_worker(work, exit_on_error=False)
        return True

    def chosen(self, action: Action, value: str) -> bool:
        """Going somewhere is the terminal's affair."""
        if action.name != "inv_go":
            return super().chosen(action, value)
        kind, _colon, what = value.partition(":")
        if kind == "inv":
            self.run_worker(self._show(what), exit_on_error=False)
        else:
            target = {"order": what, "channel": ""} if kind == "order" else {"find": what}
            self.run_worker(self.station.frame.go(_LEADS[kind], target), exit_on_error=False)
        return True

    @on(Input.Changed, "#invoice-search")
    def _seek(self) -> None:
        text = self._search_field.value.strip()
        if text != self._filter.text:
            self._narrow(replace(self._filter, text=text))

    async def _ask_filter(self, typed: Mapping[str, str] | None = None) -> None:
        """Fill in the form; what cannot be read stands in it again."""
        deeds, backend = self.station.deeds, self.station.backend
        wanted = dict(parse_qsl(self._filter.status))
        form = await deeds.fetch(backend.form, "inv_filter", wanted)
        if form is None:
            return

        async def filled(values: dict[str, str] | None) -> None:
            if values is None:
                return
            kept = {name: value.strip() for name, value in values.items() if value.strip()}
            if await deeds.fetch(backend.form, "inv_filter", kept, held=False) is None:
                await self._ask_filter(values)
            else:
                named = (_said(each, kept) for each in form.fields if each.name in kept)
                self._only(kept, " · ".join(named))

        await deeds.open(FormModal(with_typed(form, dict(typed or {}))), filled)

    def _only(self, wanted: Mapping[str, str], said: str) -> None:
        self._shown = said
        self._narrow(replace(self._filter, status=urlencode(wanted)))
        self.screen.set_focus(self.list)

    async def _preview(self, row: BoardRow) -> None:
        await self._show(f"paper:{row.id}")

    async def _show(self, identifier: str) -> None:
        deeds = self.station.deeds
        found = await deeds.fetch(self.station.backend.board_sheet, self.WHERE.value, identifier)
        if found is not None:
            await deeds.open(DetailModal(found))

    async def _download(self, row: BoardRow) -> None:
        """Where the files go; they are written in a lane of their own."""
        files = self.station.backend.invoice_files()
        write = partial(files.write, row.id)
        await download(self, row.target.get("invoice", ""), files.folder(), write)

    def _say_head(self) -> None:
        said = []
        if self.list.total >= 0:
            more = "+" if self._more else ""
            said.append(f"{self.list.total:,}{more}")
        if self._shown:
            said.append(self._shown)
        if self._narrowed:
            said.append(_("Esc: all"))
        self._head.update(content(" · ".join(said), "bold"))


def _said(field: FormField, wanted: Mapping[str, str]) -> str:
    """What was filled in, in words."""
    value = wanted[field.name]
    named = next((one.label for one in field.choices if one.value == value), "")
    return named or f"{field.label} {value}"
