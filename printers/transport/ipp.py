"""The Internet Printing Protocol as bytes (RFC 8010): requests written, answers read strictly."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

Value = int | bool | str | bytes | None
"""None stands for no-value, unknown and unsupported."""
Attributes = dict[str, tuple[Value, ...]]

MOST_BYTES = 256 * 1024
"""An answer longer than that is none."""
_MOST_VALUES = 10_000
_END = 0x03


class Operation(IntEnum):
    """What is asked for (RFC 8011; CUPS-Get-Printers after CUPS' own specification)."""

    PRINT_JOB = 0x0002
    CANCEL_JOB = 0x0008
    GET_JOB = 0x0009
    GET_JOBS = 0x000A
    GET_PRINTER = 0x000B
    CUPS_GET_PRINTERS = 0x4002


class Group(IntEnum):
    """What a group of attributes is about."""

    OPERATION = 0x01
    JOB = 0x02
    PRINTER = 0x04


class Tag(IntEnum):
    """Kinds of values that are written here."""

    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    TEXT = 0x41
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    CHARSET = 0x47
    LANGUAGE = 0x48
    MIME_TYPE = 0x49


Given = tuple[Tag, str, int | str | tuple[str, ...]]
"""An attribute to write: kind, name, value or values."""


class NotIpp(ValueError):
    """The bytes are no IPP answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: its status and its groups in the order they came."""

    status: int
    request_id: int
    groups: tuple[tuple[int, Attributes], ...]

    @property
    def ok(self) -> bool:
        """Whether the status is one of the successful ones."""
        return self.status < 0x0100

    def all(self, group: Group) -> list[Attributes]:
        """The groups of one kind: one for each job or printer."""
        return [attributes for tag, attributes in self.groups if tag == group]

    def first(self, group: Group) -> Attributes:
        """The first group of a kind, empty where there is none."""
        return next(iter(self.all(group)), {})


def request(
    operation: Operation, number: int, given: Iterable[Given], job: Iterable[Given] = ()
) -> bytes:
    """A request of IPP 1.1; `job` are the attributes of a job to be made."""
    written = [struct.pack(">BBHI", 1, 1, operation, number), bytes([Group.OPERATION])]
    start: list[Given] = [
        (Tag.CHARSET, "attributes-charset", "utf-8"),
        (Tag.LANGUAGE, "attributes-natural-language", "en"),
    ]
    written += [_attribute(*one) for one in (*start, *given)]
    about_job = [_attribute(*one) for one in job]
    if about_job:
        written += [bytes([Group.JOB]), *about_job]
    return b"".join((*written, bytes([_END])))


def _attribute(tag: Tag, name: str, value: int | str | tuple[str, ...]) -> bytes:
    values = value if isinstance(value, tuple) else (value,)
    written = b""
    for position, one in enumerate(values):
        label = b"" if position else name.encode("ascii")
        content = struct.pack(">i", one) if isinstance(one, int) else one.encode()
        written += struct.pack(">BH", tag, len(label)) + label
        written += struct.pack(">H", len(content)) + content
    return written


def parse(data: bytes) -> Answer:
    """Read an answer; raises NotIpp for whatever is not exactly one."""
    if not 9 <= len(data) <= MOST_BYTES:
        raise NotIpp("size")
    major, _minor, status, number = struct.unpack_from(">BBHI", data)
    if major not in (1, 2):
        raise NotIpp("version")
    groups: list[tuple[int, Attributes]] = []
    name = ""
    at, values = 8, 0
    while True:
        tag, at = _take(data, at, 1)
        if tag[0] == _END:
            break
        if tag[0] < 0x10:
            groups.append((tag[0], {}))
            name = ""
            continue
        label, at = _sized(data, at)
        content, at = _sized(data, at)
        values += 1
        if not groups or values > _MOST_VALUES:
            raise NotIpp("attribute")
        known = groups[-1][1]
        if label:
            name = _ascii(label)
            if name in known:
                raise NotIpp("twice")
            known[name] = ()
        elif not name:
            raise NotIpp("value_without_a_name")
        known[name] += (_value(tag[0], content),)
    if at != len(data):
        raise NotIpp("more_behind_the_end")
    return Answer(status, number, tuple(groups))


def _take(data: bytes, at: int, size: int) -> tuple[bytes, int]:
    if at + size > len(data):
        raise NotIpp("cut_off")
    return data[at : at + size], at + size


def _sized(data: bytes, at: int) -> tuple[bytes, int]:
    head, at = _take(data, at, 2)
    size = int.from_bytes(head, "big")
    if size > 0x7FFF:
        raise NotIpp("length")
    return _take(data, at, size)


def _value(tag: int, content: bytes) -> Value:
    if tag < 0x20:
        return None
    if tag in (Tag.INTEGER, Tag.ENUM):
        if len(content) != 4:
            raise NotIpp("integer")
        return int.from_bytes(content, "big", signed=True)
    if tag == Tag.BOOLEAN:
        if content not in (b"\0", b"\1"):
            raise NotIpp("boolean")
        return content == b"\1"
    if tag in (Tag.TEXT, Tag.NAME):
        return content.decode("utf-8", "replace")
    if 0x40 < tag < 0x4A:
        return _ascii(content)
    return content


def _ascii(content: bytes) -> str:
    try:
        return content.decode("ascii")
    except UnicodeDecodeError as error:
        raise NotIpp("not_ascii") from error
