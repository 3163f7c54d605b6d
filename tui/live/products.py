"""The products as the station shows them, what can be asked of them, and what keys do."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from core import barcodes
from core.catalog import fields, queries
from core.catalog.bundles import parts_of
from core.catalog.family_queries import Family, family, family_of
from core.catalog.queries import Product
from core.errors import Refusal
from core.files import values as cells
from core.fulfilment.packing.session import Deed
from core.i18n import _, language, ngettext
from core.money import show
from core.people.permissions import Permission
from core.people.queries import signed_in
from core.shipping import goods_deeds as deeds
from core.shipping.stickers import product_labels_of
from core.stock import goods_queries
from core.stock.goods import Told
from core.stock.goods_queries import Goods
from core.stock.goods_rules import Sharing, can_move
from core.transaction import Transaction, reading
from tui.live.boards import At, AtStation
from tui.live.product_bundles import bundle_deed, bundle_form, bundle_section
from tui.views import BoardRow, Choice, Detail, Filter, Form, FormField, Ink, Page, Section
from tui.words.products import FIELD_NAMES, money_text, profit_text
from tui.words.refusals_lots import TRACKINGS

_ARCHIVED: dict[str, bool | None] = {"": False, "archived": True, "all": None}


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """A page of the products by SKU, or what a search finds."""
    archived = _ARCHIVED.get(wanted.status, False)
    found, total = goods_queries.goods_page(
        tx, wanted.text, archived=archived, offset=offset, limit=limit
    )
    sees = _sees_money(tx, at)
    return Page(tuple(_row(one, sees=sees) for one in found), total)


def _row(found: Goods, *, sees: bool) -> BoardRow:
    one = found.product
    margin = one.earnings.margin if sees else None
    cells_shown = (
        one.sku,
        one.name,
        show(one.price, language()),
        str(found.free),
        str(found.on_hand),
        "" if margin is None else f"{margin:.1f} %",
        one.barcodes[0].code if one.barcodes else "",
        one.brand,
    )
    low = one.reorder_point and found.free < one.reorder_point
    inks: tuple[Ink, ...] = ("quiet" if one.archived else "strong", "", "", "warn" if low else "")
    target = {"sku": one.sku}
    return BoardRow(str(one.id), cells_shown, inks, "archived" if one.archived else "", target)


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """Everything about a product: prices, stock, barcodes, variants, what buyers read."""
    one = queries.product_by_id(tx, int(identifier))
    belongs = family_of(tx, one.id)
    made_of = parts_of(tx, [one.id])
    sections = [
        Section(_("Product"), _facts(one)),
        Section(_("Prices"), _prices(one, sees=_sees_money(tx, at))),
        Section(_("Stock"), () if made_of else _stock(tx, one)),
        Section(_("Barcodes"), tuple(_code(code.code, code.quantity) for code in one.barcodes)),
    ]
    sections.append(bundle_section(tx, at, one))
    if belongs:
        sections.append(_variants(family(tx, belongs), one))
    links = [(_("Picture"), link) for link in one.pictures]
    links += [(_("Video"), link) for link in one.videos]
    sections.append(Section(_("Links"), tuple(links)))
    shown = tuple(section for section in sections if section.rows)
    state = _("put away") if one.archived else ""
    return Detail(f"{one.sku}  {one.name}", state, shown, _label(tx, at, one))


def _label(tx: Transaction, at: At, one: Product) -> tuple[str, ...]:
    """Its label as it would be on paper; nothing where its code cannot be printed."""
    from printers.render import preview_text

    try:
        paper = product_labels_of(tx, at.desk.settings, [one.sku], prices=True)
        return tuple(preview_text(paper, None, columns=40))
    except Refusal:
        return ()


def choices(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> tuple[Choice, ...]:
    """What to filter by, which barcode comes off, and what becomes of one that others have."""
    if action == "product_filter":
        names = (("", _("For sale")), ("archived", _("Put away")), ("all", _("All")))
        return tuple(Choice(f"{value}|{said}", said) for value, said in names)
    if action == "product_take":
        if not target.get("code"):
            return ()
        both = Choice(Sharing.SHARE.value, _("Leave it on both"), _("A scan asks which is meant."))
        if not can_move(tx, int(target["id"]), barcodes.key(target["code"])):
            return (both,)
        return (
            Choice(Sharing.MOVE.value, _("Take it over"), _("The other product loses it.")),
            both,
        )
    one = queries.product_by_id(tx, int(target["id"]))
    if action == "product_uncode":
        return tuple(
            Choice(code.code, code.code, "" if code.quantity == 1 else f"× {code.quantity}")
            for code in one.barcodes
        )
    if one.archived:
        return (Choice("back", _("Sell it again"), one.sku),)
    return (Choice("away", _("Put it away"), one.sku),)


def form(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> Form:
    """A new product, all of one, its labels, and its variants."""
    if action == "product_new":
        asked = [
            FormField("sku", _("SKU")),
            FormField("name", _("Name")),
            FormField("barcode", _("Barcodes"), hint=_("A|B*12: B is a case of 12")),
            FormField("stock", _("Stock"), hint=_("units that are here")),
            FormField("bin", _("Bin")),
        ]
        asked += [_field(name, "") for name in fields.FIELDS if name != "name"]
        return Form(_("New product"), tuple(asked))
    if action == "product_variants" and not target.get("id"):
        return _new_family(None)
    one = queries.product_by_id(tx, int(target["id"]))
    hidden = {"id": str(one.id), "sku": one.sku}
    if action == "product_labels":
        yes = (Choice("yes", _("yes")), Choice("no", _("no")))
        asked = [
            FormField("copies", _("How many"), hint=_("empty: one")),
            FormField("price", _("With the price"), "yes", choices=yes),
            FormField("qr", _("With a QR code"), "no", choices=yes),
        ]
        return Form(_("Labels of {sku}").format(sku=one.sku), tuple(asked), hidden=hidden)
    if action == "product_bundle":
        return bundle_form(tx, one)
    if action == "product_variants":
        belongs = family_of(tx, one.id)
        return _more_values(family(tx, belongs)) if belongs else _new_family(one)
    row = queries.as_kept(tx, one.id)
    filled = tuple(_field(name, fields.write(name, row)) for name in fields.FIELDS)
    return Form(one.sku, filled, hidden=hidden | {"seen": one.updated_at.isoformat()})


def deed(at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
    """What a key does."""
    product, currency = values.get("id", ""), at.config.shop.currency
    match action:
        case "product_new":
            told = Told(_told(values), values.get("barcode"), values.get("stock"), _bin(values))
            return deeds.add(values.get("sku", ""), told, currency)
        case "product_edit":
            return deeds.change(product, Told(_told(values)), currency, values.get("seen", ""))
        case "product_labels":
            return deeds.labels(
                at.desk.settings,
                values.get("sku", ""),
                cells.quantity(values.get("copies", "").strip() or "1"),
                prices=values.get("price") == "yes",
                qr=values.get("qr") == "yes",
            )
        case "product_variants" if values.get("family"):
            attribute, some = values.get("attribute", ""), values.get("values", "")
            match values.get("what"):
                case "rename":
                    return deeds.rename_values(values["family"], attribute, some, currency)
                case "remove":
                    return deeds.remove_values(values["family"], attribute, some, currency)
            return deeds.add_values(values["family"], attribute, some)
        case "product_variants":
            return deeds.make_variants(values, currency)
        case "product_bundle":
            with reading(at.desk.database) as tx:
                return bundle_deed(tx, product, values)
        case "product_uncode":
            return deeds.uncode(product, choice)
        case "product_take":
            return deeds.take(product, values.get("code", ""), choice)
        case _:
            return deeds.put_away(product, back=choice == "back")


def scanned(at: AtStation, code: str, target: Mapping[str, str]) -> Deed:
    """A product that is looked for, or the new barcode of one."""
    return deeds.find(code, target.get("give", ""))


def _told(values: Mapping[str, str]) -> dict[str, str]:
    """The fields of a form; an empty number is none at all."""
    told = {name: values[name].strip() for name in fields.FIELDS if name in values}
    return {
        name: raw or ("" if fields.FIELDS[name].clears or name == "name" else "0")
        for name, raw in told.items()
    }


def _bin(values: Mapping[str, str]) -> str:
    return values.get("bin", "").strip()


def _field(name: str, value: str) -> FormField:
    hints = {
        "unit_price": _("with its VAT"),
        "cost": _("without VAT"),
        "pictures": _("web addresses"),
        "videos": _("web addresses"),
        "unit": _("piece, box, metre"),
    }
    return FormField(name, _(FIELD_NAMES[name]), value, hint=hints.get(name, ""))


def _new_family(one: Product | None) -> Form:
    asked = (
        FormField("sku", _("SKUs begin with")),
        FormField("name", _("Name"), one.name if one else ""),
        FormField("first", _("First"), hint=_("Colour=RED:Red,BLU:Blue")),
        FormField("second", _("Second"), hint=_("Size=S,M,L")),
        FormField("third", _("Third")),
        FormField("pattern", _("SKU pattern"), hint="{family}-{1}-{2}"),
        FormField("unit_price", _("Price"), hint=_("with its VAT")),
        FormField("tax_rate", _("VAT %")),
    )
    return Form(_("New variants"), asked)


def _more_values(known: Family) -> Form:
    names = tuple(
        Choice(one.name, one.name, ", ".join(value.code for value in one.values))
        for one in known.attributes
    )
    what = (
        Choice("add", _("add values")),
        Choice("rename", _("give them other names")),
        Choice("remove", _("take values away")),
    )
    asked = (
        FormField("attribute", _("Attribute"), names[0].value, choices=names),
        FormField("values", _("Values"), hint=_("XL:Extra large,XXL")),
        FormField("what", _("What"), "add", choices=what),
    )
    return Form(f"{known.sku}  {known.name}", asked, hidden={"family": known.sku})


def _sees_money(tx: Transaction, at: At) -> bool:
    who = signed_in(tx, at.station_id)
    return who is not None and (who.is_system or Permission.MONEY_VIEW.value in who.permissions)


def _facts(one: Product) -> tuple[tuple[str, str], ...]:
    sides = [f"{(Decimal(side) / 10).normalize():f}" for side in _sides(one) if side]
    rows = [
        (_("Brand"), one.brand),
        (_("Category"), one.category),
        (_("Unit"), one.unit),
        (_("Weight (g)"), str(one.weight_g or "")),
        (_("Size (cm)"), " × ".join(sides)),
        (_("Order again below"), str(one.reorder_point or "")),
        (_("Tracked by"), _(TRACKINGS[one.tracking]) if one.tracking != "none" else ""),
        (_("Description"), one.description),
        (_("Specification"), one.specification),
    ]
    return tuple(row for row in rows if row[1])


def _sides(one: Product) -> tuple[int, int, int]:
    return (one.length_mm, one.width_mm, one.height_mm)


def _prices(one: Product, *, sees: bool) -> tuple[tuple[str, str], ...]:
    earned, currency = one.earnings, one.price.currency
    rows = [
        (_("Price"), show(one.price, language())),
        (_("List price"), show(one.list_price, language()) if one.list_price.minor else ""),
        (_("VAT within"), money_text(earned.tax, currency) if earned.tax else ""),
    ]
    if sees and earned.cost is not None:
        rows += [(_("Cost"), money_text(earned.cost, currency)), (_("Profit"), profit_text(one))]
    return tuple(row for row in rows if row[1])


def _stock(tx: Transaction, one: Product) -> tuple[tuple[str, ...], ...]:
    rows = [
        (place.warehouse, place.bin, place.lot, str(place.on_hand), str(place.reserved or ""))
        for place in goods_queries.places_of(tx, one.id)
    ]
    if not rows:
        return ((_("There is none in stock."),),)
    head = (_("Warehouse"), _("Bin"), _("Lot"), _("On hand"), _("Promised"))
    return (head, *rows)


def _variants(known: Family, one: Product) -> Section:
    rows = [
        (each.sku, each.name, show(each.price, language()))
        for each in known.variants
        if each.product_id != one.id and not each.archived
    ]
    count = len(known.variants)
    said = ngettext("{count} variant", "{count} variants", count).format(count=count)
    return Section(f"{known.name} · {said}", tuple(rows[:50]))


def _code(code: str, units: int) -> tuple[str, ...]:
    return (code, "" if units == 1 else f"× {units}")
