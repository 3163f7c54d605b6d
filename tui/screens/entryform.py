"""The form that orders are typed into: fields, lines, what is offered, where the focus is."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections import Counter

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from core.text import fit
from tui.entry_views import EntryRow, EntrySheet
from tui.screens.entryfees import FEE, fee_key
from tui.screens.pane import Pane
from tui.speech import _
from tui.text import cells, clip, content, join, pad, safe
from tui.views import Choice, FormField
from tui.widgets.entryfields import ADD, LINE, EntryField, EntryPick

BUYER = 7
"""Fields above the products."""
MOST_OFFERED = 5
_LOW = 18
"""Lines of a screen below which fewer offers of couriers are in sight."""


class EntryForm(Pane):
    """Shows a draft; what its fields tell and what is asked of the backend is the pane's."""

    def __init__(self) -> None:
        super().__init__(id="entry")
        self._sheet = EntrySheet("", "", changes=False)
        self._fields: dict[str, EntryField | EntryPick] = {}
        self._labels: dict[str, tuple[Static, str]] = {}
        self._rows: list[tuple[Static, EntryField]] = []
        self._marked: set[str] = set()
        """Fields whose label says that they are wrong."""
        self._dirty: set[str] = set()
        self._told: Counter[str] = Counter()
        """Fields whose text is on its way, by how often: a sheet from before knows less."""
        self._timer: Timer | None = None
        self._offered: tuple[Choice, ...] = ()
        self._at = -1
        self._fees: tuple[Choice, ...] = ()
        self._fee_at = -1
        self._fee_said = ""
        self._saving = ""
        self._busy = 0
        self._unanswered = 0
        """Questions of this screen that failed, as long as nobody was told."""
        self._lock = asyncio.Lock()
        self._title = Static("", markup=False, id="entry-title")
        self._form = VerticalScroll(id="entry-form", can_focus=False)
        self._lines = Vertical(id="entry-lines")
        self._offers = Static("", markup=False, id="entry-offers")
        self._totals = Static("", markup=False, id="entry-totals")

    def compose(self) -> ComposeResult:
        """Title, fields, what fits, sums."""
        yield self._title
        yield self._form
        yield self._offers
        yield self._totals

    @abstractmethod
    def entered(self, field: EntryField | EntryPick) -> None:
        """Enter was pressed in a field."""

    @abstractmethod
    def step(self, field: EntryField | EntryPick, by: int) -> None:
        """An arrow was pressed."""

    @abstractmethod
    def leap(self, by: int) -> None:
        """A page key was pressed."""

    @abstractmethod
    def edited(self, field: EntryField | EntryPick) -> None:
        """A field says something else now."""

    @abstractmethod
    def pasted(self, field: EntryField, text: str) -> bool:
        """A text was pasted; False leaves it to the field."""

    # Showing.

    async def _show(self, sheet: EntrySheet, *, fresh: bool = False) -> None:
        async with self._lock:
            first = fresh or not self._fields or sheet.changes != self._sheet.changes
            if sheet.key:
                self._sheet = sheet
            if first:
                await self._rebuild(sheet)
            else:
                self._update(sheet)
            await self._show_rows(sheet.rows)
        if fresh:
            self._offered, self._at = (), -1
            self._fees, self._fee_at, self._fee_said = (), -1, ""
            self._form.scroll_home(animate=False)
        self._title.update(join((clip(sheet.title, 30), "bold"), ("  " + sheet.known, "$warning")))
        old = _("The fee was for another parcel: {key}").format(key=fee_key())
        note = [join((old, "$warning"))] if sheet.fee_is_old else []
        self._totals.update(Content("\n").join([join((sheet.totals, "bold")), *note]))
        phone = self._fields.get("phone")
        if self._name_of_focus() == "phone" and phone and self._phone_is_known(phone.value):
            self._offered = sheet.addresses[:MOST_OFFERED]
        self._show_offers()
        self._mark(set(sheet.wrong) - {self._name_of_focus()})
        if fresh:
            self._focus("phone" if not sheet.changes and not sheet.rows else ADD)

    async def _rebuild(self, sheet: EntrySheet) -> None:
        self._dirty.clear()
        self._fields, self._labels, self._rows, self._marked = {}, {}, [], set()
        await self._form.remove_children()
        self._lines = Vertical(id="entry-lines")
        above = [self._field_row(each) for each in sheet.fields[:BUYER]]
        below = [self._field_row(each) for each in sheet.fields[BUYER:]]
        hint = _("SKU, name or scan; 3*SKU @price -discount")
        adding = EntryField(self, ADD, hint=hint)
        # In the order in which they are walked: buyer, products, money.
        order = list(self._fields.items())
        self._fields = dict([*order[:BUYER], (ADD, adding), *order[BUYER:]])
        label = Static(join((pad(_("Product"), self._room), "$accent")))
        await self._form.mount(
            *above, self._lines, Horizontal(label, adding, classes="row"), *below
        )

    @property
    def _room(self) -> int:
        return max(9, min(18, self.app.size.width // 4))

    def _field_row(self, each: FormField) -> Horizontal:
        made: EntryField | EntryPick
        if each.choices:
            made = EntryPick(self, each)
        else:
            made = EntryField(self, each.name, each.value, hint=each.hint)
        self._fields[each.name] = made
        label = Static(join((pad(each.label, self._room), "$quiet")))
        self._labels[each.name] = (label, each.label)
        return Horizontal(label, made, classes="row")

    def _mark(self, wrong: set[str]) -> None:
        """A field that is wrong is seen by its label, from when it is left until it is right."""
        for name in (wrong ^ self._marked) & set(self._labels):
            label, said = self._labels[name]
            bad = name in wrong
            said = f"! {said}" if bad else said
            label.update(join((pad(said, self._room), "$error bold" if bad else "$quiet")))
        self._marked = wrong

    def _update(self, sheet: EntrySheet) -> None:
        """What others filled in; what is being typed stays."""
        for each in sheet.fields:
            field = self._fields.get(each.name)
            if field is None or each.name in self._dirty or self._told[each.name] > 0:
                continue
            if isinstance(field, EntryPick):
                if field.value != each.value or each.name == "service":
                    field.offer(each.choices, each.value)
            elif field.value != safe(each.value):
                field.value = safe(each.value)
                field.cursor_position = len(field.value)

    async def _show_rows(self, rows: tuple[EntryRow, ...]) -> None:
        if len(rows) != len(self._rows):
            await self._lines.remove_children()
            self._rows = []
            for at in range(len(rows)):
                change = EntryField(self, f"{LINE}{at}", hint=_("3 @price -discount"))
                self._rows.append((Static("", markup=False, classes="said"), change))
            await self._lines.mount(*(Horizontal(*pair, classes="row") for pair in self._rows))
        width = max(20, self.app.size.width - 26)
        for row, (said, _field) in zip(rows, self._rows, strict=True):
            tail = f" {row.amount} · {row.stock}"
            text = clip(row.said, max(8, width - cells(tail))) + tail
            said.update(content(clip(text, width), "$error" if row.lacks else ""))

    def _show_offers(self) -> None:
        focus, offered, chosen = self._name_of_focus(), self._offered, self._at
        lines, room, width = [], MOST_OFFERED, 0
        if focus == FEE:
            offered, chosen, width = self._fees, self._fee_at, max(20, self.app.size.width - 4)
            lines = [join((clip(self._fee_said, width), "$quiet"))] if self._fee_said else []
            room = 4 if self.app.size.height >= _LOW else 2
        elif focus not in {ADD, "phone"}:
            offered = ()
        start = max(0, chosen - room + 1)
        for at, each in list(enumerate(offered))[start : start + room]:
            text = f"{'›' if at == chosen else ' '} {safe(each.label)}  {safe(each.hint)}"
            style = "bold" if at == chosen else "$quiet"
            lines.append(join((fit(text, width) if width else text, style)))
        self._offers.display = bool(lines)
        self._offers.update(Content("\n").join(lines) if lines else "")
        focused = self.app.focused
        if lines and focused is not None:  # the form is lower now
            self.call_after_refresh(focused.scroll_visible, animate=False)

    @property
    def begun(self) -> str:
        """The key of the draft in front; empty without one."""
        return self._sheet.key

    @property
    def at_fee(self) -> bool:
        """Whether the next key goes into the shipping fee."""
        return self._name_of_focus() == FEE

    def offer_fees(
        self, said: str = "", offers: tuple[Choice, ...] = (), *, first: bool = False
    ) -> None:
        """Show what couriers say below the form, while the focus is on the fee.

        With `first` its first one is chosen where no fee stands in the field.
        """
        field = self._fields.get(FEE)
        empty = field is not None and not field.value
        self._fee_said, self._fees = said, offers
        self._fee_at = 0 if first and empty else -1
        self._show_offers()

    # The focus.

    def _walked(self) -> list[EntryField | EntryPick]:
        found: list[EntryField | EntryPick] = []
        for name, field in self._fields.items():
            if name == ADD:
                found += [change for _said, change in self._rows]
            found.append(field)
        return found

    def _walk(self, field: EntryField | EntryPick, by: int) -> None:
        every = self._walked()
        if field in every:
            at = max(0, min(len(every) - 1, every.index(field) + by))
            self.screen.set_focus(every[at])
            every[at].scroll_visible(animate=False)
            self._show_offers()

    def _focus(self, name: str) -> None:
        field = self._fields.get(name)
        if field is not None and self.display:
            self.screen.set_focus(field)
            field.scroll_visible(animate=False)
            self._show_offers()

    def _name_of_focus(self) -> str:
        focused = self.app.focused
        return focused.entry if isinstance(focused, EntryField | EntryPick) else ""

    def _phone_is_known(self, phone: str) -> bool:
        shown = next((f.value for f in self._sheet.fields if f.name == "phone"), "")
        filled = next((f.value for f in self._sheet.fields if f.name == "customer"), "")
        return bool(self._sheet.known and phone == shown and not filled)


def of_customer(sheet: EntrySheet) -> tuple[tuple[FormField, ...], tuple[str, ...]]:
    """The question whether the customer's own record is to say the same from now on."""
    if not sheet.customer_says:
        return (), ()
    yes_no = (Choice("no", _("No")), Choice("yes", _("Yes")))
    field = FormField("customer_too", _("Customer too"), "no", choices=yes_no)
    return (field,), (sheet.customer_says,)
