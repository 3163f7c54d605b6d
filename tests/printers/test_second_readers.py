"""The readers that check our codes are themselves right, and forgive nothing."""

from __future__ import annotations

import pytest
import segno
from fakes.ean13_reader import read_ean13
from fakes.qr_reader import read_qr
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from printers.symbols import bars


def _drawn(text: str, level: str, module: int) -> Image.Image:
    code = segno.make_qr(text, error=level, boost_error=False, encoding="utf-8")
    rows = list(code.matrix_iter(scale=module, border=4))
    picture = Image.new("1", (len(rows[0]), len(rows)))
    picture.putdata([dot for row in rows for dot in row])
    return picture


@settings(max_examples=25, deadline=None)
@given(
    text=st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1),
    more=st.integers(0, 200),
    level=st.sampled_from("LMQH"),
    module=st.integers(1, 4),
)
def test_a_qr_code_of_any_size_is_read_back(text: str, more: int, level: str, module: int) -> None:
    wanted = text + "7A" * more
    assert read_qr(_drawn(wanted, level, module)) == {wanted}


def test_one_wrong_module_is_not_forgiven() -> None:
    picture = _drawn("KEMAS:OP:7F3K9Q2M", "M", 3)
    for x, y in ((20, 20), (15, 18)):  # in modules, the margin counted
        spoiled = picture.copy()
        black = spoiled.getpixel((x * 3, y * 3))
        spoiled.paste(0 if black else 1, (x * 3, y * 3, x * 3 + 3, y * 3 + 3))
        with pytest.raises(AssertionError):
            read_qr(spoiled)


@pytest.mark.parametrize("text", ["8991234567891", "0012345678905", "9780201379624"])
def test_an_ean_is_read_back(text: str) -> None:
    runs = bars(text, "EAN13").runs
    row = [at % 2 == 0 for at, run in enumerate(runs) for _module in range(run * 2)]
    picture = Image.new("1", (len(row) + 40, 20))
    for x, black in enumerate(row):
        picture.paste(black, (x + 20, 0, x + 21, 20))
    assert read_ean13(picture) == {text}
    black = picture.getpixel((50, 0))
    picture.paste(0 if black else 1, (50, 0, 52, 20))  # one module is wrong
    assert read_ean13(picture) == set()
