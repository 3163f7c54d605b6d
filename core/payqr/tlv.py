"""EMV merchant-presented QR text: tags with lengths, sealed by a check sum at the end.

A tag has two digits, a length of two digits counts characters, and tag 63 holds the check sum
CRC-16/CCITT-FALSE over the UTF-8 bytes of all before it, its own tag and length included (EMVCo,
QR Code Specification for Payment Systems, merchant-presented mode). Tags keep their order, and
those that nobody here knows are kept as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.errors import Refusal
from core.text import visible

CHECK = "63"
"""The tag of the check sum."""
_LONGEST = 99


@dataclass(frozen=True, slots=True)
class Tag:
    """One data object: its two digits and what it holds."""

    id: str
    value: str


def check_sum(text: str) -> str:
    """CRC-16/CCITT-FALSE of a text: four hexadecimal digits, upper case."""
    crc = 0xFFFF
    for byte in text.encode("utf-8"):
        crc ^= byte << 8
        for _bit in range(8):
            crc = (crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1
        crc &= 0xFFFF
    return f"{crc:04X}"


def joined(tags: Iterable[Tag]) -> str:
    """Tags one after the other, without a check sum.

    Raises Refusal ``payqr_too_long`` for what a length of two digits cannot count; nothing is cut.
    """
    parts = []
    for tag in tags:
        if len(tag.value) > _LONGEST:
            raise Refusal("payqr_too_long", tag=tag.id, length=len(tag.value), limit=_LONGEST)
        parts.append(f"{tag.id}{len(tag.value):02}{tag.value}")
    return "".join(parts)


def split(text: str) -> tuple[Tag, ...]:
    """The tags of a text or of a template within one; Refusal ``payqr_broken``."""
    found: list[Tag] = []
    at = 0
    while at < len(text):
        head = text[at : at + 4]
        if len(head) < 4 or not (head.isascii() and head.isdecimal()):
            raise _broken(text)
        end = at + 4 + int(head[2:])
        if end > len(text):
            raise _broken(text)
        found.append(Tag(head[:2], text[at + 4 : end]))
        at = end
    return tuple(found)


def sealed(tags: Iterable[Tag]) -> str:
    """A whole payment code: the tags and their check sum."""
    text = f"{joined(tag for tag in tags if tag.id != CHECK)}{CHECK}04"
    return text + check_sum(text)


def opened(code: str) -> tuple[Tag, ...]:
    """The tags of a payment code, that of the check sum left out.

    Raises Refusal ``payqr_broken`` for what is cut off or goes on behind the check sum, and
    ``payqr_check_sum``; some issuers write it in lower case.
    """
    tags = split(code)
    if not tags or tags[-1].id != CHECK or len(tags[-1].value) != 4:
        raise _broken(code)
    wanted = check_sum(code[:-4])
    if tags[-1].value.upper() != wanted:
        raise Refusal("payqr_check_sum", text=_shown(code))
    if any(tag.id == CHECK for tag in tags[:-1]):
        raise _broken(code)
    return tags[:-1]


def _broken(code: str) -> Refusal:
    return Refusal("payqr_broken", text=_shown(code))


def _shown(code: str) -> str:
    return visible(code[:40])
