"""The station app: keys go through the scan router, codes through one queue, words come back."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import events, on
from textual.app import App
from textual.binding import BindingType
from textual.screen import Screen
from textual.timer import Timer

from tui import speech, terminal, theme
from tui.alerts import Alerts
from tui.beat import Beat, Judged, Reported
from tui.frames import Incomplete, Release, Result, Scan, ScannerSettings, Stroke
from tui.keys import YES, Where, for_key
from tui.lanes import Lane
from tui.pins import PinLine
from tui.problems import OWN, problem_of, refused
from tui.scanner import ScanRouter
from tui.sound import Bells
from tui.speech import N_, _, ngettext
from tui.state import Hello, Verdict, Work
from tui.station import StationScreen
from tui.tones import tone_of
from tui.widgets import scrollbar
from tui.widgets.question import Question, TakesText

if TYPE_CHECKING:
    from tui.actions import Deeds
    from tui.backend import Backend

T = TypeVar("T")

Job = Callable[[int], Awaitable[Verdict]]
"""Something to be judged; it is given its sequence number."""

BROKEN = {
    "timeout": N_("The code broke off. Scan it again."),
    "too_long": N_("The code is longer than any code. Scan it again."),
    "garbled": N_("The scanner sent a character that cannot be read. Scan it again."),
    "interrupted": N_("These characters were typed but not ended by Enter; they are left out."),
    "empty": N_("The scanner sent an empty code. Scan it again."),
}
LATE = 0.02


def _nothing() -> None:
    pass


class KemasApp(App[int], inherit_bindings=False):
    """One station: a router, a queue with one consumer, a writer lane and reader lanes."""

    CSS_PATH = "styles/station.tcss"
    TITLE = "Kemas"
    BINDINGS: ClassVar[list[BindingType]] = []
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-normal"), (120, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (18, "-high"), (22, "-tall")]

    def __init__(
        self, backend: Backend, scanner: ScannerSettings | None = None, language: str = "en"
    ) -> None:
        self.frame = StationScreen()
        super().__init__()
        speech.switch(language)
        scrollbar.install()
        self.backend = backend
        self.router = ScanRouter(scanner)
        self.bells = Bells(self.bell)
        self.alerts = Alerts(self.frame.alert_line, self.bells)
        self.pin = PinLine(self)
        self.hello: Hello | None = None
        self.stopped = ""
        """Why the station could not begin; said after the screen is left."""
        self.work: Work | None = None
        self.operator = ""
        self.writer = Lane("writer")
        self.reader = Lane("reader")
        self.asker = Lane("asker")
        self.beat = Beat(self)
        self.opened = asyncio.Event()
        """Set once the backend can be asked."""
        self.when_open: Callable[[], None] = _nothing
        """Called once, when work can begin."""
        self._fifo: asyncio.Queue[Job] = asyncio.Queue()
        self.seq = 0
        """The number of the last code or action that was judged."""
        self._pending = 0
        self._timer: Timer | None = None
        self._rearmed = False
        for each in (theme.RICH, theme.PLAIN):
            self.register_theme(each)
        self.theme = theme.PLAIN.name if terminal.few_colours() else theme.RICH.name

    def get_default_screen(self) -> Screen[None]:
        """The frame itself is the first thing that is painted."""
        return self.frame

    @cached_property
    def deeds(self) -> Deeds:
        """What the keys do; loaded after the first paint."""
        from tui.actions import Deeds

        return Deeds(self)

    # Life.

    def on_mount(self) -> None:
        """Catch signals; begin the heavy part once the first paint is out."""
        with contextlib.suppress(ValueError, RuntimeError, NotImplementedError):
            terminal.catch_signals(asyncio.get_running_loop(), self.leave, self._ask_to_leave)
        self.frame.show_keys()
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self.run_worker(self._serve(), name="serve", exit_on_error=False)

    async def _serve(self) -> None:
        """Open the backend, then judge codes and actions one after the other, for ever."""
        if not await self._open():
            return
        self.beat.begin()
        while True:
            job = await self._fifo.get()
            self.seq += 1
            seq = self.seq
            try:
                verdict = await job(seq)
            except Exception as error:  # noqa: BLE001 - said; the next code is judged
                verdict = refused(seq, error)
            self._pending -= 1
            self.pin.follow(verdict)
            self.post_message(Judged(verdict))

    async def _open(self) -> bool:
        try:
            self.hello = await self.writer.run(self.backend.start)
        except Exception as error:  # noqa: BLE001 - told after the screen is left
            self.stopped = problem_of(error)
            self.leave(1)
            return False
        self.opened.set()
        hello = self.hello
        speech.switch(hello.language)
        if hello.scanner is not None:
            self.router.settings = hello.scanner
        self.seq = hello.last_seq
        self.post_message(Reported(hello.status))
        await self.deeds.arrive(hello)
        self.when_open()
        return True

    def leave(self, code: int) -> None:
        """End the app with an exit status."""
        self.exit(code, return_code=code)

    def _ask_to_leave(self) -> None:
        self.run_worker(self.deeds.confirm("quit"), exit_on_error=False)

    async def on_unmount(self) -> None:
        """Give the station back, but never wait long for it."""
        with contextlib.suppress(Exception):
            await asyncio.wait_for(self.writer.run(self.backend.close), 2.0)

    # Keys: before any widget sees one.

    async def on_event(self, event: events.Event) -> None:
        """Route keys and pastes; everything else goes its usual way."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            released = self._look_at_focus()
            await self._take(released)
            stroke = Stroke(event.key, event.character, event.time)
            typed = self.router.line
            results = self.router.feed(stroke)
            emptied = stroke.key == "escape" and typed and not (results or self.router.line)
            if emptied and isinstance(self.screen, Question):  # it means the question as well
                results = [Release(stroke)]
            await self._take(results)
            self._after_key()
        elif isinstance(event, events.Paste) and not event.is_forwarded:
            await self._take(self._look_at_focus())
            pasted = self.router.paste(event.text, event.time)
            if pasted is None:
                if isinstance(self.focused, TakesText):
                    self._say_rest(self.focused.paste(event.text))
            else:
                await self._take(pasted)
            self._after_key()
        else:
            await super().on_event(event)

    def _look_at_focus(self) -> list[Result]:
        return self.router.focus(isinstance(self.focused, TakesText))

    def _after_key(self) -> None:
        self.beat.moved()
        self.frame.code_line.code = self.router.line
        self.frame.code_line.pending = self._pending
        self._rearmed = False
        self._arm()

    def _arm(self, delay: float | None = None) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        deadline = self.router.deadline
        if deadline is not None:
            wait = delay or max(0.001, deadline - time.monotonic())
            self._timer = self.set_timer(wait, self._time_is_up)

    async def _time_is_up(self) -> None:
        """Let the router act, unless the loop stalled: then keys may wait that came in time."""
        deadline, now = self.router.deadline, time.monotonic()
        if deadline is None or now < deadline:
            self._arm()
        elif now - deadline > LATE and not self._rearmed:
            self._rearmed = True
            self._arm(LATE)
        else:
            await self._take(self.router.tick(now))
            self._after_key()

    async def _take(self, results: list[Result]) -> None:
        for result in results:
            if isinstance(result, Release):
                await self._hand_on(result.stroke)
            elif isinstance(result, Incomplete):
                self._report(result)
            elif not self._typed_into_question(result):
                self.scan(result.code)

    def _typed_into_question(self, scan: Scan) -> bool:
        if scan.how != "typed":
            return False
        if self.pin.took(scan.code):
            return True
        if isinstance(self.screen, Question):
            return self.screen.typed(scan.code)
        return self.frame.pane is not None and self.frame.pane.typed(scan.code)

    def _say_rest(self, left: int) -> None:
        """What of a pasted text had no room is never left out silently."""
        if left:
            said = ngettext(
                "{count} character had no room and is left out.",
                "{count} characters had no room and are left out.",
                left,
            )
            self.say(said.format(count=left))

    async def _hand_on(self, stroke: Stroke) -> None:
        """A key that belongs to no code: an action of the pane, else the focused widget's."""
        question = self.screen if isinstance(self.screen, Question) else None
        if question is not None and question.take(stroke.key):
            return
        if question is None and stroke.key == YES and self.frame.banner.verdict.asks:
            self.deeds.yes()
            return
        if question is None or question.gives_way:
            demo = self.hello is not None and self.hello.demo
            key = "enter" if stroke.key == "ctrl+j" else stroke.key
            action = for_key(key, self.where, demo=demo)
            if action is not None:
                if question is not None:
                    await question.dismiss(None)
                await self.deeds.do(action)
                return
        field = self.focused
        if isinstance(field, TakesText) and field.take(stroke.key, stroke.character):
            return
        if not isinstance(self.screen, Question) and self.deeds.explain(stroke.key):
            return
        await super().on_event(events.Key(stroke.key, stroke.character))

    @property
    def ready(self) -> bool:
        """Whether a pane is in front, complete, and nothing waits for its verdict."""
        pane = self.frame.pane
        return pane is not None and pane.settled and not self._pending

    @property
    def where(self) -> Where:
        """The pane in front."""
        return self.frame.where

    # Codes and commands: one queue, in the order of the keys.

    def scan(self, code: str) -> None:
        """Have a code judged after everything that came before it."""
        pane = self.frame.pane
        beside = None if pane is None or not pane.SCANS else (pane.WHERE.value, pane.target())

        def judge(seq: int) -> Awaitable[Verdict]:
            if (meant := self.pin.meant(code)) is not None:
                return self.writer.run(self.backend.act, seq, *meant)
            if beside is None:
                return self.writer.run(self.backend.scan, seq, code)
            return self.writer.run(self.backend.scan_in, seq, code, *beside)

        self.submit(judge)

    def command(self, action: str, values: dict[str, str]) -> None:
        """Have an action done after everything that came before it."""

        def do(seq: int) -> Awaitable[Verdict]:
            pin = self.pin.meant(values.get("choice", "")) if action == "sign_in" else None
            return self.writer.run(self.backend.act, seq, *(pin or (action, values)))

        self.submit(do)

    def submit(self, job: Job) -> None:
        """Put a job at the end of the queue; it gets its sequence number when its turn comes."""
        self._pending += 1
        self._fifo.put_nowait(job)

    def _report(self, broken: Incomplete) -> None:
        async def say(seq: int) -> Verdict:
            message = _(BROKEN[broken.why])
            code = "" if self.pin.who else broken.code
            return Verdict(seq, "incomplete", scanned=code, message=message, held=True)

        self.submit(say)

    async def read(self, function: Callable[..., T], *args: object) -> T:
        """Ask the backend something in the reader lane, once it is open."""
        await self.opened.wait()
        return await self.reader.run(function, *args)

    async def ask(self, function: Callable[..., T], *args: object) -> T:
        """The same for what a question needs: it does not wait behind the lists."""
        await self.opened.wait()
        return await self.asker.run(function, *args)

    def fail(self, error: Exception, *, held: bool = True) -> None:
        """Say that something could not be done; not held, where Esc would leave what was typed."""
        self.post_message(Judged(replace(refused(self.seq, error), held=held)))

    def say(self, message: str, then: str = "") -> None:
        """Tell something in passing; a message that was not seen yet stays, and rings again."""
        self.frame.banner.withdraw()
        shown = self.frame.banner.verdict
        if shown.held:
            self.bells.ring(tone_of(shown.kind))
        else:
            verdict = Verdict(self.seq, "info", message=message, next=then, work=self.work)
            self.post_message(Judged(verdict))

    def complain(self, message: str, then: str = "", *, held: bool = True) -> Verdict:
        """Tell at once what is wrong with what was typed, above a message that nobody saw yet."""
        complaint = Verdict(self.seq, "refused", message=message, next=then, held=held)
        self.frame.banner.cover(complaint)
        self.bells.ring(tone_of(complaint.kind))
        return complaint

    def simulate(self, *, right: bool) -> None:
        """In a demonstration: scan what the backend offers, after everything before it."""

        pane = self.frame.pane
        beside = None if pane is None or not pane.SCANS else (pane.WHERE.value, pane.target())

        def look_and_scan(seq: int) -> Verdict:
            code = self.backend.simulate(beside[0] if beside else "", right=right)
            if not code:
                nothing = _("There is nothing to scan here.")
                return Verdict(seq, "info", message=nothing, work=self.work)
            if beside is None:
                return self.backend.scan(seq, code)
            return self.backend.scan_in(seq, code, *beside)

        self.submit(lambda seq: self.writer.run(look_and_scan, seq))

    @on(Judged)
    def _judged(self, event: Judged) -> None:
        self.show_verdict(event.verdict)

    def show_verdict(self, verdict: Verdict) -> None:
        """Paint, ring, and go where the verdict leads."""
        if verdict.kind not in OWN:
            self.work = verdict.work
        self.frame.judge(verdict)
        self.frame.code_line.pending = self._pending
        self.bells.ring(tone_of(verdict.kind))
        self.deeds.follow(verdict)

    @on(Reported)
    def _show_status(self, event: Reported) -> None:
        self.frame.status_bar.status = event.status
        if event.status.connection == "online" or event.status.told:  # else nothing is known
            self.alerts.show(event.status.alerts)
        if self.frame.pane is not None:
            self.frame.pane.tick()
