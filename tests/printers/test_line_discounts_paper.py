"""What a line gives off stands under its line on receipts and packing slips, and all adds up."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from fakes import sample_documents as samples
from fakes.paper import read

from core.paper.documents import Item, Receipt, dump, load
from printers import render
from printers.profiles import WIDTHS

ITEMS = (
    Item("TEH", "Teh Melati", 2, "", 10_000_00, 20_000_00, discount=1_500_00),
    Item("KOPI", "Kopi", 1, "", 18_000_00, 18_000_00),
)
RECEIPT = replace(
    samples.RECEIPT,
    items=ITEMS,
    goods=38_000_00,
    discount=1_500_00,
    shipping_fee=0,
    total=36_500_00,
    cod=0,
)


def shown(receipt: Receipt) -> list[str]:
    return read(render.render(receipt, 576)).lines


def test_a_receipt_says_it_under_the_line_and_not_a_second_time_below() -> None:
    lines = shown(RECEIPT)
    at = next(n for n, line in enumerate(lines) if line.startswith("  2 x 10.000"))
    assert lines[at].endswith("20.000")
    assert lines[at + 1].split() == ["Diskon", "-1.500"]
    assert sum("Diskon" in line for line in lines) == 1
    assert not any(line.startswith("Barang") for line in lines)


def test_the_discount_of_the_order_stands_below_beside_what_the_lines_come_to() -> None:
    lines = shown(replace(RECEIPT, discount=2_500_00, total=35_500_00))
    goods, off = (next(x for x in lines if x.startswith(word)) for word in ("Barang", "Diskon"))
    assert goods.endswith("36.500")
    assert off.endswith("-1.000")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_packing_slip_with_prices_says_it_and_adds_up(width: int) -> None:
    slip = replace(samples.PACKING_SLIP, items=ITEMS)
    lines = read(render.render(slip, width), width).lines
    assert any(line.split()[:1] == ["Discount"] and line.endswith("-1,500") for line in lines)
    assert any(line.endswith("IDR 36,500") for line in lines)


def test_what_gives_nothing_off_is_stored_and_read_as_before() -> None:
    for document in (samples.LABEL, samples.RECEIPT, samples.PACKING_SLIP):
        text = dump(document)
        kept = {"sku", "name", "quantity", "bin", "unit_price", "amount", "barcode"}
        assert all(item.keys() == kept for item in json.loads(text)["items"])
        assert load(text) == document
    assert "inspection" not in json.loads(dump(samples.LABEL))
    assert json.loads(dump(RECEIPT))["items"][0]["discount"] == 1_500_00
    assert load(dump(RECEIPT)) == RECEIPT
