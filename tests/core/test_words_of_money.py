"""Amounts in words as accountants write them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import Money
from core.words_of_money import in_words, indonesian, vietnamese


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (4, "bốn"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (105, "một trăm lẻ năm"),
        (111, "một trăm mười một"),
        (1_005, "một nghìn không trăm lẻ năm"),
        (12_000, "mười hai nghìn"),
        (918_000, "chín trăm mười tám nghìn"),
        (1_000_005, "một triệu không nghìn không trăm lẻ năm"),
        (1_050_000, "một triệu không trăm năm mươi nghìn"),
        (1_000_000_000, "một tỷ"),
        (10_000_000_000, "mười tỷ"),
        (1_000_000_000_000, "một nghìn tỷ"),
        (-21, "âm hai mươi mốt"),
    ],
)
def test_vietnamese_keeps_the_hundreds_of_inner_groups(number: int, words: str) -> None:
    assert vietnamese(number) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (11, "sebelas"),
        (19, "sembilan belas"),
        (100, "seratus"),
        (1_000, "seribu"),
        (1_111, "seribu seratus sebelas"),
        (2_000_000, "dua juta"),
        (1_250_000, "satu juta dua ratus lima puluh ribu"),
        (1_000_000_000, "satu miliar"),
        (5_000_000_000_001, "lima triliun satu"),
        (-7, "minus tujuh"),
    ],
)
def test_indonesian_has_its_own_words_for_one(number: int, words: str) -> None:
    assert indonesian(number) == words


def test_an_amount_is_said_with_its_currency_and_a_capital() -> None:
    assert in_words(Money(918_000, "VND"), "vi") == "Chín trăm mười tám nghìn đồng"
    assert in_words(Money(-5, "VND"), "vi") == "Âm năm đồng"
    assert in_words(Money(1_250_000_00, "IDR"), "id") == (
        "Satu juta dua ratus lima puluh ribu rupiah"
    )
    assert in_words(Money(100_50, "IDR"), "id") == "Seratus rupiah lima puluh sen"
    assert in_words(Money(12_34, "USD"), "vi") == "Mười hai đô la Mỹ và ba mươi tư xu"
    assert in_words(Money(1, "SGD"), "id") == "Nol SGD satu"
    assert in_words(Money(1, "VND"), "en") == ""


@given(st.integers(0, 10**15))
def test_no_number_is_without_words_and_no_two_have_the_same(number: int) -> None:
    for spell in (vietnamese, indonesian):
        said = spell(number)
        assert re.fullmatch(r"[a-zà-ỹ]+( [a-zà-ỹ]+)*", said)
        assert said != spell(number + 1)
