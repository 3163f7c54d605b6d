"""``kemas lookup``: any code, told to people and to programs."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from shop_on_disk import ShopOnDisk


@pytest.fixture
def shop(
    tmp_path: Path,
    sqlite_template: Path,
    capsys: pytest.CaptureFixture[str],
    build: ModuleType,
) -> ShopOnDisk:
    """A tea is packed for A1, another promised to A2, a third blocked."""
    made = ShopOnDisk(tmp_path, sqlite_template, "", capsys)
    made.pack(build, "A1")
    build.ready_order(made.db, "A2", {"TEH": 2})
    made("stock", "block", "TEH", "MAIN", "--quantity", "1", "--reason", "for a count")
    return made


def test_a_product_is_told_to_people(shop: ShopOnDisk) -> None:
    code, out, _err = shop("lookup", "TEH")
    assert code == 0
    assert out.startswith("Product TEH Barang TEH\n  8 on hand, 5 free, 2 promised, 1 blocked\n")
    lines = out.splitlines()
    assert any("lies here" in line and "8 (5 free)" in line and "MAIN" in line for line in lines)
    assert any("promised" in line and "A2" in line and "ready" in line for line in lines)
    assert any("blocked" in line and "for a count" in line for line in lines)
    assert any("moved" in line and "packed" in line and "Sari" in line for line in lines)


def test_what_is_found_is_told_to_programs(shop: ShopOnDisk) -> None:
    (found,) = shop.json("lookup", "A2")
    assert (found["ref"]["thing"], found["code"], found["name"]) == ("order", "A2", "Siti Aminah")
    assert [(one["topic"], one["code"]) for one in found["facts"]] == [
        ("line", "TEH"), ("promised", "TEH"),
    ]  # fmt: skip


@pytest.mark.parametrize("code", ["MAIN", "A1", "KEMAS:OP:SARI", "KEMAS:ST:S1", "PACKED"])
def test_everything_with_a_code_is_told(shop: ShopOnDisk, code: str) -> None:
    number, out, err = shop("lookup", code)
    assert (number, err) == (0, "")
    assert out


def test_a_parcel_leads_back_to_its_order(shop: ShopOnDisk) -> None:
    (order,) = shop.json("lookup", "A1")
    (parcel,) = [fact["code"] for fact in order["facts"] if fact["topic"] == "parcel"]
    code, out, _err = shop("lookup", f"KEMAS:P:{parcel}")
    assert code == 0
    assert "A1" in out


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("nobody-knows", "Nothing goes by nobody-knows."),
        ("KEMAS:NEXT", "is a command"),
        ("6*", "is no code"),
        ("\x1b[2J", "is no code"),
    ],
)
def test_what_cannot_be_looked_up_is_said(shop: ShopOnDisk, code: str, said: str) -> None:
    number, _out, err = shop("lookup", code)
    assert number == 1
    assert said in err
    assert "\x1b" not in err
