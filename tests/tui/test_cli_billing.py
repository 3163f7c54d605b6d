"""``kemas billing`` and the invoices that it makes: looked at, released, corrected."""

from __future__ import annotations

import signal
from pathlib import Path
from types import ModuleType

import pytest
from shop_on_disk import ShopOnDisk
from sqlalchemy import text

from core.clock import now
from core.customers.commands import make
from core.customers.records import Details
from core.transaction import writing
from tui.biller import Biller
from tui.commands import billing

BILLING = """
[invoices]
make_at = "confirmed"
since = 2026-01-01
"""


@pytest.fixture
def shop(
    tmp_path: Path, sqlite_template: Path, build: ModuleType, capsys: pytest.CaptureFixture[str]
) -> ShopOnDisk:
    made = ShopOnDisk(tmp_path, sqlite_template, BILLING, capsys)
    build.shop(made.db, {"TEH": 9})
    with writing(made.db) as tx:
        who = make(tx, Details("PT Contoh", country="ID")).id
        for number in ("W-1", "W-2"):
            when = {"ordered_at": now(), "confirmed_at": now()}
            build.order(tx, number, {"TEH": 2}, customer_id=who, **when)
        build.operator(tx, "Joko", role="packer")
    return made


def test_what_is_due_is_made_looked_at_released_and_corrected(shop: ShopOnDisk) -> None:
    told = ("terms_days=14", "tax-number=0013000005012000", "credit_limit=1000000")
    set_ = shop.json("billing", "profile", "set", "PT Contoh", *told, "--since", "2026-01-01")
    assert (set_["terms_days"], set_["credit_limit"], set_["known"]) == (14, "1000000.00", True)
    assert len(shop.json("billing", "due")) == 2
    assert shop.json("billing", "run") == {"review": 2, "ids": [1, 2], "refused": []}
    assert shop.json("billing", "run") == {"ids": [], "refused": []}
    waiting = shop.json("invoices", "review")
    assert [(one["id"], one["reasons"]) for one in waiting] == [(1, ["new"]), (2, ["new"])]
    code, out, _err = shop("invoices", "review")
    assert (code, "the first of this buyer" in out) == (0, True)
    assert "together" in out
    (one,) = shop.json("invoices", "release", "1")
    assert shop.json("invoices", "discard", "#2")[0]["state"] == "discarded"
    number = one["number"]
    wrong = shop("invoices", "credit", number, "--line", "1=3", "--reason", "retur")
    assert "only 2 units are left" in " ".join(wrong[2].split())
    credit = shop.json("invoices", "credit", number, "--line", "1=1", "--reason", "retur")
    assert (credit["kind"], credit["total"], credit["number"][:3]) == ("credit", "-25000.00", "CN/")
    assert shop.json("invoices", "show", number)["corrected_by"] == [credit["number"]]
    refused = shop("billing", "run", "--operator", "Joko")
    assert "Joko" in refused[2]


def test_all_that_waits_is_numbered_in_the_order_in_which_it_was_made(shop: ShopOnDisk) -> None:
    shop.json("billing", "profile", "set", "PT Contoh", "terms_days=14")
    assert shop.json("billing", "run")["ids"] == [1, 2]
    released = shop.json("invoices", "release", "--all")
    assert [one["number"] for one in released] == sorted(one["number"] for one in released)
    first = shop.json("invoices", "show", released[0]["number"])
    assert first["order"] == "W-1"


def test_a_run_that_is_stopped_says_so_to_scripts_too(
    shop: ShopOnDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*told: object) -> str:
        signal.raise_signal(signal.SIGINT)
        return ""

    with monkeypatch.context() as patch:
        patch.setattr(billing, "bar", interrupted)
        code, _out, err = shop("billing", "run")
    assert (code, "goes on from here" in err) == (1, True)
    assert shop("billing", "run")[0] == 0
    assert len(shop.json("invoices", "review")) == 2


def test_prices_charges_and_standing_orders_are_set_up_by_command(shop: ShopOnDisk) -> None:
    assert shop.json(
        "billing", "rates", "add", "RACK", "5000", "--from", "2026-01-01", "--customer", "PT Contoh"
    )
    assert shop.json("billing", "rates", "list")[0]["unit_price"] == 5000_00
    file = shop.folder / "c.csv"
    file.write_text(
        "source,id,customer,date,item,quantity\nrak,1,PT Contoh,2026-01-05,RACK,2\n,,,,,\n"
    )
    taken = shop.json("billing", "charges", "import", str(file))
    assert (taken["new"], taken["refused"]) == (1, [])
    assert shop.json("billing", "charges", "list", "--open")[0]["quantity"] == 2
    adding = ("billing", "standing", "add", "PT Contoh", "RACK*1", "--from", "2027-01-31")
    days = shop.json(*adding, "--rule", "monthly", "--dry-run")
    assert days[:3] == ["2027-01-31", "2027-02-28", "2027-03-31"]
    made = shop.json(*adding, "--rule", "monthly", "--start")
    assert (made["state"], made["next_days"]) == ("active", days)
    assert shop.json("billing", "standing", "pause", str(made["id"]))["state"] == "paused"
    wrong = shop(*adding, "--rule", "hourly")
    assert "hourly is no calendar rule" in " ".join(wrong[2].split())
    assert shop.json("billing", "taxes", "list")[0]["rate"] == "8"
    for words in (("standing", "list"), ("rates", "list"), ("charges", "list"), ("taxes", "list")):
        code, out, err = shop("billing", *words)
        assert (code, err, bool(out.strip())) == (0, "", True)


def test_the_worker_invoices_what_is_due(shop: ShopOnDisk) -> None:
    with writing(shop.db) as tx:
        tx.execute(text("UPDATE orders SET customer_id = NULL"))
    assert Biller(shop.db, shop.config)._once() > 0
    assert len(shop.json("invoices", "review")) == 2
