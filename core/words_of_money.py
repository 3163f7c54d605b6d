"""Amounts in words, as accountants of Vietnam and Indonesia write them."""

from __future__ import annotations

from core.money import Money, digits

_BILLION = 10**9
_VI_ONES = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_VI_GROUPS = ("", "nghìn", "triệu")
_ID_ONES = (
    "nol",
    "satu",
    "dua",
    "tiga",
    "empat",
    "lima",
    "enam",
    "tujuh",
    "delapan",
    "sembilan",
    "sepuluh",
    "sebelas",
)
_ID_GROUPS = ((10**15, "kuadriliun"), (10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"))
_UNITS = {
    ("vi", "VND"): ("đồng", ""),
    ("vi", "IDR"): ("rupiah", "sen"),
    ("vi", "USD"): ("đô la Mỹ", "xu"),
    ("id", "IDR"): ("rupiah", "sen"),
    ("id", "VND"): ("dong", ""),
    ("id", "USD"): ("dolar Amerika Serikat", "sen"),
}
"""What a currency and its hundredth are called; the code stands for any other."""
_AND = {"vi": " và ", "id": " "}


def in_words(amount: Money, language: str) -> str:
    """An amount in words with its currency, as in ``Chín trăm mười tám nghìn đồng``.

    Empty for languages other than Vietnamese and Indonesian.
    """
    spell = {"vi": vietnamese, "id": indonesian}.get(language)
    if spell is None:
        return ""
    unit, part = _UNITS.get((language, amount.currency), (amount.currency, ""))
    scale = 10 ** digits(amount.currency)
    whole, rest = divmod(abs(amount.minor), scale)
    said = f"{spell(whole)} {unit}"
    if rest:
        said += f"{_AND[language]}{spell(rest)} {part}".rstrip()
    if amount.minor < 0:
        said = f"{'âm' if language == 'vi' else 'minus'} {said}"
    return said[0].upper() + said[1:]


def vietnamese(number: int) -> str:
    """A whole number in Vietnamese: inner groups keep their ``không trăm``."""
    if number < 0:
        return f"âm {vietnamese(-number)}"
    if number == 0:
        return _VI_ONES[0]
    return " ".join(_vi_large(number, inner=False))


def _vi_large(number: int, *, inner: bool) -> list[str]:
    """Groups of three below a billion; billions are counted like numbers of their own."""
    if number >= _BILLION:
        above, below = divmod(number, _BILLION)
        words = [*_vi_large(above, inner=inner), "tỷ"]
        return words + (_vi_groups(below, inner=True) if below else [])
    return _vi_groups(number, inner=inner)


def _vi_groups(number: int, *, inner: bool) -> list[str]:
    words: list[str] = []
    for power in (2, 1, 0):
        above, below = number // 1000 ** (power + 1), number % 1000**power
        group = number // 1000**power % 1000
        begun = inner or above > 0
        if group:
            words += _vi_three(group, full=begun)
        elif begun and power and below:
            words.append(_VI_ONES[0])  # as in: một triệu không nghìn không trăm lẻ năm
        else:
            continue
        if power:
            words.append(_VI_GROUPS[power])
    return words


def _vi_three(group: int, *, full: bool) -> list[str]:
    """One to three digits; `full` says the hundreds also where there are none."""
    hundreds, tens, ones = group // 100, group // 10 % 10, group % 10
    words = [_VI_ONES[hundreds], "trăm"] if hundreds or full else []
    if tens == 0:
        if ones:
            words += ["lẻ", _VI_ONES[ones]] if words else [_VI_ONES[ones]]
        return words
    words += ["mười"] if tens == 1 else [_VI_ONES[tens], "mươi"]
    if ones == 1 and tens > 1:
        words.append("mốt")
    elif ones == 4 and tens > 1:
        words.append("tư")
    elif ones == 5:
        words.append("lăm")
    elif ones:
        words.append(_VI_ONES[ones])
    return words


def indonesian(number: int) -> str:
    """A whole number in Indonesian."""
    if number < 0:
        return f"minus {indonesian(-number)}"
    return " ".join(_id_words(number)) if number else _ID_ONES[0]


def _id_words(number: int) -> list[str]:
    if number == 0:
        return []
    if number < 12:
        return [_ID_ONES[number]]
    if number < 20:
        return [_ID_ONES[number - 10], "belas"]
    if number < 100:
        return [_ID_ONES[number // 10], "puluh", *_id_words(number % 10)]
    if number < 200:
        return ["seratus", *_id_words(number - 100)]
    if number < 1000:
        return [_ID_ONES[number // 100], "ratus", *_id_words(number % 100)]
    if number < 2000:
        return ["seribu", *_id_words(number - 1000)]
    if number < 10**6:
        return [*_id_words(number // 1000), "ribu", *_id_words(number % 1000)]
    size, name = next(one for one in _ID_GROUPS if number >= one[0])
    return [*_id_words(number // size), name, *_id_words(number % size)]
