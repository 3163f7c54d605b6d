"""Codes from the scanner: every form of the same thing is read as the same thing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.barcodes import (
    COMMANDS,
    LONGEST,
    Code,
    Kind,
    check_digit,
    is_sealed,
    key,
    random_id,
    read,
    seal,
)

GS = "\x1d"
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
digits = st.text("0123456789", min_size=12, max_size=12)


def ean13(payload: str) -> str:
    return payload + str(check_digit(payload))


@pytest.mark.parametrize(
    "gtin", ["4006381333931", "036000291452", "96385074", "10614141000415", "8992388101016"]
)
def test_published_numbers_have_the_right_check_digit(gtin: str) -> None:
    assert check_digit(gtin[:-1]) == int(gtin[-1])
    assert (read(gtin).kind, read(gtin).check) == (Kind.GTIN, True)


@pytest.mark.parametrize(
    "form",
    [
        "036000291452",
        "0036000291452",
        "00036000291452",
        "]E0036000291452",
        "]E00036000291452",
        "]E3003600029145212",
        "]C10100036000291452",
        "]d20100036000291452",
        "0100036000291452",
        "(01)00036000291452",
        " 036000291452\r\n",
    ],
)
def test_one_trade_item_is_one_key_in_every_form(form: str) -> None:
    code = read(form)
    assert (code.kind, code.value, code.candidates[0]) == (Kind.GTIN, "0036000291452", code.value)


def test_a_case_keeps_its_own_number() -> None:
    assert read("10614141000415").value == key("10614141000415") == "10614141000415"


def test_a_wrong_check_digit_is_told_and_the_text_kept() -> None:
    code = read("4006381333932")
    assert (code.kind, code.value, code.check) == (Kind.TEXT, "4006381333932", False)


@pytest.mark.parametrize(
    "form",
    [
        f"]C101089923881010161726123110LOT-7{GS}21SN-9{GS}3012",
        f"]d201089923881010161726123110LOT-7{GS}21SN-9{GS}3012",
        f"]Q301089923881010161726123110LOT-7{GS}21SN-9{GS}3012{GS}",
        f"{GS}01089923881010161726123110LOT-7{GS}21SN-9{GS}3012",
        f"01089923881010161726123110LOT-7{GS}21SN-9{GS}3012",
    ],
)
def test_gs1_element_strings_give_item_lot_expiry_serial_and_count(form: str) -> None:
    code = read(form)
    assert (code.kind, code.value, code.quantity) == (Kind.GTIN, "8992388101016", 12)
    assert (code.lot, code.expiry, code.serial) == ("LOT-7", date(2026, 12, 31), "SN-9")


def test_gs1_in_brackets_as_printed_under_the_bars_is_read_too() -> None:
    code = read("(01)08992388101016(17)261200(10)L1(37)6")
    assert (code.value, code.expiry, code.lot) == ("8992388101016", date(2026, 12, 31), "L1")
    assert code.quantity == 6


def test_a_gs1_code_that_does_not_parse_is_text() -> None:
    assert read(f"0108992388101016{GS}ZZ").kind is Kind.TEXT
    assert read("]C1hello").value == "hello"
    assert read("(99999)x").kind is Kind.TEXT


def test_the_raw_text_stays_a_candidate_because_an_order_number_may_look_like_gs1() -> None:
    assert "0108992388101016" in read("0108992388101016").candidates


@pytest.mark.parametrize(
    ("text", "quantity", "value"),
    [("6*8992388101016", 6, "8992388101016"), ("6*]E08992388101016", 6, "8992388101016")],
)
def test_a_quantity_before_a_code_means_that_many(text: str, quantity: int, value: str) -> None:
    assert (read(text).quantity, read(text).value) == (quantity, value)


def test_a_quantity_multiplies_the_count_inside_the_code() -> None:
    assert read("3*(02)08992388101016(37)12").quantity == 36


def test_a_quantity_alone_waits_for_the_next_scan() -> None:
    assert read("6*") == Code("6*", Kind.QUANTITY, quantity=6)


@pytest.mark.parametrize("text", ["0*", "0*ABC", "999999*A", "9999*(01)08992388101016(30)9999"])
def test_an_impossible_quantity_is_refused(text: str) -> None:
    assert read(text).kind is Kind.UNREADABLE


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_commands_are_read_in_any_case(command: str) -> None:
    for text in (f"KEMAS:{command}", f"kemas:{command.lower()}", f"]C0KEMAS:{command}"):
        assert (read(text).kind, read(text).value) == (Kind.COMMAND, command)


def test_a_question_mark_asks_why() -> None:
    assert (read("?").kind, read("?").value) == (Kind.COMMAND, "WHY")


def test_commands_carry_their_argument() -> None:
    assert read("KEMAS:SHORT:damaged:SKU-1").argument == "damaged:SKU-1"
    assert read("KEMAS:PRINTER:Label 2").argument == "Label 2"
    assert read("KEMAS:NEXT").argument == ""


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("KEMAS:OP:ab23c", Kind.OPERATOR, "AB23C"),
        ("KEMAS:ST:S1", Kind.STATION, "S1"),
        ("KEMAS:TOTE:t-1", Kind.TOTE, "t-1"),
        ("KEMAS:BIN:A-01-2", Kind.BIN, "A-01-2"),
        ("kemas:p:x9", Kind.PARCEL, "X9"),
        ("KEMAS:DANCE", Kind.UNKNOWN_COMMAND, "DANCE"),
        ("KEMAS:OP:", Kind.UNKNOWN_COMMAND, "OP"),
        ("KEMAS:", Kind.UNKNOWN_COMMAND, ""),
        ("SPXID123456789012", Kind.TEXT, "SPXID123456789012"),
        ("375732085452680", Kind.TEXT, "375732085452680"),
    ],
)
def test_ids_on_our_own_paper_are_told_apart(text: str, kind: Kind, value: str) -> None:
    assert (read(text).kind, read(text).value) == (kind, value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        GS,
        "A" * (LONGEST + 1),
        "a\x1b[2Jb",
        "ab\x00",
        "a\ufffdb",
        "a\u202eb",
        "\x7f",
    ],
)
def test_noise_is_unreadable(text: str) -> None:
    assert read(text).kind is Kind.UNREADABLE


@given(digits)
def test_upc_ean_and_gtin14_always_share_a_key(payload: str) -> None:
    code = ean13(payload)
    if int(code):
        assert key(code) == key("0" + code) == read(f"]E0{code}").value == read("0" + code).value


@given(digits, st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_never_passes_as_a_gtin(payload: str, at: int, shift: int) -> None:
    code = ean13(payload)
    wrong = code[:at] + str((int(code[at]) + shift) % 10) + code[at + 1 :]
    assert read(wrong).kind is Kind.TEXT


@given(st.text(max_size=LONGEST + 20))
def test_reading_never_fails_and_never_invents(text: str) -> None:
    code = read(text)
    assert code.raw == text
    assert code.quantity is None or 1 <= code.quantity <= 99_999
    if code.kind in {Kind.TEXT, Kind.GTIN}:
        assert code.candidates[0] == code.value


@given(st.text("0123456789(])CdeQE*:" + GS, max_size=40))
def test_reading_survives_everything_that_looks_like_gs1(text: str) -> None:
    assert isinstance(read(text), Code)


@given(st.text(LETTERS, min_size=4, max_size=12), st.data())
def test_a_wrong_character_in_an_id_of_ours_is_seen(body: str, data: st.DataObject) -> None:
    sealed = seal(body)
    assert is_sealed(sealed)
    at = data.draw(st.integers(0, len(sealed) - 1))
    other = data.draw(
        st.sampled_from("23456789ABCDEFGHJKMNPQRSTVWXYZ").filter(lambda c: c != sealed[at])
    )
    assert not is_sealed(sealed[:at] + other + sealed[at + 1 :])


def test_random_ids_are_sealed_and_differ() -> None:
    made = {random_id(10) for _ in range(100)}
    assert len(made) == 100
    assert all(len(one) == 11 and is_sealed(one) for one in made)
