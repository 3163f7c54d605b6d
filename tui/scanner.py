"""The scan router: tells codes from keys, by marks first, by timing second; loses nothing."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from tui.frames import (
    CONTROLS,
    QUANTITY,
    How,
    Incomplete,
    Release,
    Result,
    Scan,
    ScannerSettings,
    Stroke,
    Why,
)

_HALF = 2.0
"""Seconds within which the line feed of a CR LF follows its carriage return on a slow line."""


def _text(strokes: list[Stroke]) -> str:
    return "".join(stroke.text or "" for stroke in strokes)


@dataclass(slots=True)
class _Frame:
    """A code that is being received: until its terminator no key reaches anything else."""

    how: How
    code: str
    last: float
    head: str = ""
    over: bool = False
    deferred: list[Stroke] = field(default_factory=list)


class ScanRouter:
    """Turns strokes into codes and released keys, in order, whoever has the focus.

    On work screens (`field_focused` false) printable keys build a visible line that Enter ends; in
    a text field they are held for the length of a gap and released unless they prove to be a scan.
    """

    def __init__(self, settings: ScannerSettings | None = None) -> None:
        self.settings = settings or ScannerSettings()
        self._field = False
        self._frame: _Frame | None = None
        self._line: list[Stroke] = []
        self._held: list[Stroke] = []
        self._closed = float("-inf")
        self._broken = float("-inf")
        self._last = ""

    @property
    def line(self) -> str:
        """The code as it stands: typed so far, or being received."""
        if self._frame is not None:
            return self._frame.head + self._frame.code
        return _text(self._line)

    @property
    def deadline(self) -> float | None:
        """When `tick` has something to do if no key comes before, in seconds, monotonic."""
        if self._frame is not None:
            return self._frame.last + self.settings.timeout
        if self._held:
            return self._held[-1].time + self._gap()
        return None

    def focus(self, field_focused: bool) -> list[Result]:
        """Say whether a text field has the focus now; held keys are released before a change."""
        if field_focused == self._field:
            return []
        released = self._release_held()
        self._field = field_focused
        return released

    def tick(self, now: float) -> list[Result]:
        """Let time pass: end a code that stopped half-way, release keys that were only typed."""
        deadline = self.deadline
        if deadline is None or now < deadline:
            return []
        if self._frame is None:
            return self._release_held()
        return self._break(self._frame, "too_long" if self._frame.over else "timeout", now)

    def feed(self, stroke: Stroke) -> list[Result]:
        """Take the next key."""
        out = self.tick(stroke.time)
        last, self._last = self._last, stroke.key
        if last == "enter" and stroke.key == "ctrl+j" and stroke.time - self._closed <= _HALF:
            return out  # no hand types the line feed of a CR LF, however late a line brings it
        if self._frame is not None:
            return out + self._in_frame(self._frame, stroke)
        if stroke.key == self.settings.prefix_key:
            before = [] if self._field else self._line
            return out + self._release_held() + self._open("prefix", before, stroke)
        if self._field:
            return out + self._in_field(stroke)
        return out + self._in_line(stroke)

    def paste(self, text: str, now: float) -> list[Result] | None:
        """Take a bracketed paste; None means that it belongs to the focused text field."""
        pieces = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        if self._field and not (len(pieces) > 1 and text.startswith("]")):
            return None
        head, self._line = _text(self._line), []
        out: list[Result] = []
        for piece in pieces[:-1]:
            if head + piece:
                out.append(self._judge(head + piece, "paste", now))
            head = ""
        self._line = [Stroke(char, char, now) for char in (head + pieces[-1])]
        if len(self._line) > self.settings.limit:
            out.append(Incomplete(_text(self._line)[: self.settings.limit], "too_long", now))
            self._line = []
        return out

    # A marked code: prefix or AIM identifier (ISO/IEC 15424) to terminator.

    def _open(self, how: How, before: list[Stroke], stroke: Stroke, code: str = "") -> list[Result]:
        """Begin a frame; a quantity typed before it is part of it, anything else is not."""
        head = _text(before)
        self._held = []
        if not self._field:
            self._line = []
        if QUANTITY.fullmatch(head):
            self._frame = _Frame(how, code, stroke.time, head=head)
            return []
        self._frame = _Frame(how, code, stroke.time)
        if self._field:
            return [Release(each) for each in before]
        return [Incomplete(head, "interrupted", stroke.time)] if head else []

    def _in_frame(self, frame: _Frame, stroke: Stroke) -> list[Result]:
        frame.last = stroke.time
        if self._ends(stroke):
            if frame.over:
                return self._break(frame, "too_long", stroke.time, ended=True)
            self._frame, self._closed = None, stroke.time
            only_mark = len(frame.code) <= (3 if frame.how == "aim" else 0)
            if only_mark:
                broken = Incomplete(frame.head + frame.code, "empty", stroke.time)
                return [broken, *map(Release, frame.deferred)]
            code = self._judge(frame.head + frame.code, frame.how, stroke.time)
            return [code, *map(Release, frame.deferred)]
        text = stroke.text
        if text is None and stroke.character and stroke.key.startswith("ctrl+"):
            text = stroke.character
        if text is None:
            frame.deferred.append(stroke)
        elif len(frame.head + frame.code) >= self.settings.limit:
            frame.over = True
        else:
            frame.code += text
        return []

    def _break(self, frame: _Frame, why: Why, now: float, *, ended: bool = False) -> list[Result]:
        self._frame = None
        if ended:
            self._closed = now
        else:
            self._broken = now
        return [Incomplete(frame.head + frame.code, why, now), *map(Release, frame.deferred)]

    def _judge(self, code: str, how: How, now: float) -> Scan | Incomplete:
        """The finished code, without the configured suffix; unreadable or endless ones are said."""
        if self.settings.suffix and not self.settings.suffix_key:
            code = code.removesuffix(self.settings.suffix)
        if len(code) > self.settings.limit:
            return Incomplete(code[: self.settings.limit], "too_long", now)
        if "\ufffd" in code:
            return Incomplete(code, "garbled", now)
        return Scan(code, how, now)

    # Work screens: everything printable is a code in the making.

    def _in_line(self, stroke: Stroke) -> list[Result]:
        text = stroke.text
        if text is not None and (stroke.key not in CONTROLS or self._line):
            self._line.append(stroke)
            return self._marked(self._line) or self._overflow(self._line)
        if self._ends(stroke):
            if not self._line:
                return self._terminator_alone(stroke)
            fast = self._tail(self._line, stroke) >= self.settings.burst
            if stroke.key != "tab" or fast or self.settings.ends == "tab":
                return self._end_line(stroke)
        elif stroke.key == "backspace" and self._line:
            self._line.pop()
            return []
        elif stroke.key == "escape" and self._line:
            self._line = []
            return []
        return [Release(stroke)]

    def _end_line(self, end: Stroke) -> list[Result]:
        """Judge the line; a stale rest before a burst is reported, not glued to it."""
        line, self._line, self._closed = self._line, [], end.time
        size = self._tail(line, end)
        if size < self.settings.burst:
            return [self._judge(_text(line), "typed", end.time)]
        before, burst = line[:-size], line[-size:]
        pause = burst[0].time - before[-1].time if before else 0.0
        glued = not before or pause < self.settings.stale or not self.settings.timing
        if glued and before and not QUANTITY.fullmatch(_text(before)):
            return [self._judge(_text(line), "typed", end.time)]
        out: list[Result] = []
        head = _text(before)
        if not glued and not QUANTITY.fullmatch(head):
            out.append(Incomplete(head, "interrupted", end.time))
            head = ""
        return [*out, self._judge(head + _text(burst), "burst", end.time)]

    def _terminator_alone(self, stroke: Stroke) -> list[Result]:
        """Enter without a code: half of CR LF, the late end of a broken code, or a key."""
        if stroke.time - self._closed <= self.settings.bounce:
            return []
        if stroke.time - self._broken <= self.settings.late:
            self._broken = float("-inf")
            self._closed = stroke.time
            return []
        return [Release(stroke)]

    # Text fields: keys are held until they prove to be typed.

    def _in_field(self, stroke: Stroke) -> list[Result]:
        text = stroke.text
        if text is not None and (stroke.key not in CONTROLS or self._held):
            self._held.append(stroke)
            opened = self._marked(self._held) or self._overflow(self._held)
            if self._frame is None and not self.settings.timing and not self._mark_begun():
                return opened + self._release_held()
            return opened
        if self._ends(stroke):
            if not self._held:
                return self._terminator_alone(stroke)
            if self.settings.timing and len(self._held) >= self.settings.burst:
                burst, self._held, self._closed = self._held, [], stroke.time
                return [self._judge(_text(burst), "burst", stroke.time)]
        return [*self._release_held(), Release(stroke)]

    def _release_held(self) -> list[Result]:
        held, self._held = self._held, []
        return [Release(stroke) for stroke in held]

    # Shared by both.

    def _ends(self, stroke: Stroke) -> bool:
        """Whether a key ends a code."""
        return stroke.key in self.settings.terminators or stroke.key == self.settings.suffix_key

    def _marked(self, strokes: list[Stroke]) -> list[Result]:
        """Open a frame when the last strokes are an AIM identifier or the configured prefix."""
        prefix = "" if self.settings.prefix_key else self.settings.prefix
        size = len(prefix)
        if prefix and _text(strokes[-size:]) == prefix and self._starts(strokes, size):
            return self._open("prefix", strokes[:-size], strokes[-1])
        mark = _text(strokes[-3:]) if self.settings.aim else ""
        is_mark = len(mark) == 3 and mark[0] == "]" and mark[1].isalpha() and mark[2].isalnum()
        if is_mark and mark.isascii() and self._starts(strokes, 3):
            return self._open("aim", strokes[:-3], strokes[-1], mark)
        return []

    def _starts(self, strokes: list[Stroke], size: int) -> bool:
        """Whether the last `size` strokes came quickly and stand at the start of something."""
        mark = strokes[-size:]
        if len(mark) < size:
            return False
        quick = all(
            later.time - earlier.time <= self.settings.mark_gap
            for earlier, later in itertools.pairwise(mark)
        )
        before = strokes[:-size]
        return quick and (
            not before
            or mark[0].time - before[-1].time > self.settings.gap
            or QUANTITY.fullmatch(_text(before)) is not None
        )

    def _mark_begun(self) -> bool:
        """Whether the held keys could be the beginning of an AIM identifier or of the prefix."""
        text = _text(self._held)
        aim = self.settings.aim and text[0] == "]" and len(text) < 3
        aim = aim and text[1:].isalpha() == bool(text[1:])
        prefix = "" if self.settings.prefix_key else self.settings.prefix
        return aim or bool(prefix and prefix.startswith(text))

    def _gap(self) -> float:
        """How long the next key of a held burst may take."""
        return self.settings.mark_gap if self._mark_begun() else self.settings.gap

    def _overflow(self, strokes: list[Stroke]) -> list[Result]:
        """Cut off what is longer than any code: the rest is swallowed up to its terminator."""
        if len(strokes) > self.settings.limit:
            code = _text(strokes)[: self.settings.limit]
            self._line, self._held = [], []
            self._frame = _Frame("burst", code, strokes[-1].time, over=True)
        return []

    def _tail(self, strokes: list[Stroke], end: Stroke) -> int:
        """How many of the last strokes form one burst that ends with `end`."""
        size, later = 0, end.time
        for stroke in reversed(strokes):
            if later - stroke.time > self.settings.gap:
                break
            size, later = size + 1, stroke.time
        return size
