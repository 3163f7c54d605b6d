"""Customers at the command line: found, made, changed, blocked, merged; pasted texts read."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from command_lines import CommandLine, new_shop

PHONE, OTHER = "+62 000 000 0001", "+62 000 000 0002"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_shop(tmp_path_factory.mktemp("customers"))


@pytest.fixture
def kemas(made: Path, own_machine: None, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(made, capsys)


def test_customers_are_made_changed_blocked_and_merged(kemas: CommandLine) -> None:
    siti = kemas.json(
        "customers", "add", "Siti Aminah", "--phone", PHONE, "--email", "s@example.com",
        "--note", "ring twice", "--must-read", "yes", "--address", "Jl. Kenanga 1",
        "--city", "Bandung",
    )  # fmt: skip
    assert (siti["phones"], siti["must_read"], siti["country"]) == (["+620000000001"], True, "ID")
    assert siti["addresses"][0]["city"] == "Bandung"
    code, _out, err = kemas("customers", "add", "Budi", "--phone", PHONE)
    assert code == 1
    assert "is the number of Siti Aminah" in err
    budi = kemas.json("customers", "add", "Budi", "--phone", OTHER, "--email", "s@example.com")
    kemas("customers", "groups", "--add", "Reseller")
    (group,) = kemas.json("customers", "groups", "--trust", "reseller")
    assert (group["name"], group["trusted"]) == ("Reseller", True)
    changed = kemas.json("customers", "edit", OTHER, "--group", "reseller", "--name", "Budi S")
    assert (changed["name"], changed["standing"]["trust"]) == ("Budi S", "trusted")
    code, _out, err = kemas("customers", "edit", OTHER, "--note", "x", "--version", "1")
    assert code == 1
    assert "was changed by somebody else" in err
    blocked = kemas.json("customers", "block", "siti", "--reason", "refused parcels")
    assert blocked["standing"] == {
        "trust": "blocked",
        "reason": "refused parcels",
        "by_group": False,
    }
    (pair,) = kemas.json("customers", "duplicates")
    assert pair["because"] == ["email"]
    _code, out, _err = kemas("customers", "merge", PHONE, OTHER, "--preview")
    assert "Nothing was changed." in out
    done = kemas.json("customers", "merge", PHONE, OTHER)
    assert (done["done"], done["moving"]["gone"]["id"]) == (True, budi["id"])
    assert [row["name"] for row in kemas.json("customers", "list", "--search", "000")] == [
        "Siti Aminah"
    ]
    _code, out, _err = kemas("customers", "show", OTHER)
    assert "+62 000 000 0002" in out
    assert "BLOCKED: refused parcels" in out
    _code, out, _err = kemas("customers", "block", PHONE, "--off")
    assert "neither trusted nor blocked" in out


def test_addresses_are_listed_chosen_and_taken_off(kemas: CommandLine) -> None:
    rini = kemas.json("customers", "add", "Rini", "--address", "Jl. Kenanga 1")
    kemas.json("customers", "edit", "Rini", "--address", "Jl. Melati 2", "--city", "Bandung")
    first, second = kemas.json("customers", "addresses", "Rini")
    assert (first["address"], first["is_default"]) == ("Jl. Kenanga 1", True)
    chosen = kemas.json("customers", "addresses", "Rini", "--default", str(second["id"]))
    assert chosen[0]["address"] == "Jl. Melati 2"
    (left,) = kemas.json("customers", "addresses", "Rini", "--remove", str(second["id"]))
    assert (left["id"], left["is_default"]) == (first["id"], True)
    kemas.json("customers", "add", "Wati")
    code, _out, err = kemas("customers", "addresses", "Wati", "--remove", str(first["id"]))
    assert (code, err) == (1, f"There is no address {first['id']}.\n")
    _code, out, _err = kemas("customers", "addresses", str(rini["id"]))
    assert "Jl. Kenanga 1" in out


def test_a_pasted_text_is_read_from_a_file_and_from_standard_input(
    kemas: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"Nama: Siti\nHP: {PHONE}\nAlamat: Jl. Kenanga 1, Kec. Coblong, Kota Bandung\nOrder: 2 x"
    (tmp_path / "chat.txt").write_text(text, encoding="utf-8")
    found = kemas.json("customers", "parse-address", str(tmp_path / "chat.txt"))
    assert found["name"] == {"text": "Siti", "sure": "sure", "why": "label"}
    assert (found["number"], found["rest"]) == ("+620000000001", ["Order: 2 x"])
    assert found["cut"] is False
    (tmp_path / "long.txt").write_text(text + "\n" + "x" * 10_000, encoding="utf-8")
    code, _out, err = kemas("customers", "parse-address", str(tmp_path / "long.txt"))
    told = "Only the first 4,000 characters were read; paste the address alone.\n"
    assert (code, err) == (0, told)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode() + b"\xff")))
    _code, out, _err = kemas("customers", "parse-address")
    assert "Kota Bandung" in out
    assert "Not used: Order: 2 x" in out
