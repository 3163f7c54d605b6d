"""Labels for shelves: name, price, bars, and a QR code that says the same."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
import zxingcpp
from fakes import sample_documents as samples
from PIL import Image

from core.paper.documents import Item, ProductLabels, dump, load
from printers import preview, render
from printers.documents import draw
from printers.layout import QR, Barcode
from printers.profiles import WIDTHS, find


def shown(labels: ProductLabels, width: int) -> tuple[list[str], list[str]]:
    """The bars and the QR codes of a page."""
    page = draw(labels, find(None, width))
    bars = [one.data for one in page.elements if isinstance(one, Barcode)]
    return bars, [one.data for one in page.elements if isinstance(one, QR)]


@pytest.mark.parametrize("width", WIDTHS)
def test_the_qr_code_stands_beside_the_bars_where_it_is_asked_for(width: int) -> None:
    (item,) = samples.PRODUCT_LABELS.items
    with_qr = replace(samples.PRODUCT_LABELS, qr=True)
    assert shown(samples.PRODUCT_LABELS, width) == ([item.barcode], [])
    assert shown(with_qr, width) == ([item.barcode], [item.barcode])
    assert load(dump(with_qr)) == with_qr


def test_a_code_too_wide_for_bars_is_one_qr_code_and_not_two() -> None:
    long = Item("X" * 60, "Long", 1)
    assert shown(ProductLabels("en", "Shop", "IDR", (long,), qr=True), 384) == ([], [long.sku])


@pytest.mark.parametrize("width", WIDTHS)
def test_both_codes_of_a_shelf_label_scan(width: int) -> None:
    labels = replace(samples.PRODUCT_LABELS, qr=True)
    picture = Image.open(io.BytesIO(render.preview_png(labels, width)))
    found = {(code.format.name, code.text) for code in zxingcpp.read_barcodes(picture)}
    (item,) = labels.items
    assert {text for _name, text in found} == {item.barcode}
    assert len(found) == 2


def test_what_is_called_like_a_command_is_only_text_on_a_label() -> None:
    bad = Item("A-1", "\x1b@\x1dV0[bold]Teh", 1, unit_price=1)
    labels = ProductLabels("en", "Shop", "IDR", (bad,), prices=True, qr=True)
    raw = render.render(labels, 384)
    assert b"\x1b@\x1dV0" not in raw
    assert any("[bold]Teh" in line for line in preview.as_text(draw(labels, find(None, 384)), 32))
