"""``kemas paper``, manifests and labels for shelves and goods from the command line."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image
from shop_on_disk import ShopOnDisk

from core.paper.queries import document
from core.printer_settings import WIDTHS
from core.transaction import reading
from printers.documents import FORMS
from printers.profiles import find
from printers.render import preview_png
from printers.samples import kinds
from tui import workers

PRINTERS = '[[printers]]\nname = "P"\ntransport = "virtual"\nwidth_dots = 576\n'


@pytest.fixture
def kemas(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    sqlite_template: Path,
) -> Iterator[ShopOnDisk]:
    """An empty shop in which nobody prints."""
    monkeypatch.setattr(workers, "start_if_missing", lambda path, database: None)
    shop = ShopOnDisk(tmp_path, sqlite_template, PRINTERS, capsys)
    yield shop
    shop.db.close()


def say(kemas: ShopOnDisk, more: str) -> None:
    kemas.path.write_text(kemas.path.read_text(encoding="utf-8") + more, encoding="utf-8")


def test_every_document_can_be_looked_at_on_every_paper(kemas: ShopOnDisk, tmp_path: Path) -> None:
    assert kinds() == tuple(FORMS)
    for kind in kinds():
        code, out, err = kemas("paper", "preview", kind)
        assert (code, err) == (0, "")
        assert out.strip()
        for width in WIDTHS:
            file = tmp_path / f"{kind}-{width}.png"
            code, _out, err = kemas(
                "paper", "preview", kind, "--width", str(width), "--png", str(file)
            )
            assert (code, err) == (0, "")
            assert Image.open(file).width == width + 64


def test_the_template_it_prints_is_one_that_it_takes(kemas: ShopOnDisk, tmp_path: Path) -> None:
    code, out, _err = kemas("paper", "preview", "--template")
    assert code == 0
    (tmp_path / "t.toml").write_text(out, encoding="utf-8")
    before = kemas("paper", "preview", "label")[1]
    say(kemas, '[paper]\ntemplates = "t.toml"\n')
    assert kemas("paper", "preview", "label")[1] == before
    assert [row["template"] for row in kemas.json("paper", "preview")] == [True] * len(FORMS)


def test_a_template_is_tried_before_anything_is_printed(kemas: ShopOnDisk, tmp_path: Path) -> None:
    say(kemas, '[paper]\ntemplates = "t.toml"\n')
    code, _out, err = kemas("paper", "preview", "badge")
    assert code == 1
    assert "kemas paper preview --template" in err
    file = tmp_path / "t.toml"
    file.write_text('[badge]\nfields = ["name", { text = "Halo {name}" }, "code"]\n')
    assert "Halo Sari Dewi" in kemas("paper", "preview", "badge")[1]
    file.write_text('[label]\nhide = ["cod"]\n')
    code, _out, err = kemas("paper", "preview", "badge")
    assert code == 1
    assert "t.toml, line 2: label.hide leaves out “cod”" in err


def test_a_logo_stands_on_the_receipt_and_a_wrong_one_is_refused(
    kemas: ShopOnDisk, tmp_path: Path
) -> None:
    plain = kemas("paper", "preview", "receipt")[1]
    config = kemas.path.read_text(encoding="utf-8")
    kemas.path.write_text(config.replace("[shop]\n", '[shop]\nlogo = "l.png"\n'), encoding="utf-8")
    code, _out, err = kemas("paper", "preview", "receipt")
    assert code == 1
    assert "There is no logo" in err
    (tmp_path / "l.png").write_text("no picture")
    assert "is not a PNG" in kemas("paper", "preview", "receipt")[2]
    out = io.BytesIO()
    Image.new("1", (80, 24)).save(out, "PNG")
    (tmp_path / "l.png").write_bytes(out.getvalue())
    shown = kemas("paper", "preview", "receipt")[1]
    assert shown != plain
    assert shown.splitlines()[0].strip() == "▐80x24▌"


def test_a_manifest_is_listed_printed_and_drawn(
    kemas: ShopOnDisk, build: ModuleType, tmp_path: Path
) -> None:
    kemas.pack(build, "W-1", "W-2")
    code, _out, err = kemas("shipments", "manifest", "--day", "2026-01-31")
    assert code == 1
    assert err.startswith("Nothing to hand over: ")
    listed = kemas.json("shipments", "manifest", "--courier", "own")
    assert [one["order_no"] for one in listed["parcels"]] == ["W-1", "W-2"]
    assert kemas("shipments", "manifest")[1].count("Ready") == 2
    job = kemas.json("shipments", "manifest", "--courier", "own", "--print")
    assert (job["kind"], job["printer"], job["state"]) == ("manifest", "P", "queued")
    file = tmp_path / "m.png"
    code, _out, err = kemas("shipments", "manifest", "--png", str(file))
    assert (code, err) == (0, "")
    assert Image.open(file).width == 576 + 64
    assert kemas("shipments", "manifest", "--day", "31.3.2026")[0] == 2
    assert kemas("shipments", "manifest", "--courier", "x")[0] == 1


def test_labels_for_shelves_and_goods_are_printed_as_they_are_drawn(
    kemas: ShopOnDisk, build: ModuleType, tmp_path: Path
) -> None:
    build.shop(kemas.db, {"TEH": 9})
    for words, kind in (
        (["stock", "labels", "--copies", "2"], "bin_labels"),
        (["products", "labels", "TEH", "--copies", "3", "--price"], "product_labels"),
    ):
        job = kemas.json(*words)
        assert (job["kind"], job["role"], job["copy"]) == (kind, "label", 1)
        file = tmp_path / f"{kind}.png"
        assert kemas(*words, "--png", str(file))[0] == 0
        with reading(kemas.db) as tx:
            paper = document(tx, job["id"])
        assert file.read_bytes() == preview_png(paper, find(None, 576))
        assert "waits for the printer P" in kemas(*words)[1]
    assert kemas("products", "labels", "NOPE")[0] == 1
    assert kemas("stock", "labels", "NOPE")[0] == 1
    assert "too many" in kemas("products", "labels", "TEH", "--copies", "9999")[2]
