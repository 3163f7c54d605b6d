"""Refusals about products, their barcodes and their families."""

from __future__ import annotations

from core.i18n import N_

PRODUCTS: dict[str, str] = {
    "bundle_itself": N_("{sku} cannot be a part of itself. Name the goods that are in it."),
    "bundle_nested": N_(
        "{parts} is a bundle itself. Name the goods that are in it as parts of {sku}."
    ),
    "bundle_part": N_(
        "{sku} is a part of {bundles}, so it cannot be a bundle. Take it out there first."
    ),
    "bundle_quantity": N_("{quantity} × {sku} is not between 1 and {limit}."),
    "bundle_too_many": N_("A bundle has at most {limit} different parts; {sku} has more."),
    "bundle_no_stock": N_(
        "{sku} is a bundle and has no stock of its own. Name the goods that are in it: {parts}."
    ),
    "bundle_stock": N_(
        "{units} × {sku} are in stock, and a bundle has no stock of its own. Count it to 0 first, "
        "and its parts in."
    ),
    "sku_needed": N_("A product needs a SKU."),
    "sku_exists": N_("There is a product {sku} already."),
    "sku_is_barcode": N_("{sku} is the barcode of {owner} ({name}); choose another SKU."),
    "product_name_needed": N_("{sku} needs a name."),
    "product_changed_meanwhile": N_("Somebody changed {sku} meanwhile. Look at it again."),
    "barcode_needed": N_("Scan or type the barcode."),
    "barcode_unknown": N_("{barcode} is no barcode of {sku}."),
    "barcode_taken": N_(
        "{barcode} is on {owner} already. Scan it after F6 at the products, which asks what "
        "becomes of it; or: kemas products barcode add, with --move or --share."
    ),
    "barcode_is_sku": N_(
        "{barcode} is the SKU of {owner} ({name}) and stays there. It can be on both: then a scan "
        "asks which is meant."
    ),
    "product_needed": N_("Say which product: its SKU or barcode."),
    "unit_has_stock": N_(
        "{units} × {sku} are in stock, counted in {before}. Bring the stock to 0 first "
        "(kemas stock count), or make a new product for {after}."
    ),
    "pack_has_stock": N_(
        "{units} × {sku} are in stock and {barcode} stands for {before} of them. Bring the stock "
        "to 0 first (kemas stock count), or give packs of {after} a barcode of their own."
    ),
    "archive_has_stock": N_(
        "{units} × {sku} are still in stock. Bring the stock to 0 first (kemas stock count)."
    ),
    "link_wrong": N_(
        "{link} is no web address. Write it whole, such as https://shop.example/tea.jpg."
    ),
    "links_too_many": N_("{count} links are too many; at most {limit} are kept."),
    "import_stopped": N_("Stopped; nothing was changed."),
    "family_unknown": N_("There is no family {family}."),
    "family_exists": N_("There is a family {family} already."),
    "family_attributes": N_(
        "A family has 1 to {limit} attributes, not {count}. "
        "Name each once: Colour=RED:Red,BLU:Blue."
    ),
    "family_attribute_wrong": N_(
        "{attribute} is no attribute. Write it like Colour=RED:Red,BLU:Blue."
    ),
    "family_attribute_unknown": N_("{family} has no {attribute}; it has: {known}."),
    "family_value_unknown": N_("{attribute} has no value {value}; it has: {known}."),
    "family_value_last": N_(
        "{family} needs at least one value of {attribute}. Put its products away instead."
    ),
    "family_values_needed": N_("Name at least one value of {attribute}."),
    "family_value_twice": N_("{value} stands twice in {attribute}."),
    "family_code_wrong": N_(
        "{value} cannot stand in a SKU: use up to 20 letters, digits, dots and underscores."
    ),
    "family_pattern_wrong": N_("The pattern {pattern} needs all of {needed}, and no other braces."),
    "family_too_big": N_("{count} variants are too many for one family; at most {limit}."),
    "variant_sku_taken": N_(
        "{sku} would be a variant but belongs to {owner} ({name}). Nothing was made. Choose "
        "another pattern or code, or rename that one."
    ),
    "variant_sku_twice": N_(
        "{one} and {other} would both be {sku}. Nothing was made. Put signs between the codes "
        "in the pattern."
    ),
}
