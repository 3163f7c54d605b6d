"""What stands on each document, on every paper."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime
from typing import Any

import pytest
import zxingcpp
from fakes import sample_documents as samples
from fakes.code128_reader import read_code128
from fakes.dots import burn
from fakes.ean13_reader import read_ean13
from fakes.paper import read
from fakes.qr_reader import read_qr
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Refusal
from core.i18n import set_language
from core.paper.documents import BinLabels, Consignment, Document, Item, Label, Party
from printers import preview, render
from printers.documents import draw
from printers.layout import Cut, Text
from printers.profiles import WIDTHS, find

ALL = sorted(samples.ALL)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ALL)
def test_every_document_prints_on_every_paper(name: str, width: int) -> None:
    paper = read(render.render(samples.ALL[name], width), width)
    assert paper.cuts == (width != 384)
    assert paper.lines


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ALL)
def test_every_code_on_a_preview_scans(name: str, width: int) -> None:
    document, profile = samples.ALL[name], find(None, width)
    job = render.render(document, profile)
    wanted = sorted(code.text for code in read(job, width).codes)
    picture = preview.as_picture(render.page(document, profile), profile)
    seen = [found.text for found in zxingcpp.read_barcodes(picture.convert("L"))]
    assert sorted(seen) == wanted
    if wanted:  # and once more, by readers that forgive nothing, from the dots of the job
        black = burn(job, width)
        again = read_code128(black) | read_ean13(black) | read_qr(black)
        assert again == set(wanted)


@pytest.mark.parametrize(("width", "module"), [(384, 2), (512, 3), (576, 3), (832, 4)])
def test_the_waybill_is_bars_and_large_text(width: int, module: int) -> None:
    paper = read(render.render(samples.LABEL, width), width)
    (code,) = paper.codes
    assert (code.kind, code.text, code.module) == ("CODE128", samples.LABEL.waybill, module)
    assert samples.LABEL.waybill in paper.lines


def test_a_label_says_all_that_a_courier_asks_for() -> None:
    text = read(render.render(samples.LABEL, 576)).text
    for words in ("JNE", "REG", "CGK-12", "Siti Rahmawati", "0800 0000 0199", "12240",
                  "Jakarta Selatan", "Toko Maju Jaya", "021-5550-0101", "240411ABCDEF",
                  "1,85 kg", "Rp 284.000", "KOPI-GAYO-250", "Jangan dibanting", "S1",
                  "21/11/2026 16:30"):  # fmt: skip
        assert words in text, words


def test_an_amount_to_collect_stands_in_a_black_box_and_its_absence_too() -> None:
    for cod, words in ((28_400_000, "COD Rp 284.000"), (0, "NON-COD")):
        page = draw(replace(samples.LABEL, cod=cod), find(None, 576))
        (box,) = [e for e in page.elements if isinstance(e, Text) and words in e.value]
        assert box.style.inverse
        assert box.fill
        assert box.style.height >= 2


def test_a_label_in_ascii_takes_a_kilobyte_at_most() -> None:
    for width in WIDTHS:
        assert len(render.render(samples.LABEL, width)) <= 1024


def test_a_waybill_too_long_for_the_paper_is_refused() -> None:
    long = replace(samples.LABEL, waybill="WAYBILL-NUMBER-THAT-IS-LONG")
    for ask in (render.render, render.preview_png, render.preview_text):
        with pytest.raises(Refusal) as refused:
            ask(long, 384)  # type: ignore[operator]
        assert refused.value.code == "code_too_wide"
    assert render.render(long, 832)


def test_neither_phone_nor_postcode_is_ever_split() -> None:
    party = replace(samples.SITI, phone="+62 812 5550 0199 0000", postcode="SW1A 1AA")
    for width in WIDTHS:
        label = replace(samples.LABEL, sender=party, recipient=party)
        lines = read(render.render(label, width), width).lines
        assert sum(party.phone in line for line in lines) == 2
        assert any(party.postcode in line for line in lines)


def test_an_address_that_had_to_be_cut_is_reported_and_marked() -> None:
    label = replace(samples.LABEL, recipient=replace(samples.SITI, address="Gang Buntu " * 40))
    page = render.page(label, 384)
    assert "address" in page.shortened
    assert any(isinstance(e, Text) and e.value.endswith("..") for e in page.elements)
    assert render.page(samples.LABEL, 384).shortened == ()


def test_more_items_than_a_label_holds_are_counted() -> None:
    items = tuple(Item(f"SKU-{number}", "Barang", number + 1) for number in range(20))
    lines = read(render.render(replace(samples.LABEL, items=items), 576)).lines
    assert "dan 13 baris lagi" in lines
    assert sum("SKU-" in line for line in lines) == 7


def test_a_gift_names_no_goods_on_the_outside() -> None:
    text = read(render.render(replace(samples.LABEL, flags=("gift",)), 576)).text
    assert "KADO" in text
    assert "KOPI-GAYO-250" in text
    assert "Arabika" not in text


def test_the_buyer_s_wish_is_shown_where_another_courier_carries() -> None:
    text = read(render.render(replace(samples.LABEL, wish="J&T"), 576)).text
    assert "Pembeli minta: J&T" in text


def test_whoever_delivers_reads_whether_the_buyer_may_look() -> None:
    for said, words in (("look", "BOLEH DILIHAT SEBELUM BAYAR"), ("try", "BOLEH DICOBA"), ("", "")):
        text = read(render.render(replace(samples.LABEL, inspection=said), 576)).text
        assert (words or "SEBELUM BAYAR") in text if words else "SEBELUM BAYAR" not in text


COPY = {"id": "SALINAN", "en": "COPY", "vi": "BẢN SAO"}


@pytest.mark.parametrize("name", ALL)
def test_a_copy_says_so_above_and_below(name: str) -> None:
    page = draw(samples.ALL[name], find(None, 576), copy=3)
    first, last = page.elements[0], page.elements[-2]
    assert first == last
    assert isinstance(first, Text)
    words = COPY[samples.ALL[name].language]
    assert first.value == f"{words} 3"
    assert first.style.inverse
    assert isinstance(page.elements[-1], Cut)
    assert words not in read(render.render(samples.ALL[name], 576)).text


def test_the_packing_slip_of_a_gift_has_no_prices_and_no_phone_of_the_buyer() -> None:
    text = read(render.render(samples.GIFT_SLIP, 576)).text
    assert "12x Gula Aren" in text
    assert "170" not in text
    assert "Happy birthday!" in text


@pytest.mark.parametrize("width", WIDTHS)
def test_a_packing_slip_says_what_each_line_and_all_of_it_is_worth(width: int) -> None:
    lines = read(render.render(samples.PACKING_SLIP, width), width).lines
    for left, right in (("KOPI-GAYO-250", "170,000"), ("GULA-1K", "72,000"), ("", "IDR 284,000")):
        assert any(left in line and line.endswith(right) for line in lines), right


def test_a_receipt_adds_up_in_columns_of_figures() -> None:
    lines = read(render.render(samples.RECEIPT, 576)).lines
    for left, right in (
        ("  2 x 85.000", "170.000"),
        ("Diskon", "-20.000"),
        ("Ongkir", "15.000"),
        ("TOTAL", "Rp 279.000"),
        ("Dibayar", "0"),
    ):
        assert any(line.startswith(left) and line.endswith(right) for line in lines), left


def test_a_pick_list_keeps_the_walking_order_and_counts() -> None:
    lines = read(render.render(samples.PICK_LIST, 576)).lines
    bins = [line.split()[2] for line in lines if line.startswith("[ ]")]
    assert bins == ["A-01-03", "A-02-01", "B-11-20"]
    assert any("3 lines" in line and "15 pieces" in line for line in lines)


def test_an_order_number_that_no_scanner_types_is_printed_without_a_code() -> None:
    paper = read(render.render(replace(samples.PICK_LIST, order_no="Đơn 12"), 576))
    assert paper.codes == []


def test_a_receipt_names_the_tax_of_each_rate_and_none_without_rates() -> None:
    lines = read(render.render(replace(samples.TAXED, language="id"), 576)).lines
    assert "Harga sudah termasuk pajak:" in lines
    assert any("NPWP: 0301234567" in line for line in lines)
    for left, right in (("  Pajak 11% dari 200.000", "22.000"), ("  Pajak 7,5%", "3.000")):
        assert any(line.startswith(left) and line.endswith(right) for line in lines), left
    assert "pajak" not in read(render.render(samples.RECEIPT, 576)).text


def test_what_is_still_to_be_paid_stands_on_the_receipt() -> None:
    partly = replace(samples.RECEIPT, paid=10_000_000, cod=0)
    lines = read(render.render(partly, 576)).lines
    assert any(line.startswith("Kurang bayar") and line.endswith("179.000") for line in lines)


def test_what_came_back_is_not_to_be_paid_on_the_receipt() -> None:
    total = samples.RECEIPT.total
    back = replace(samples.RECEIPT, paid=total - 5_000_000, cod=total, credited=5_000_000)
    text = read(render.render(replace(back, paid=0), 576)).text
    assert "50.000" in text
    assert "COD" in text
    text = read(render.render(replace(back, cod=0), 576)).text
    assert "Lunas" in text
    assert "Kurang bayar" not in text
    text = read(render.render(replace(back, paid=0, credited=total), 576)).text
    assert "COD" not in text


def test_the_first_print_of_a_receipt_opens_the_drawer_and_nothing_else_does() -> None:
    with_drawer = replace(find(None, 576), drawer=True)
    for name, document in samples.ALL.items():
        kicks = read(render.render(document, with_drawer)).kicks
        assert kicks == (document.kind == "receipt"), name
        assert read(render.render(document, with_drawer, 2)).kicks == 0
        assert read(render.render(document, 576)).kicks == 0


def test_a_manifest_counts_parcels_and_money_and_has_room_to_sign() -> None:
    text = read(render.render(samples.MANIFEST, 576)).text
    for words in ("SERAH TERIMA", "JNE", "21/11/2026", "KMS0001", "Rp 125.000", "Sudah diserahkan",
                  "Siap", "3 paket", "2,5 kg", "2 dengan COD", "Rp 200.000", "Diserahkan oleh",
                  "Diterima kurir"):  # fmt: skip
        assert words in text, words
    assert text.index("KMS0002") < text.index("Siap") < text.index("KMS0003")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_manifest_of_a_busy_day_leaves_out_no_parcel(width: int) -> None:
    one = samples.MANIFEST.parcels[0]
    many = tuple(replace(one, waybill=f"KMS{number:07d}") for number in range(1200))
    lines = read(render.render(replace(samples.MANIFEST, parcels=many), width), width).lines
    assert sum("KMS0" in line for line in lines) == 1200
    assert any("1200 paket" in line for line in lines)


def test_each_label_for_goods_is_a_piece_of_paper_of_its_own() -> None:
    (item,) = samples.PRODUCT_LABELS.items
    three = replace(samples.PRODUCT_LABELS, items=(replace(item, quantity=3),))
    paper = read(render.render(three, 576))
    assert paper.cuts == 3
    assert [(code.kind, code.text) for code in paper.codes] == [("EAN13", "8991234567891")] * 3
    assert [line.strip() for line in paper.lines].count("35.000 VND") == 3
    plain = read(render.render(replace(three, prices=False), 576))
    assert "35.000" not in plain.text


def test_a_product_without_a_barcode_is_scanned_by_its_sku() -> None:
    (item,) = samples.PRODUCT_LABELS.items
    label = replace(samples.PRODUCT_LABELS, items=(replace(item, barcode=""),))
    (code,) = read(render.render(label, 576)).codes
    assert (code.kind, code.text) == ("CODE128", "CF-01")


def test_a_shelf_is_scanned_by_its_bin_code() -> None:
    labels = BinLabels("id", "MAIN", ("A-01", "B-02"), copies=2)
    codes = [code.text for code in read(render.render(labels, 832), 832).codes]
    assert codes == ["KEMAS:BIN:A-01"] * 2 + ["KEMAS:BIN:B-02"] * 2


def test_a_command_too_long_for_bars_becomes_a_qr() -> None:
    kinds = [code.kind for code in read(render.render(samples.COMMANDS, 384), 384).codes]
    assert kinds == ["CODE128", "QR"]


def test_a_badge_carries_its_code_for_any_scanner() -> None:
    codes = read(render.render(samples.BADGE, 576)).codes
    assert {(code.kind, code.text) for code in codes} == {
        ("CODE128", samples.BADGE.code),
        ("QR", samples.BADGE.code),
    }


def test_a_document_speaks_its_own_language_and_gives_the_old_one_back() -> None:
    set_language("en")
    money = read(render.render(replace(samples.RECEIPT, language="en"), 576)).text
    assert "IDR 279,000" in money
    assert "Rp 279.000" in read(render.render(samples.RECEIPT, 576)).text


@pytest.mark.parametrize("columns", [20, 32, 40, 48, 80])
@pytest.mark.parametrize("name", ALL)
def test_the_preview_fits_the_terminal(name: str, columns: int) -> None:
    lines = render.preview_text(samples.ALL[name], 832, columns=columns)
    assert lines
    assert all(len(line) <= columns for line in lines)


def test_the_preview_shows_boxes_codes_and_columns() -> None:
    lines = render.preview_text(samples.LABEL, 576)
    assert any(line.startswith("███") and " COD Rp 284.000 " in line for line in lines)
    assert [line.strip() for line in lines].count(samples.LABEL.waybill) == 1
    assert lines[0].startswith("JNE")
    assert lines[0].endswith("▐REG▌")


def test_the_png_is_black_and_white_and_as_wide_as_the_paper() -> None:
    data = render.preview_png(samples.VIETNAMESE, 576)
    assert data.startswith(b"\x89PNG")
    picture = preview.as_picture(render.page(samples.VIETNAMESE, 576), find(None, 576))
    assert (picture.mode, picture.width) == ("1", 576 + 2 * preview.MARGIN)


TEXTS = st.text(max_size=120) | st.sampled_from(
    [
        "A\x1bp\x00\x19\xfa",
        "\x1dVA\x10\x04\x01",
        "Đ" * 10_000,
        "x" * 10_000,
        "[red]{CUT}",
        "\n" * 50,
    ]
)


def _hostile(document: Any, value: str, codes: frozenset[str]) -> Document:
    """The document with every free text replaced."""
    changed: dict[str, object] = {}
    for each in fields(document):
        old = getattr(document, each.name)
        if each.name in codes | {"language", "zone", "currency"} or isinstance(old, datetime):
            continue
        if isinstance(old, str):
            changed[each.name] = value
        elif isinstance(old, Party):
            changed[each.name] = Party(*[value] * 8)
        elif each.name == "items" and document.kind == "product_labels":
            changed[each.name] = (Item(value, value, 2, value, 10**9, 1, "8991234567891"),)
        elif each.name == "items":
            changed[each.name] = (Item(value, value, 10**9, value, 1, 1, value),) * 3
        elif each.name == "parcels":
            sent = Consignment(*[value] * 4, "IDR", 10**12, 10**6, handed_over=False)
            changed[each.name] = (sent, replace(sent, handed_over=True))
        elif each.name == "facts":
            changed[each.name] = ((value, value),)
        elif each.name == "commands":
            changed[each.name] = tuple((code, value) for code, _ in old)
    made: Document = replace(document, **changed)
    return made


@given(st.sampled_from(ALL), TEXTS, st.sampled_from(WIDTHS), st.sampled_from(["id", "en", "vi"]))
@settings(max_examples=40, deadline=None)
def test_no_text_from_outside_breaks_or_commands_a_document(
    name: str, value: str, width: int, language: str
) -> None:
    document = _hostile(samples.ALL[name], value, frozenset({"waybill", "code"}))
    document = replace(document, language=language)
    job = render.render(document, width, copy=2)
    pieces = 2 if document.kind == "product_labels" else 1
    assert read(job, width).cuts == pieces * (width != 384)
    assert len(job) < 200_000
    lines = render.preview_text(document, width, columns=40)
    assert all(line.isprintable() for line in lines)


@given(TEXTS)
@settings(max_examples=25, deadline=None)
def test_a_waybill_is_printed_as_it_is_or_refused(value: str) -> None:
    label: Label = replace(samples.LABEL, waybill=value)
    try:
        job = render.render(label, 576)
    except Refusal:
        return
    assert [code.text for code in read(job).codes] == [value]
