"""Money as whole minor units with a currency; never a float."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from core.errors import Refusal

# Minor-unit digits after ISO 4217, list one (https://www.iso.org/iso-4217-currency-codes.html): a
# currency that is not here has two, also the rupiah, whatever is paid in cash.
_CODES_BY_DIGITS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_DIGITS = {code: digits for digits, codes in _CODES_BY_DIGITS.items() for code in codes.split()}
_CURRENCY_OF = {"ID": "IDR", "VN": "VND", "SG": "SGD", "MY": "MYR", "TH": "THB", "PH": "PHP"}
_CODE = re.compile(r"[A-Z]{3}")
_LIMIT = 10**15


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount: `minor` counts the smallest units of `currency` (ISO 4217)."""

    minor: int
    currency: str

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def times(self, count: int) -> Money:
        """This amount `count` times."""
        return Money(self.minor * count, self.currency)

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, exactly."""
        return Decimal(self.minor).scaleb(-digits(self.currency))

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise Refusal("currency_mix", one=self.currency, other=other.currency)


def digits(currency: str) -> int:
    """How many digits the minor unit of a currency has.

    Raises Refusal ``currency_unknown`` for what cannot be a code: those are three capital letters.
    """
    if currency in _DIGITS:
        return _DIGITS[currency]
    if not _CODE.fullmatch(currency):
        raise Refusal("currency_unknown", value=currency)
    return 2


def currency_of(country: str) -> str | None:
    """The currency of a country (ISO 3166 two letters), or None where Kemas does not know it."""
    return _CURRENCY_OF.get(country)


def to_minor(amount: Decimal, currency: str) -> int:
    """Turn an amount in major units into minor units.

    Raises Refusal ``money_too_fine`` when it has more digits than the currency, ``money_too_big``
    beyond 10**15 minor units, ``money_unreadable`` when it is not a number.
    """
    if amount.is_nan():
        raise Refusal("money_unreadable", amount=str(amount))
    if amount.is_infinite() or (amount and amount.adjusted() + digits(currency) > 15):
        raise Refusal("money_too_big", amount=str(amount), currency=currency)
    if amount and amount.adjusted() + digits(currency) < 0:
        raise Refusal("money_too_fine", amount=str(amount), currency=currency)
    # In whole numbers: arithmetic on Decimal would round to the precision of its context.
    above, below = amount.as_integer_ratio()
    scale: int = 10 ** digits(currency)
    minor, rest = divmod(above * scale, below)
    if rest:
        raise Refusal("money_too_fine", amount=str(amount), currency=currency)
    if abs(minor) > _LIMIT:
        raise Refusal("money_too_big", amount=str(amount), currency=currency)
    return minor


_PLAIN = re.compile(r"-?[0-9]+([.,]([0-9]+))?")


def parse(text: str, currency: str) -> Money:
    """Read a plain number such as ``125000``, ``125000.50`` or ``125000,50``.

    Words, symbols and thousands separators are refused (``money_unreadable``), never guessed:
    ``Rp 125.000`` could be read two ways.
    """
    text = text.strip()
    plain = _PLAIN.fullmatch(text)
    # More than two digits could be thousands, but where that is how the currency is written.
    if plain is None or len(plain[2] or "") > max(2, digits(currency)):
        raise Refusal("money_unreadable", amount=text)
    try:
        amount = Decimal(text.replace(",", "."))
    except InvalidOperation as error:
        raise Refusal("money_unreadable", amount=text) from error
    return Money(to_minor(amount, currency), currency)


def plain(money: Money) -> str:
    """An amount as it is typed: no symbol, no thousands, no empty decimals."""
    amount = money.decimal
    whole = amount == amount.to_integral_value()
    return f"{amount.to_integral_value():f}" if whole else f"{amount:f}"


def show(money: Money, language: str) -> str:
    """Write an amount the way people of a language do, without empty decimals."""
    from babel.numbers import format_decimal, get_currency_symbol

    locale = {"id": "id_ID", "vi": "vi_VN"}.get(language, "en")
    whole = money.decimal == money.decimal.to_integral_value()
    pattern = "#,##0" if whole else f"#,##0.{'0' * digits(money.currency)}"
    number = format_decimal(money.decimal, format=pattern, locale=locale)
    symbol = get_currency_symbol(money.currency, locale=locale)
    return f"{number} {symbol}" if language == "vi" else f"{symbol} {number}"
