"""The shop's logo: a PNG file that becomes one-bit dots, once for each width of paper."""

from __future__ import annotations

import struct
import threading
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import Refusal
from printers.layout import Picture

if TYPE_CHECKING:
    from PIL import Image

MAX_BYTES = 2 * 1024 * 1024
MAX_PIXELS = 4_000_000
"""More than any print head can show; what is larger is refused before a pixel is unpacked."""
_MAX_SIDE = 8192
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_INK = 128  # grey below which a dot burns; line art has hardly any grey but at its edges
_FLATNESS = 5  # the paper is that much wider than the logo may be high
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    EOFError,
    IndexError,
    KeyError,
    OverflowError,
    MemoryError,
    struct.error,
    zlib.error,
)
"""What damaged and hostile files make a reader of pictures raise."""


@dataclass(eq=False)
class Logo:
    """The file's content, read once; what is drawn of it is kept by width."""

    path: Path
    content: bytes = field(repr=False)
    _drawn: dict[int, Picture | None] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __reduce__(self) -> tuple[type[Logo], tuple[Path, bytes]]:
        """To processes that draw it goes without what was drawn of it here."""
        return Logo, (self.path, self.content)

    @classmethod
    def read(cls, path: Path) -> Logo:
        """Read a logo and look at its header; nothing of it is unpacked yet.

        Raises Refusal ``logo_missing``, ``logo_unreadable``, ``logo_not_png`` or ``logo_too_big``.
        """
        try:
            with path.open("rb") as file:
                content = file.read(MAX_BYTES + 1)
        except FileNotFoundError:
            raise Refusal("logo_missing", path=str(path)) from None
        except OSError as error:
            raise Refusal("logo_unreadable", path=str(path), reason=error.strerror or "") from error
        if len(content) > MAX_BYTES:
            raise Refusal("logo_too_big", path=str(path), limit_kb=MAX_BYTES // 1024, **_bounds())
        if not content.startswith(_SIGNATURE) or content[12:16] != b"IHDR" or len(content) < 33:
            raise Refusal("logo_not_png", path=str(path))
        width, height = struct.unpack(">II", content[16:24])
        if not (0 < width <= _MAX_SIDE and 0 < height <= _MAX_SIDE) or width * height > MAX_PIXELS:
            raise Refusal("logo_too_big", path=str(path), limit_kb=MAX_BYTES // 1024, **_bounds())
        return cls(path, content)

    def at(self, width_dots: int) -> Picture | None:
        """The logo for paper of this width: whole, never enlarged, at most a fifth as high.

        None where it is empty paper. Raises Refusal ``logo_broken``.
        """
        with self._lock:
            if width_dots not in self._drawn:
                self._drawn[width_dots] = self._draw(width_dots)
            return self._drawn[width_dots]

    def _draw(self, width_dots: int) -> Picture | None:
        from PIL import Image

        grey = self._grey()
        ink = _dots(grey).getbbox()
        if ink is None:
            return None
        grey = grey.crop(ink)
        scale = min(1.0, width_dots / grey.width, (width_dots // _FLATNESS) / grey.height)
        size = (max(1, round(grey.width * scale)), max(1, round(grey.height * scale)))
        small = grey if size == grey.size else grey.resize(size, Image.Resampling.BOX)
        dots = _dots(small)
        return Picture(dots.width, dots.height, dots.tobytes())

    def _grey(self) -> Image.Image:
        """The picture in greys on white paper."""
        import io

        from PIL import Image

        try:
            with Image.open(io.BytesIO(self.content), formats=["PNG"]) as picture:
                picture.load()
                layers = picture.convert("RGBA")
            paper = Image.new("RGBA", layers.size, "white")
            return Image.alpha_composite(paper, layers).convert("L")
        except _BROKEN as error:
            raise Refusal("logo_broken", path=str(self.path)) from error


def _dots(grey: Image.Image) -> Image.Image:
    """Grey as dots: black is 1."""
    return grey.point([1] * _INK + [0] * (256 - _INK), "1")


def _bounds() -> dict[str, object]:
    return {"side": _MAX_SIDE, "pixels": MAX_PIXELS // 1_000_000}
