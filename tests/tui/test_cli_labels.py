"""``kemas labels``: a courier's PDF goes through the spool page by page, to the right order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from fakes import paper
from fakes import tspl as label_printer
from fakes.pdf_maker import Page, label, write
from shop_on_disk import ShopOnDisk
from zxingcpp import read_barcodes

from core.paper.documents import CourierLabel
from core.paper.queries import document, job, jobs
from core.transaction import reading
from printers.spool import Spool
from tui import workers

PRINTERS = """
[[printers]]
name = "One"
transport = "virtual"
width_dots = 576
[[printers]]
name = "Four"
transport = "virtual"
language = "tspl"
label_mm = "100x150"
width_dots = 832
"""


@pytest.fixture
def kemas(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    sqlite_template: Path,
    build: ModuleType,
) -> Iterator[ShopOnDisk]:
    """A shop with two packed orders, whose labels wait and are printed by nobody yet."""
    shop = ShopOnDisk(tmp_path, sqlite_template, PRINTERS, capsys)
    shop.pack(build, "W-1", "W-2")
    monkeypatch.setattr(workers, "start_if_missing", lambda path, database: None)
    yield shop
    shop.db.close()


def waybill(kemas: ShopOnDisk, order: str) -> str:
    found = [one for one in kemas.json("shipments", "list") if one["order_no"] == order]
    return str(found[0]["waybill"])


def pdf(kemas: ShopOnDisk, *pages: Page) -> str:
    path = kemas.folder / "labels.pdf"
    path.write_bytes(write(*pages))
    return str(path)


def test_each_page_is_a_job_of_the_order_whose_waybill_it_carries(kemas: ShopOnDisk) -> None:
    one, two = waybill(kemas, "W-1"), waybill(kemas, "W-2")
    name = pdf(kemas, label(text=two), label(text="SPX00099"), label(text=one))
    found = kemas.json("labels", "print", name)
    assert [row["order"] for row in found] == ["W-2", None, "W-1"]
    assert [{code["text"] for code in row["codes"]} for row in found] == [
        {two},
        {"SPX00099"},
        {one},
    ]
    with reading(kemas.db) as tx:
        stored = document(tx, found[2]["job"])
        assert job(tx, found[2]["job"]).order_id is not None
    assert isinstance(stored, CourierLabel)
    assert (stored.waybill, stored.sheet, stored.sheets) == (one, 3, 3)


def test_the_same_page_once_more_is_a_copy(kemas: ShopOnDisk) -> None:
    name = pdf(kemas, label(text="SPX00099"), label(text="SPX00100"))
    first = kemas.json("labels", "print", name, "--page", "2")
    Spool(kemas.db, kemas.config.printers, "here", keep_in=kemas.folder / "out").run_once()
    again = kemas.json("labels", "print", name)
    assert [row["copy"] for row in first] == [1]
    assert [row["copy"] for row in again] == [1, 2]


def test_the_spool_prints_it_on_both_kinds_of_printer(kemas: ShopOnDisk) -> None:
    name = pdf(kemas, label(text="SPX00099"))
    (first,) = kemas.json("labels", "print", name)
    assert first["printer"] == "Four"  # a courier's page shrinks least on the widest paper
    kemas.json("labels", "print", name, "--printer", "one")
    out = kemas.folder / "out"
    Spool(kemas.db, kemas.config.printers, "here", keep_in=out).run_once()
    receipt = sorted((out / "One").glob("*.bin"))[-1].read_bytes()
    found = {
        code.text
        for band in [paper.read(receipt, 576).pictures]
        for part in band
        for code in read_barcodes(paper.on_white(part))
    }
    (sticker,) = label_printer.read(sorted((out / "Four").glob("*.bin"))[-1].read_bytes())
    on_label = {code.text for code in read_barcodes(paper.on_white(sticker.picture))}
    assert found == on_label == {"SPX00099"}
    text = sorted((out / "One").glob("*.txt"))[-1].read_text()
    assert "▐Code 128▌ SPX00099" in text


def test_a_label_for_another_parcel_is_refused_and_nothing_is_queued(kemas: ShopOnDisk) -> None:
    name = pdf(kemas, label(text=waybill(kemas, "W-1")))
    other = next(one for one in kemas.json("shipments", "list") if one["order_no"] == "W-2")
    with reading(kemas.db) as tx:
        before = len(jobs(tx))
    code, _out, err = kemas("labels", "print", name, "--parcel", str(other["parcel"]))
    assert code == 1
    assert "is for the parcel" in err
    assert kemas("labels", "print", name, "--parcel", "nothing")[0] == 1
    with reading(kemas.db) as tx:
        assert len(jobs(tx)) == before


def test_a_label_without_a_known_code_goes_to_the_parcel_that_is_named(kemas: ShopOnDisk) -> None:
    name = pdf(kemas, label(text="SPX00099"))
    parcel = next(
        one["parcel"] for one in kemas.json("shipments", "list") if one["order_no"] == "W-2"
    )
    assert kemas.json("labels", "print", name, "--parcel", str(parcel))[0]["order"] == "W-2"


def test_a_page_that_cannot_be_printed_is_named_and_the_others_go_out(kemas: ShopOnDisk) -> None:
    name = pdf(kemas, Page(), label(text="SPX00100"))
    code, out, _err = kemas("labels", "print", name, "--json")
    found = json.loads(out)
    assert code == 1
    assert [bool(row["job"]) for row in found] == [False, True]
    assert "empty" in found[0]["reason"]


def test_a_page_without_codes_is_printed_and_spoken_of(kemas: ShopOnDisk) -> None:
    bare = Page()
    bare.texts.append((10, 50, 20, "HELLO"))
    code, out, err = kemas("labels", "print", pdf(kemas, bare))
    assert code == 0
    assert "Four" in out
    assert "no readable bar code" in err


def test_bytes_and_pictures_can_be_had_without_printing(kemas: ShopOnDisk) -> None:
    name = pdf(kemas, label(text="SPX00099"), label(text="SPX00100"))
    raw, picture = kemas.folder / "l.bin", kemas.folder / "l.png"
    code, out, err = kemas(
        *("labels", "print", name, "--printer", "One"),
        *("--to-file", str(raw), "--preview", str(picture), "--json"),
    )
    found = json.loads(out)
    assert (code, err.count("Written")) == (0, 3)
    assert [row["job"] for row in found] == [None, None]
    assert paper.read(raw.read_bytes()[: raw.stat().st_size // 2], 576).cuts == 1
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert (kemas.folder / "l-2.png").exists()


@pytest.mark.parametrize("content", [b"", b"no pdf", b"%PDF-1.4 broken"])
def test_what_is_no_pdf_is_one_sentence(kemas: ShopOnDisk, content: bytes) -> None:
    path = kemas.folder / "x.pdf"
    path.write_bytes(content)
    code, out, err = kemas("labels", "print", str(path))
    assert (code, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert kemas("labels", "print", str(kemas.folder / "not there.pdf"))[0] == 1
    assert kemas("labels", "print", str(path), "--page", "0")[0] == 2
