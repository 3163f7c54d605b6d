"""Payment codes are those that other programs make, and what is damaged is refused."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refusal
from core.payqr.qris import qris
from core.payqr.reference import check_character, reference_of, references_in
from core.payqr.tlv import Tag, check_sum, joined, opened, sealed, split
from core.payqr.vietqr import BANKS, plain, vietqr

KNOWN: dict[str, Any] = json.loads(
    Path(__file__).with_name("qr_vectors.json").read_text(encoding="utf-8")
)


def test_the_check_sum_is_crc_16_ccitt_false() -> None:
    assert [check_sum(one["input"]) for one in KNOWN["crc"]] == [one["crc"] for one in KNOWN["crc"]]


def test_lengths_count_characters_and_tags_keep_their_order() -> None:
    code = KNOWN["emvco"]["qr"]
    tags = opened(code)
    assert sealed(tags) == code
    assert [tag.id for tag in tags] != sorted(tag.id for tag in tags)


@pytest.mark.parametrize("one", KNOWN["vn"], ids=lambda one: one["name"])
def test_a_vietqr_is_that_of_other_programs(one: dict[str, Any]) -> None:
    said = one["input"]
    amount = int(said.get("amount", "0"))
    made = vietqr(said["bin"], said["acct"], amount, said.get("purpose", ""))
    assert made == one["qr"]
    assert [[tag.id, tag.value] for tag in split(made)] == one["tlv"]


def test_a_purpose_loses_its_marks_and_an_amount_its_way_out_of_bounds() -> None:
    said = next(one for one in KNOWN["vn_invalid_input"] if "purpose_in" in one)
    assert plain(said["purpose_in"]) == said["purpose_out"]
    assert [tag for tag in split(vietqr("970436", "1", 0)) if tag.id == "54"] == []
    for amount in (-5, 10**13):
        with pytest.raises(Refusal, match="vietqr_amount"):
            vietqr("970436", "1", amount)
    for bank, account in (("97043", "1"), ("970436", ""), ("970436", "1" * 20), ("970436", "1-2")):
        with pytest.raises(Refusal, match="vietqr_"):
            vietqr(bank, account, 1)
    with pytest.raises(Refusal, match="payqr_too_long"):
        joined([Tag("59", "x" * 100)])


@pytest.mark.parametrize("one", KNOWN["id"], ids=lambda one: one["name"])
def test_a_qris_is_made_to_carry_an_amount_whatever_the_name_of_the_merchant(
    one: dict[str, Any],
) -> None:
    assert (
        qris(one["static"], one["amount"], tuple(one["fee"]) if "fee" in one else None)
        == (one["qr"])
    )
    assert qris(one["qr"], one["amount"], tuple(one["fee"]) if "fee" in one else None) == one["qr"]


def test_what_is_no_qris_in_rupiah_gets_no_amount() -> None:
    with pytest.raises(Refusal, match="qris_foreign"):
        qris(KNOWN["vn"][0]["qr"], 1)
    with pytest.raises(Refusal, match="qris_amount"):
        qris(KNOWN["id"][0]["static"], 0)


def test_a_damaged_code_is_refused_and_one_in_lower_case_is_read() -> None:
    for one in KNOWN["must_reject"]:
        with pytest.raises(Refusal, match="payqr_"):
            opened(one["qr"])
    for one in KNOWN["must_accept"]:
        assert sealed(opened(one["qr"]))[:-4] == one["qr"][:-4]
    assert KNOWN["banks"] == BANKS


@given(st.integers(1, 10**12 - 1), st.dates(date(2020, 1, 1), date(2099, 12, 31)), st.data())
def test_a_reference_is_found_in_the_words_of_a_bank_and_a_wrong_character_is_not(
    number: int, day: date, data: st.DataObject
) -> None:
    made = reference_of(number, day)
    assert made.isalnum()
    assert made.isascii()
    said = f"MBVCB.9 chuyen tien {made.lower()} CT tu 0123"
    (found,) = references_in(said)
    assert (found.invoice_id, found.year, found.month) == (number, day.year, day.month)
    at = data.draw(st.integers(3, len(made) - 1))
    other = data.draw(st.sampled_from("0123456789").filter(lambda sign: sign != made[at]))
    wrong = made[:at] + other + made[at + 1 :]
    assert check_character(wrong[:-1]) != wrong[-1]


def test_of_a_long_number_no_beginning_is_taken_that_happens_to_fit() -> None:
    made = reference_of(32_120_089_990, date(2078, 1, 1))
    assert check_character(made[:16]) == made[16]
    (found,) = references_in(f"TRF {made} TOKO")
    assert found.invoice_id == 32_120_089_990
    assert list(references_in(f"TRF {made}00099TOKO")) == []
    short = reference_of(123, date(2026, 11, 3))
    (found,) = references_in(f"TRF {short}0099")
    assert found.invoice_id == 123
