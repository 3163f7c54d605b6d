"""What shops at sales channels offer, and new products for them, as the station shows it."""

from __future__ import annotations

from collections.abc import Mapping

from core.channels.adapter import Can
from core.channels.listings import Shown, listing_by_id, shown
from core.channels.publishing import deeds, drafts
from core.channels.publishing.categories import attributes_of, how_many, path_of
from core.channels.publishing.drafts import Draft
from core.channels.publishing.records import Attribute
from core.channels.publishing.states import Stand
from core.channels.registry import shop_named, shops_of
from core.errors import NotFound, Refusal
from core.fulfilment.packing.session import Deed
from core.i18n import _, language
from core.money import Money, show
from core.text import fold
from core.transaction import Transaction, reading
from tui.live.boards import At, AtStation
from tui.views import BoardRow, Choice, Detail, Filter, Form, FormField, Ink, Page, Section
from tui.words.publishing import field_word, stand_word, wrong_words

_NEW = "new"
_UNMATCHED = "unmatched"
_INKS: dict[Stand, Ink] = {
    Stand.LIVE: "good",
    Stand.REFUSED: "bad",
    Stand.REVIEW: "accent",
    Stand.WAITING: "accent",
}
_DRAFT = "draft:"


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """What is drawn up or on its way, then what is offered."""
    known = {one.name for one in shops_of(at.config)}
    fresh = [
        one
        for one in drafts.drafts_of(tx)
        if one.shop in known
        and fold(wanted.text) in fold(f"{one.sku} {one.shop}")
        and (one.stand is not Stand.LIVE or one.wrong or wanted.status == _NEW)
    ]
    if wanted.status == _UNMATCHED:
        fresh = []
    rows = [_draft_row(one) for one in fresh[offset : offset + limit]]
    if wanted.status == _NEW:
        return Page(tuple(rows), len(fresh))
    left = max(0, limit - len(rows))
    found, total = shown(
        tx,
        wanted.text,
        unmatched=wanted.status == _UNMATCHED,
        offset=max(0, offset - len(fresh)),
        limit=left,
    )
    rows += [_listing_row(one) for one in found]
    return Page(tuple(rows), len(fresh) + total)


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """Everything about a new product, or about a listing."""
    if not identifier.startswith(_DRAFT):
        return _listing_sheet(_listed(tx, identifier))
    one = drafts.load(tx, _number(identifier))
    shop = shop_named(at.config, one.shop)
    asked = attributes_of(tx, one.shop, one.category)
    product = drafts.drawn_up(tx, shop, at.config.station.warehouse, one)
    lacking = drafts.missing(product, drafts.links(tx, one))
    facts = (
        (_("Shop"), one.shop),
        (_("Category"), path_of(tx, one.shop, one.category)),
        (_("Name"), product.name),
        (_("Number there"), one.listing_id),
        (_("Missing"), ", ".join(field_word(name) for name in lacking)),
    )
    told = tuple(
        (of.name + (" *" if of.required else ""), one.told.get(of.number, "–"))
        for of in asked or ()
    )
    sold = tuple(
        (
            of.sku,
            "  ".join(
                filter(
                    None,
                    (
                        " / ".join(of.options),
                        f"{of.price:,f}".rstrip("0").rstrip(".") + f" {product.currency}",
                        _("{count} in stock").format(count=of.stock),
                    ),
                )
            ),
        )
        for of in product.sold
    )
    against = tuple((str(nth), wrong_words(of)) for nth, of in enumerate(one.wrong, 1))
    if asked is None:
        told = (("…", _("What it asks for is being read.")),)
    sections = (
        (_("To do"), against),
        (_("New listing"), tuple(row for row in facts if row[1])),
        (_("It asks for"), told),
        (_("Sold as"), sold),
    )
    made = tuple(Section(title, rows) for title, rows in sections if rows)
    return Detail(f"{one.sku}  {one.shop}", stand_word(one.stand), made)


