"""Pasted chat texts are taken apart; what is unsure is marked, and nothing of the text is lost.

`chat_texts.json` holds texts as buyers send them and what should be found in each. Its numbers
begin with 084 (Indonesia) and 071 (Viet Nam), which no operator has: nobody can be called. After a
value ``~`` means likely and ``?`` unsure.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.customers.pasting.reading import read_address
from core.customers.pasting.result import Part, Pasted, Sure, Why

CHATS: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("chat_texts.json").read_text(encoding="utf-8")
)
_MARK = {Sure.SURE: "", Sure.LIKELY: " ~", Sure.UNSURE: " ?"}
_UNASSIGNED = {
    "ID": re.compile(r"(?:0|62)(84\d{7,10})"),
    "VN": re.compile(r"(?:0|84)(7[1-5]\d{7})"),
}


def dial(value: str, country: str) -> str:
    """The numbers of the texts as if there were such: E.164, or empty for what is masked."""
    digits = re.sub(r"\D", "", value)
    for name, code in (("ID", "+62"), ("VN", "+84")):
        found = _UNASSIGNED[name].fullmatch(digits)
        if found and (name == country or digits.startswith(code[1:])) and "*" not in value:
            return code + found[1]
    return ""


def letters(text: str) -> Counter[str]:
    return Counter(char for char in unicodedata.normalize("NFC", text) if char.isalnum())


def told(found: Pasted) -> Counter[str]:
    """All letters and digits of a result, wherever they went."""
    parts = [one.text for part in Part if (one := found.part(part))]
    return letters(" ".join([*parts, *found.rest, *found.labels]))


@pytest.mark.parametrize("chat", CHATS, ids=lambda chat: "/".join(chat["text"])[:40])
def test_a_chat_text_is_taken_apart(chat: dict[str, Any]) -> None:
    found = read_address("\n".join(chat["text"]), dial=dial)
    parts = {part.value: one.text + _MARK[one.sure] for part in Part if (one := found.part(part))}
    assert parts == chat["found"]
    assert list(found.rest) == chat["rest"]
    assert (found.number, found.country) == (chat["number"], chat["country"])


@pytest.mark.parametrize("chat", CHATS, ids=lambda chat: "/".join(chat["text"])[:40])
def test_nothing_of_a_chat_text_is_lost_nor_made_up(chat: dict[str, Any]) -> None:
    text = "\n".join(chat["text"])
    assert told(read_address(text, dial=dial)) == letters(text)


_LINES = st.sampled_from(sorted({line for chat in CHATS for line in chat["text"]}))
_NOISE = st.one_of(
    _LINES,
    _LINES.map(str.upper),
    st.text(max_size=30),
    st.text("0123456789 +-.()/*,:", max_size=20),
    st.sampled_from(["", "Kec.", "Alamat:", "HP", "12345", "TP.", "Q.", "[1/1/26 10.00] A:", "ﬁ"]),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(_NOISE, max_size=8), st.sampled_from(["\n", ", ", " ", "\r\n", " - "]))
def test_whatever_is_pasted_it_never_fails_and_loses_nothing(
    pieces: list[str], between: str
) -> None:
    text = between.join(pieces)
    found = read_address(text, dial=dial)
    assert told(found) == letters(text)
    for part in Part:
        one = found.part(part)
        assert one is None or one.text.strip()
        assert one is None or (one.why is Why.LEFTOVER) <= (one.sure is Sure.UNSURE)


def test_a_long_text_is_read_to_its_limit_and_kept_whole() -> None:
    text = "Nama: Budi\n" + "abc 123, " * 5000
    found = read_address(text, dial=dial)
    assert found.name is not None
    assert told(found) == letters(text)


def test_a_number_that_cannot_be_dialled_is_marked() -> None:
    found = read_address("Nama: Budi\nHP: 0845 12")
    assert found.phone is not None
    assert (found.phone.text, found.phone.sure, found.number) == ("0845 12", Sure.UNSURE, "")


@pytest.mark.parametrize(
    "text",
    [
        "Budi 081234567890\nJl. Mawar 5 Bandung\n081399998888",
        "HP: 081234567890\nNama: Budi\nHP: 081399998888",
    ],
)
def test_of_several_numbers_that_could_be_meant_none_is_sure(text: str) -> None:
    found = read_address(text)
    assert found.phone is not None
    assert (found.phone.text, found.phone.sure) == ("081234567890", Sure.UNSURE)
    assert any("081399998888" in rest for rest in found.rest)


def test_the_same_number_twice_and_two_behind_one_word_are_no_doubt() -> None:
    for text in ("081234567890 Budi\n0812 3456 7890", "HP: 081234567890 / 081399998888"):
        found = read_address(text)
        assert found.phone is not None
        assert found.phone.sure is Sure.SURE


HOSTILE = {
    "ten million letters": "a" * 10_000_000,
    "ten million in lines": "Jl. Mawar No 5 RT 03/04\n" * 400_000,
    "ten million digits": "0812" * 2_500_000,
    "five thousand lines": "Kec. Coblong Kota Bandung\n" * 5_000,
    "only digits": "623347347957\n081234567\n" * 2_500,
    "control characters": "".join(map(chr, range(32))) * 1_000,
    "line ends": "\u2028\u2029\x85\r" * 50_000,
    "pictures": "\U0001f468\u200d\U0001f469\u200d\U0001f467 " * 10_000,
    "accents": "e" + "\u0301" * 100_000,
    "labels": "Nama: " * 20_000,
    "brackets": "(" * 100_000,
    "marks": "RT 01/" * 30_000,
    "half a letter": "\ud800 Budi",
    "nothing": "",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_is_read_soon_and_never_breaks_anything(text: str) -> None:
    began = time.monotonic()
    found = read_address(text)
    assert time.monotonic() - began < 10  # seconds on a machine that has much to do
    for part in Part:
        one = found.part(part)
        assert one is None or all(char >= " " for char in one.text)


def test_marks_that_nobody_sees_part_no_words_and_turn_none_round() -> None:
    found = read_address(
        "N\u200bama:\u200d Budi\nH\u200bP: 0812\u202e3456\u202c7890\n\u2066Jl. Mawar 5\u2069"
    )
    assert [one and one.text for one in (found.name, found.phone, found.address)] == [
        "Budi",
        "081234567890",
        "Jl. Mawar 5",
    ]


def test_a_text_of_either_country_is_read_as_the_shops() -> None:
    assert read_address("Maya", "VN").country == "VN"
    assert read_address("Maya", "ID").country == "ID"
    assert read_address("Maya", "SG").country == "ID"


def test_reading_loads_no_library_of_numbers_for_a_text_without_one() -> None:
    code = (
        "import sys; from core.customers.pasting.reading import read_address;"
        "assert read_address('Nama: Budi, Alamat: Jl. Kenanga 3, Bandung').name;"
        "assert 'phonenumbers' not in sys.modules and 'sqlalchemy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
