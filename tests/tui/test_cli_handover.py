"""``kemas handover`` and ``kemas cod`` at the command line: from the box to the money."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from shop_on_disk import ShopOnDisk

from core.orders.status import Policy
from core.shipping.delivering import mark_delivered
from core.shipping.desk import Desk
from core.transaction import writing

PRINTER = '[[printers]]\nname = "P"\ntransport = "virtual"\n'


@pytest.fixture
def shop(
    tmp_path: Path,
    sqlite_template: Path,
    capsys: pytest.CaptureFixture[str],
) -> ShopOnDisk:
    return ShopOnDisk(tmp_path, sqlite_template, PRINTER, capsys)


def test_parcels_are_scanned_out_signed_for_and_printed(
    shop: ShopOnDisk, build: ModuleType
) -> None:
    first, second = shop.pack(build, "A1", "A2")
    (left,) = [one for one in shop.json("handover", "missing") if one["parcel"] == second]
    assert (left["order_no"], left["last_place"]) == ("A2", "S1")
    code, out, err = shop("handover", "day")
    assert (code, "packed, not handed over @S1" in out) == (0, True), err
    code, out, err = shop("handover", "scan", first, "NIX", first)
    assert code == 1
    assert "NIX is no parcel of ours." in err
    assert "is on HO-000001 already" in err
    assert "handed over, on HO-000001." in out
    code, out, err = shop("handover", "close", "--signed-by", "Budi", "--vehicle", "B 1 X")
    assert (code, "HO-000001 is closed, signed by Budi. Parcels: 1." in out) == (0, True)
    assert f"Not scanned: parcel {second} (A2), last seen at S1." in err
    assert shop("handover", "close", "--signed-by", "Budi")[0] == 1
    assert "Budi" in shop("handover", "list")[1]
    assert "Budi · B 1 X" in shop("handover", "list")[1]
    assert shop.json("handover", "show", "ho-000001")["contents"][0]["order_no"] == "A1"
    assert shop.json("handover", "print", "HO-000001")["copy"] == 1
    code, out, _err = shop("shipments", "hand-over", second)
    assert (code, "is handed over" in out) == (0, True)
    assert shop.json("handover", "show", "HO-000002")["contents"][0]["order_no"] == "A2"
    assert "no manifest HO-9" in shop("handover", "show", "HO-9")[2]


def test_a_statement_pays_what_matches_and_lists_the_rest(
    shop: ShopOnDisk, build: ModuleType
) -> None:
    made = build.shop(shop.db, {"TEH": 9})
    desk = Desk(shop.db, shop.config, made.station)
    desk.open()
    bills = []
    for number in ("A1", "A2"):
        order = build.ready_order(shop.db, number, {"TEH": 1}, cod=2_500_000, paid=0)
        for code in (number, "TEH"):
            desk.scan(desk.last_seq() + 1, code)
        with writing(shop.db) as tx:
            mark_delivered(tx, Policy(), order)
        bills.append(shop.json("shipments", "list", "--order", number)[0]["waybill"])
    desk.close()
    assert len(shop.json("cod", "list", "--show", "expected")["expected"]) == 2
    file = shop.folder / "s.csv"
    file.write_text(
        f"waybill,amount,fee,extra\n{bills[0]},25000,9000,x\n{bills[1]},24000,,\nNIX,x,,\n",
        encoding="utf-8",
    )
    code, out, _err = shop("cod", "import", str(file))
    assert code == 1
    for said in ("2 lines, 0 known before", "25,000", "paid: 1", "another amount: 1", "Line 4"):
        assert said in out, out
    assert "was taken in before: nothing is changed." in shop("cod", "import", str(file))[1]
    assert "done" in shop("orders", "show", "A1")[1].casefold()
    (line,) = shop.json("cod", "list")["lines"]
    code, out, _err = shop("cod", "list")
    assert (code, "another amount" in out, bills[1] in out) == (0, True, True)
    code, out, _err = shop("cod", "accept", str(line["id"]))
    assert (code, "24,000" in out, "25,000" in out) == (0, True, True)
    assert "no difference" in shop("cod", "accept", str(line["id"]))[2]
    (row,) = shop.json("couriers", "report")
    assert (row["courier"], row["parcels"], row["cost"]) == ("own", 2, 900_000)
    assert "No parcel cost more or less" in shop("couriers", "fees")[1]
    assert shop("couriers", "report", "--from", "x")[0] == 2
