"""Invoices as PDF pages: their text can be read again, the bytes are the same each time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from core.paper.documents import InvoicePaper, Item, Party
from printers.logo import Logo
from printers.look import Look
from printers.render import preview_png, preview_text
from printers.samples import Shop, sample
from printers.sheets.invoice import invoice_pdf

SELLER = Party("Toko Melati", "021 555", "Jl. Kebon Sirih 12", "", "Jakarta")
WHEN = datetime(2026, 11, 21, tzinfo=UTC)


def made(language: str, currency: str) -> InvoicePaper:
    paper = sample("invoice", Shop(SELLER, language, "Asia/Jakarta", currency, "0013", ""), WHEN)
    assert isinstance(paper, InvoicePaper)
    return paper


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


@pytest.mark.parametrize(("language", "currency"), [("id", "IDR"), ("vi", "VND"), ("en", "USD")])
def test_what_is_on_it_can_be_read_again(language: str, currency: str) -> None:
    paper = made(language, currency)
    told = text_of(invoice_pdf(paper))
    for part in (paper.number, "Toko Melati", paper.recipient.name, paper.order_no, paper.day):
        assert part in told
    assert invoice_pdf(paper) == invoice_pdf(replace(paper))


def test_marks_are_drawn_on_their_letters_however_they_came() -> None:
    apart = "Ca\u0300 phe\u0302 sua\u0303"
    paper = replace(made("vi", "VND"), items=(Item("CP", apart, 1, amount=1, unit_price=1),))
    assert "C\u00e0 ph\u00ea su\u00e3" in text_of(invoice_pdf(paper))


def test_many_lines_go_on_over_pages_and_none_is_lost() -> None:
    items = tuple(Item(f"SKU-{at:03}", f"Goods {at:03}", 1, amount=1) for at in range(150))
    pdf = invoice_pdf(replace(made("en", "IDR"), items=items))
    told = text_of(pdf)
    assert len(pypdfium2.PdfDocument(pdf)) > 1
    assert all(f"SKU-{at:03}" in told for at in range(150))


@pytest.mark.parametrize(("language", "currency"), [("id", "IDR"), ("vi", "VND")])
def test_the_code_to_pay_by_can_be_scanned_from_the_page_and_from_thermal_paper(
    language: str, currency: str
) -> None:
    paper = made(language, currency)
    pdf = invoice_pdf(paper)
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=2).to_pil()
    assert [one.text for one in zxingcpp.read_barcodes(page)] == [paper.pay_code]
    assert paper.pay_reference in text_of(pdf)
    strip = Image.open(BytesIO(preview_png(paper, "80mm")))
    assert paper.pay_code in [one.text for one in zxingcpp.read_barcodes(strip)]


def test_without_an_account_the_reference_alone_stands_there() -> None:
    paper = made("en", "USD")
    pdf = invoice_pdf(paper)
    assert paper.pay_code == ""
    assert f"Payment reference: {paper.pay_reference}" in text_of(pdf)
    long = replace(paper, pay_code="x" * 300, pay_scheme="qris")
    assert any(paper.pay_reference in line for line in preview_text(long, "80mm"))


@pytest.mark.parametrize(
    ("language", "currency", "words"),
    [("id", "IDR", "Terbilang: Dua ratus"), ("vi", "VND", "Bằng chữ: Hai trăm"), ("en", "USD", "")],
)
def test_it_says_the_amount_in_words_the_terms_and_where_to_pay(
    language: str, currency: str, words: str
) -> None:
    link = "https://pay.example/abc"
    paper = replace(made(language, currency), terms="Nothing comes back.", pay_link=link)
    pdf = invoice_pdf(paper)
    told = text_of(pdf)
    assert words in told
    assert ("In words" in told, "Nothing comes back." in told, link in told) == (False, True, True)
    roll = "\n".join(preview_text(paper, "80mm"))
    assert words[:9] in roll
    assert "Nothing comes back." in roll


@pytest.mark.parametrize("place", ["left", "right"])
def test_the_address_of_the_buyer_is_where_a_window_shows_it(place: str) -> None:
    paper = replace(made("id", "IDR"), place=place)
    page = pypdfium2.PdfDocument(invoice_pdf(paper))[0]
    text = page.get_textpage()
    left, bottom, _right, top = text.get_charbox(text.get_text_range().index(paper.recipient.name))
    from_left, from_top = left / 72 * 25.4, (page.get_height() - top) / 72 * 25.4
    assert 45 < from_top < (page.get_height() - bottom) / 72 * 25.4 < 85
    assert (20 <= from_left < 90) is (place == "left")


def test_the_logo_is_on_it_and_the_bytes_stay_the_same(tmp_path: Path) -> None:
    path = tmp_path / "logo.png"
    picture = Image.new("RGB", (300, 100), "white")
    picture.paste((200, 20, 20), (10, 10, 290, 90))
    picture.save(path)
    look, paper = Look(Logo.read(path)), made("id", "IDR")
    pdf = invoice_pdf(paper, look)
    assert pdf == invoice_pdf(replace(paper), Look(Logo.read(path)))
    shown = pypdfium2.PdfDocument(pdf)[0].render(scale=1).to_pil().convert("RGB")
    red, green, _blue = shown.getpixel((150, 70))
    assert red > 150 > green
    assert len(pdf) < len(invoice_pdf(paper)) + 20_000
