"""``kemas jobs``: what is listed, shown, printed again, cancelled, moved and answered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from shop_on_disk import ShopOnDisk

from core.paper.spooling import finish_unknown, lease_next, store_and_start
from core.transaction import writing
from tui import workers

PRINTERS = "".join(
    f'[[printers]]\nname = "{name}"\ntransport = "virtual"\nwidth_dots = {dots}\n'
    for name, dots in (("One", 576), ("Two", 384))
)


@pytest.fixture
def kemas(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    sqlite_template: Path,
    build: ModuleType,
) -> Iterator[ShopOnDisk]:
    """A shop with one packed order: a label and a receipt wait, and nobody prints them."""
    shop = ShopOnDisk(tmp_path, sqlite_template, PRINTERS, capsys)
    shop.pack(build, "W-1")
    monkeypatch.setattr(workers, "start_if_missing", lambda path, database: None)
    yield shop
    shop.db.close()


def test_jobs_are_listed_newest_first_with_their_order(kemas: ShopOnDisk) -> None:
    found = kemas.json("jobs", "list")
    assert [(job["id"], job["kind"], job["order"]) for job in found] == [
        (2, "receipt", "W-1"),
        (1, "label", "W-1"),
    ]
    assert [job["id"] for job in kemas.json("jobs", "list", "--limit", "1")] == [2]
    assert kemas.json("jobs", "list", "--state", "printed") == []
    assert kemas.json("jobs", "list", "--printer", "two") == []
    code, out, _err = kemas("jobs", "list")
    assert code == 0
    assert "Receipt" in out
    assert kemas("jobs", "list", "--limit", "0")[0] == 2


def test_a_job_is_shown_and_previewed(kemas: ShopOnDisk) -> None:
    assert "waiting" in kemas("jobs", "show", "1")[1]
    assert kemas.json("jobs", "show", "1")["state"] == "queued"
    code, out, _err = kemas("jobs", "preview", "1")
    assert code == 0
    assert "W-1" in out
    assert any("W-1" in line for line in kemas.json("jobs", "preview", "1")["lines"])
    picture = kemas.folder / "label.png"
    assert kemas("jobs", "preview", "1", "--png", str(picture))[0] == 0
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_the_bytes_of_a_job_can_be_had_once_it_was_drawn(kemas: ShopOnDisk) -> None:
    raw = kemas.folder / "label.bin"
    code, _out, err = kemas("jobs", "preview", "1", "--raw", str(raw))
    assert (code, raw.exists()) == (1, False)
    assert "nobody has drawn it" in err
    with writing(kemas.db) as tx:
        lease = lease_next(tx, "One", "here 1 1.0 x")
        assert lease is not None
        store_and_start(tx, lease, b"\x1b@bytes")
    assert kemas("jobs", "preview", "1", "--raw", str(raw))[0] == 0
    assert raw.read_bytes() == b"\x1b@bytes"


def test_an_unknown_job_is_answered_once(kemas: ShopOnDisk) -> None:
    assert kemas("jobs", "answer", "1", "yes")[0] == 1
    with writing(kemas.db) as tx:
        lease = lease_next(tx, "One", "here 1 1.0 x")
        assert lease is not None
        store_and_start(tx, lease, b"x")
        finish_unknown(tx, lease, "connection_lost")
    again = kemas.json("jobs", "answer", "1", "no")
    assert (again["id"], again["copy"], again["state"]) == (3, 1, "queued")
    assert kemas.json("jobs", "show", "1")["state"] == "failed"
    code, _out, err = kemas("jobs", "answer", "1", "no")
    assert code == 1
    assert "nobody has to answer" in err
    assert kemas("jobs", "answer", "3", "perhaps")[0] == 2


def test_waiting_jobs_are_moved_and_cancelled_and_any_is_printed_again(kemas: ShopOnDisk) -> None:
    assert kemas.json("jobs", "move", "1", "two")["printer"] == "Two"
    copy = kemas.json("jobs", "reprint", "1", "--printer", "one")
    assert (copy["copy"], copy["printer"]) == (2, "One")
    assert kemas.json("jobs", "cancel", "1")["state"] == "cancelled"
    for words in (("cancel", "1"), ("move", "1", "One"), ("show", "99"), ("move", "2", "Three")):
        code, out, err = kemas("jobs", *words)
        assert (code, out, err.count("\n")) == (1, "", 1)


def test_an_operator_who_may_not_is_refused(kemas: ShopOnDisk, build: ModuleType) -> None:
    with writing(kemas.db) as tx:
        build.operator(tx, "Budi", role="picker")
    code, _out, err = kemas("jobs", "reprint", "1", "--operator", "Budi")
    assert code == 1
    assert "Budi may not" in err
    assert kemas("jobs", "reprint", "1", "--operator", "Nobody")[0] == 1
    assert kemas("jobs", "cancel", "1", "--operator", "budi")[0] == 0


def test_papers_of_an_order_and_badges_wait_for_their_printer(
    kemas: ShopOnDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[Path] = []
    monkeypatch.setattr(workers, "start_if_missing", lambda path, database: woken.append(path))
    slip = kemas.json("orders", "print", "W-1", "packing_slip", "--printer", "two")
    assert (slip["kind"], slip["printer"], slip["copy"]) == ("packing_slip", "Two", 1)
    assert kemas.json("orders", "print", "W-1", "label")["copy"] == 2
    assert kemas("orders", "print", "W-1", "poem")[0] == 2
    assert kemas("orders", "print", "W-9", "receipt")[0] == 1
    assert kemas("people", "badge", "Sari", "--print")[0] == 0
    assert kemas.json("jobs", "list")[0]["kind"] == "badge"
    assert woken == [kemas.path] * 3


def test_a_paper_of_an_order_can_be_looked_at_before_it_is_printed(kemas: ShopOnDisk) -> None:
    before = len(kemas.json("jobs", "list"))
    for kind in ("receipt", "pick_list", "packing_slip", "label"):
        seen = kemas.json("orders", "print", "W-1", kind, "--preview")
        assert seen["kind"] == kind
        assert any("W-1" in line for line in seen["lines"])
    path = kemas.folder / "slip.png"
    assert kemas("orders", "print", "W-1", "packing_slip", "--png", str(path))[0] == 0
    assert path.read_bytes().startswith(b"\x89PNG")
    assert len(kemas.json("jobs", "list")) == before
    code, _out, err = kemas("orders", "print", "W-1", "receipt", "--preview", "--printer", "X")
    assert (code, err.startswith("There is no printer X")) == (1, True)
