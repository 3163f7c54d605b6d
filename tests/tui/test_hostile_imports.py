"""What comes in from files acts on no terminal, no printer and no spreadsheet, whichever way in.

Every command that reads a file is found by the registry: a new one without a row here fails.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import openpyxl
import pytest
from alone import Alone
from fakes.hostile import HALF, HOSTILE, acting, harmless, strings
from shop_on_disk import ShopOnDisk
from sqlalchemy import select
from station_hand import painted, station

from core.orders.models import orders
from core.paper.documents import load
from core.paper.models import print_jobs
from core.shipping.desk import Desk
from core.transaction import reading
from printers.profiles import find
from printers.render import render
from tui import cli
from tui.bench.tray import tokens
from tui.commands import GROUPS

LABEL = """
[[printers]]
name = "L"
transport = "virtual"
"""
BANK = '\n[receivables]\n[[receivables.banks]]\nname = "bca"\naccount = "123"\namount = "amount"\n'


@dataclass(frozen=True)
class Row:
    """One command that reads a file: what is right there, column by column."""

    good: dict[str, str]
    more: tuple[str, ...] = ()
    write: Callable[[dict[str, str]], bytes] | None = None
    suffix: str = ".csv"


def _table(values: dict[str, str]) -> bytes:
    return _tables([values])


def _tables(rows: list[dict[str, str]]) -> bytes:
    lines = [",".join(rows[0])]
    for values in rows:
        lines.append(",".join(f'"{one.replace(chr(34), chr(34) * 2)}"' for one in values.values()))
    return "\n".join([*lines, ""]).encode("utf-8", "surrogatepass")


def _json(values: dict[str, str]) -> bytes:
    lines = [{"sku": values["sku"], "quantity": 1}]
    head = {name: value for name, value in values.items() if name != "sku"}
    return json.dumps({**head, "lines": lines}).encode()


def _lines(values: dict[str, str]) -> bytes:
    return "\n".join(values.values()).encode("utf-8", "surrogatepass")


ORDER = {
    "order_no": "H-1", "channel": "web", "ordered_at": "2026-03-02 09:00", "customer": "Siti",
    "phone": "0210001234", "email": "s@example.test", "address": "Jl. 1", "district": "D",
    "city": "Bandung", "province": "JB", "postcode": "40111", "country": "ID", "sku": "TEH",
    "quantity": "1", "unit_price": "1000", "courier": "own", "service": "standard", "note": "n",
}  # fmt: skip
READS: dict[str, Row] = {
    "orders import": Row(ORDER),
    "orders add": Row(
        {name: ORDER[name] for name in ("customer", "phone", "address", "city", "note", "sku")},
        write=_json, suffix=".json",
    ),
    "orders bulk": Row({"order_no": "H-1"}, ("hold", "--reason", "x"), write=_lines),
    "products import": Row(
        {"sku": "HP", "name": "Hostile", "barcode": "4006381333931", "unit_price": "1000",
         "bin": "MAIN", "brand": "B", "category": "C", "unit": "pcs", "description": "D",
         "specification": "S", "pictures": "", "videos": ""}
    ),
    "suppliers import": Row(
        {"supplier": "SUP", "name": "Sup", "phone": "0210001234", "email": "s@example.test",
         "address": "Jl. 2", "currency": "IDR", "note": "n", "sku": "TEH", "supplier_sku": "T",
         "price": "900"}
    ),
    "bins import": Row({"bin": "Z-1", "zone": "Z", "walk": "1", "purpose": "shelf", "active": "1"}),
    "parcels import": Row(
        {"waybill": "KMS1", "state": "delivered", "time": "2026-03-02 09:00", "note": "n",
         "courier": "own"}
    ),
    "cod import": Row(
        {"waybill": "KMS1", "amount": "1000", "date": "2026-03-02", "reference": "R"}
    ),
    "billing charges import": Row(
        {"source": "S", "id": "1", "customer": "PT Contoh", "kind": "k", "description": "D",
         "date": "2026-03-02", "quantity": "1", "unit_price": "1000"}
    ),
    "payments import": Row(
        {"date": "2026-03-02", "amount": "1000", "description": "D", "payer": "P",
         "reference": "R", "account": "123"}
    ),
    "einvoice coretax import": Row({"Reference": "I-1", "Number": "0123", "Status": "APPROVED"}),
    "customers parse-address": Row(
        {"name": "Siti", "phone": "0812-0000-1234", "address": "Jl. Melati 7, Bandung 40111"},
        write=_lines, suffix=".txt",
    ),
    "messages templates edit": Row(
        {"line": "Hello {customer}"}, ("payment_reminder", "--file"), write=_lines, suffix=".txt"
    ),
    "labels print": Row({"page": "no PDF"}, write=_lines, suffix=".pdf"),
    "restore": Row({"content": "no backup"}, write=_lines, suffix=".kemas"),
    "backup": Row({"content": "no backup"}, ("--check",), write=_lines, suffix=".kemas"),
}  # fmt: skip
WRITES = {
    "orders list", "orders export", "orders print", "products labels", "products export",
    "stock labels", "bins labels", "walks print", "walks labels", "counts print", "counts export",
    "purchases print", "purchases export", "shipments manifest", "handover print",
    "channels payouts export", "books export",
    "invoices print", "invoices export", "invoices batch export", "einvoice preview",
    "einvoice file", "einvoice coretax export", "einvoice coretax file", "receivables statement",
    "printers test", "printers calibrate", "paper preview", "jobs preview", "support-bundle",
}  # fmt: skip
"""Commands whose file is written and not read."""
LOOKS = (
    "orders list", "orders list --parked", "orders show H-1", "products list", "products show HP",
    "bins list", "suppliers list", "customers list", "billing charges list", "cod list",
    "payments lines", "messages templates list", "parcels list", "jobs list", "stock show",
    "audit list", "lookup TEH",
)  # fmt: skip


def _leaves(parser: argparse.ArgumentParser, words: str) -> Iterator[tuple[str, Any]]:
    inner = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
    for one in inner:
        for name, below in one.choices.items():
            yield from _leaves(below, f"{words} {name}".strip())
    if not inner:
        yield words, parser


def _with_files() -> set[str]:
    """Every command that takes the path of a file."""
    found = set()
    for group in GROUPS:
        parser = cli._parser(group.name)
        for words, leaf in _leaves(parser, ""):
            if words.split(" ")[0] != group.name:
                continue
            files = [one for one in leaf._actions if one.metavar in {"FILE", "PATH"}]
            if [one for one in files if one.dest != "config"]:
                found.add(words)
    return found


def test_every_command_that_takes_a_file_is_known() -> None:
    assert _with_files() == set(READS) | WRITES


@pytest.fixture
def shop(
    tmp_path: Path,
    sqlite_template: Path,
    build: ModuleType,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[ShopOnDisk]:
    made = ShopOnDisk(tmp_path, sqlite_template, LABEL + BANK, capsys)
    build.shop(made.db, {"TEH": 99})
    yield made
    made.db.close()


OWN_KEY = {
    "orders import": "order_no",
    "products import": "sku",
    "billing charges import": "id",
    "bins import": "bin",
}
"""Columns in which each row has its own."""


def _feed(shop: ShopOnDisk, words: str) -> None:
    """Each column with each hostile text, and all of them as they should be."""
    row = READS[words]
    given = [row.good | {column: text} for column in row.good for text in HOSTILE]
    for at, values in enumerate(given):
        if words in OWN_KEY and values[OWN_KEY[words]] == row.good[OWN_KEY[words]]:
            values[OWN_KEY[words]] = f"H-{at}"
        if words == "products import" and values["barcode"] == row.good["barcode"]:
            values["barcode"] = ""
    files = [_tables(given)] if row.write is None else [row.write(one) for one in given]
    first = next(iter(row.good))
    for one in ({first: HALF}, {}):
        files.append((row.write or _table)(row.good | one))
    option = {"orders add": ("--json-file",), "orders bulk": ("--file",)}.get(words, ())
    for number, content in enumerate(files):
        path = shop.folder / f"in{number}{row.suffix}"
        path.write_bytes(content)
        code, out, err = shop(*words.split(), *row.more, *option, str(path))
        assert code in {0, 1, 2}, (words, err)
        assert harmless(out), (words, out)
        assert harmless(err), (words, err)


@pytest.mark.parametrize("words", [one for one in READS if one != "restore"])
def test_nothing_that_comes_in_acts_on_a_terminal(shop: ShopOnDisk, words: str) -> None:
    _feed(shop, words)


def test_nothing_that_came_in_acts_on_a_terminal_later(shop: ShopOnDisk) -> None:
    for words in READS:
        if words not in {"restore", "backup", "labels print"}:
            _feed(shop, words)
    for look in LOOKS:
        code, out, err = shop(*look.split())
        assert code in {0, 1}, (look, err)
        assert acting(out + err) == [], look
        code, out, err = shop(*look.split(), "--json")
        assert acting(out + err) == [], look
        if look == "orders list --parked":
            continue  # what was parked is told to programs as it came
        for one in strings(json.loads(out)) if code == 0 else ():
            assert acting(one) == [], (look, one)


def test_tables_that_go_out_hold_no_formula(shop: ShopOnDisk) -> None:
    for words in ("products import", "orders import"):
        _feed(shop, words)
    for words in ("orders export", "products export"):
        for suffix in (".csv", ".xlsx"):
            path = shop.folder / f"out{suffix}"
            path.unlink(missing_ok=True)
            code, _out, err = shop(*words.split(), str(path))
            assert (code, err) == (0, ""), words
            found = list(_cells(path))
            assert any("HYPERLINK" in one for one in found)
            for one in found:
                assert harmless(one), one


def _cells(path: Path) -> Iterator[str]:
    """The texts of a table; none of them may be one that a spreadsheet works out."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            for line in csv.reader(file):
                for cell in line:
                    assert not cell.startswith(("=", "@", "\t", "\r")), cell
                    yield cell
        return
    for line in openpyxl.load_workbook(path).active.iter_rows():
        for cell in line:
            assert cell.data_type != "f", cell.value
            if isinstance(cell.value, str):
                yield cell.value


