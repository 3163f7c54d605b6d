"""The work screen: the open order, line by line, with what is done and what is missing."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget

from tui.keys import Action, Where
from tui.problems import OWN
from tui.screens import wish
from tui.screens.pane import Pane
from tui.screens.worktext import clip_kept, finished, idle
from tui.speech import N_, _
from tui.state import Verdict, Work, WorkLine
from tui.text import cells, clip, join, pad, safe

FINISHED = frozenset({"order_complete", "parcel_closed", "needs_waybill"})
"""Verdicts after which the order that was open is shown as finished."""
AFRESH = frozenset({"undone", "on_hold", "cancelled", "taken_over", "freed", "short"})
"""Verdicts after which what was finished before is no longer of interest."""
WIDEST = 100
"""Cells that a line may take: on wide terminals the eye must not travel far to the bin."""
STAGES = {"pick": N_("PICKING"), "pack": N_("PACKING"), "label": N_("LABEL")}


class WorkSheet(Widget):
    """Paints a `Work`: head, notes, lines; the line of the last scan is marked."""

    work: Work | None = None
    packed: Work | None = None
    """The order that was just finished, until something else is done."""
    _said: Verdict | None = None

    def show(self, work: Work | None, verdict: Verdict | None = None) -> None:
        """Show another state of the work, and what led to it."""
        if work is not None:
            self.packed = self._said = None
        elif verdict is not None and verdict.kind in FINISHED:
            self.packed, self._said = _whole(self.work) or self.packed, verdict
        elif verdict is not None and verdict.kind in AFRESH:
            self.packed = self._said = None
        self.work = work
        self.refresh()

    def render(self) -> Content:
        """The whole sheet for the size at hand."""
        width, height = min(self.size.width, WIDEST), self.size.height
        if self.work is None:
            if self.packed is not None and self._said is not None:
                return finished(self.packed, self._said, width, height)
            return idle(width, height)
        head = self._head(self.work, width, height)
        lines = _ordered(self.work.lines)
        names = max((cells(safe(line.name)) for line in lines), default=0)
        bins = 8 if width >= 60 else max((cells(safe(line.bin)) for line in lines), default=0)
        body = [self._line(line, width, names, min(bins, 8)) for line in lines]
        room = max(1, height - len(head))
        if len(body) > room:
            more = _("… and {count} more lines").format(count=len(body) - room + 1)
            body = [*body[: room - 1], join(("   " + clip(more, width - 3), "$quiet"))]
        return Content("\n").join([*head, *body])

    def _head(self, work: Work, width: int, height: int) -> list[Content]:
        done = sum(line.done for line in work.lines)
        needed = sum(line.needed for line in work.lines)
        count = f"{done} / {needed} "
        stage = f" {_(STAGES[work.stage])} "
        title = " " + clip(work.order, max(6, width - cells(stage) - cells(count) - 3))
        gap = " " * max(1, width - cells(stage) - cells(title) - cells(count))
        lines = [
            join((stage, "$accent-ink on $accent bold"), (title, "bold"), gap, (count, "bold"))
        ]
        facts = [work.customer, work.channel, work.courier, work.ship_by]
        if work.parcel_number > 1:
            facts.append(_("parcel {number}").format(number=work.parcel_number))
        said = "  ·  ".join(safe(fact) for fact in facts if fact)
        roomy = height >= 9
        if roomy:
            lines.append(join((" " + clip_kept(said, width - 1), "$quiet")))
        lines += _notes(work, width, apart=roomy)
        return [*lines, Content("")] if roomy else lines[: max(1, height - 2)]

    def _line(self, line: WorkLine, width: int, names: int, bins: int) -> Content:
        """One line of the order; `names` and `bins` are the widths that these would like."""
        full = line.done + line.short >= line.needed
        sign, style = ("●", "$success") if full else ("›", "$accent") if line.last else (" ", "")
        count = f"{line.done}/{line.needed}"
        short = _("{count} short").format(count=line.short) if line.short else ""
        place = pad(line.bin, bins)
        tail = f"{short} " if short else ""
        digits = 7 if width >= 60 else 5
        room = max(4, width - 6 - digits - cells(place) - cells(tail))
        name = pad(line.name, min(names, room))
        sku = clip(line.sku, room - cells(name) - 2) if width >= 60 else ""
        gap = " " * max(0, room - cells(name) - cells(sku) - 2)
        ink = "$quiet" if full else "bold" if line.last else ""
        return join(
            (f" {sign} ", f"{style} bold"),
            (pad(count, digits, right=True) + "  ", "$success" if full else "bold"),
            (name, ink),
            (f"  {sku}{gap}", "$quiet"),
            (" " + place, "$accent"),
            (tail, "$warning bold"),
        )


def _ordered(lines: tuple[WorkLine, ...]) -> list[WorkLine]:
    """Open lines first, in their order; finished ones sink."""
    return sorted(lines, key=lambda line: line.done + line.short >= line.needed)


def _notes(work: Work, width: int, *, apart: bool) -> list[Content]:
    """The notes, a line each where there is room for it; what must be read stands out."""
    shown = [(note.text, note.must_read and not note.read) for note in work.notes]
    if shown and not apart:
        shown = [(" · ".join(safe(text) for text, _loud in shown), any(loud for _t, loud in shown))]
    styles = {True: "$warn-ink on $warn bold", False: "$warning"}
    return [join((" ! " + clip(text, width - 4) + " ", styles[loud])) for text, loud in shown]


def _whole(work: Work | None) -> Work | None:
    """The order as it stands after its last scan."""
    if work is None:
        return None
    lines = [replace(line, done=line.needed - line.short, last=False) for line in work.lines]
    return replace(work, lines=tuple(lines))


class WorkPane(Pane):
    """Picking and packing of the open order."""

    WHERE: ClassVar[Where] = Where.WORK

    def __init__(self) -> None:
        super().__init__(id="work")
        self._sheet = WorkSheet()
        self._stopped = ""

    def compose(self) -> ComposeResult:
        """The sheet fills the pane."""
        yield self._sheet

    def shown(self) -> None:
        """Nothing here takes keys."""
        self.screen.set_focus(None)
        self._sheet.show(self.station.work)

    def verdict(self, verdict: Verdict) -> None:
        """Paint the state after the scan."""
        if verdict.kind not in OWN:
            self._stopped = wish.stopped(verdict, self._stopped)
        self._sheet.show(self.station.work, verdict)

    def act(self, action: Action) -> bool:
        """A new parcel is one of the open order; of one that was stopped it is the buyer's wish."""
        if action.name != "parcel" or not self._stopped:
            return False
        return wish.decide(self.station)

    def target(self) -> dict[str, str]:
        """The open order; while none is, the one that was just stopped or packed."""
        if self._stopped:
            return {"order": self._stopped}
        work = self.station.work or self._sheet.packed
        return {"order": work.order} if work else {}
