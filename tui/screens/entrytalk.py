"""What the entry form tells the backend, one thing after the other, and what comes back."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from tui.entry_views import EntrySheet
from tui.screens.entryform import MOST_OFFERED, EntryForm
from tui.state import Verdict
from tui.widgets.entryfields import ADD, LINE, EntryField


class EntryTalk(EntryForm):
    """Every field is kept as it is left; what is refused stands where it was typed."""

    def __init__(self) -> None:
        super().__init__()
        self._left = ""
        """The field that was left last, until it is known whether it is right."""
        self._complaint: tuple[str, Verdict] | None = None

    def _judge_left(self, name: str = "") -> None:
        """Say what is wrong with the field that was left, once all that was typed is known."""
        self._left = name or self._left
        if self._busy or not self._sheet.key:
            return
        wrong = self._sheet.wrong
        if self._complaint is not None and self._complaint[0] not in {"", ADD, *wrong}:
            self._withdraw()
        left, self._left = self._left, ""
        if left in wrong and self._name_of_focus() != left:
            self._complain(left, wrong[left])
        self._mark(set(wrong) - {self._name_of_focus()})

    def _complain(self, about: str, said: str) -> None:
        """Say what is wrong with a field, or with all of it; it goes once that is right."""
        self._complaint = (about, self.station.complain(said))

    def _withdraw(self) -> None:
        if self._complaint is not None:
            self.station.frame.banner.withdraw(self._complaint[1])
            self._complaint = None

    # Talking to the backend: one after the other, in the order of the keys.

    def _ask(self, command: str, values: Mapping[str, str], *, fresh: bool = False) -> None:
        self._busy += 1
        begun = self._begun(command, values)
        self.run_worker(self._answered(begun, fresh=fresh), exit_on_error=False)

    def _tell(self, name: str) -> asyncio.Future[EntrySheet]:
        """Have the text of a field kept; sheets from before that leave it alone."""
        self._told[name] += 1
        self._busy += 1
        return self._begun("field", {"name": name, "value": self._fields[name].value})

    async def _answered(
        self, begun: asyncio.Future[EntrySheet], *, fresh: bool = False, told: str = ""
    ) -> None:
        try:
            sheet = await self._answer(begun)
            self._told[told] -= 1
            if sheet is not None:
                await self._show(sheet, fresh=fresh)
        finally:
            self._busy -= 1
            self._judge_left()

    def _begun(self, command: str, values: Mapping[str, str]) -> asyncio.Future[EntrySheet]:
        """Queue a command at once: what is pressed later is done later."""
        station = self.station
        told = {"key": self._sheet.key, **values}
        return station.writer.begin(station.backend.entry, command, told)

    async def _answer(self, begun: asyncio.Future[EntrySheet]) -> EntrySheet | None:
        try:
            return await begun
        except Exception as error:  # noqa: BLE001 - said in the banner; what was typed stays
            self._unanswered += 1
            self.station.fail(error)
            return None

    async def _call(self, command: str, **values: str) -> EntrySheet | None:
        return await self._answer(self._begun(command, values))

    def _flush(self) -> None:
        """Keep every field that says something else than what is kept."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        for name in sorted(self._dirty - {ADD}):
            self._dirty.discard(name)
            self._send(name)

    def _send(self, name: str) -> None:
        if name.startswith(LINE):
            at = int(name.removeprefix(LINE))
            if at < len(self._rows) and self._rows[at][1].value.strip():
                field = self._rows[at][1]
                text, field.value = field.value, ""
                self._busy += 1
                begun = self._begun("line", {"at": str(at), "text": text})
                self.run_worker(self._lined(field, text, begun), exit_on_error=False)
        elif name in self._fields:
            begun = self._tell(name)
            self.run_worker(self._answered(begun, told=name), exit_on_error=False)

    def _rested(self) -> None:
        self._timer = None
        for name in sorted(self._dirty - {ADD}):
            if not name.startswith(LINE):  # a half-typed change of a line waits for Enter
                self._dirty.discard(name)
                self._send(name)
        if ADD in self._dirty:
            self._dirty.discard(ADD)
            self.run_worker(self._seek(self._fields[ADD].value), exit_on_error=False)

    async def _seek(self, text: str) -> None:
        sheet = await self._call("seek", text=text)
        if sheet is not None and text == self._fields[ADD].value and text:
            self._offered, self._at = sheet.found[:MOST_OFFERED], -1
            self._show_offers()

    def _add(self, field: EntryField) -> None:
        """Add what was typed, or what is chosen of what fits; an empty field goes on."""
        text = field.value.strip()
        if self._offered and self._at >= 0:
            text = self._offered[self._at].value
        self._offered, self._at = (), -1
        self._dirty.discard(ADD)
        self._flush()
        if not text:
            self._walk(field, 1)
            return
        field.value = ""
        self._busy += 1
        begun = self._begun("add", {"text": text})
        self.run_worker(self._added(text, begun), exit_on_error=False)

    async def _added(self, text: str, begun: asyncio.Future[EntrySheet]) -> None:
        try:
            sheet = await self._answer(begun)
            if sheet is None or sheet.problems:
                field = self._fields[ADD]
                if isinstance(field, EntryField) and not field.value:
                    field.value = text
                    field.cursor_position = len(text)
            if sheet is not None:
                self._offered = sheet.found[:MOST_OFFERED]
                self._at = -1
                await self._show(sheet)
                if self._complaint is not None and self._complaint[0] == ADD:
                    self._withdraw()
                if sheet.problems and sheet.found:  # one of them is meant
                    self.station.say(sheet.problems[0])
                elif sheet.problems:
                    self._complain(ADD, sheet.problems[0])
        finally:
            self._busy -= 1

    async def _lined(self, field: EntryField, text: str, begun: asyncio.Future[EntrySheet]) -> None:
        """A line is changed; what was refused stands in it again."""
        try:
            sheet = await self._answer(begun)
            if sheet is not None:
                await self._show(sheet)
            elif field.is_attached and not field.value:
                field.value = text
                field.cursor_position = len(text)
        finally:
            self._busy -= 1
