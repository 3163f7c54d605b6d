"""Words for products that are looked up and changed at the station."""

from __future__ import annotations

from core.i18n import N_
from tui.words.verdicts_parts import Words

_FOUND = N_("Enter shows everything, Ctrl+G changes it, F6 adds a barcode.")

PRODUCT_WORDS: dict[str, Words] = {
    "info/product_found": Words(N_("{scanned} is {item}."), "", _FOUND),
    "info/products_found": Words(
        N_("{scanned} is on {count} products."), "", N_("Take the barcode off those it is not on.")
    ),
    "info/product_made": Words(N_("{item} is new."), "", N_("F6 adds a barcode by scan.")),
    "info/product_changed": Words(N_("{item} is changed."), "", ""),
    "info/product_same": Words(N_("{item} is as it was."), "", ""),
    "info/product_put_away": Words(
        N_("{item} is put away."), "", N_("Alt+F shows what was put away; Alt+C sells it again.")
    ),
    "info/product_bundled": Words(N_("{item} is a bundle of {count} products."), "", ""),
    "info/product_single": Words(N_("{item} is no bundle any more."), "", ""),
    "info/product_back": Words(N_("{item} is for sale again."), "", ""),
    "info/product_coded": Words(
        N_("{code} is a barcode of {item} now and stands for {count}."), "", ""
    ),
    "info/product_uncoded": Words(N_("{code} is no barcode of {item} any more."), "", ""),
    "info/product_labels": Words(N_("Labels of {sku} print on {printer}: {count}."), "", ""),
    "info/family_made": Words(N_("{item}: variants made: {count}."), "", ""),
    "info/family_renamed": Words(
        N_("{item}: the values have other names, and so have {count} products."), "", ""
    ),
    "info/family_shrunk": Words(
        N_("{item}: the values are taken away; products put away: {count}."), "", ""
    ),
    "info/family_grown": Words(N_("{item}: new variants: {count}."), "", ""),
    "unknown_code/product": Words(
        N_("No product has {scanned}."),
        N_("The SKU or barcode of a product"),
        N_("F3 searches by name; F7 adds a product."),
    ),
    "ambiguous_code/barcode_taken": Words(
        N_("{code} is on {other} ({other_name}) already."),
        N_("What becomes of it"),
        N_("Choose, or press Alt+M to choose later."),
    ),
}
"""Part of `tui.words.verdicts.WORDS`."""
