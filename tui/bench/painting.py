"""What a packer feels: from the scanner's last byte to the painted verdict, on a real terminal."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from core.database import connect
from core.fulfilment.packing.opened import load_order
from core.fulfilment.packing.work import load
from core.transaction import reading
from tui.bench.data import Shop
from tui.bench.figures import Row, p50, p99, times
from tui.bench.station import FIRST_PAINT, mark
from tui.bench.terminal import Child
from tui.bench.twins import write_config

_MORE_MS = 5.0
_SLOWEST_MS = 150.0
_START_RATIO = 1.3
_RESUME_S = 2.0
_VERSION_MS = 100.0
_MODULE = (sys.executable, "-m", "tui.bench.station")


def painted(folder: Path, shop: Shop, orders: int, scan_ms: float) -> list[Row]:
    """Scans on the screen; `folder` holds the shop's database, `scan_ms` is its scan in core."""
    codes = [code for at in range(orders) for code in shop.codes(at)]
    fixed = folder / "fixed"
    fixed.mkdir()
    shutil.copy(folder / "a.sqlite3", fixed / "a.sqlite3")
    listed = fixed / "codes"
    listed.write_text("\n".join(codes), encoding="ascii")
    for place in (folder, fixed):
        write_config(place)
    floor = _timed((*_MODULE, "fixed", str(fixed / "config.toml"), str(listed)), codes)
    found = _timed((*_MODULE, "live", str(folder / "config.toml")), codes)
    middle, base = p50(found), p50(floor)
    return [
        Row("painted.p50", middle, "ms", scan_ms + _MORE_MS, base, difference=middle - base),
        Row("painted.p99", p99(found), "ms", _SLOWEST_MS, p99(floor)),
    ]


def _timed(command: Sequence[str], codes: Sequence[str]) -> list[float]:
    """Milliseconds from the end of each code to its painted verdict."""
    found = []
    with Child(command) as child:
        _until_ready(child)
        for seq, code in enumerate(codes, 1):
            began = child.send(f"{code}\r".encode())
            found.append((child.wait_for(mark(seq).encode()) - began) * 1000)
            time.sleep(0.03)  # nobody scans faster; what is painted late is painted now
    return found[4:]


def _until_ready(child: Child) -> None:
    child.wait_for(FIRST_PAINT, 60)
    child.wait_for(b"online", 120)
    child.calm(0.5)


def keys_lost(folder: Path) -> Row:
    """Codes typed at 1,000 characters a second, of which none may get lost."""
    listed = folder / "fixed" / "codes"
    codes = listed.read_text(encoding="ascii").split()
    config = folder / "fixed" / "config.toml"
    shutil.copy(folder / "a.sqlite3", folder / "fixed" / "a.sqlite3")
    for end in ("-wal", "-shm"):
        (folder / "fixed" / f"a.sqlite3{end}").unlink(missing_ok=True)
    with Child((*_MODULE, "fixed", str(config), str(listed))) as child:
        _until_ready(child)
        began = time.perf_counter()
        for at, letter in enumerate("".join(f"{code}\r" for code in codes)):
            while time.perf_counter() < began + at / 1000:
                time.sleep(0.0002)
            child.send(letter.encode())
        child.wait_for(mark(len(codes)).encode(), 60)
    return Row("keys_lost", 0, "keys", 0)


def first_paint(folder: Path, rounds: int) -> Row:
    """From the start of the process to the first picture, beside Textual alone."""
    station = (*_MODULE, "live", str(folder / "config.toml"))
    bare = (*_MODULE, "bare")
    found: dict[Sequence[str], list[float]] = {station: [], bare: []}
    for _ in range(rounds):
        for command, took in found.items():
            with Child(command) as child:
                took.append((child.wait_for(FIRST_PAINT) - child.began) * 1000)
    return times("first_paint", p50(found[station]), p50(found[bare]), "ms", _START_RATIO)


def version(rounds: int) -> Row:
    """``kemas --version``, beside an interpreter that does nothing."""
    import subprocess

    def took(*words: str) -> float:
        began = time.perf_counter()
        subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL)
        return (time.perf_counter() - began) * 1000

    figure = p50([took("-m", "tui.cli", "--version") for _ in range(rounds)])
    return Row("version", figure, "ms", _VERSION_MS, p50([took("-c", "") for _ in range(rounds)]))


def resume(folder: Path, shop: Shop, at: int) -> Row:
    """Killed in the middle of an order: the time until order, line and counts are back."""
    number, item, *_rest = shop.codes(at)
    station = (*_MODULE, "live", str(folder / "config.toml"))
    with reading(database := connect(shop.url)) as tx:
        last = load(tx, shop.stations[0], lock=False).last_seq
    with Child(station) as child:
        _until_ready(child)
        child.send(b"KEMAS:OK\r")
        for seq, code in enumerate((number, item), last + 2):
            child.send(f"{code}\r".encode())
            child.wait_for(mark(seq).encode())
    with Child(station) as child:
        took = child.wait_for(number.encode()) - child.began
        child.wait_for(mark(last + 3).encode())
    with reading(database) as tx:
        work = load(tx, shop.stations[0], lock=False).work
        packed = load_order(tx, work.order_id or 0, lock=False).packed
    database.close()
    if (work.order_no, packed) != (number, 1):
        raise AssertionError(f"{work.order_no} came back with {packed} packed")
    return Row("resume", took, "s", _RESUME_S)
