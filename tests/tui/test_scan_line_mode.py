"""`kemas scan` end to end: codes in, one verdict a line out, in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from scan_process import KEYS, ROOT, Shop, Station, environment
from sqlalchemy import update

from core.fulfilment.models import parcels, scans
from core.orders.models import order_lines, orders
from core.paper.models import print_jobs
from core.people.models import stations
from core.transaction import writing
from tui.lines import LONGEST, Lines, Scan, parse
from tui.tones import word_of


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    yield made
    made.database.close()


def test_an_order_is_packed_and_a_later_start_goes_on(shop: Shop) -> None:
    said = shop.verdicts(b"W-1\nA\nB\nB\nW-2\nA\n")
    assert [one["verdict"] for one in said] == [
        "order_open",
        "ok_line_done",
        "ok",
        "order_complete",
        "order_open",
        "ok_line_done",
    ]
    assert all(list(one) == KEYS for one in said)
    assert [one["seq"] for one in said] == [1, 2, 3, 4, 5, 6]
    assert said[0]["needed"] == "1 × A Barang A @MAIN, 2 × B Barang B @MAIN"
    assert (said[3]["needed"], said[3]["order"], said[3]["parcel"]) == (None, "W-1", "1-1")
    assert (said[0]["parcel"], said[0]["scanned"]) == (None, "W-1")
    assert shop.count(print_jobs, print_jobs.c.kind == "label") == 1
    assert shop.value(parcels.c.state, parcels.c.code == "1-1") == "closed"

    again = shop.verdicts(b"B\nB\n")
    assert [one["verdict"] for one in again] == ["resumed", "ok", "order_complete"]
    assert [one["seq"] for one in again] == [6, 7, 8]
    assert (again[0]["scanned"], again[0]["order"]) == ("A", "W-2")
    assert "1 of 3" in again[0]["message"]
    assert again[0]["needed"] == "2 × B Barang B @MAIN"


def test_numbered_lines_are_replayed_skipped_and_refused(shop: Shop) -> None:
    said = shop.verdicts(b"1\tW-1\n2\tA\n2\tA\n10\tB\n5\tB\nB\n2\tB\n0\tA\n11\tB\n")
    assert [(one["seq"], one["verdict"]) for one in said] == [
        (1, "order_open"),
        (2, "ok_line_done"),
        (2, "ok_line_done"),
        (10, "ok"),
        (5, "not_saved"),
        (11, "order_complete"),
        (2, "not_saved"),
        (0, "not_saved"),
        (11, "order_complete"),
    ]
    assert said[1] == said[2]
    assert "12" in said[4]["next"] or "11" in said[4]["next"]
    assert "A" in said[6]["message"]
    assert shop.value(order_lines.c.packed, order_lines.c.quantity == 2) == 2


def test_bytes_that_are_no_code_get_a_verdict_and_empty_lines_none(shop: Shop) -> None:
    lines = [b"W-1\r", b"", b"   ", b"\xff\xfeA\xc3", b"\x00", b"x" * 70_000, b"7\t", b"A\tB"]
    said = shop.verdicts(b"\n".join(lines) + b"\nB")
    assert [one["verdict"] for one in said] == ["order_open", *["unknown_code"] * 5, "ok"]
    assert all("\x00" not in str(one["scanned"]) for one in said)
    assert [one["seq"] for one in said] == [1, 2, 3, 4, 7, 8, 9]


def test_people_read_one_line_a_verdict(shop: Shop) -> None:
    code, lines, errors = shop.run(b"W-1\nC\nnonsense [bold]\x1b[2J\n?\n", "--operator", "sari")
    assert (code, errors) == (0, "")
    assert [line.partition(":")[0] for line in lines] == [
        word_of(kind) for kind in ("order_open", "wrong_item", "unknown_code", "info")
    ]
    assert "C Barang C" in lines[1]
    assert "1 × A Barang A @MAIN" in lines[1]
    assert "[bold]" in lines[2]
    assert "\x1b" not in "".join(lines)


def test_without_an_operator_whoever_is_signed_in_goes_on(shop: Shop) -> None:
    code, lines, errors = shop.run(b"W-1\n", "--json")
    assert (code, lines, errors.count("\n")) == (1, [], 1)
    assert "--operator" in errors
    code, lines, errors = shop.run(b"W-1\n", "--operator", "Nobody", "--json")
    assert (code, lines, errors.count("\n")) == (1, [], 1)
    assert "Nobody" in errors
    assert shop.value(stations.c.pid) == 0
    assert shop.verdicts(b"W-1\n")[0]["verdict"] == "order_open"
    code, lines, _errors = shop.run(b"A\n", "--json")
    assert [json.loads(line)["verdict"] for line in lines] == ["resumed", "ok_line_done"]


def test_a_station_has_one_process_and_a_dead_one_is_replaced_at_once(shop: Shop) -> None:
    first = Station(shop)
    assert first.scan("W-1")["verdict"] == "order_open"
    code, lines, errors = shop.run(b"A\n", "--operator", "SARI", "--json")
    assert (code, lines, errors.count("\n")) == (1, [], 1)
    assert "S1" in errors
    assert first.scan("A")["verdict"] == "ok_line_done"
    first.kill()
    assert [one["verdict"] for one in shop.verdicts(b"B\n")] == ["resumed", "ok"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_in_good_order(shop: Shop, number: signal.Signals) -> None:
    station = Station(shop)
    assert station.scan("W-1")["verdict"] == "order_open"
    station.process.send_signal(number)
    code, errors = station.end()
    assert (code, errors) == (128 + number, "")
    assert (shop.value(stations.c.pid), shop.value(stations.c.last_seq)) == (0, 1)


def test_a_reader_that_goes_away_ends_it_quietly(shop: Shop) -> None:
    station = Station(shop)
    station.scan("W-1")
    assert station.process.stdout is not None
    station.process.stdout.close()
    station.send("A\nB\nB\n")
    assert station.process.wait(20) == 141
    assert station.process.stderr is not None
    assert station.process.stderr.read() == b""
    assert shop.value(stations.c.pid) == 0


def test_a_station_that_was_lost_saves_nothing_more(shop: Shop) -> None:
    station = Station(shop)
    station.scan("W-1")
    with writing(shop.database) as tx:
        tx.execute(update(stations).values(fence=stations.c.fence + 1))
    lost = station.scan("A")
    assert (lost["verdict"], "A" in lost["message"]) == ("not_saved", True)
    code, errors = station.end()
    assert (code, errors.count("\n")) == (1, 1)
    assert shop.count(scans) == 1


def test_an_idle_station_that_was_lost_ends_by_itself(shop: Shop) -> None:
    script = (
        "import sys\nfrom tui.cli import main\nfrom tui.commands import scan\n"
        f"scan.BEAT_SECONDS = 0.1\nsys.exit(main({shop.command('--operator', 'SARI')[3:]!r}))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=environment(),
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b"W-1\n")
        process.stdin.flush()
        assert process.stdout.readline().startswith(b"ORDER OPEN")
        with writing(shop.database) as tx:
            tx.execute(update(stations).values(fence=stations.c.fence + 1, pid=1))
        assert process.wait(60) == 1
        assert process.stderr.read().count(b"\n") == 1
    assert shop.value(stations.c.pid) == 1


def test_a_badge_changes_the_operator_and_the_language(shop: Shop) -> None:
    from core.people.commands import add_operator

    with writing(shop.database) as tx:
        badge = add_operator(tx, "Dewi", "packer", "id").badge_code
    said = shop.verdicts(f"KEMAS:SIGNOUT\nW-1\n{badge}\nW-1\n".encode())
    assert [one["verdict"] for one in said] == ["info", "not_allowed", "info", "order_open"]
    assert badge not in json.dumps(said)
    assert shop.value(orders.c.fulfilment, orders.c.order_no == "W-1") == "packing"


def test_line_mode_loads_no_terminal_and_no_printer(shop: Shop) -> None:
    words = shop.command("--operator", "SARI")[3:]
    script = (
        "import sys\nfrom tui.cli import main\n"
        f"main({words!r})\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        input=b"W-1\nA\nB\nB\n",
        capture_output=True,
        cwd=ROOT,
        env=environment(),
        check=True,
    )
    assert b"ORDER COMPLETE" in done.stdout
    loaded = set(done.stderr.decode().split())
    assert "sqlalchemy" in loaded
    assert loaded.isdisjoint({"textual", "rich", "escpos", "PIL", "babel", "openpyxl", "alembic"})


def test_a_line_is_a_code_or_a_number_and_a_code() -> None:
    assert parse(b"A") == Scan(None, "A")
    assert parse(b"12\tA B") == Scan(12, "A B")
    assert parse(b"12") == Scan(None, "12")
    assert parse(b"-1\tA") == Scan(None, "-1\tA")
    assert parse(b"9999999999999999999\tA") == Scan(None, "9999999999999999999\tA")
    assert parse(b"3\t") == Scan(3, "")
    assert parse(b" \t ") is None
    assert parse(b"\xe1") == Scan(None, "\ufffd")


def test_lines_come_whole_however_they_are_cut() -> None:
    reader, writer = os.pipe()
    lines = Lines(reader)
    for part in (b"A", b"B\r", b"\n\nC\n", b"D" * 5000, b"\nE"):
        os.write(writer, part)
    os.close(writer)
    codes = []
    while (scan := lines.next()) is not None:
        codes.append(scan.code)
    assert codes == ["AB", "C", "D" * LONGEST, "E"]


def test_closing_wakes_a_reader_and_drops_what_was_not_answered() -> None:
    reader, writer = os.pipe()
    lines = Lines(reader)
    os.write(writer, b"A\nB\n")
    assert lines.next() == Scan(None, "A")
    lines.close()
    assert lines.next() is None
    os.close(writer)


def test_a_database_that_is_moved_away_gets_the_scans_once_it_is_back(
    shop: Shop, tmp_path: Path
) -> None:
    file, away = tmp_path / "kemas.sqlite3", tmp_path / "elsewhere"
    station = Station(shop)
    station.send("W-1\nA\n")
    assert [station.verdict()["verdict"] for _ in range(2)] == ["order_open", "ok_line_done"]
    file.rename(away)
    station.send("B\n")
    told = station.verdict()
    assert (told["verdict"], told["seq"]) == ("ok", 3)
    assert "Not saved yet: 1 scan waits here." in told["message"]
    station.send("W-2\nB\n")
    assert [station.verdict()["verdict"] for _ in range(2)] == ["wrong_item", "order_complete"]
    assert not file.exists()
    away.rename(file)
    told = station.verdict()  # unasked, once the database was seen
    assert (told["verdict"], told["order"]) == ("order_complete", "W-1")
    assert "Order W-1 is packed and saved." in told["message"]
    assert station.end() == (0, "")
    assert shop.value(orders.c.fulfilment, orders.c.order_no == "W-1") == "packed"


def test_a_station_whose_database_is_gone_at_the_end_says_so(shop: Shop, tmp_path: Path) -> None:
    station = Station(shop)
    station.send("W-1\n")
    assert station.verdict()["verdict"] == "order_open"
    for one in tmp_path.glob("kemas.sqlite3*"):
        one.unlink()
    code, errors = station.end()
    assert code == 1
    assert "was moved or deleted while Kemas had it open" in errors
    assert errors.count("\n") == 1
