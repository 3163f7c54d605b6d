"""In a language without Latin letters, only data and names are left in them: command lines."""

from __future__ import annotations

import argparse

import pytest
from strange_words import Shop, loose, words

from core.billing.states import InvoiceKind, InvoiceState
from core.couriers.states import Stage
from core.invoice_book.filters import Money as Paid
from core.orders.book.columns import COLUMNS
from core.orders.payments.states import Method
from core.people.permissions import Role
from tui import cli
from tui.commands import GROUPS


def run(capsys: pytest.CaptureFixture[str], *line: str) -> str:
    """Everything that a command line says."""
    capsys.readouterr()
    try:
        cli.main(line)
    except SystemExit as end:
        assert end.code in {0, 2}  # noqa: PT017 - argparse ends this way
    out, err = capsys.readouterr()
    assert out or err
    return str(out + err)


def spelled(parser: argparse.ArgumentParser) -> set[str]:
    """Commands, options, choices and metavars: typed as they are in every language."""
    found: set[str] = set()
    for action in parser._actions:
        found |= words(*action.option_strings, action.metavar, action.dest.upper())
        found |= words(*(action.choices or ()))
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                found |= spelled(inner)
    return found


@pytest.mark.parametrize("group", [group.name for group in GROUPS])
def test_the_help_of_every_command_is_translated(
    group: str, shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    parser = cli._parser(group)
    known = spelled(parser) | {"SEQ", "TAB", "BADGE"} | words(*COLUMNS)
    known |= {name.value for names in (Role, Method) for name in names} | words(*Stage)
    known |= words(*InvoiceState, *InvoiceKind, *Paid, "waiting", "all")
    assert loose(run(capsys, "--help", "--language", "en"), known) == []
    assert loose(run(capsys, group, "--help", "--language", "en"), known) == []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            inner = action.choices[group]
            deeper = [one for one in inner._actions if isinstance(one, argparse._SubParsersAction)]
            for name in [name for one in deeper for name in one.choices]:
                said = run(capsys, group, name, "--help", "--language", "en")
                assert loose(said, known) == [], name


@pytest.mark.parametrize(
    "line",
    [
        "orders nonsense",
        "orders list --limit many",
        "orders list --status nonsense",
        "orders show",
        "orders hold X",
        "orders list --nonsense",
        "orders list --limit",
    ],
)
def test_what_argparse_complains_about_is_translated(
    line: str, shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    said = run(capsys, *line.split(), "--language", "en")
    assert loose(said, spelled(cli._parser("orders")) | words(line)) == []


LINES = (
    "orders list",
    "orders list --parked",
    "orders list --search nobodyhasthis",
    "orders show {ready}",
    "orders show {short}",
    "orders show {held}",
    "orders show {packing}",
    "orders show {handed_over}",
    "orders show {cancelled}",
    "orders show nosuchorder",
    "orders hold {ready} --reason nosuchorder",
    "orders release {ready}",
    "orders release {ready}",
    "orders cancel {ready} --reason nosuchorder",
    "orders import {folder}/shopee-1.csv",
    "orders import {folder}/nosuchorder.csv",
    "orders import {folder}/config.toml",
    "products list",
    "products show {sku}",
    "products import {folder}/products.csv",
    "stock show",
    "stock rebuild",
    "stock counts",
    "people list",
    "stations list",
    "printers list",
    "jobs list",
    "jobs show 1",
    "jobs show 9999",
    "shipments list",
    "db upgrade",
)


@pytest.mark.parametrize("line", LINES)
def test_what_a_command_says_is_translated(
    line: str, shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    gaps = {stand: shop.orders(stand)[0] for stand in ("short", "held", "packing")}
    gaps |= {stand: shop.orders(stand)[0] for stand in ("handed_over", "cancelled")}
    sku = (shop.demo.folder / "products.csv").read_text("utf-8").splitlines()[1].split(",")[0]
    filled = line.format(
        ready=shop.orders("ready")[-1], sku=sku, folder=shop.demo.folder, **gaps
    ).split()
    config = str(shop.demo.folder / "config.toml")
    said = run(capsys, *filled, "--config", config, "--language", "en")
    columns = {"TOML"}
    if "import" in filled:
        # Columns have one name in all languages.
        columns |= words(
            "CSV UTF XLSX", *(shop.demo.folder / "shopee-1.csv").open(encoding="utf-8")
        )
    assert loose(said, shop.data | columns | words(line)) == []
