"""The verdict banner: one fixed place that says what happened, what is needed and what is next."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui.problems import OWN
from tui.speech import N_, _
from tui.state import Verdict
from tui.text import cells, join, plain, wrap
from tui.tones import Tone, tone_of, word_of

READY = Verdict(seq=0, kind="ready", message=N_("Scan an order or press F5."))
_SIGNS = {Tone.BAD: "✗", Tone.WARN: "!", Tone.IDLE: "›"}


class VerdictBanner(Widget):
    """A block in the colour of the verdict, with its word; an error stays until it was seen."""

    verdict: reactive[Verdict] = reactive(READY, layout=False)
    lead: reactive[str] = reactive(READY.message)
    """What to do when nothing was done yet, untranslated."""
    _complaint: Verdict | None = None
    _below: Verdict | None = None
    """What was not seen yet, below a complaint about what was typed."""

    def watch_verdict(self, verdict: Verdict) -> None:
        """Take the colour of the new verdict."""
        tone = tone_of(verdict.kind)
        self.set_classes([*(c for c in self.classes if c not in set(Tone)), str(tone)])

    @property
    def complains(self) -> bool:
        """Whether it says what is wrong with what was typed."""
        return self._complaint is not None and self.verdict == self._complaint

    def cover(self, complaint: Verdict) -> None:
        """Show what is wrong with what was typed; what waits to be seen comes back after it."""
        if self.verdict.held and not self.complains:
            self._below = self.verdict
        self._complaint = self.verdict = complaint

    def withdraw(self, complaint: Verdict | None = None) -> bool:
        """Show what lies below a complaint, this one or any; False where none is shown."""
        if not self.complains or (complaint is not None and complaint != self._complaint):
            return False
        self.verdict, self._below, self._complaint = self._below or READY, None, None
        return True

    def judge(self, verdict: Verdict) -> None:
        """Show what was judged; only what the terminal itself says leaves what waits below it."""
        if verdict.kind not in OWN:
            self._below = None
        self.verdict = verdict

    def render(self) -> Content:
        """As much as fits: word and order first, then message, what is needed, what is next."""
        width, height = self.size.width, self.size.height
        lines = [self._head(width)]
        verdict = self.verdict
        message = verdict.message
        if verdict.kind == "ready" and (verdict is READY or not message):
            message = _(self.lead)
        then = verdict.next or (_("Press Esc when you have seen it.") if verdict.held else "")
        said, needed, todo = (
            ("", message, "bold"),
            (_("Needed"), verdict.needed, ""),
            (_("Now"), then, ""),  # "Next" is a key that takes another order
        )
        rest = [each for each in (said, needed, todo) if each[1]]
        labels = max((cells(label) for label, _text, _style in rest), default=0)
        rooms = [width - (4 if not label or width < 60 else labels + 6) for label, _t, _s in rest]
        whole = [len(wrap(each[1], room, height)) for each, room in zip(rest, rooms, strict=True)]
        # What to do next is never cut for what is needed: the sheet shows that as well.
        given = [0] * len(rest)
        for most, parts in ((1, (said, todo, needed)), (height, (todo, said, needed))):
            for at in (rest.index(part) for part in parts if part in rest):
                given[at] += min(most, whole[at] - given[at], height - 1 - sum(given))
        for (label, text, style), room, count in zip(rest, rooms, given, strict=True):
            for at, line in enumerate(wrap(text, room, count) if count else ()):
                lead = f"    {label}" if label and at == 0 and width >= 60 else ""
                lines.append(join((lead.ljust(width - room), ""), (line, style)))
        return Content("\n").join(lines[:height])

    def _head(self, width: int) -> Content:
        verdict = self.verdict
        sign = _SIGNS.get(tone_of(verdict.kind), "●")
        word = f" {sign}  {_(word_of(verdict.kind))}"
        if verdict.waits:
            word += f"  ·  {_(word_of('not_saved'))}"
        right = "  ".join(plain(each) for each in (verdict.scanned, verdict.order) if each)
        room = width - cells(word) - 2
        if cells(right) > room:
            right = right[: max(0, room - 1)] + "…" if room > 1 else ""
        gap = " " * max(1, width - cells(word) - cells(right))
        return join((word, "bold"), (gap, ""), (right, ""))
