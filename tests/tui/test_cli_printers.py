"""``kemas printers``: what they are, how they are, and a test page with an honest answer."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from fakes.paper import read
from fakes.printer import FakePrinter
from shop_on_disk import ShopOnDisk
from sqlalchemy import select

from core.paper.states import JobState
from core.transaction import reading
from core.workers import workers as leases
from tui import workers

VIRTUAL = '[[printers]]\nname = "V"\ntransport = "virtual"\nwidth_dots = 576\n'
NETWORK = '[[printers]]\nname = "N"\ntransport = "network"\nhost = "127.0.0.1"\nport = {port}\n'
IDLE = "[worker]\nidle_seconds = 1\n"


@pytest.fixture
def printer() -> Iterator[FakePrinter]:
    with FakePrinter() as fake:
        yield fake


@pytest.fixture
def kemas(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    sqlite_template: Path,
    printer: FakePrinter,
) -> Iterator[ShopOnDisk]:
    """A shop with a virtual and a network printer; its worker is ended afterwards."""
    printers = IDLE + VIRTUAL + NETWORK.format(port=printer.port)
    shop = ShopOnDisk(tmp_path, sqlite_template, printers, capsys)
    yield shop
    with reading(shop.db) as tx:
        pid = tx.execute(select(leases.c.pid)).scalar()
    shop.db.close()
    if pid:
        ours = psutil.Process(pid)
        ours.terminate()
        psutil.wait_procs([ours], 10)


def test_printers_are_listed_as_they_are_set_up(kemas: ShopOnDisk, printer: FakePrinter) -> None:
    found = kemas.json("printers", "list")
    assert [(one["name"], one["width_dots"]) for one in found] == [("V", 576), ("N", 576)]
    assert found[1]["where"] == f"127.0.0.1:{printer.port}"


def test_the_status_is_asked_for_and_told_in_words(kemas: ShopOnDisk, printer: FakePrinter) -> None:
    assert [one["light"] for one in kemas.json("printers", "status")] == ["ready", "ready"]
    printer.paper_out = True
    code, out, _err = kemas("printers", "status")
    assert code == 1
    assert "no paper" in out


def test_a_test_page_is_printed_by_a_worker_and_its_end_is_told(
    kemas: ShopOnDisk, printer: FakePrinter
) -> None:
    code, out, err = kemas("printers", "test", "n")
    assert (code, err) == (0, "")
    assert out == "N: the test page is printed; the printer has confirmed it.\n"
    assert b"KEMAS TEST" in printer.taken
    assert workers.is_running(kemas.path, kemas.db)
    code, out, _err = kemas("printers", "test", "--json")
    assert [job["state"] for job in json.loads(out)] == ["printed", "printed"]


def test_a_test_page_that_does_not_print_says_why_and_does_not_come_later(
    kemas: ShopOnDisk, printer: FakePrinter
) -> None:
    printer.cover_open = True
    code, out, _err = kemas("printers", "test", "N")
    assert code == 1
    assert out == "N: the test page was not printed. The cover is open.\n"
    (job,) = kemas.json("jobs", "list")
    assert job["state"] == JobState.CANCELLED
    printer.cover_open = False
    printer.wait_idle()
    assert b"KEMAS TEST" not in printer.taken


def test_a_test_page_can_go_to_a_file_without_a_printer(kemas: ShopOnDisk) -> None:
    path = kemas.folder / "page.bin"
    assert kemas("printers", "test", "V", "--to-file", str(path))[0] == 0
    assert path.read_bytes().startswith(b"\x1b@")
    assert kemas.json("jobs", "list") == []
    code, _out, err = kemas("printers", "test", "X")
    assert (code, err) == (1, "There is no printer X; there are: V, N.\n")


def test_a_full_disk_is_called_by_its_name(kemas: ShopOnDisk) -> None:
    code, out, err = kemas("printers", "test", "V", "--to-file", "/dev/full")
    assert (code, out) == (1, "")
    assert err.strip() == "The disk is full: not everything was written. Free some space."


def test_the_sheet_holds_the_commands_the_boxes_and_the_printers(
    kemas: ShopOnDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.barcodes import Kind, read

    monkeypatch.setattr(workers, "start_if_missing", lambda path, database: None)
    box = '[[packing.boxes]]\nname = "S"\nlength_cm = 20\nwidth_cm = 15\nheight_cm = 10\n'
    kemas.path.write_text(kemas.path.read_text(encoding="utf-8") + box, encoding="utf-8")
    assert kemas.json("printers", "sheet", "--printer", "v")["kind"] == "command_sheet"
    lines = kemas.json("jobs", "preview", "1")["lines"]
    codes = [line.strip() for line in lines if line.strip().startswith("KEMAS:")]
    assert {"KEMAS:NEXT", "KEMAS:UNDO", "KEMAS:BOX1", "KEMAS:PRINTER:N"} <= set(codes)
    assert {read(code).kind for code in codes} == {Kind.COMMAND}


def test_without_a_printer_there_is_one_clear_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], sqlite_template: Path
) -> None:
    shop = ShopOnDisk(tmp_path, sqlite_template, "", capsys)
    for words in (("printers", "test"), ("printers", "sheet")):
        code, out, err = shop(*words)
        assert (code, out) == (1, "")
        assert err == "No printer is set up for the role document.\n"
    assert shop("printers", "list")[1] == "No printer is set up.\n"
    shop.db.close()


def test_a_paused_printer_keeps_its_jobs_until_it_goes_on_or_they_go_elsewhere(
    kemas: ShopOnDisk, printer: FakePrinter
) -> None:
    assert kemas("printers", "pause", "n", "--reason", "new roll")[1] == (
        "N is paused; what waits for it: 0.\n"
    )
    code, out, _err = kemas("printers", "test", "N", "--wait", "1", "--json")
    assert [job["state"] for job in json.loads(out)] == ["cancelled"]
    assert kemas.json("printers", "status")[1]["paused"] is True
    assert "paused" in kemas("printers", "status")[1]
    kemas("printers", "sheet", "--printer", "N")
    assert kemas("printers", "move", "N", "V")[1] == (
        "Jobs that go to V: 1. What was on its way stays.\n"
    )
    assert kemas("printers", "resume", "N", "--json")[0] == 0
    assert kemas.json("printers", "status")[1]["paused"] is False
    code, _out, err = kemas("printers", "move", "N", "n")
    assert (code, err) == (1, "The jobs of N wait there already; name another printer.\n")


def test_a_run_is_printed_again_after_a_jam(kemas: ShopOnDisk) -> None:
    kemas("printers", "test", "V")
    kemas("printers", "test", "V")
    first, _second = sorted(job["id"] for job in kemas.json("jobs", "list"))
    again = kemas.json("jobs", "rerun", "V", str(first), "--printer", "N")
    assert [(job["copy"], job["printer"]) for job in again] == [(2, "N"), (2, "N")]
    code, _out, err = kemas("jobs", "rerun", "N", "9999")
    assert (code, err) == (
        1,
        "The printer N printed nothing between these jobs, or all of it waits already.\n",
    )


def test_what_the_calibration_page_showed_is_kept_and_printed_with(
    kemas: ShopOnDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = "big\n384\n1\n\n]C0KEMAS-2\n]C0KEMAS-3\n\nno\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(answers))
    code, out, err = kemas("printers", "calibrate", "v")
    assert (code, err) == (0, "")
    assert "“big” is no answer to the question width; allowed: 384, 432" in out
    assert "V prints from now on with: cutter=False, max_module=3, native_barcodes=True" in out
    assert kemas.json("printers", "list")[0]["width_dots"] == 384
    again = kemas.json("printers", "calibrate", "V", "--set", "cut=yes", "--set", "codes=no")
    assert again["profile"]["cutter"] is True
    assert (again["profile"]["width_dots"], again["profile"]["native_qr"]) == (384, False)
    kemas("printers", "test", "V")
    kept = sorted((kemas.folder / "printed" / "V").glob("*.bin"))
    assert b"KEMAS-2" not in kept[-1].read_bytes()
    assert read(kept[-1].read_bytes(), 384).codes == []  # drawn, as it prints none itself
    assert kemas("printers", "calibrate", "V", "--forget")[1] == "V prints as it is configured.\n"
    assert kemas.json("printers", "list")[0]["width_dots"] == 576
    code, _out, err = kemas("printers", "calibrate", "V", "--set", "width")
    assert code == 1
    assert "“width” is no answer to the question --set; allowed: width=…" in err
