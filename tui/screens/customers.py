"""The customers: found by name, phone or e-mail, made, changed, trusted, blocked, merged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from operator import attrgetter
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static

from tui.keys import Action, Where
from tui.screens.customerplaces import Places
from tui.screens.listing import ListPane
from tui.speech import N_, _, ngettext
from tui.state import Verdict
from tui.text import content
from tui.views import Choice, CustomerRow, Detail, Filter, Form, FormField, Ink, Page, Section
from tui.widgets.columns import Column
from tui.widgets.field import Field
from tui.widgets.forms import NOTES_FROM, FormModal, with_typed
from tui.widgets.modals import ChoiceModal, DetailModal
from tui.widgets.pagedlist import PagedList

_EMPTY = N_("There are no customers yet. F7 makes one; orders that come in make theirs.")
_NOT_FOUND = N_("Nobody like that was found.")
_SEARCH = N_("F3: name, phone or e-mail")


def _standing(row: CustomerRow) -> tuple[str, Ink]:
    return row.standing, "bad" if row.blocked else "good"


COLUMNS: tuple[Column[CustomerRow], ...] = (
    Column(N_("Name"), 14, lambda row: (row.name, "strong"), grow=True),
    Column(N_("Phone"), 18, lambda row: (row.phone, "accent")),
    Column(N_("Standing"), 9, _standing, wide_only=50),
    Column(N_("Note"), 7, lambda row: ("!" if row.must_read else "", "warn"), wide_only=60),
    Column(N_("Orders"), 8, lambda row: (str(row.orders or ""), ""), right=True, wide_only=64),
    Column(N_("Group"), 10, lambda row: (row.group, ""), wide_only=76),
    Column(N_("Total"), 14, lambda row: (row.total, ""), right=True, wide_only=90),
    Column(N_("E-mail"), 20, lambda row: (row.email, "quiet"), wide_only=130),
)
_OF_ROW = {
    "open", "order", "customer_edit", "customer_trust", "customer_merge", "customer_orders",
    "customer_places",
}  # fmt: skip


class CustomersPane(ListPane[CustomerRow]):
    """By name; Enter shows everything about one."""

    WHERE: ClassVar[Where] = Where.CUSTOMERS

    def __init__(self) -> None:
        super().__init__(COLUMNS, attrgetter("id"), empty=_EMPTY, id="customers")
        self._search = Field(id="customer-search")
        self._count = Static("", markup=False, id="customer-count")
        self._filter = Filter()
        self._unsaved: dict[str, dict[str, str]] = {}
        """What was typed into a form and could not be saved, by customer; empty for a new one."""

    def compose(self) -> ComposeResult:
        """The search line and the list."""
        with Horizontal(id="customer-row"):
            yield self._search
            yield self._count
        yield from super().compose()

    async def fetch(self, offset: int, limit: int) -> Page[CustomerRow]:
        """A page of the customers."""
        backend = self.station.backend
        return await self.station.read(backend.customers, self._filter, offset, limit)

    async def detail(self, row: CustomerRow) -> Detail:
        """Everything about the customer under the cursor."""
        return await self.station.read(self.station.backend.customer, row.id)

    def shown(self) -> None:
        """Bring the list up to date."""
        self.speak()
        super().shown()

    def speak(self) -> None:
        """The words around the list."""
        self._search.placeholder = _(_SEARCH)
        self._say_count()
        super().speak()

    def target(self) -> dict[str, str]:
        """Whom a key means."""
        row = self.list.current
        return {"id": row.id} if row else {}

    def act(self, action: Action) -> bool:
        """Search, leave the search, and all that is asked about a customer."""
        searching = self.screen.focused is self._search
        name = action.name
        if name == "find":
            self.screen.set_focus(self._search)
        elif searching and name in {"open", "back"}:
            if name == "back":
                self._search.value = ""
            self.screen.set_focus(self.list)
        elif name == "back" and self._filter.text and not self.station.frame.banner.verdict.held:
            self._search.value = ""
        elif name == "customer_new":
            self._go(self._edit("customer_new", {}))
        elif name not in _OF_ROW:
            return False
        elif self.list.current is None:
            self.once_loaded(action, _("No customer is chosen."))
        else:
            self._do(name, self.list.current)
        return True

    def _do(self, name: str, row: CustomerRow) -> None:
        match name:
            case "customer_edit":
                self._go(self._edit(name, {"id": row.id}))
            case "customer_trust":
                self._go(self._trust(row))
            case "customer_merge":
                self._go(self._merge(row))
            case "customer_orders":
                self._go(self._orders(row))
            case "customer_places":
                self._go(Places(self.station, row).ask())
            case _:
                self._go(self._open(row))

    def _go(self, work: object) -> None:
        self.run_worker(work, exit_on_error=False)  # type: ignore[arg-type]

    async def _open(self, row: CustomerRow) -> None:
        deeds = self.station.deeds
        found = await deeds.fetch(self.station.backend.customer, row.id)
        if found is not None:
            await deeds.open(DetailModal(found))

    async def _form(self, action: str, target: Mapping[str, str]) -> Form | None:
        return await self.station.deeds.fetch(self.station.backend.form, action, dict(target))

    async def _edit(self, action: str, target: Mapping[str, str], said: str = "") -> None:
        """Fill in the form; what could not be saved before stands in it again."""
        form = await self._form(action, target)
        if form is None:
            return
        typed = self._unsaved.get(target.get("id", ""), {})
        form = with_typed(form, typed)
        if said:
            form = replace(form, notes=(said, *form.notes))

        def send(filled: dict[str, str] | None) -> None:
            if filled is None:
                self._unsaved.pop(target.get("id", ""), None)
            else:
                values = {**form.hidden, **filled}
                self.station.submit(partial(self._save, action, dict(target), values))

        await self.station.deeds.open(FormModal(form), send)

    async def _save(
        self, action: str, target: dict[str, str], values: dict[str, str], seq: int
    ) -> Verdict:
        """Save; where it is refused the form comes back with all that was typed."""
        station, key = self.station, target.get("id", "")
        verdict = await station.writer.run(station.backend.act, seq, "customer_save", values)
        if verdict.kind in {"refused", "not_allowed", "system_busy", "not_saved"}:
            self._unsaved[key] = values
            self._go(self._edit(action, target, verdict.message))
            return replace(verdict, held=False)
        self._unsaved.pop(key, None)
        return verdict

    async def _trust(self, row: CustomerRow) -> None:
        choices = await self._choices("customer_trust", row)
        if not choices:
            return

        async def picked(value: str | None) -> None:
            if value is None:
                return
            wanted, _sign, reason = value.partition(":")
            if reason:
                self._say_trust(row, wanted, reason)
                return
            form = Form(row.name, (FormField("reason", _("Why")),))
            await self.station.deeds.open(FormModal(form), partial(self._reasoned, row, wanted))

        title = _("What does the shop think of {name}?").format(name=row.name)
        await self.station.deeds.open(ChoiceModal(title, choices), picked)

    def _reasoned(self, row: CustomerRow, wanted: str, filled: dict[str, str] | None) -> None:
        if filled is not None:
            self._say_trust(row, wanted, filled["reason"])

    def _say_trust(self, row: CustomerRow, wanted: str, reason: str) -> None:
        self.station.command("customer_trust", {"id": row.id, "trust": wanted, "choice": reason})

    async def _merge(self, row: CustomerRow) -> None:
        """With whom, then what would move and who stays; only F9 does it."""
        choices = await self._choices("customer_merge", row)
        if choices is None:
            return

        async def picked(other: str | None) -> None:
            if other:
                await self._preview(row, other)
            elif other is not None:
                form = await self._form("customer_merge", {"id": row.id})
                if form is not None:
                    await self.station.deeds.open(FormModal(form), named)

        async def named(filled: dict[str, str] | None) -> None:
            if filled is not None and filled["other"].strip():
                await self._preview(row, filled["other"])

        other = Choice("", _("Somebody else …"), _("by phone, e-mail, name or number"))
        title = _("Merge {name} with whom?").format(name=row.name)
        await self.station.deeds.open(ChoiceModal(title, (*choices, other)), picked)

    async def _preview(self, row: CustomerRow, other: str) -> None:
        form = await self._form("customer_merge", {"id": row.id, "other": other})
        if form is None:
            return

        def send(filled: dict[str, str] | None) -> None:
            if filled is not None:
                keep, _sign, gone = filled["keep"].partition(":")
                self.station.command("customer_merge", {"id": keep, "gone": gone})

        async def ask(_seen: None) -> None:
            await self.station.deeds.open(FormModal(form), send)

        if self.station.size.height < NOTES_FROM:  # the form has no room for what would move
            rows = tuple((note,) for note in form.notes)
            await self.station.deeds.open(
                DetailModal(Detail(form.title, "", (Section("", rows),)), gives_way=False), ask
            )
        else:
            await ask(None)

    async def _orders(self, row: CustomerRow) -> None:
        choices = await self._choices("customer_orders", row)
        if choices is None:
            return
        if not choices:
            self.station.say(_("{name} has ordered nothing yet.").format(name=row.name))
            return

        async def picked(value: str | None) -> None:
            if value is not None:
                channel, _sign, number = value.partition("\t")
                target = {"order": number, "channel": channel}
                await self.station.frame.go(Where.ORDER, target)

        await self.station.deeds.open(ChoiceModal(row.name, choices), picked)

    async def _choices(self, action: str, row: CustomerRow) -> tuple[Choice, ...] | None:
        backend = self.station.backend
        return await self.station.deeds.fetch(backend.choices, action, {"id": row.id})

    @on(Input.Changed, "#customer-search")
    def _narrow(self) -> None:
        wanted = replace(self._filter, text=self._search.value.strip())
        if wanted != self._filter:
            self._filter = wanted
            self.list.empty = _NOT_FOUND if wanted.text else _EMPTY
            self.list.show(self.fetch)

    @on(PagedList.Moved)
    def _say_count(self) -> None:
        total = max(0, self.list.total)
        said = ngettext("{count} customer", "{count} customers", total)
        self._count.update(content(said.format(count=f"{total:,}")))
