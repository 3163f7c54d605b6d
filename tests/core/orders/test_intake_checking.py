"""Rows of an order file: what is read, what is refused, and with which reasons."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.errors import Refusal
from core.files import Problem, Row, values
from core.files.reasons import Reason
from core.i18n import LANGUAGES, speaking
from core.orders.intake.checking import Setting, check_rows
from core.orders.intake.columns import ORDER_COLUMNS, REQUIRED_COLUMNS, template
from core.orders.intake.drafts import Group, content_hash, rows_hash
from core.orders.intake.reasons import REASON_WORDS, say

SHOP = Setting("Asia/Jakarta", "IDR")
GOOD = {
    "order_no": "A-1",
    "customer": "Budi",
    "address": "Jl. Melati 1",
    "sku": "TEA",
    "quantity": "2",
    "unit_price": "1000",
}


def rows(*changes: dict[str, str]) -> list[Row]:
    return [Row(line, {**GOOD, **change}) for line, change in enumerate(changes, start=2)]


def groups(*changes: dict[str, str]) -> list[Group]:
    return check_rows(rows(*changes), SHOP)


def codes(group: Group) -> list[tuple[str, str]]:
    return [(reason.code, reason.params["column"]) for reason in group.reasons]


def test_the_template_names_every_column_and_the_required_ones_exist():
    assert template().strip().split(",") == list(ORDER_COLUMNS)
    assert set(REQUIRED_COLUMNS) <= set(ORDER_COLUMNS)


def test_rows_of_one_number_are_one_order_wherever_they_stand():
    first, second = groups({}, {"order_no": "B"}, {"sku": "MUG", "customer": "", "address": ""})
    assert first.draft is not None
    assert [line.sku for line in first.draft.lines] == ["TEA", "MUG"]
    assert second.order_no == "B"


def test_the_same_number_in_two_channels_is_two_orders_and_an_empty_channel_follows():
    found = groups(
        {"channel": "Shopee"},
        {"channel": "", "sku": "MUG"},
        {"channel": "lazada"},
        {"order_no": "C"},
    )
    assert [(one.channel, len(one.rows)) for one in found] == [
        ("shopee", 2),
        ("lazada", 1),
        ("manual", 1),
    ]


def test_order_values_left_empty_later_are_those_of_the_first_row():
    (one,) = groups(
        {"shipping_fee": "9000", "cod": "15000", "note": "call", "country": "ID"},
        {"sku": "MUG", "customer": "", "address": ""},
    )
    assert one.draft is not None
    assert (one.draft.shipping_fee, one.draft.cod) == (900_000, 1_500_000)
    assert one.draft.paid is None
    assert one.draft.note == "call"


def test_order_values_that_differ_park_the_order_with_both_values():
    (one,) = groups({}, {"sku": "MUG", "customer": "Ani"})
    assert one.draft is None
    assert codes(one) == [("differs_in_order", "customer")]
    assert one.reasons[0].params["first"] == "Budi"
    assert one.reasons[0].params["second"] == "Ani"


def test_values_that_mean_the_same_do_not_differ():
    (one,) = groups(
        {
            "customer": "Tra\u0302\u0300n",
            "country": "ID",
            "phone": "0812 345",
            "ordered_at": "2026-11-19 10:53",
        },
        {
            "sku": "MUG",
            "customer": "trần",
            "country": "Indonesia",
            "phone": "+62-812-345",
            "ordered_at": "19/11/2026 10.53",
        },
    )
    assert one.reasons == ()


def test_every_reason_is_told_and_all_rows_are_kept():
    (one,) = groups(
        {"quantity": "0", "cod": "gratis", "address": "x" * 501},
        {"sku": "MUG", "quantity": "2,5", "unit_price": "Rp 125.000", "address": ""},
        {"sku": "CUP", "quantity": "", "customer": "", "address": ""},
    )
    assert sorted(codes(one)) == [
        ("money_unreadable", "cod"),
        ("money_unreadable", "unit_price"),
        ("quantity_out_of_range", "quantity"),
        ("quantity_unreadable", "quantity"),
        ("text_too_long", "address"),
        ("value_missing", "quantity"),
    ]
    assert [row.line for row in one.rows] == [2, 3, 4]


@pytest.mark.parametrize("text", ["1", "100000", "12.0", "3,00", "+4"])
def test_whole_quantities_are_read(text):
    assert values.quantity(text) == int(float(text.replace(",", ".")))


@pytest.mark.parametrize(
    "text", ["0", "-3", "100001", "999999999999", "9" * 10_000, "2,5", "1e3", "dua", "=1+1", "٣"]
)
def test_other_quantities_are_refused(text):
    with pytest.raises(Refusal) as caught:
        values.quantity(text)
    assert caught.value.code.startswith("quantity_")


@pytest.mark.parametrize("text", ["1.000", "1,000", " 12.000 "])
def test_a_thousand_is_never_taken_for_one(text):
    with pytest.raises(Refusal) as caught:
        values.quantity(text)
    assert caught.value.code == "number_ambiguous"


def test_digits_of_other_scripts_are_no_date():
    with pytest.raises(Refusal) as caught:
        values.moment("٢٠٢٦-11-19", "Asia/Jakarta")
    assert caught.value.code == "date_unreadable"


def test_a_channel_without_a_visible_letter_is_no_channel():
    assert [one.channel for one in groups({"channel": "\u200b"})] == ["manual"]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-19 10:53:07", datetime(2026, 11, 19, 3, 53, 7, tzinfo=UTC)),
        ("2026-11-19T10:53", datetime(2026, 11, 19, 3, 53, tzinfo=UTC)),
        ("2026-11-19T10:53:07.250Z", datetime(2026, 11, 19, 10, 53, 7, tzinfo=UTC)),
        ("2026-11-19 10:53+0800", datetime(2026, 11, 19, 2, 53, tzinfo=UTC)),
        ("2026-11-19", datetime(2026, 11, 18, 17, 0, tzinfo=UTC)),
        ("20/11/2026 14.05", datetime(2026, 11, 20, 7, 5, tzinfo=UTC)),
        ("3/4/2026 8:05", datetime(2026, 4, 3, 1, 5, tzinfo=UTC)),
    ],
)
def test_dates_are_read_day_first_and_on_the_shops_clock(text, moment):
    assert values.moment(text, "Asia/Jakarta") == moment


def test_a_day_to_ship_by_lasts_until_its_end():
    found = values.moment("2026-11-19", "Asia/Jakarta", end_of_day=True)
    assert found == datetime(2026, 11, 19, 16, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["kemarin", "11/20/2026", "2026-02-30", "20.11.2026", "1e9", "2026-11-19 25:00", "0001-01-01"],
)
def test_other_dates_are_refused(text):
    with pytest.raises(Refusal) as caught:
        values.moment(text, "Asia/Jakarta")
    assert caught.value.code.startswith("date_")


def test_the_currency_is_the_countrys_unless_the_file_says_another():
    dong, dollar, shop = groups(
        {"country": "Việt Nam", "cod": "338000"},
        {"order_no": "B", "country": "VN", "currency": "usd", "cod": "1.50"},
        {"order_no": "C", "cod": "1,5"},
    )
    assert dong.draft is not None
    assert (dong.draft.currency, dong.draft.cod) == ("VND", 338_000)
    assert dollar.draft is not None
    assert (dollar.draft.currency, dollar.draft.cod) == ("USD", 150)
    assert shop.draft is not None
    assert (shop.draft.currency, shop.draft.cod) == ("IDR", 150)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ({"unit_price": "-5"}, "money_negative"),
        ({"paid": "1.234.567"}, "money_unreadable"),
        ({"country": "VN", "paid": "10.5"}, "money_too_fine"),
        ({"cod": "9" * 30}, "money_too_big"),
        ({"discount": "2000.01"}, "discount_too_big"),
        ({"currency": "XYZ"}, "currency_unknown"),
        ({"country": "Atlantis"}, "country_unknown"),
        ({"country": "ID", "postcode": "4O132"}, "postcode_wrong"),
        ({"country": "VN", "postcode": "1000"}, "postcode_wrong"),
        ({"phone": "call me"}, "phone_unreadable"),
        ({"customer": "x" * 201}, "text_too_long"),
        ({"order_no": "kemas:DONE"}, "code_reserved"),
        ({"sku": " "}, "value_missing"),
        ({"customer": "\x1b\x07"}, "value_missing"),
    ],
)
def test_a_bad_value_parks_its_order(cell, code):
    (one,) = groups(cell)
    assert one.draft is None
    assert [reason.code for reason in one.reasons] == [code]


def test_commands_in_text_are_taken_out():
    (one,) = groups(
        {"customer": "Eve \x1b[2J\x07", "note": "a\tb\nc \u202eevil", "phone": "+62 (812) 345-67"}
    )
    assert one.draft is not None
    assert one.draft.customer == "Eve [2J"
    assert one.draft.note == "a b c evil"
    assert one.draft.phone == "+62 812 345 67"


def test_a_masked_telephone_number_is_kept():
    (one,) = groups({"phone": "******12"})
    assert one.draft is not None
    assert one.draft.phone == "******12"


def test_a_telephone_number_of_too_few_digits_is_none():
    (one,) = groups({"phone": "12"})
    assert codes(one) == [("phone_unreadable", "phone")]


def test_a_row_without_a_number_is_parked_alone_and_holds_back_only_the_order_it_may_belong_to():
    near, other, lone = groups(
        {"phone": "0812345"},
        {"order_no": "", "sku": "MUG", "phone": "0812345"},
        {"order_no": "B", "customer": "Ani"},
    )
    assert codes(near) == [("row_may_belong", "order_no")]
    assert other.draft is not None
    assert (lone.order_no, codes(lone)) == ("", [("order_no_missing", "order_no")])


def test_equal_rows_side_by_side_are_two_lines():
    (one,) = groups({}, {})
    assert one.draft is not None
    assert len(one.draft.lines) == 2


def test_a_row_that_comes_again_after_another_order_is_asked_about():
    one, _other = groups({}, {"order_no": "B", "customer": "Ani"}, {})
    assert [reason.code for reason in one.reasons] == ["row_repeated"]
    assert one.reasons[0].params["other"] == 2


def test_what_the_reader_saw_counts_only_where_it_matters():
    row = rows({"note": "1E+5"})[0]
    fine = Row(2, row.cells, (Problem("cell_rounded", "note"), Problem("cell_date", "ship_by")))
    (one,) = check_rows([fine], SHOP)
    assert one.reasons == ()
    bad = Row(2, row.cells, (Problem("cell_rounded", "order_no", {"value": "1E+17"}),))
    (one,) = check_rows([bad], SHOP)
    assert codes(one) == [("cell_rounded", "order_no")]


def test_hashes_follow_contents_not_places():
    (one,) = groups({"country": "ID"})
    (same,) = check_rows([Row(99, {**GOOD, "country": "Indonesia", "email": ""})], SHOP)
    (other,) = groups({"quantity": "3"})
    assert one.draft is not None
    assert same.draft is not None
    assert other.draft is not None
    assert content_hash(one.draft) == content_hash(same.draft)
    assert content_hash(one.draft) != content_hash(other.draft)
    assert rows_hash(one.rows) != rows_hash(other.rows)


def test_every_reason_can_be_said_and_stored():
    found = groups({"quantity": "0"}, {"order_no": ""}, {"order_no": "B", "cod": "x"})
    for reason in [reason for one in found for reason in one.reasons]:
        assert Reason.from_json(reason.as_json()) == reason
        for language in LANGUAGES:
            with speaking(language):
                assert "{" not in say(reason)
    assert set(REASON_WORDS) >= {reason.code for one in found for reason in one.reasons}
