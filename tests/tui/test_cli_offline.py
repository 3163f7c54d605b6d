"""`kemas offline`: boxes whose offline scans could not be saved, listed and put right."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest
from shop_on_disk import ShopOnDisk

from core.fulfilment.island.conflicts import NotBooked, keep
from core.transaction import writing

CONFIG = '[[printers]]\nname = "P"\ntransport = "virtual"\n'
WHY = {"kind": "cancelled", "detail": "", "params": {"order": "W-1", "packed": 0}}


@pytest.fixture
def shop(
    tmp_path: Path,
    sqlite_template: Path,
    capsys: pytest.CaptureFixture[str],
    build: ModuleType,
) -> ShopOnDisk:
    """A box of order W-1 that Sari packed at S1 without the database."""
    made = ShopOnDisk(tmp_path, sqlite_template, CONFIG, capsys)
    build.shop(made.db, {"TEH": 9})
    order = build.ready_order(made.db, "W-1", {"TEH": 2})
    with writing(made.db) as tx:
        packer = build.operator(tx, "Wati", role="packer")
        build.operator(tx, "Budi", role="packer")
        began = tx.now - timedelta(minutes=5)
        at = build.station(tx, "P1")
        keep(tx, NotBooked(at, 7, packer, order, "1-1", 2, (("TEH", 2),), WHY, began))
    return made


def test_a_box_is_listed_and_put_right_with_how_it_was(shop: ShopOnDisk) -> None:
    (one,) = shop.json("offline", "list")
    assert (one["station"], one["operator"], one["order"]) == ("P1", "Wati", "W-1")
    assert one["goods"] == "2 × TEH"
    code, out, _err = shop("offline", "settle", str(one["id"]), "--how", "put_back")
    assert (code, out.strip()) == (0, "2 offline scans of order W-1, box 1-1: put right.")
    assert shop.json("offline", "list") == []
    code, _out, err = shop("offline", "settle", str(one["id"]))
    assert (code, "No open offline conflict has the number" in err) == (1, True)
    _code, out, _err = shop("orders", "show", "W-1")
    assert "was put right: put back" in out


def test_something_else_needs_a_note(shop: ShopOnDisk) -> None:
    code, _out, err = shop("offline", "settle", "1", "--how", "other")
    assert (code, "Say in the note what was done with the box." in err) == (1, True)
    code, _out, _err = shop("offline", "settle", "1", "--how", "other", "--note", "thrown away")
    assert code == 0


def test_a_packer_puts_right_what_is_their_own(shop: ShopOnDisk) -> None:
    code, _out, err = shop("offline", "settle", "1", "--operator", "Budi")
    assert (code, "Budi may not manage stations" in err) == (1, True)
    code, _out, _err = shop("offline", "settle", "1", "--operator", "Wati", "--note", "put back")
    assert code == 0
