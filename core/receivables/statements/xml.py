"""XML from outside, read without anything in it that could reach out or blow up.

A document type is refused where it begins, and with it every entity that it could declare: those
are how a small file becomes an endless one or asks for other files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from core.errors import Refusal

_DEEPEST = 60
_MOST = 2_000_000


@dataclass(slots=True)
class Node:
    """An element by its local name: whatever its namespace is called."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)
    text: str = ""
    line: int = 0

    def all(self, path: str) -> Iterator[Node]:
        """The elements at a path such as ``Acct/Id``."""
        name, _slash, rest = path.partition("/")
        for child in self.children:
            if child.name == name:
                yield from child.all(rest) if rest else (child,)

    def first(self, *paths: str) -> Node | None:
        """The first element at the first of these paths that has one."""
        for path in paths:
            for found in self.all(path):
                return found
        return None

    def said(self, *paths: str) -> str:
        """The text of the first element at these paths that says anything."""
        for path in paths:
            for found in self.all(path):
                if text := found.text.strip():
                    return text
        return ""


def read_xml(raw: bytes, path: str) -> Node:
    """The root element; Refusal ``file_xml_broken`` or ``file_xml_type``."""
    root = Node("")
    stack = [root]
    count = 0
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > _MOST or len(stack) > _DEEPEST:
            raise Refusal("file_xml_broken", path=path, line=parser.CurrentLineNumber)
        made = Node(name.rpartition(" ")[2], attributes, line=parser.CurrentLineNumber)
        stack[-1].children.append(made)
        stack.append(made)

    def end(_name: str) -> None:
        stack.pop()

    def text(data: str) -> None:
        stack[-1].text += data

    def refuse(*_told: object) -> Any:
        raise Refusal("file_xml_type", path=path)

    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    try:
        parser.Parse(raw, True)
    except expat.ExpatError as error:
        raise Refusal("file_xml_broken", path=path, line=error.lineno) from error
    except (ValueError, LookupError) as error:  # an encoding that nobody knows
        raise Refusal("file_xml_broken", path=path, line=1) from error
    return root.children[0]
