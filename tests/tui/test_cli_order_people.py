"""Orders at the command line in somebody's name: the trail says whose; what may not be is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_lines import CommandLine, new_shop
from sqlalchemy import text

from core.config import load
from core.database import open_database
from core.transaction import SYSTEM, reading

PRODUCTS = "sku,name,unit_price,stock,bin\nTEH,Teh,15000,5,A-1\n"
ORDERS = """order_no,channel,customer,address,sku,quantity
A1,web,Siti,Jl. Contoh 1,TEH,1
A2,web,Joko,Jl. Contoh 2,NIX,1
A3,web,Rini,Jl. Contoh 3,NIX,1
"""


@pytest.fixture
def kemas(own_machine: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """A shop with Lia, a lead, and Pia, who picks."""
    path = new_shop(tmp_path / "shop", products=PRODUCTS)
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    line = CommandLine(path, capsys)
    for name, role in (("Lia", "lead"), ("Pia", "picker")):
        assert line("people", "add", name, "--role", role)[0] == 0
    return line


def trail(kemas: CommandLine) -> list[tuple[str, str]]:
    """(what, who) of the audit trail, the oldest first."""
    config = load(kemas.path)
    database = open_database(config.database.engine_url, config.shop.timezone)
    try:
        with reading(database, SYSTEM) as tx:
            rows = tx.execute(
                text(
                    "select e.kind, coalesce(o.name, '') from events e "
                    "left join operators o on o.id = e.operator_id order by e.id"
                )
            )
            return [(what, who) for what, who in rows]
    finally:
        database.close()


def test_what_is_done_with_orders_names_who(kemas: CommandLine, tmp_path: Path) -> None:
    before = len(trail(kemas))
    as_lia = ("--operator", "Lia")
    assert kemas("orders", "import", str(tmp_path / "orders.csv"), *as_lia)[0] == 0
    assert kemas("orders", "hold", "A1", "--reason", "waits", *as_lia)[0] == 0
    assert kemas("orders", "release", "A1", *as_lia)[0] == 0
    assert kemas("orders", "cancel", "A1", "--reason", "wished", *as_lia)[0] == 0
    first, second = (one["id"] for one in kemas.json("orders", "list", "--parked"))
    assert kemas("orders", "correct", str(first), "--set", "sku=TEH", *as_lia)[0] == 0
    assert kemas("orders", "dismiss", str(second), "--reason", "twice", *as_lia)[0] == 0
    done = trail(kemas)[before:]
    assert {who for _what, who in done} == {"Lia"}


def test_who_may_not_is_refused(kemas: CommandLine, tmp_path: Path) -> None:
    code, _out, err = kemas("orders", "import", str(tmp_path / "orders.csv"), "--operator", "Pia")
    assert (code, "Pia may not" in err) == (1, True)
    assert kemas("orders", "import", str(tmp_path / "orders.csv"))[0] == 0
    code, _out, err = kemas("orders", "cancel", "A1", "--reason", "x", "--operator", "Pia")
    assert (code, "Pia may not" in err) == (1, True)
    assert kemas("orders", "cancel", "A1", "--reason", "x", "--operator", "Nobody")[0] == 1
