"""What the README says of the columns of order and product files is what the code reads."""

from __future__ import annotations

import re
from pathlib import Path

from core.catalog.intake import PRODUCT_COLUMNS
from core.orders.intake.columns import DEFAULT_CHANNEL, ORDER_COLUMNS, REQUIRED_COLUMNS

README = Path(__file__).parents[1] / "README.md"


def between(name: str) -> str:
    """What stands between two marks."""
    text = README.read_text(encoding="utf-8")
    return text.partition(f"<!-- {name} -->\n")[2].partition(f"<!-- /{name} -->")[0]


def rows() -> list[list[str]]:
    """The cells of the table, without its head."""
    lines = between("order columns").splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_column_is_described_in_the_order_of_the_template() -> None:
    assert [row[0] for row in rows()] == [f"`{name}`" for name in ORDER_COLUMNS]


def test_those_that_must_be_there_are_marked() -> None:
    marked = [row[0].strip("`") for row in rows() if row[1]]
    assert marked == list(REQUIRED_COLUMNS)
    assert {row[1] for row in rows()} == {"yes", ""}


def test_the_channel_of_a_silent_file_is_the_one_that_is_named() -> None:
    (channel,) = (row for row in rows() if row[0] == "`channel`")
    assert channel[2].endswith(f"else `{DEFAULT_CHANNEL}`")


def test_every_column_of_a_product_file_is_named() -> None:
    assert re.findall(r"`(\w+)`", between("product columns")) == list(PRODUCT_COLUMNS)