def test_nothing_that_comes_in_acts_on_a_printer(shop: ShopOnDisk, build: ModuleType) -> None:
    _feed(shop, "orders import")
    build.ready_order(shop.db, "PLAIN", {"TEH": 1})
    with reading(shop.db) as tx:
        numbers = dict(tx.execute(select(orders.c.id, orders.c.order_no)).all())
    assert len(numbers) > 15
    desk = Desk(shop.db, shop.config, 1)
    desk.open()
    for number in numbers.values():
        for code in (number, "KEMAS:OK", "TEH", "KEMAS:OK"):
            desk.scan(desk.last_seq() + 1, code)
        for kind in ("pick_list", "packing_slip"):
            shop("orders", "print", number, kind)
    desk.close()
    with reading(shop.db) as tx:
        jobs = tx.execute(select(print_jobs.c.order_id, print_jobs.c.document)).all()
    papers = [(numbers[order], load(document)) for order, document in jobs if order in numbers]
    assert len({number for number, _paper in papers}) > 15
    for profile in (find(None, 576), replace(find(None, 832), language="tspl")):
        plain: set[bytes] = set(_SHAPES)
        for number, paper in sorted(papers, key=lambda one: one[0] != "PLAIN"):
            job = render(paper, profile)
            if number == "PLAIN":
                plain |= _words(job)
            assert _words(job) <= plain, (number, paper)