def choices(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> tuple[Choice, ...]:
    """What is asked before it is done."""
    if action == "listing_filter":
        return (
            Choice("|", _("All")),
            Choice(f"{_NEW}|{_('New')}", _("New products")),
            Choice(f"{_UNMATCHED}|{_('Unknown')}", _("Listings that nobody knows")),
        )
    if action == "listing_categories":
        return tuple(
            Choice(one.name, one.name, _("{count} known").format(count=how_many(tx, one.name)))
            for one in shops_of(at.config)
            if Can.PUBLISH in one.adapter.can
        )
    one = drafts.load(tx, _number(target.get("id", "")))
    if action == "listing_drop":
        return (Choice("drop", _("Forget it"), f"{one.sku} · {one.shop}"),)
    return (Choice("send", _("Bring it there"), f"{one.sku} · {one.shop}"),)


def form(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> Form:
    """A new product, what a platform asks of it, or which product a listing is."""
    if action == "listing_new":
        shops = [one for one in shops_of(at.config) if Can.PUBLISH in one.adapter.can]
        if not shops:
            raise Refusal("channels_none_set_up")
        named = tuple(Choice(one.name, one.name) for one in shops)
        return Form(
            _("New listing"),
            (
                FormField("shop", _("Shop"), shops[0].name, choices=named),
                FormField("sku", _("SKU or barcode"), hint=_("of the product, or of its family")),
                FormField("category", _("Category"), hint=_("its number, or words of its path")),
            ),
        )
    if action == "listing_match":
        one = _listed(tx, target.get("id", ""))
        name = f"{one.one.name} {one.one.variant}".strip()
        title = _("Which product is {name}?").format(name=name)
        there = _("there: {sku}").format(sku=one.one.seller_sku) if one.one.seller_sku else ""
        field = FormField("sku", _("SKU or barcode"), one.one.sku, hint=there)
        return Form(title, (field,), hidden={"id": target.get("id", "")})
    draft = drafts.load(tx, _number(target.get("id", "")))
    asked = attributes_of(tx, draft.shop, draft.category)
    if asked is None:
        raise Refusal("publish_no_attributes", shop=draft.shop, category=draft.category)
    fields = tuple(
        FormField(
            of.number,
            of.name + (" *" if of.required else ""),
            draft.told.get(of.number, ""),
            _("must be said") if of.required else "",
            _values(of),
        )
        for of in sorted(asked, key=lambda of: not of.required)
    )
    if not fields:
        raise Refusal("publish_nothing_asked", shop=draft.shop)
    title = f"{draft.sku}  {path_of(tx, draft.shop, draft.category)}"
    return Form(title, fields, hidden={"id": target.get("id", "")})


def deed(at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
    """What a key does with new products and listings."""
    if action == "listing_categories":
        return deeds.read_categories(shop_named(at.config, choice))
    if action == "listing_new":
        shop = shop_named(at.config, values.get("shop", ""))
        return deeds.draw_up(shop, values.get("sku", "").strip(), values.get("category", ""))
    identifier = values.get("id", "")
    if action == "listing_match":
        with reading(at.desk.database) as tx:
            one = _listed(tx, identifier)
        number = f"{one.one.listing_id}/{one.one.variant_id}".rstrip("/")
        shop = shop_named(at.config, one.shop)
        return deeds.is_product(shop, number, values.get("sku", "").strip())
    number_ = _number(identifier)
    with reading(at.desk.database) as tx:
        draft = drafts.load(tx, number_)
    shop = shop_named(at.config, draft.shop)
    if action == "listing_fill":
        told = {name: value for name, value in values.items() if name != "id"}
        return deeds.fill_in(shop, number_, told)
    if action == "listing_drop":
        return deeds.drop(shop, number_)
    return deeds.send_off(shop, at.config.station.warehouse, number_)


def _values(of: Attribute) -> tuple[Choice, ...]:
    """What it may be; that nothing is said comes first, so that nobody says it by chance."""
    if of.free or not of.values:
        return ()
    return (Choice("", "–"), *(Choice(one.name, one.name) for one in of.values))


def _number(identifier: str) -> int:
    """The draft of a row; NotFound ``publish_unknown`` for a listing."""
    told = identifier.removeprefix(_DRAFT)
    if not identifier.startswith(_DRAFT) or not told.isdecimal():
        raise NotFound("publish_unknown", number=identifier.partition("|")[0])
    return int(told)


def _listed(tx: Transaction, identifier: str) -> Shown:
    """The listing of a row; NotFound ``listing_unknown``."""
    name, _sign, number = identifier.partition("|")
    one = listing_by_id(tx, int(number)) if number.isdecimal() else None
    if one is not None and one.shop == name:
        return one
    raise NotFound("listing_unknown", shop=name, listing=number or identifier)


def _draft_row(one: Draft) -> BoardRow:
    said = wrong_words(one.wrong[0]) if one.wrong else ""
    if one.stand is Stand.DRAFT:
        said = _("Fill in, then send off.")
    cells = (one.sku, stand_word(one.stand), one.shop, said, "", said)
    return BoardRow(f"{_DRAFT}{one.id}", cells, ("strong", _INKS.get(one.stand, "warn")))


def _listing_row(one: Shown) -> BoardRow:
    of = one.one
    name = f"{of.name} {of.variant}".strip()
    said = of.said or ("" if of.sku else _("Nobody knows which product it is."))
    stock = "" if of.available is None else str(of.available)
    state = _("live") if of.sku else _("unknown")
    cells = (of.sku or of.seller_sku, state, one.shop, name, stock, said)
    return BoardRow(f"{one.shop}|{of.id}", cells, ("strong", "good" if of.sku else "warn"))


def _listing_sheet(one: Shown) -> Detail:
    of = one.one
    price = "" if of.price is None else show(Money(of.price, of.currency), language())
    number = f"{of.listing_id}/{of.variant_id}".rstrip("/")
    facts = (
        (_("Shop"), one.shop),
        (_("Number"), number),
        (_("SKU there"), of.seller_sku),
        (_("SKU here"), of.sku),
        (_("Variant"), of.variant),
        (_("Warehouse there"), one.location),
        (_("Stock there"), "" if of.available is None else str(of.available)),
        (_("Price"), price),
        (_("State there"), one.raw_state),
        (_("Refused before"), of.said),
    )
    rows = tuple(row for row in facts if row[1])
    return Detail(of.name, _("live") if of.live else _("gone"), (Section(_("Listing"), rows),))
