"""``kemas bills``: asked for, listed, booked, saved, and refused in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from shop_on_disk import ShopOnDisk

from tui.demo.platforms.tiktok import BC_ID, TOKEN, SimulatedTikTok

TABLE = """
[[platform_bills]]
name = "Ads"
kind = "tiktok"
base_url = "{url}/open_api/v1.3"
access_token = "{token}"
bc_id = "{bc}"
"""


@pytest.fixture
def server() -> Iterator[SimulatedTikTok]:
    with SimulatedTikTok() as found:
        yield found


@pytest.fixture
def kemas(
    server: SimulatedTikTok,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    sqlite_template: Path,
) -> Iterator[ShopOnDisk]:
    table = TABLE.format(url=server.url, token=TOKEN, bc=BC_ID)
    shop = ShopOnDisk(tmp_path, sqlite_template, table, capsys)
    yield shop
    shop.db.close()


def test_bills_are_asked_for_filtered_booked_and_saved(kemas: ShopOnDisk, tmp_path: Path) -> None:
    assert "No bill is known that fits" in kemas("bills", "list")[1]
    assert "all bills came" in kemas("bills", "pull")[1]
    told = kemas.json("bills", "list")
    assert len(told["bills"]) == 13
    late = kemas.json("bills", "list", "--overdue")
    assert [one["pay_state"] for one in late["bills"]] == ["unpaid"]
    assert late["totals"][0]["overdue"] == late["bills"][0]["total"]
    number = late["bills"][0]["number"]
    assert "Iklan toko" in kemas("bills", "groups")[1]
    assert kemas.json("bills", "book", number) == [number]
    assert len(kemas.json("bills", "book", "--all")) == 12
    assert "booked" in kemas("bills", "show", number)[1]
    assert kemas.json("bills", "costs")[0]["cost"]["minor"] > 0
    (path,) = kemas.json("bills", "download", number, "--to", str(tmp_path / "papers"))
    assert Path(path).read_bytes().startswith(b"%PDF-")
    Path(path).write_bytes(b"other")
    said = kemas("bills", "download", number, "--to", str(tmp_path / "papers"))
    assert "Name another place" in said[2]


def test_what_the_platform_refuses_says_what_to_do(
    kemas: ShopOnDisk, server: SimulatedTikTok
) -> None:
    server.has_finance = False
    code, out, _err = kemas("bills", "pull")
    assert (code, "Finance Manager" in out, TOKEN in out) == (1, True, False)
    server.has_finance, server.bills, server.groups = True, [], []
    code, out, _err = kemas("bills", "pull")
    assert (code, "pays by another method" in out) == (0, True)
    code, _out, err = kemas("bills", "show", "ID-9")
    assert (code, "There is no bill ID-9" in err) == (1, True)
    code, _out, err = kemas("bills", "pull", "Other")
    assert (code, "Name one of: Ads" in err) == (1, True)
