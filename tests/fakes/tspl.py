"""A label printer's eye for tests: reads a TSPL job strictly, back to the dots that burn."""

from __future__ import annotations

import re
from dataclasses import dataclass

from PIL import Image

_SIZE = re.compile(r"SIZE (\d{1,3}) mm,(\d{1,4}) mm")
_GAP = re.compile(r"GAP (\d{1,2}) mm,0 mm")
_BITMAP = re.compile(rb"BITMAP (\d{1,4}),(\d{1,5}),(\d{1,3}),(\d{1,5}),0,")
_DOTS = 8  # a millimetre


@dataclass
class Sticker:
    """One label that came out; black is 1."""

    wide_mm: int
    high_mm: int
    gap_mm: int
    picture: Image.Image


class _Reader:
    def __init__(self, job: bytes) -> None:
        self.job, self.at = job, 0
        assert not re.search(rb"\x1b!|~!", job), "bytes that a printer obeys at once"

    def line(self) -> str:
        end = self.job.find(b"\r\n", self.at)
        assert end >= 0, "a command without its end"
        line = self.job[self.at : end]
        assert re.fullmatch(rb"[ -~]+", line), f"no command: {line[:40]!r}"
        self.at = end + 2
        return line.decode("ascii")

    def sticker(self) -> Sticker:
        size = _SIZE.fullmatch(self.line())
        assert size, "a label begins with its size"
        gap = _GAP.fullmatch(self.line())
        assert gap, "the gap comes after the size"
        assert self.line() == "DIRECTION 0"
        assert self.line() == "CLS"
        wide, high = int(size[1]), int(size[2])
        picture = Image.new("1", (wide * _DOTS, high * _DOTS))
        while self.job.startswith(b"BITMAP", self.at):
            self.bitmap(picture)
        assert self.line() == "PRINT 1,1"
        return Sticker(wide, high, int(gap[1]), picture)

    def bitmap(self, picture: Image.Image) -> None:
        head = _BITMAP.match(self.job, self.at)
        assert head, "a picture's command is not whole"
        x, y, columns, rows = map(int, head.groups())
        data = self.job[head.end() : head.end() + columns * rows]
        assert len(data) == columns * rows, "the job ends within a picture"
        assert x + columns * 8 <= picture.width, "the picture is wider than the label"
        assert y + rows <= picture.height, "the picture is longer than the label"
        burnt = bytes(byte ^ 0xFF for byte in data)  # 0 burns
        picture.paste(Image.frombytes("1", (columns * 8, rows), burnt), (x, y))
        self.at = head.end() + columns * rows
        assert self.job[self.at : self.at + 2] == b"\r\n", "a picture longer than it says"
        self.at += 2


def read(job: bytes) -> list[Sticker]:
    """The labels of a job; an AssertionError for anything that is not known or not whole."""
    reader, stickers = _Reader(job), list[Sticker]()
    while reader.at < len(job):
        stickers.append(reader.sticker())
    assert stickers, "a job without a label"
    return stickers
