"""The status bar: where, who, printers, outbox, connection, and the next courier cut-off."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui.keys import BY_NAME, key_name
from tui.lights import AS_IT_SHOULD_BE, LIGHTS
from tui.speech import N_, _
from tui.state import Connection, PrinterLight, Status
from tui.text import cells, clip, join, safe

_Piece = tuple[str, str]

TIGHT = 64
"""Below this width, in cells, only what is not as it should be gets its word."""
_SOON = 30
"""Minutes before a pick-up from which on the clock warns."""
LINES: dict[Connection, tuple[str, str]] = {
    "starting": ("$warning", N_("connecting …")),
    "online": ("$success", N_("online")),
    "busy": ("$warning", N_("busy")),
    "offline": ("$error", N_("offline")),
}


class StatusBar(Widget):
    """Two lines that are always there; states are colour and word."""

    status: reactive[Status] = reactive(Status(station="…"))
    lookers: reactive[tuple[str, ...]] = reactive(())
    """Who looks at this screen from elsewhere; whoever works here always sees it."""

    def render(self) -> Content:
        """Both lines for the width at hand."""
        width = self.size.width
        first = _line(self._place(), self._cutoff(), width)
        ways = [*self._late(), *self._ways()]
        room = width - _cells(ways)
        lights = self._lights(room)
        saved = self._saved()
        if _cells(lights) + _cells(saved) < room:
            ways = [*saved, *ways]
        second = _line(lights, ways, width)
        return Content("\n").join([first, second])

    def _place(self) -> list[_Piece]:
        status = self.status
        pieces = [(f" {safe(status.station)} ", "$accent-ink on $accent bold")]
        if self.lookers:
            names = ", ".join(name or "kemas" for name in self.lookers)
            said = _("● {names} looks on").format(names=safe(names))
            pieces.append((f" {said} ", "$warn-ink on $warn bold"))
        if status.notice:
            pieces.append((f" {safe(status.notice)} ", "$warn-ink on $warn bold"))
        pieces += [(f" {safe(text)} ", "bold") for text in (status.mode,) if text]
        pieces += [(f" {safe(text)} ", "") for text in (status.operator, status.warehouse) if text]
        return pieces

    @property
    def _tight(self) -> bool:
        return self.size.width < TIGHT

    def _cutoff(self) -> list[_Piece]:
        cutoff = self.status.cutoff
        if cutoff is None:
            return []
        clock = _clock(cutoff.minutes)
        if self._tight:
            late = _("{count} late").format(count=cutoff.at_risk)
            said = (f" {late} ", "$warn-ink on $warn bold") if cutoff.at_risk else ("", "")
            return [(f"{safe(cutoff.time)} ", "bold"), clock, said]
        pieces = [(f"{safe(cutoff.time)} {safe(cutoff.courier)} ", "bold"), clock]
        if cutoff.waiting:
            pieces.append((_("{count} to pack").format(count=cutoff.waiting) + " ", ""))
        if cutoff.standing:
            pieces.append((_("{count} to hand over").format(count=cutoff.standing) + " ", ""))
        if cutoff.at_risk:
            late = _("{count} late").format(count=cutoff.at_risk)
            pieces.append((f" {late} ", "$warn-ink on $warn bold"))
        elif not cutoff.waiting and not cutoff.standing:
            pieces.append((_("all in time") + " ", "$success"))
        return pieces

    def _lights(self, room: int) -> list[_Piece]:
        """As much as fits: all words; those of faults; then only the faults have names."""
        printers = self.status.printers
        if not printers:
            return [(" ", ""), (_("no printer"), "$quiet")]
        faults = [one for one in printers if one.state not in AS_IT_SHOULD_BE]
        fine = len(printers) - len(faults)
        rest = [("● ", "$success"), (_("{count} ready").format(count=fine), "")] if fine else []
        offers = [_all(printers, tight=True), [*_all(faults, tight=True), *rest]]
        if not self._tight:
            offers.insert(0, _all(printers, tight=False))
        for pieces in offers:
            if _cells(pieces) < room:
                break
        return [(" ", ""), *pieces]

    def _standing(self) -> str:
        """The ways to buyers that nothing goes, beside what waits for them."""
        ways = ", ".join(safe(way) for way in self.status.standing)
        return " (" + _("no {ways}").format(ways=ways) + ")" if ways else ""

    def _late(self) -> list[_Piece]:
        """A backup that is too old is told at any width, its age else where there is room."""
        return [(f"{self.status.saved}  ", "$error bold")] if self.status.is_saved_late else []

    def _saved(self) -> list[_Piece]:
        quiet = self.status.saved and not self.status.is_saved_late and not self._tight
        return [(f"{self.status.saved}  ", "$quiet")] if quiet else []

    def _ways(self) -> list[_Piece]:
        status = self.status
        counts = {"waiting": status.waiting, "unknown": status.unknown}
        waiting = _("{count} waiting").format(count=status.waiting)
        unknown = _("{count} unknown").format(count=status.unknown)
        if status.unknown and status.unknown_at:  # a person has to say what came of it
            unknown += f" ({key_name(BY_NAME[status.unknown_at].key)})"
        colour, word = LINES[status.connection][0], _(LINES[status.connection][1])
        if status.kept:
            word += " " + _("({count} wait)").format(count=status.kept)
        if self._tight:
            return [
                (
                    _("out {waiting}+{unknown}?").format(**counts),
                    "$error bold" if status.unknown or status.standing else "",
                ),
                ("!" if status.standing else "", "$error bold"),
                (f" {word} ", "" if status.connection == "online" else colour),
            ]
        back = _("{count} to put back").format(count=status.put_back) + "  "
        return [
            (back if status.put_back else "", "$warning"),
            (_("outbox") + " ", "$quiet"),
            (waiting, "bold" if status.waiting else "$quiet"),
            (self._standing(), "$error bold"),
            (", ", "$quiet"),
            (unknown, "$error bold" if status.unknown else "$quiet"),
            ("  ● ", colour),
            (word + " ", "" if status.connection == "online" else colour),
        ]


def _cells(pieces: Iterable[_Piece]) -> int:
    return sum(cells(text) for text, _style in pieces)


def _clock(minutes: int | None) -> _Piece:
    """How long until the pick-up, on a clock that warns in its last half hour."""
    if minutes is None:
        return ("", "")
    if minutes < 0:
        return (_("passed") + " ", "$error bold")
    style = "$warning bold" if minutes < _SOON else "$quiet"
    return (f"-{minutes // 60}:{minutes % 60:02} ", style)


def _all(printers: Iterable[PrinterLight], *, tight: bool) -> list[_Piece]:
    return [piece for printer in printers for piece in _light(printer, tight=tight)]


def _light(printer: PrinterLight, *, tight: bool) -> list[_Piece]:
    """Colour, name, how many wait, and the word; where it is tight, only what is wrong has one."""
    colour, word = LIGHTS[printer.state]
    well = printer.state in AS_IT_SHOULD_BE
    waiting = (f"{printer.waiting} ", "bold") if printer.waiting else ("", "")
    pieces = [("● ", colour), (safe(printer.name) + " ", ""), waiting]
    if tight:
        return [*pieces, ("" if well else _(word) + " ", f"{colour} bold")]
    quiet = printer.state in {"ok", "silent"}
    return [*pieces, (_(word) + "  ", "$quiet" if quiet else f"{colour} bold")]


def _line(left: list[_Piece], right: list[_Piece], width: int) -> Content:
    """Left and right pieces in one line; where both do not fit, the left gives way first."""
    right_width = sum(cells(text) for text, _style in right)
    room = max(width - right_width, width // 2)
    shown, used = _cut(left, room)
    tail, tail_used = _cut(right, width - used)
    space = (" " * max(0, width - used - tail_used), "")
    return join(*shown, space, *tail)


def _cut(pieces: list[_Piece], room: int) -> tuple[list[_Piece], int]:
    kept: list[_Piece] = []
    used = 0
    for text, style in pieces:
        size = cells(text)
        if used + size > room:
            text = clip(text, room - used)  # noqa: PLW2901 - the last piece is cut
            size = cells(text)
            if size:
                kept.append((text, style))
                used += size
            break
        kept.append((text, style))
        used += size
    return kept, used
