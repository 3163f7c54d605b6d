"""Codes at whole dots that scanners read, or a refusal."""

from __future__ import annotations

import re
import string

import pytest
import zxingcpp
from fakes.paper import on_white
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Refusal
from printers.layout import QR, Barcode
from printers.profiles import find
from printers.raster import draw_bars, draw_qr
from printers.symbols import bars, fit_barcode, fit_qr, fits, scannable

CODES = st.text(st.sampled_from([chr(code) for code in range(33, 127)]), min_size=1, max_size=24)
DIGITS = st.text(st.sampled_from(string.digits), min_size=1, max_size=30)


def seen(code: Barcode) -> list[str]:
    drawn = draw_bars(bars(code.data, code.symbology).runs, 3, 80)
    return [found.text for found in zxingcpp.read_barcodes(on_white(drawn))]


@given(CODES | DIGITS)
@settings(max_examples=60, deadline=None)
def test_every_code128_is_read_back(code: str) -> None:
    assert seen(Barcode(code)) == [code]


@pytest.mark.parametrize("code", ["KEMAS-01", "A B/1+2", "X$1%2."])
def test_code39_is_read_back(code: str) -> None:
    assert seen(Barcode(code, "CODE39")) == [code]


@pytest.mark.parametrize("code", ["899123456789", "4006381333931"])
def test_ean13_is_read_back_with_its_check_digit(code: str) -> None:
    (found,) = seen(Barcode(code, "EAN13"))
    assert found.startswith(code)
    assert len(found) == 13


@pytest.mark.parametrize(
    ("code", "modules"),
    [
        ("SPXID041122334455", 167),  # five letters, a switch, six pairs
        ("12345678", 79),
        ("1234567", 90),  # pairs, a switch, one digit
        ("A12B", 79),  # two digits are not worth two switches
    ],
)
def test_digits_are_packed_in_pairs_where_that_is_shorter(code: str, modules: int) -> None:
    assert bars(code, "CODE128").modules == modules


@given(DIGITS)
@settings(deadline=None)
def test_pairs_of_digits_never_become_real_time_commands(code: str) -> None:
    for tricky in (f"16{code}", f"{code}1604", "1605" + code, "161620", "16041620"):
        native = bars(tricky, "CODE128").native
        assert not re.search(rb"\x10[\x04\x05\x14]", native)


def test_a_brace_is_doubled_for_the_printer() -> None:
    assert bars("A{B}", "CODE128").native == b"{BA{{B}"


@pytest.mark.parametrize("code", ["", "a\nb", "\x1b@", "Đơn1", " a", "a ", "\x10\x04\x01"])
def test_what_no_scanner_could_type_is_refused(code: str) -> None:
    assert not scannable(code)
    for refuse in (lambda: bars(code, "CODE128"), lambda: fit_qr(QR(code), find(None, 576))):
        with pytest.raises(Refusal) as refused:
            refuse()
        assert refused.value.code == "code_unprintable"


def test_a_wrong_check_digit_is_refused_with_the_right_one() -> None:
    with pytest.raises(Refusal) as refused:
        bars("4006381333932", "EAN13")
    assert refused.value.params["expected"] == "1"


@pytest.mark.parametrize(("width", "module"), [(384, 2), (512, 3), (576, 3), (832, 4)])
def test_the_module_is_the_widest_that_fits(width: int, module: int) -> None:
    assert fit_barcode(Barcode("SPXID041122334455", module=4), find(None, width))[1] == module


def test_a_code_too_wide_at_two_dots_is_refused() -> None:
    code = "A" * 15
    with pytest.raises(Refusal) as refused:
        fit_barcode(Barcode(code), find(None, 384))
    assert refused.value.code == "code_too_wide"
    assert refused.value.params == {"text": code, "dots": 400, "width": 384}
    assert not fits(Barcode(code), find(None, 384))
    assert fits(Barcode(code[1:]), find(None, 384))


def test_a_code_of_ten_thousand_characters_is_refused_in_few_words() -> None:
    for refuse in (
        lambda: bars("A" * 10_000, "CODE128"),
        lambda: fit_qr(QR("A" * 10_000), find(None, 832)),
    ):
        with pytest.raises(Refusal) as refused:
            refuse()
        assert len(str(refused.value.params["text"])) <= 80


@given(CODES)
@settings(max_examples=40, deadline=None)
def test_every_qr_is_read_back_and_as_large_as_reckoned(code: str) -> None:
    drawn = draw_qr(code, 4)
    assert [found.text for found in zxingcpp.read_barcodes(on_white(drawn))] == [code]
    # The printer chooses the symbol; what was reckoned is never smaller.
    assert drawn.width <= 4 * (
        17 + 4 * next(v for v, n in enumerate((14, 26), 1) if len(code) <= n)
    )
