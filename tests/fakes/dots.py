"""A printer's head for tests: what `fakes.paper` reads, burnt dot by dot where it belongs.

Positions follow the bytes alone: line spacing, feeds, justification, character size, the height and
module of codes. Only the shapes of letters are those of the preview, as every printer has its own.
"""

from __future__ import annotations

import segno
from fakes.paper import Code, _Reader
from PIL import Image

from printers import raster
from printers.layout import Line, Span, Style
from printers.symbols import bars

_CELL_WIDTH, _CELL_HEIGHT = 12, 24
_USUAL_SPACING = 30
_OVER_THE_CELL = 3  # rows of a drawn letter that a printer's own 24-row cell does not have


class _Head(_Reader):
    def __init__(self, job: bytes, width: int, motion: int) -> None:
        super().__init__(job, width)
        self.motion = motion
        self.dots = Image.new("1", (width, 0))
        self.glyphs: list[tuple[str, Style]] = []
        self.bars_height = 162

    def advance(self, rows: int) -> None:
        self.dots = self.dots.crop((0, 0, self.width, self.dots.height + rows))

    def justified(self, taken: int) -> int:
        room = self.width - taken
        return (0, room // 2, room)[self.state[b"a"]]

    def burn(self, picture: Image.Image, x: int) -> None:
        top = self.dots.height
        self.advance(picture.height)
        self.dots.paste(picture, (x, top))

    def letter(self, char: str) -> None:
        size = self.state[b"!"]
        style = Style(
            (size >> 4) + 1, (size & 7) + 1, bool(self.state[b"E"]), bool(self.state[b"B"])
        )
        self.glyphs.append((char, style))

    def end_line(self) -> None:
        glyphs, self.glyphs = self.glyphs, []
        tall = max((style.height for _char, style in glyphs), default=1)
        line = Image.new("1", (self.width, _CELL_HEIGHT * tall))
        x = self.justified(sum(_CELL_WIDTH * style.width for _char, style in glyphs))
        for char, style in glyphs:
            wide, high = _CELL_WIDTH * style.width, _CELL_HEIGHT * style.height
            drawn = raster.draw_line(Line((Span(char, style),)), wide)
            over = _OVER_THE_CELL * style.height
            line.paste(drawn.crop((0, over, wide, over + high)), (x, line.height - high))
            x += wide
        spacing = self.state[b"3"] // self.motion or _USUAL_SPACING
        self.burn(line, 0)
        self.advance(max(0, spacing - line.height))

    def moved(self, name: bytes, value: int) -> None:
        if name == b"\x1dh":
            self.bars_height = value
        elif name == b"\x1bJ":
            assert value % self.motion == 0, "half a dot"
            self.advance(value // self.motion)

    def coded(self, code: Code) -> None:
        if code.kind == "QR":
            symbol = segno.make_qr(code.text, error="m", boost_error=False)
            drawn = Image.new("1", (symbol.symbol_size(border=0)[0],) * 2)
            drawn.putdata([bit for row in symbol.matrix for bit in row])
            size = drawn.width * code.module
            drawn = drawn.resize((size, size), Image.Resampling.NEAREST)
        else:
            runs = bars(code.text, code.kind)  # type: ignore[arg-type]
            assert runs.native == code.payload
            drawn = Image.new("1", (code.dots, self.bars_height))
            x = 0
            for index, run in enumerate(runs.runs):
                if index % 2 == 0:
                    drawn.paste(1, (x, 0, x + run * code.module, self.bars_height))
                x += run * code.module
            assert x == code.dots
        self.burn(drawn, self.justified(drawn.width))

    def drew(self, pixels: Image.Image) -> None:
        assert self.state[b"a"] == 0
        self.burn(pixels, 0)


def burn(job: bytes, width: int = 576, motion: int = 1) -> Image.Image:
    """The dots that a printer of this width burns for a job; black is 1, cuts leave no trace."""
    head = _Head(job, width, motion)
    head.run()
    return head.dots
