"""Orders typed in by hand: buyer, products, money; every field is kept as it is left."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import ClassVar

from tui.entry_views import EntrySheet
from tui.keys import Action, Where
from tui.problems import OWN
from tui.screens.entryfees import FEE, Fees
from tui.screens.entryform import BUYER, of_customer
from tui.screens.entrytalk import EntryTalk
from tui.speech import N_, _
from tui.state import Verdict
from tui.views import Choice, Form, FormField
from tui.widgets.entryfields import ADD, LINE, EntryField, EntryPick
from tui.widgets.forms import FormModal
from tui.widgets.modals import ConfirmModal

_PAUSE = 0.35
"""Seconds without a key after which what is typed so far is kept."""
_CHOOSE = {
    "mine": N_("mine: what I typed counts"),
    "theirs": N_("theirs: what they wrote stays"),
    "again": N_("look again: begin from what is there now"),
}


class EntryPane(EntryTalk):
    """A form that keeps what it holds; scans add products wherever the focus is."""

    WHERE: ClassVar[Where] = Where.ENTRY
    SCANS: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__()
        self._asked = Fees(self)

    # Coming and going.

    async def open(self, sheet: EntrySheet) -> None:
        """Show what was begun; when this returns the next key goes into its first field."""
        await self._show(sheet, fresh=True)

    def shown(self) -> None:
        """Go on where it was left."""
        if self._sheet.key:
            self._ask("look", {})
            self._focus(ADD)

    @property
    def settled(self) -> bool:
        """Whether every answer is here."""
        return not self._busy

    def target(self) -> dict[str, str]:
        """The draft, so that a scan finds it."""
        return {"key": self._sheet.key} if self._sheet.key else {}

    def verdict(self, verdict: Verdict) -> None:
        """A scan added something, or what was typed is saved now."""
        if self._saving and verdict.kind in {"info", "refused", "not_saved", "system_busy"}:
            saved, self._saving = verdict.kind == "info", ""
            if saved:
                self._sheet = EntrySheet("", "", changes=False)
                self.run_worker(self._go_back(verdict.order), exit_on_error=False)
                return
        if verdict.kind in OWN and self._unanswered:
            self._unanswered -= 1  # its own question failed: asking again is vain
        elif self.display and self._sheet.key and verdict.kind in {"ok", "refused"}:
            self._ask("look", {})

    def act(self, action: Action) -> bool:
        """Save, throw away, or go back with all kept."""
        if action.name == "entry_save":
            self.run_worker(self._check(), exit_on_error=False)
        elif action.name == "entry_fee":
            self._asked.ask()
        elif action.name == "entry_drop":
            self.run_worker(self._drop(), exit_on_error=False)
        elif action.name == "back" and not self.station.frame.banner.verdict.held:
            self.run_worker(self._leave(), exit_on_error=False)
        else:
            return False
        return True

    def speak(self) -> None:
        """Words come with the next sheet."""
        if self._sheet.key:
            self._ask("look", {}, fresh=True)
        super().speak()

    # What the fields tell.

    def entered(self, field: EntryField | EntryPick) -> None:
        """Take what is offered, add a product, change a line, or go on."""
        name = field.entry
        self._asked.moved()
        if name == FEE and 0 <= self._fee_at < len(self._fees):
            self.run_worker(self._take_fee(field, self._fees[self._fee_at]), exit_on_error=False)
        elif name == ADD and isinstance(field, EntryField):
            self._add(field)
        elif name == "phone" and self._phone_is_known(field.value):
            self._flush()
            chosen = self._offered[max(0, self._at)].value if self._offered else ""
            self._ask("take_customer", {"address": chosen})
            self._focus(ADD)
        else:
            if name == "phone" and name in self._dirty:
                self._dirty.discard(name)
                self.run_worker(self._find_buyer(self._tell(name)), exit_on_error=False)
            self._flush()
            if name.startswith(LINE):
                self._focus(ADD)
            else:
                self._walk(field, 1)
                self._judge_left(name)

    async def _find_buyer(self, begun: asyncio.Future[EntrySheet]) -> None:
        """Who has the number that was entered; what was typed of the buyer meanwhile stays."""
        try:
            sheet = await self._answer(begun)
            self._told["phone"] -= 1
            if sheet is None:
                return
            buyer = [name for name in list(self._fields)[:BUYER] if name != "phone"]
            typed = any(self._fields[name].value.strip() for name in buyer)
            await self._show(sheet)
            if not typed and self._phone_is_known(self._fields["phone"].value):
                first = sheet.addresses[0].value if sheet.addresses else ""
                self._ask("take_customer", {"address": first})
                if self._name_of_focus() in buyer:
                    self._focus(ADD)
        finally:
            self._busy -= 1
            self._judge_left()

    def step(self, field: EntryField | EntryPick, by: int) -> None:
        """Through what is offered, else from field to field."""
        self._asked.moved()
        if self._fees and field.entry == FEE:
            at = self._fee_at + by
            if -1 <= at < len(self._fees):
                self._fee_at = at
                self._show_offers()
                return
        elif self._offered and field.entry in {ADD, "phone"}:
            at = self._at + by
            if -1 <= at < len(self._offered):
                self._at = at
                self._show_offers()
                return
        self._flush()
        self._walk(field, by)
        self._judge_left(field.entry)

    def leap(self, by: int) -> None:
        """Between buyer, products and money."""
        self._asked.moved()
        self._flush()
        names = list(self._fields)
        below = names[BUYER + 1 :]
        stops = [names[0], ADD, below[0]] if below else names[:1]
        now = self._name_of_focus()
        here = 0 if now in names[:BUYER] else 2 if now in below else 1
        self._focus(stops[max(0, min(len(stops) - 1, here + by))])
        self._judge_left(now)

    def edited(self, field: EntryField | EntryPick) -> None:
        """Keep it after a moment without keys; products are looked for meanwhile."""
        self._dirty.add(field.entry)
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_PAUSE, self._rested)
        self._asked.moved()
        if field.entry in {ADD, "phone"}:
            self._offered, self._at = (), -1
        elif field.entry == FEE:  # what is typed counts
            self.offer_fees()

    def pasted(self, field: EntryField, text: str) -> bool:
        """A block of several lines is taken apart and shown, wherever it was pasted."""
        is_block = len([line for line in text.splitlines() if line.strip()]) > 1
        if is_block:
            self.run_worker(self._look_over(text), exit_on_error=False)
        return is_block

    def go_to_fee(self) -> None:
        """Keep what was typed; the offers stand where the fee is."""
        self._flush()
        self._focus(FEE)

    async def kept(self) -> EntrySheet | None:
        """The sheet once all that was typed before is kept."""
        sheet = await self._call("look")
        if sheet is not None:
            await self._show(sheet)
        return sheet

    def take_fee(self, offer: str) -> None:
        """Fill courier, service and fee in as a courier said."""
        self._dirty -= {"courier", "service", FEE}
        self._ask("take_fee", {"offer": offer})

    def weigh(self, grams: str) -> None:
        """Say what the parcel weighs."""
        self._ask("weigh", {"weight": grams})

    async def _take_fee(self, field: EntryField | EntryPick, offer: Choice) -> None:
        if await self._asked.take(offer):
            self._walk(field, 1)

    async def _look_over(self, text: str) -> None:
        sheet = await self._call("paste", text=text)
        if sheet is None:
            return
        rest = _("Left out: {rest}").format(rest=" / ".join(sheet.rest)) if sheet.rest else ""
        notes = (_("Look it over: ? is unsure, ~ likely, – not found."), *([rest] if rest else []))
        form = Form(_("What was pasted"), sheet.paste, notes)

        def filled(values: dict[str, str] | None) -> None:
            if values is not None:
                self._dirty -= set(values)
                self._ask("fill", values)
                self._focus(ADD)

        await self.station.deeds.open(FormModal(form), filled)

    # Saving and leaving.

    async def _check(self) -> None:
        """Show what is about to be saved; only F9 saves it."""
        if self._saving or not self._sheet.key:
            return
        self._flush()
        sheet = await self._call("check")
        if sheet is None:
            return
        await self._show(sheet)
        if sheet.clashes:
            await self._choose(sheet)
        elif sheet.problems:
            self._complain("", " ".join(sheet.problems[:3]))
        else:
            fields, notes = of_customer(sheet)
            banner = self.station.frame.banner
            banner.withdraw()  # what was wrong before is not any more
            if not banner.verdict.held:
                self.station.say(_("Look it over, then press F9 to save it."))
            title = _("Save: {title}?").format(title=sheet.title)
            form = Form(title, fields, (*sheet.summary, *notes))
            await self.station.deeds.open(FormModal(form), partial(self._save, choice=""))

    async def _choose(self, sheet: EntrySheet) -> None:
        choices = tuple(Choice(name, _(label)) for name, label in _CHOOSE.items())
        field = FormField("choose", _("What counts?"), "again", choices=choices)
        title = _("Somebody changed this order meanwhile")
        form = Form(title, (field,), sheet.clashes)

        def chosen(values: dict[str, str] | None) -> None:
            if values is None:
                return
            if values["choose"] == "again":
                self._ask("look_again", {}, fresh=True)
            else:
                self._save(values, choice=values["choose"])

        await self.station.deeds.open(FormModal(form), chosen)

    def _save(self, values: dict[str, str] | None, choice: str) -> None:
        if values is None:
            return
        self._unanswered = 0
        """Questions of this screen that failed, as long as nobody was told."""
        self._saving = self._sheet.key
        name = "entry_change" if self._sheet.changes else "entry_save"
        told = {"id": self._sheet.key} | ({"choice": choice} if choice else {})
        if values.get("customer_too") == "yes":
            told["customer_too"] = "yes"
        self.station.command(name, told)

    async def _drop(self) -> None:
        question = _("Throw away what was typed?")
        then = _("The goods that are held for it can go to others.")

        async def sure(yes: bool | None) -> None:
            if yes:
                await self._call("throw_away")
                self._dirty.clear()
                self._sheet = EntrySheet("", "", changes=False)
                self.station.say(_("It is thrown away; its goods are free again."))
                await self.station.frame.go_back()

        await self.station.deeds.open(ConfirmModal(question, then), sure)

    async def _go_back(self, order: str) -> None:
        """Back to the list that it was begun from; there the saved order is under the cursor."""
        frame = self.station.frame
        await frame.go_back()
        if frame.pane is not None and order:
            frame.pane.seek(order)

    async def _leave(self) -> None:
        self._flush()
        if self._sheet.key:
            left = await self._call("leave")
            if left is not None and left.key:
                self.station.say(_("What was typed is kept; F7 goes on with it."))
            self._sheet = EntrySheet("", "", changes=False)
        await self.station.frame.go_back()
