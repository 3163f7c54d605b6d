"""Telephone numbers in one form (E.164), so that however it is written the same number matches."""

from __future__ import annotations

import re
from functools import lru_cache

from core.errors import Refusal
from core.text import clean

LONGEST = 60
"""Characters of a number as people write it."""

# What most buyers give is known at sight: the mobile numbers of Indonesia and Viet Nam, as in the
# numbering plans that the library `phonenumbers` carries. Whatever else comes is left to it: it
# takes 0.1 ms a number, which a big import would feel, and 30 ms to load.
_MOBILE = {
    "62": re.compile(r"8(?:[1-35-9])\d{7,10}", re.ASCII),
    "84": re.compile(r"(?:3[2-9]|5[689]|7[06-9]|8[1-8]|9[0-8])\d{7}", re.ASCII),
}
_CODES = {"ID": "62", "VN": "84"}
_WRITTEN = re.compile(r"[\d\s().+\-\u2010-\u2015\u2212/]+", re.ASCII)
_PLUS = re.compile(r"[(\s]*\+")
# Marks that full-width keyboards and copied web pages put for those of ASCII.
_FULL_WIDTH = {0xFF01 + at: 0x21 + at for at in range(94)} | {0x3000: 0x20}
# A word before the number that says what it is, and the links that phones and WhatsApp copy:
# a number in those is always international (https://faq.whatsapp.com/5913398998672934).
_SAID = re.compile(
    r"(?:no\.?\s*)?(?:tel|telp|telpon|telepon|tlp|phone|mobile|hp|wa|whatsapp|zalo|s?[\u0111d]t)"
    r"\s*[.:]?\s*(?=[\d(+])",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"(?:https?://)?(?:wa\.me/|api\.whatsapp\.com/send\?phone=)\+?(?=\d)", re.IGNORECASE
)
_BETWEEN = re.compile(
    r"[,;/|&\n]|\s(?:atau|dan|or|and|ho\u1eb7c|v\u00e0)\s|\s(?=[+0])", re.IGNORECASE
)
_BARE = {ord(mark): None for mark in "+() \t.-/"}
_NO_DIGIT = re.compile(r"\D", re.ASCII)
# Neither country has numbers that begin with a zero after the country code (ITU-T E.164 leaves out
# the trunk prefix): demonstrations and tests use them, for nobody can be called by them.
_NOBODYS = re.compile(r"\+(?:62|84)000(?!0{7})\d{7}", re.ASCII)


@lru_cache(maxsize=4096)
def normalised(value: str, country: str = "") -> str:
    """A number as E.164 (``+628…``); empty where it is masked, unreadable or nobody can have it.

    `country` (ISO 3166) is where a number without a country code is dialled.
    """
    value = _tidy(value)
    if not value or len(value) > LONGEST or not _WRITTEN.fullmatch(value):
        return ""
    if "/" in value and normalised(value.partition("/")[0], country):
        return ""  # two numbers, or two endings of one: nobody can tell which is meant
    digits = value.translate(_BARE) if value.isascii() else _NO_DIGIT.sub("", value)
    plus = _PLUS.match(value)
    if "+" in value[plus.end() if plus else 0 :] or not 7 <= len(digits) <= 18:
        return ""
    international = plus is not None or digits.startswith("00")
    if international:
        digits = digits.lstrip("0") if digits.startswith("00") else digits
        code, rest = digits[:2], digits[2:]
        if _NOBODYS.fullmatch("+" + digits):
            return "+" + digits
    else:
        code = _CODES.get(country, "")
        rest = digits
        if code and digits.startswith(code) and len(digits) > 10:
            rest = digits[len(code) :]
    # People write the zero of the trunk after the country code as well: +62 (0)812 …
    rest = rest[1:] if rest.startswith("0") else rest
    mobile = _MOBILE.get(code)
    if mobile is not None and mobile.fullmatch(rest):
        return f"+{code}{rest}"
    return _asked(f"+{digits}" if international else digits, country)


def checked(value: str, country: str = "") -> str:
    """The number as E.164.

    Refusal ``phone_several``, ``phone_masked`` or ``phone_not_valid`` says what is needed.
    """
    found = normalised(value, country)
    if found:
        return found
    several = _several(value, country)
    if len(several) > 1:
        raise Refusal("phone_several", value=clean(value, LONGEST), first=shown(several[0]))
    if several:  # the same one, written twice
        return several[0]
    code = "phone_masked" if "*" in value else "phone_not_valid"
    raise Refusal(code, value=clean(value, LONGEST), example=_EXAMPLES.get(country, "+62 8…"))


def _tidy(value: str) -> str:
    """A number without what people put around it; a link becomes the number that it calls."""
    if value.isascii() and value[:1] in "0123456789+( ":  # a big import has many
        return value.strip()
    value = clean(value).translate(_FULL_WIDTH).strip()
    link = _LINK.match(value)
    if link is not None:
        return "+" + value[link.end() :].partition("?")[0].rstrip("/")
    said = _SAID.match(value)
    return value[said.end() :] if said else value


def _several(value: str, country: str) -> list[str]:
    """The different numbers in one field; nothing where a part of it is none."""
    if len(value) > 4 * LONGEST:
        return []
    parts = [part.strip(" .") for part in _BETWEEN.split(value.translate(_FULL_WIDTH))]
    found = [normalised(part, country) for part in parts if part]
    if len(found) < 2 or not found[0]:
        return []
    # What follows may be an ending only: 021 555 0123/24.
    return list(dict.fromkeys(one or "?" for one in found))


def shown(number: str) -> str:
    """An E.164 number in groups, as people read it; anything else as it is."""
    for code, shape in _SHAPES.items():
        if number.startswith(code) and (found := shape.fullmatch(number[len(code) :])):
            return f"{code} " + " ".join(part for part in found.groups() if part)
    return number


_EXAMPLES = {"ID": "0812…", "VN": "0912…"}
_SHAPES = {
    "+62": re.compile(r"([08]\d\d)(\d{3,4}?)(\d{3,5})", re.ASCII),
    "+84": re.compile(r"(\d{2,3})(\d{3})(\d{3,4})", re.ASCII),
}


def _asked(value: str, country: str) -> str:
    """What the library makes of a number; loaded when the first one is not known at sight."""
    import phonenumbers

    try:
        number = phonenumbers.parse(value, country or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
