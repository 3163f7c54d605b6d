"""A paper that a courier drew becomes a label with its codes, or is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest
from fakes.far_couriers import FarCouriers, FarShop
from fakes.pdf_maker import WAYBILL, label, write

from core import draining
from core.clock import local, now
from core.config import parse
from core.database import connect
from core.errors import Refusal
from core.shipping.draining import outside
from core.shipping.shipments import LABEL
from tui import workers
from tui.courier_papers import CourierPapers


def test_the_first_page_is_the_label_and_a_page_for_browsers_is_none(tmp_path: Path) -> None:
    database = connect(f"sqlite:///{tmp_path / 'a.sqlite3'}")
    draws = CourierPapers(database, parse("", tmp_path / "k.toml"))
    drawn = draws(write(label(), label(text="OTHER1")), None)
    texts = {text for _kind, text in drawn.codes}
    assert (WAYBILL in texts, "OTHER1" in texts) == (True, False)
    with pytest.raises(Refusal, match="pdf_"):
        draws(b"<html><body>Maintenance</body></html>", None)
    database.close()


WANTS = """{}
print_page = "80x80"
inspection = "look"
insure = true
note = "Gọi trước khi giao"
"""


@pytest.fixture
def shop(
    tmp_path: Path,
    sqlite_template: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[FarShop]:
    monkeypatch.setattr(workers, "start_if_missing", lambda path, database: None)
    with FarCouriers() as far:
        made = FarShop(tmp_path, sqlite_template, far, capsys, sender=WANTS)
        made.hear_places()
        yield made
        made.db.close()


def test_a_parcel_goes_as_the_shop_always_wants_and_wears_what_its_courier_drew(
    shop: FarShop, build: ModuleType
) -> None:
    far = shop.far.ghn
    far.pdf = write(label(text="L8Q001"))
    code = shop.pack_for(build, "ghn", note="Tầng 3")
    shop.work()
    (made,) = far.book
    assert (made.body["required_note"], made.body["note"]) == (
        "CHOXEMHANGKHONGTHU",
        "Gọi trước khi giao; Tầng 3",
    )
    assert 0 < made.body["insurance_value"] == made.body["items"][0]["price"]
    draws = CourierPapers(shop.db, shop.config)
    handler = outside(shop.settings, draws)[LABEL]
    draining.drain(shop.db, {LABEL: handler})
    (paper,) = [job for job in shop.json("jobs", "list") if "label" in job["kind"]]
    assert paper["kind"] == "courier_label"
    assert far.asked[-1].path == "/a5/public-api/print80x80"
    (row,) = shop.json("shipments", "show", code)
    assert (row["state"], row["waybill"]) == ("booked", "L8Q001")
    morning = local(now(), "Asia/Ho_Chi_Minh").date() + timedelta(days=1)
    comes = shop.json("shipments", "pickup", "--courier", "ghn", "--at", f"{morning}T09:00")
    assert (comes["comes"], comes["parcels"]) == (True, [code])
    assert made.body["pick_shift"] == [3]


def test_vietnamese_couriers_are_asked_for_a_packed_parcel_and_the_best_is_promised(
    shop: FarShop, build: ModuleType
) -> None:
    code = shop.pack_for(build, "ghn")
    shop("shipments", "cancel", code)
    said = shop.json("shipments", "quote", "W-1")
    offers = [
        (one["courier"], one["service"], one["fee"] and one["fee"]["text"], one["within"])
        for one in said["options"]
    ]
    assert offers == [
        ("ghn", "standard", "₫ 32,000", [3, 3, "days"]),
        ("viettelpost", "VTK", "₫ 22,000", [3, 3, "days"]),
        ("viettelpost", "VCN", "₫ 31,000", [36, 36, "hours"]),
    ]
    assert {one["courier"] for one in said["silent"]} == {"biteship"}
    (made,) = shop.json("shipments", "create", "W-1", "--take", "fastest")
    assert (made["courier"], made["service"], made["quoted_fee"], made["quoted_days"]) == (
        "viettelpost",
        "VCN",
        31_000,
        2,
    )


def test_what_each_courier_can_do_is_listed(shop: FarShop) -> None:
    said = {one["courier"]: one for one in shop.json("couriers", "list")}
    assert list(said) == ["own", "manual", "ghn", "viettelpost", "biteship"]
    assert {"quote", "label", "pickup", "inspection"} <= set(said["ghn"]["can"])
    assert "find" not in said["viettelpost"]["can"]
    out = shop("couriers", "list")[1]
    assert "Giao Hàng Nhanh: says its fee, collects COD, insures, may be paid by the buyer" in out