_SHAPES = {b"\x1dv", b"\x1d(", b"\x1dk", b"\x1dh", b"\x1dw", b"\x1dH", b"\x1b3", b"\x1b2"}
"""What a longer or drawn text may bring along: pictures, codes, spacing."""


def _words(job: bytes) -> set[bytes]:
    """The commands of a job; one for label printers is lines of words beside its pictures."""
    if b"BITMAP" in job:
        words = (b"SELFTEST", b"FORMFEED", b"DOWNLOAD", b"KILL", b"owned", b"drawer")
        return {one for one in words if one in job}
    return {one[:2] for one in tokens(job) if one[0] in b"\x07\x10\x1b\x1c\x1d\x9b"}


async def test_nothing_that_comes_in_acts_on_a_screen(shop: ShopOnDisk) -> None:
    for words in ("products import", "orders import", "suppliers import"):
        _feed(shop, words)
    backend = Alone(shop.path, "S1", operator="Sari")
    async with station(backend, (80, 24)) as hand:
        await hand.complete()
        seen = [painted(hand.app)]
        for key in ("f2", "down", "down", "enter", "escape", "f3", "escape"):
            hand.press(key)
            await hand.settle()
            seen.append(painted(hand.app))
        for code in ("H-0", "H-4", "H-12"):
            hand.send(f"{code}\r")
            await hand.settle()
            seen.append(painted(hand.app))
        assert hand.app.is_running
    for one in seen:
        assert harmless(one, "\n\r")
