"""The lines of a pasted text without what a chat program puts around them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from core.text import clean, fold

EDGES = " \t,.;:-–—|/>•·"
"""What may be left off the ends of a piece: it parts, and says nothing."""
LONGEST = 4000
"""Characters that are read; what comes after them is kept unread."""

_CLOCK = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[ap]\.?m\.?)?"
_DAY = r"\d{1,4}[/.-]\d{1,2}(?:[/.-]\d{1,4})?"
_SENDER = r"[^:\n]{1,60}:\s"
# As WhatsApp copies messages: [21/11/26 14.03] Name: …, 21/11/26, 14.03 - Name: …
_STAMP = re.compile(
    rf"\s*(?:\[\s*(?:{_CLOCK}\s*,?\s*{_DAY}|{_DAY}\s*,?\s*{_CLOCK})\s*\]\s*(?:{_SENDER})?"
    rf"|{_DAY},?\s+{_CLOCK}\s+[-–]\s+(?:{_SENDER})?)",
    re.IGNORECASE,
)
# As Telegram and Zalo do: a line of its own with the name and the time.
_STAMP_LINE = re.compile(
    rf"\s*(?:[^,\[\d]{{1,60}},?\s*)?\[?\s*{_DAY}\s*,?\s*{_CLOCK}\s*\]?:?\s*", re.IGNORECASE
)
_FORWARD = re.compile(
    r"[\s>*_-]*(?:forwarded(?: message)?|diteruskan(?: berkali-kali)?|pesan diteruskan"
    r"|da chuyen tiep|tin nhan chuyen tiep|<[^>]*(?:media|omitted|dihilangkan)[^>]*>)[\s:*_-]*"
)
_MARKS = re.compile(r"(?<![\d*])[*_~`]+|[*_~`]+(?![\d*_~`])")
_UNSEEN = re.compile(r"[\u200b-\u200d\ufe0e\ufe0f]")


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is to be read, line by line (empty lines too), and what is not."""

    lines: tuple[str, ...]
    noise: tuple[str, ...]


def prepare(text: str) -> Prepared:
    """Lines without stamps of chat programs, emphasis marks and pictures; those are the noise."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text, after = text[:LONGEST], text[LONGEST:]
    lines: list[str] = []
    noise: list[str] = []
    for raw in text.split("\n"):
        line = clean(_MARKS.sub(" ", _UNSEEN.sub("", raw)))
        if _FORWARD.fullmatch(flat(line)) or (line and _STAMP_LINE.fullmatch(line)):
            noise.append(line)
            continue
        if stamp := _STAMP.match(line):
            noise.append(clean(stamp.group()))
            line = line[stamp.end() :]
        line, pictures = _without_pictures(line)
        noise += pictures
        lines.append(line)
    noise += [part for raw in after.split("\n") if (part := clean(raw))]
    return Prepared(tuple(lines), tuple(noise))


def flat(text: str) -> str:
    """Lower case without accents, character for character: positions stay what they are."""
    return "".join((fold(char) or char)[0] for char in text)


# Words and names that without their accents would be words for streets and wards.
_OTHERS = re.compile(
    r"\b(?:phượng|phương|quân|quán|huyền|xá|xà|ngô|tô|tố|tình|tính|dương|hém|áp|thốn|lò|lô)\b"
)


def telling(text: str) -> str:
    """`flat`, but words that only look like those for streets and wards tell nothing."""
    masked = _OTHERS.sub(lambda found: "_" * len(found.group()), text.lower())
    return flat(masked) if len(masked) == len(text) else flat(text)


def trimmed(text: str) -> str:
    """A piece without the marks that parted it from others; brackets only where one is alone."""
    text = text.strip(EDGES)
    while text and text[0] in "([" and text[-1] in ")]":
        text = text[1:-1].strip(EDGES)
    if text.count("(") != text.count(")") or text.count("[") != text.count("]"):
        text = text.strip(EDGES + "()[]")
    return text


PICTURES = {
    "👤": "name:", "🙋": "name:", "🧑": "name:",
    "📞": "phone:", "📱": "phone:", "☎": "phone:", "📲": "phone:",
    "🏠": "address:", "🏡": "address:", "📍": "address:", "🏘": "address:", "🏢": "address:",
    "📮": "postcode:",
}  # fmt: skip
"""Pictures that people put where a word would say what comes."""


def _without_pictures(line: str) -> tuple[str, list[str]]:
    """A line whose telling pictures are words, and the pictures that tell nothing."""
    if line.isascii():
        return line, []
    kept, noise = [], []
    for char in line:
        if char in PICTURES:
            kept.append(f" {char} ")
        elif unicodedata.category(char) in {"So", "Sk"} or "\U0001f3fb" <= char <= "\U0001f3ff":
            noise.append(char)
            kept.append(" ")
        else:
            kept.append(char)
    return clean("".join(kept)), ["".join(noise)] if noise else []
