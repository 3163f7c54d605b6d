"""A printer's eye for tests: walks a job command by command and says what comes out on paper.

It is strict: an unknown command, a byte that is neither command nor printable, a command in the
middle of a line, a line or code wider than the paper, or a real-time sequence anywhere in the
job is an AssertionError.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from PIL import Image

_ONE_BYTE = {b"\x1b": b"Rt3JdaE", b"\x1d": b"!Bhw"}
_NO_BYTE = {b"\x1b": b"@2", b"\x1c": b"."}
_AT_LINE_START = {b"\x1ba", b"\x1bd", b"\x1b@", b"\x1dk", b"\x1dv", b"\x1d(", b"\x1dV"}
_SYSTEMS = {67: "EAN13", 69: "CODE39", 73: "CODE128"}


_PAGES = {0: "cp437", 2: "cp850", 16: "cp1252", 19: "cp858"}


@dataclass
class Code:
    """A code that the printer draws by itself."""

    kind: str
    text: str
    payload: bytes
    module: int
    dots: int


@dataclass
class Paper:
    """What came out."""

    lines: list[str] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
    pictures: list[Image.Image] = field(default_factory=list)
    commands: list[bytes] = field(default_factory=list)
    cuts: int = 0
    kicks: int = 0
    """How often the cash drawer was opened."""

    @property
    def text(self) -> str:
        """All native text, a line each."""
        return "\n".join(self.lines)


def _code128(payload: bytes) -> tuple[str, int]:
    """The text of a ``GS k`` CODE128 payload and its width in modules."""
    assert payload[:1] == b"{", "a code must say its set first"
    text, at, current, symbols = "", 0, b"", 0
    while at < len(payload):
        if payload[at : at + 1] == b"{" and payload[at + 1 : at + 2] != b"{":
            current = payload[at + 1 : at + 2]
            assert current in (b"B", b"C")
            at, symbols = at + 2, symbols + 1
            continue
        value = payload[at]
        if current == b"C":
            assert value <= 99
            text += f"{value:02d}"
        else:
            assert 32 <= value <= 126
            at += value == ord("{")
            text += chr(value)
        at, symbols = at + 1, symbols + 1
    return text, 11 * (symbols + 1) + 13  # and a check symbol, and the stop


class _Reader:
    def __init__(self, job: bytes, width: int) -> None:
        self.job, self.width, self.at = job, width, 0
        self.paper = Paper()
        self.line, self.used = "", 0
        self.size = 0
        self.state = {b"E": 0, b"B": 0, b"!": 0, b"a": 0, b"3": 0}
        self.module = 3
        self.codec = "ascii"
        self.stored: Image.Image | None = None
        self.qr: dict[int, bytes] = {}

    # What a reader may do beside reading: `fakes.dots` draws.
    def letter(self, char: str) -> None:
        """A character goes into the line."""

    def end_line(self) -> None:
        """The line is printed."""

    def moved(self, name: bytes, value: int) -> None:
        """The paper is fed, or the height of bars is set."""

    def coded(self, code: Code) -> None:
        """The printer draws a code."""

    def drew(self, pixels: Image.Image) -> None:
        """A picture is printed at the left edge."""

    def take(self, count: int) -> bytes:
        taken = self.job[self.at : self.at + count]
        assert len(taken) == count, "the job ends within a command"
        self.at += count
        return taken

    def run(self) -> Paper:
        assert not re.search(rb"\x10[\x04\x05\x14]", self.job), "real-time bytes in the job"
        assert self.job.startswith(b"\x1b@"), "a job begins with a reset"
        while self.at < len(self.job):
            byte = self.take(1)
            if byte in (b"\x1b", b"\x1c", b"\x1d"):
                self.command(byte)
            elif byte == b"\n":
                self.paper.lines.append(self.line)
                self.end_line()
                self.line, self.used = "", 0
            else:
                assert 0x20 <= byte[0] != 0x7F, f"byte {byte!r} at {self.at - 1}"
                self.letter(byte.decode(self.codec))
                self.line += byte.decode(self.codec)
                self.used += 12 * ((self.state[b"!"] >> 4) + 1)
                assert self.used <= self.width, f"line too wide: {self.line!r}"
        assert not self.line, "the last line is not ended"
        assert not any(self.state.values()), f"styles left behind: {self.state}"
        return self.paper

    def command(self, first: bytes) -> None:
        letter = self.take(1)
        name = first + letter
        self.paper.commands.append(name)
        if name in _AT_LINE_START:
            assert not self.line, f"{name!r} in the middle of a line"
        if letter in _NO_BYTE.get(first, b""):
            if letter in b"@2":
                self.state[b"3"] = 0
        elif letter in _ONE_BYTE.get(first, b""):
            value = self.take(1)[0]
            if letter in self.state:
                self.state[letter] = value
            if name in (b"\x1bJ", b"\x1bd", b"\x1dh"):
                self.moved(name, value)
            if name == b"\x1bt":
                # Page 0 at the beginning of a job is for ASCII alone.
                first = self.paper.commands.count(name) == 1
                self.codec = "ascii" if first and not value else _PAGES[value]
            if name == b"\x1dw":
                assert 2 <= value <= 6
                self.module = value
        elif name == b"\x1dk":
            self.barcode()
        elif name == b"\x1d(":
            if self.take(1) == b"L":
                self.graphics()
            else:
                self.at -= 1
                self.symbol()
        elif name == b"\x1b*":
            self.columns()
        elif name == b"\x1dv":
            self.picture()
        elif name == b"\x1bp":
            pin, on, off = self.take(3)
            assert pin in (0, 1), "a drawer hangs on pin 2 or 5"
            assert 0 < on <= off, "a pulse that is longer than the rest burns the coil"
            self.paper.kicks += 1
        elif name == b"\x1dV":
            assert self.take(1) == b"B"
            self.take(1)
            self.paper.cuts += 1
        else:
            raise AssertionError(f"unknown command {name!r}")

    def barcode(self) -> None:
        system, length = self.take(2)
        payload = self.take(length)
        kind = _SYSTEMS[system]
        if kind == "CODE128":
            text, modules = _code128(payload)
        else:
            text = payload.decode("ascii")
            modules = 95 if kind == "EAN13" else 16 * (len(text) + 2) - 1
        dots = modules * self.module
        assert dots <= self.width, f"the printer prints nothing of a code of {dots} dots"
        code = Code(kind, text, payload, self.module, dots)
        self.paper.codes.append(code)
        self.coded(code)

    def symbol(self) -> None:
        assert self.take(1) == b"k"
        low, high = self.take(2)
        body = self.take(low + 256 * high)
        assert body[:1] == b"1"
        self.qr[body[1]] = body[2:]
        if body[1] == 81:
            text = self.qr[80][1:].decode("ascii")
            assert text.isprintable()
            code = Code("QR", text, self.qr[80], self.qr[67][0], 0)
            self.paper.codes.append(code)
            self.coded(code)

    def graphics(self) -> None:
        """Store a picture, then print it."""
        low, high = self.take(2)
        body = self.take(low + 256 * high)
        if body == b"02":
            assert self.stored is not None, "nothing is stored to be printed"
            self.paper.pictures.append(self.stored)
            self.stored = None
            return
        assert body[:6] == b"0p0\x01\x011", f"{body[:6]!r}"
        width, height = (body[at] + 256 * body[at + 1] for at in (6, 8))
        assert len(body) == 10 + -(-width // 8) * height
        self.stored = Image.frombytes("1", (width, height), body[10:])

    def columns(self) -> None:
        """One line of 24 dots; the line spacing must be as high, or there are gaps."""
        mode, low, high = self.take(3)
        assert mode == 33
        assert self.state[b"3"] in {24, 48}
        width = low + 256 * high
        turned = Image.frombytes("1", (24, width), self.take(3 * width))
        self.paper.pictures.append(turned.transpose(Image.Transpose.TRANSPOSE))
        assert self.take(1) == b"\n"

    def picture(self) -> None:
        assert self.take(1) == b"0"
        mode, low, high, rows, more = self.take(5)
        assert more == 0, "a band is at most 255 rows"
        width = low + 256 * high
        pixels = Image.frombytes("1", (width * 8, rows), self.take(width * rows))
        if mode:
            assert mode == 3
            pixels = pixels.resize((width * 16, rows * 2))
        assert pixels.width <= self.width
        self.paper.pictures.append(pixels)
        self.drew(pixels)


def read(job: bytes, width: int = 576) -> Paper:
    """What a printer of this width in dots makes of a job."""
    return _Reader(job, width).run()


def on_white(picture: Image.Image, margin: int = 40) -> Image.Image:
    """A picture whose black is 1 as paper for a scanner, with a quiet zone around it."""
    paper = Image.new("L", (picture.width + 2 * margin, picture.height + 2 * margin), 255)
    paper.paste(picture.convert("L").point(lambda value: 255 - value), (margin, margin))
    return paper
