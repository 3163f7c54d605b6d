"""Rows of a product file: what is read, what is refused, what only gets a warning."""

from __future__ import annotations

import pytest

from core.barcodes import check_digit
from core.catalog.intake import PRODUCT_COLUMNS, ProductRows, check_products, say, template
from core.files import Problem, Row

EAN = f"899000000001{check_digit('899000000001')}"


def check(*changes: dict[str, str]) -> ProductRows:
    rows = [
        Row(line, {"sku": f"S{line}", "name": "Teh", **change})
        for line, change in enumerate(changes, start=2)
    ]
    return check_products(rows, "IDR")


def test_the_template_names_every_column():
    assert template().strip().split(",") == list(PRODUCT_COLUMNS)


def test_a_full_row_is_read_in_exact_units():
    (one,) = check(
        {
            "name": "Kopi  Gayo\t250 g",
            "barcode": f"{EAN} | LOC-1*12",
            "unit_price": "12500,50",
            "weight_g": "250.0",
            "length_cm": "12.5",
            "width_cm": "8",
            "tax_rate": "11.00",
            "stock": "40",
            "bin": "A-01",
        }
    ).drafts
    assert one.columns == {
        "name": "Kopi Gayo 250 g",
        "unit_price": 1_250_050,
        "weight_g": 250,
        "length_mm": 125,
        "width_mm": 80,
        "tax_rate": "11",
    }
    assert one.codes == ((EAN, 1), ("LOC-1", 12))
    assert (one.stock, one.bin) == (40, "A-01")


def test_empty_cells_say_nothing():
    (one,) = check({"unit_price": " ", "barcode": "", "stock": ""}).drafts
    assert one.columns == {"name": "Teh"}
    assert one.codes is None
    assert one.stock is None


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ({"sku": ""}, "value_missing"),
        ({"name": "\x1b"}, "value_missing"),
        ({"name": "x" * 201}, "text_too_long"),
        ({"sku": "KEMAS:OK"}, "code_reserved"),
        ({"barcode": "KEMAS:DONE"}, "barcode_reserved"),
        ({"barcode": "6*AB"}, "barcode_reserved"),
        ({"barcode": "LOC-1*0"}, "number_out_of_range"),
        ({"barcode": "LOC-1*99999999999"}, "number_out_of_range"),
        ({"barcode": "LOC-1|LOC-1*6"}, "barcode_twice"),
        ({"unit_price": "Rp 12.500"}, "money_unreadable"),
        ({"cost": "-1"}, "money_negative"),
        ({"weight_g": "1.5"}, "number_too_fine"),
        ({"length_cm": "12.55"}, "number_too_fine"),
        ({"height_cm": "99999"}, "number_out_of_range"),
        ({"stock": "-1"}, "number_out_of_range"),
        ({"stock": "1e3"}, "number_unreadable"),
        ({"stock": "1.000"}, "number_ambiguous"),
        ({"weight_g": "1,000"}, "number_ambiguous"),
        ({"tax_rate": "101"}, "number_out_of_range"),
    ],
)
def test_a_bad_cell_keeps_its_product_out_and_the_others_go_in(cell, code):
    found = check(cell, {})
    assert [reason.code for reason in found.reasons] == [code]
    assert [draft.line for draft in found.drafts] == [3]
    assert "{" not in say(found.reasons[0])


def test_a_sku_on_two_rows_is_taken_from_neither():
    found = check({"sku": "A"}, {"sku": "B"}, {"sku": "A"})
    assert [draft.sku for draft in found.drafts] == ["B"]
    assert [reason.code for reason in found.reasons] == ["sku_repeated"] * 2


def test_odd_codes_are_kept_with_a_warning():
    wrong = EAN[:-1] + str((int(EAN[-1]) + 1) % 10)
    found = check({"barcode": wrong}, {"barcode": "LOC"}, {"barcode": "LOC"})
    assert [warning.code for warning in found.warnings] == ["barcode_check_digit", "barcode_shared"]
    assert found.drafts[0].codes == ((wrong, 1),)
    assert all("{" not in say(warning) for warning in found.warnings)


def test_a_code_that_a_spreadsheet_rounded_is_refused():
    row = Row(2, {"sku": "A", "name": "Teh", "barcode": "8.99E+12"})
    bad = Row(2, row.cells, (Problem("cell_rounded", "barcode", {"value": "8.99E+12"}),))
    assert [reason.code for reason in check_products([bad], "IDR").reasons] == ["cell_rounded"]
