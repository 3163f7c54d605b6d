"""Orders told in JSON: what stands where is checked, and what is wrong is said with its place."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.errors import KemasError, Refusal
from core.files import values
from core.orders.entry.contents import FLAGS, TEXTS, EntryLine
from core.orders.entry.lines import TypedLine, line_of, only_line, only_product, products_for
from core.text import clean
from core.transaction import Transaction
from tui.words.refusals import sentence

_LINE = ("sku", "quantity", "price", "discount")
_MOST = 4_000_000
"""Bytes of a file: more is no order."""


def read_json(path: str) -> dict[str, Any]:
    """An order as a JSON file tells it; numbers stay as they are written.

    Raises Refusal ``entry_json_...`` with the line of what cannot be read, ``file_missing``.
    """
    raw = _bytes(path)
    if len(raw) > _MOST:
        raise Refusal("entry_json_big", path=path, limit=f"{_MOST:,}")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Refusal("entry_json_utf8", path=path, line=line) from error
    try:
        told = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except json.JSONDecodeError as error:
        raise _unreadable(path, text, error) from error
    except RecursionError as error:
        raise Refusal("entry_json_deep", path=path) from error
    if not isinstance(told, dict):
        raise Refusal("entry_json_object", path=path)
    _check(path, told)
    if told.get("currency"):
        told["currency"] = values.currency(told["currency"])
    return told


def json_lines(
    tx: Transaction, path: str, told: Mapping[str, Any], currency: str
) -> list[EntryLine]:
    """The lines of an order in JSON: each a text as it would be typed, or an object.

    Raises Refusal ``entry_json_line`` that says which of them is wrong and why.
    """
    found = []
    for number, line in enumerate(told.get("lines") or [], 1):
        try:
            if isinstance(line, dict):
                found.append(_line(tx, line, currency))
            elif isinstance(line, str):
                found.append(only_line(tx, line, currency))
            else:
                raise Refusal("entry_json_what", value=_shown(line), known=", ".join(_LINE))
        except KemasError as wrong:
            about = {"path": path, "number": number, "problem": sentence(wrong)}
            raise Refusal("entry_json_line", **about) from wrong
    return found


def _bytes(path: str) -> bytes:
    if path == "-":
        return sys.stdin.buffer.read(_MOST + 1)
    try:
        with Path(path).open("rb") as file:
            return file.read(_MOST + 1)
    except FileNotFoundError as error:
        raise Refusal("file_missing", path=path) from error


def _unreadable(path: str, text: str, error: json.JSONDecodeError) -> Refusal:
    """Where JSON breaks off, with what stands there."""
    lines = text.split("\n")
    here = lines[error.lineno - 1][error.colno - 1 :].strip() if error.lineno <= len(lines) else ""
    if not here or error.msg.startswith("Unterminated"):
        return Refusal("entry_json_ends", path=path, line=error.lineno)
    place = {"line": error.lineno, "column": error.colno, "text": clean(here, 30)}
    return Refusal("entry_json_syntax", path=path, **place)


def _check(path: str, told: Mapping[str, Any]) -> None:
    """Raise where a field holds what it cannot."""
    known = (*TEXTS, *FLAGS, "lines", "currency")
    unknown = [name for name in told if name not in known]
    if unknown:
        raise Refusal("entry_field_unknown", fields=", ".join(unknown), known=", ".join(known))
    if not isinstance(told.get("lines") or [], list):
        raise Refusal("entry_json_lines", path=path, value=_shown(told["lines"]))
    for name, value in told.items():
        if name in FLAGS and value not in (None, True, False, "yes", "no", ""):
            raise Refusal("entry_json_flag", path=path, field=name, value=_shown(value))
        if name not in {*FLAGS, "lines"} and not isinstance(value, str | None):
            raise Refusal("entry_json_text", path=path, field=name, value=_shown(value))


def _line(tx: Transaction, line: Mapping[str, Any], currency: str) -> EntryLine:
    unknown = [name for name in line if name not in _LINE]
    if unknown:
        raise Refusal("entry_field_unknown", fields=", ".join(unknown), known=", ".join(_LINE))
    given = {name: value for name, value in line.items() if value is not None}
    for name, value in given.items():
        if not isinstance(value, str):
            raise Refusal("entry_json_value", field=name, value=_shown(value))
    sku = clean(given.get("sku", ""), 300)
    if not sku:
        raise Refusal("entry_json_sku", known=", ".join(_LINE))
    typed = TypedLine(
        sku,
        values.quantity(given["quantity"]) if "quantity" in given else None,
        values.amount(given["price"], currency) if "price" in given else None,
        values.amount(given["discount"], currency) if given.get("discount") else None,
    )
    return line_of(only_product(products_for(tx, sku), sku), typed, currency)


def _shown(value: object) -> str:
    is_number = isinstance(value, str) and value.replace(".", "").isdecimal()
    return clean(str(value) if is_number else json.dumps(value, ensure_ascii=False), 40)
