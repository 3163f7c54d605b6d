"""What keys do with products."""

from __future__ import annotations

from tui.places import Action, Where
from tui.speech import N_

_PRODUCTS = frozenset({Where.PRODUCTS})

PRODUCT_ACTIONS: tuple[Action, ...] = (
    Action(
        "product_barcode",
        "f6",
        N_("Barcode"),
        N_("Give the product the barcode that is scanned next."),
        _PRODUCTS,
        "product_edit",
    ),
    Action(
        "product_new",
        "f7",
        N_("New"),
        N_("Add a product."),
        _PRODUCTS,
        "product_edit",
        asks="form",
    ),
    Action(
        "product_edit",
        "ctrl+g",
        N_("Change"),
        N_("Change everything that is told of the product."),
        _PRODUCTS,
        "product_edit",
        asks="form",
    ),
    Action(
        "product_labels",
        "f9",
        N_("Labels"),
        N_("Print labels with name, barcode, SKU and price."),
        _PRODUCTS,
        "print",
        asks="form",
    ),
    Action(
        "product_variants",
        "alt+v",
        N_("Variants"),
        N_("Make its variants, or add a colour or size to them."),
        _PRODUCTS,
        "product_edit",
        asks="form",
    ),
    Action(
        "product_uncode",
        "alt+x",
        N_("Drop code"),
        N_("Take a barcode off the product."),
        _PRODUCTS,
        "product_edit",
        asks="choice",
    ),
    Action(
        "product_take",
        "alt+m",
        N_("Take over"),
        N_("Move or share the barcode of another product that was just scanned."),
        _PRODUCTS,
        "product_edit",
        asks="choice",
    ),
    Action(
        "product_archive",
        "alt+c",
        N_("Put away"),
        N_("Put the product away, or sell it again."),
        _PRODUCTS,
        "product_edit",
        asks="choice",
    ),
    Action(
        "product_bundle",
        "ctrl+k",
        N_("Bundle"),
        N_("Say what a product is made of that is sold as one."),
        _PRODUCTS,
        "product_edit",
        asks="form",
    ),
    Action(
        "product_filter",
        "alt+f",
        N_("Filter"),
        N_("Show products for sale, put away, or all."),
        _PRODUCTS,
        asks="choice",
    ),
    Action(
        "product_file",
        "alt+r",
        N_("Read file"),
        N_("Show what a CSV or XLSX file would change, then do it."),
        _PRODUCTS,
        "product_import",
    ),
)
"""Part of the registry in `tui.keys`."""
