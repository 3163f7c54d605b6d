"""Money: whole minor units with a currency, read strictly, never a float."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refusal
from core.money import Money, currency_of, digits, parse, show, to_minor

LIMIT = 10**15
currencies = st.sampled_from(["IDR", "VND", "USD", "SGD", "JPY", "KWD", "CLF"])
amounts = st.builds(Money, st.integers(-LIMIT, LIMIT), currencies)


def code_of(amount: Decimal, currency: str) -> str:
    with pytest.raises(Refusal) as refusal:
        to_minor(amount, currency)
    return refusal.value.code


@given(amounts)
def test_minor_and_major_units_say_the_same(money: Money) -> None:
    back = to_minor(money.decimal, money.currency)
    assert back == money.minor
    assert type(back) is int


@given(amounts)
def test_what_is_written_plainly_is_read_back(money: Money) -> None:
    for text in (str(money.decimal), str(money.decimal).replace(".", ","), f" {money.decimal} "):
        read = parse(text, money.currency)
        assert read == money
        assert type(read.minor) is int


@given(st.integers(-LIMIT, LIMIT), st.integers(-LIMIT, LIMIT), currencies, st.integers(0, 10_000))
def test_sums_and_multiples_are_exact(one: int, other: int, currency: str, count: int) -> None:
    a, b = Money(one, currency), Money(other, currency)
    assert (a + b).minor == one + other
    assert a + b - b == a
    assert a.times(count) == Money(one * count, currency)
    assert (a + b).decimal == a.decimal + b.decimal


@given(amounts, amounts)
def test_currencies_are_never_mixed(one: Money, other: Money) -> None:
    if one.currency == other.currency:
        assert (one + other).currency == one.currency
        return
    for mix in (one.__add__, one.__sub__):
        with pytest.raises(Refusal, match="currency_mix"):
            mix(other)


@given(st.decimals(allow_nan=True, allow_infinity=True), currencies)
def test_any_amount_is_exact_or_refused(amount: Decimal, currency: str) -> None:
    try:
        minor = to_minor(amount, currency)
    except Refusal:
        return
    assert type(minor) is int
    assert abs(minor) <= LIMIT
    assert amount * 10 ** digits(currency) == minor


@pytest.mark.parametrize(
    ("amount", "currency", "code"),
    [
        ("1.005", "IDR", "money_too_fine"),
        ("0.5", "VND", "money_too_fine"),
        ("1." + "0" * 40 + "1", "IDR", "money_too_fine"),
        ("1E-999999", "IDR", "money_too_fine"),
        ("10000000000000.01", "IDR", "money_too_big"),
        ("-10000000000000.01", "IDR", "money_too_big"),
        ("1E+999999", "IDR", "money_too_big"),
        ("Infinity", "IDR", "money_too_big"),
        ("NaN", "IDR", "money_unreadable"),
        ("sNaN", "IDR", "money_unreadable"),
    ],
)
def test_what_no_minor_unit_holds_is_refused(amount: str, currency: str, code: str) -> None:
    assert code_of(Decimal(amount), currency) == code


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("125000", "IDR", 12_500_000),
        ("125000.50", "IDR", 12_500_050),
        ("125000,5", "IDR", 12_500_050),
        ("125000", "VND", 125_000),
        ("125000.00", "VND", 125_000),
        ("-5", "USD", -500),
        ("0", "IDR", 0),
        ("-0", "IDR", 0),
        (" 12\n", "IDR", 1_200),
    ],
)
def test_plain_numbers(text: str, currency: str, minor: int) -> None:
    assert parse(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    "text",
    ["", " ", "Rp 125.000", "125.000", "1,250,000", "1.250.000,00", "12e3", "1 000", "+5", "--5",
     "5-", ".5", "5.", "0x10", "NaN", "Infinity", "1_000", "١٢", "５", "12\n34", "½"],
)  # fmt: skip
def test_what_could_be_read_two_ways_is_not_read(text: str) -> None:
    with pytest.raises(Refusal, match="money_unreadable"):
        parse(text, "IDR")


@given(st.text(max_size=30), currencies)
def test_any_text_is_read_exactly_or_refused(text: str, currency: str) -> None:
    try:
        money = parse(text, currency)
    except Refusal as refusal:
        assert refusal.code in {"money_unreadable", "money_too_fine", "money_too_big"}  # noqa: PT017
        return
    assert money.decimal == Decimal(text.strip().replace(",", "."))


@pytest.mark.parametrize(
    ("money", "language", "shown"),
    [
        (Money(12_500_000, "IDR"), "id", "Rp 125.000"),
        (Money(12_500_050, "IDR"), "id", "Rp 125.000,50"),
        (Money(125_000, "VND"), "vi", "125.000 ₫"),
        (Money(12_500_000, "IDR"), "en", "IDR 125,000"),
        (Money(-1_250, "USD"), "en", "$ -12.50"),
        (Money(0, "IDR"), "id", "Rp 0"),
        (Money(1_250, "KWD"), "en", "KWD 1.250"),
    ],
)
def test_amounts_look_as_people_write_them(money: Money, language: str, shown: str) -> None:
    assert show(money, language) == shown


@given(amounts, st.sampled_from(["id", "en", "vi"]))
def test_a_shown_amount_has_all_its_digits(money: Money, language: str) -> None:
    shown = show(money, language)
    wanted = str(abs(money.minor)).rjust(digits(money.currency) + 1, "0")
    if money.decimal == money.decimal.to_integral_value():
        wanted = str(abs(int(money.decimal)))
    assert "".join(char for char in shown if char.isdigit()) == wanted


def test_currencies_of_countries() -> None:
    assert [currency_of(country) for country in ("ID", "VN", "XX")] == ["IDR", "VND", None]
    assert [digits(currency) for currency in ("IDR", "VND", "XXX")] == [2, 0, 2]


@pytest.mark.parametrize(
    ("codes", "wanted"),
    [
        ("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF", 0),
        ("IDR USD EUR MMK LAK", 2),
        ("BHD IQD JOD KWD LYD OMR TND", 3),
        ("CLF UYW", 4),
    ],
)
def test_minor_units_are_those_of_iso_4217(codes: str, wanted: int) -> None:
    """https://www.iso.org/iso-4217-currency-codes.html, list one."""
    assert {digits(currency) for currency in codes.split()} == {wanted}


@pytest.mark.parametrize("currency", ["", "ID", "idr", "IDRX", "I R", "ID1", "ÌDR", "IDR\n"])
def test_what_cannot_be_the_code_of_a_currency_is_refused(currency: str) -> None:
    assert code_of(Decimal(1), currency) == "currency_unknown"


def test_three_digits_are_read_only_where_the_currency_has_them() -> None:
    assert parse("1.250", "KWD") == Money(1_250, "KWD")
    with pytest.raises(Refusal, match="money_unreadable"):
        parse("1.250", "USD")
