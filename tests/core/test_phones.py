"""Telephone numbers: however one is written it is the same; what is none matches nobody."""

from __future__ import annotations

import random
import subprocess
import sys

import phonenumbers
import pytest

from core import phones
from core.errors import Refusal
from core.phones import checked, normalised, shown

# The numbers that the library itself uses as examples of each country.
INDONESIA = phonenumbers.example_number_for_type("ID", phonenumbers.PhoneNumberType.MOBILE)
VIETNAM = phonenumbers.example_number_for_type("VN", phonenumbers.PhoneNumberType.MOBILE)


@pytest.mark.parametrize(("country", "number"), [("ID", INDONESIA), ("VN", VIETNAM)])
def test_a_number_is_the_same_however_it_is_written(
    country: str, number: phonenumbers.PhoneNumber
) -> None:
    rest, code = str(number.national_number), str(number.country_code)
    wanted = f"+{code}{rest}"
    ways = [
        f"0{rest}",
        f"0{rest[:3]}-{rest[3:6]}-{rest[6:]}",
        f"(0{rest[:3]}) {rest[3:]}",
        f"+{code} {rest[:3]} {rest[3:]}",
        f"+{code} (0){rest}",
        f"00{code}{rest}",
        f"{code}{rest}",
        rest,
        f"\u202a+{code}\u00a0{rest}\u202c",
    ]
    assert {way: normalised(way, country) for way in ways} == dict.fromkeys(ways, wanted)


def test_what_people_paste_around_a_number_is_no_part_of_it() -> None:
    rest = str(INDONESIA.national_number)
    wanted = f"+62{rest}"
    full_width = "".join(chr(ord(digit) + 0xFEE0) for digit in f"0{rest}")
    ways = [
        f"(+62) {rest[:3]}-{rest[3:]}",
        f"( +62 ){rest}",
        f"(62) {rest}",
        f"62-{rest[:3]}-{rest[3:]}",
        f"+62(0){rest}",
        f"0062 {rest}",
        full_width,
        f"\uff0b62 {rest}",
        f"0{rest[:3]}\u2212{rest[3:]}",
        f"0{rest[:3]}/{rest[3:]}",
        f"WA 0{rest}",
        f"No. HP: 0{rest}",
        f"tel:+62{rest}",
        f"https://wa.me/62{rest}?text=halo",
    ]
    assert {way: normalised(way, "ID") for way in ways} == dict.fromkeys(ways, wanted)
    rest = str(VIETNAM.national_number)
    ways = [
        f"(+84) {rest}",
        f"(84) 0{rest}",
        f"84 {rest}",
        f"S\u0110T: 0{rest}",
        f"\u0111t 0{rest}",
    ]
    assert {way: normalised(way, "VN") for way in ways} == dict.fromkeys(ways, f"+84{rest}")


def test_a_number_that_could_be_two_is_never_guessed() -> None:
    one = f"0{INDONESIA.national_number}"
    other = one[:-1] + str((int(one[-1]) + 1) % 10)
    landline = f"(0{phonenumbers.example_number('ID').national_number!s})/4"
    pairs = [
        f"{one} / {other}",
        f"{one}, {other}",
        f"{one} {other}",
        f"{one} atau {other}",
        landline,
    ]
    for both in pairs:
        assert normalised(both, "ID") == "", both
        with pytest.raises(Refusal, match="phone_several"):
            checked(both, "ID")
    assert checked(f"{one} / +62{one[1:]}", "ID") == f"+62{one[1:]}"  # the same one twice


@pytest.mark.parametrize(
    ("value", "country"),
    [
        (f"62{INDONESIA.national_number}", "VN"),
        (f"84{VIETNAM.national_number}", "ID"),
        (f"62{INDONESIA.national_number}", ""),
        (f"+62+{INDONESIA.national_number}", "ID"),
        (f"+0{INDONESIA.national_number}", "ID"),
        (f"0{INDONESIA.national_number} ext 12", "ID"),
    ],
)
def test_what_may_be_a_number_of_another_country_or_more_is_asked(value: str, country: str) -> None:
    with pytest.raises(Refusal, match="phone_not_valid"):
        checked(value, country)


@pytest.mark.parametrize(
    "masked", ["", "  ", "0812****7890", "******12", "ask Budi", "0812", "1" * 40, "0" * 11, "+"]
)
def test_what_is_masked_or_no_number_is_nobodys(masked: str) -> None:
    assert normalised(masked, "ID") == ""


def test_a_landline_and_a_number_from_abroad_are_numbers_too() -> None:
    landline = phonenumbers.example_number("ID")
    assert normalised(f"(0{landline.national_number})", "ID") == f"+62{landline.national_number}"
    # Kept for films by ACMA, Australia: nobody has it.
    assert normalised("+61 491 570 006", "ID") == "+61491570006"
    assert normalised("0491 570 006", "AU") == "+61491570006"


def test_a_number_without_country_needs_its_code() -> None:
    assert normalised(f"0{INDONESIA.national_number}") == ""


def test_numbers_of_demonstrations_belong_to_nobody_and_are_told_apart() -> None:
    assert normalised("+62 000 000 0123", "VN") == "+620000000123"
    assert normalised("+84 000 000 0000", "VN") == ""


def test_what_is_known_at_sight_is_what_the_library_says(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(phones, "_asked", lambda value, country: asked.append(value) or "")
    chance = random.Random(4)
    known = 0
    for _ in range(2000):
        country, longest = chance.choice([("ID", 12), ("VN", 9)])
        rest = str(chance.randrange(10**8, 10**longest))
        found = normalised.__wrapped__("0" + rest, country)
        if found:
            known += 1
            number = phonenumbers.parse("0" + rest, country)
            assert phonenumbers.is_valid_number(number), (country, len(rest), rest[:3])
            assert phonenumbers.format_number(number, 0) == found
    assert known > 100
    assert len(asked) == 2000 - known


def test_a_number_that_is_none_is_refused_with_an_example() -> None:
    with pytest.raises(Refusal) as refused:
        checked("0812", "ID")
    assert refused.value.code == "phone_not_valid"
    assert refused.value.params == {"value": "0812", "example": "0812…"}
    with pytest.raises(Refusal, match="phone_masked"):
        checked("0812****7890", "ID")


def test_numbers_are_shown_in_groups() -> None:
    assert shown("+620000000123") == "+62 000 000 0123"
    assert shown("+840000000123") == "+84 000 000 0123"
    assert shown("******12") == "******12"


def test_a_usual_number_does_not_load_the_library() -> None:
    code = (
        "import sys; from core.phones import normalised;"
        f"assert normalised('0{INDONESIA.national_number}', 'ID');"
        "assert 'phonenumbers' not in sys.modules;"
        "assert normalised('+61491570006'); assert 'phonenumbers' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
