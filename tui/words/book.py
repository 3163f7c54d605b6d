"""Words of the order book: its columns, where orders come from, how their money stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.couriers.registry import name_of
from core.i18n import N_, _, language, show_time
from core.money import show
from core.orders.book.columns import Shown, Words, goods_text, value_of
from core.orders.book.filters import Paid
from core.orders.states import Fulfilment, OrderStatus, Source
from tui.words.states import fulfilment_name, status_name

if TYPE_CHECKING:
    from core.settings import Config

COLUMNS: dict[str, str] = {
    "order": N_("Order"),
    "products": N_("Products"),
    "customer": N_("Customer"),
    "date": N_("Date"),
    "total": N_("Total"),
    "status": N_("Status"),
    "payment": N_("Payment"),
    "paid": N_("Paid"),
    "balance": N_("Balance"),
    "courier": N_("Courier"),
    "source": N_("Source"),
    "phone": N_("Phone"),
    "city": N_("City"),
    "tracking": N_("Tracking number"),
    "warehouse": N_("Warehouse"),
    "ship_by": N_("Ship by"),
    "note": N_("Note"),
    "fulfilment": N_("Goods"),
    "raw_status": N_("Status there"),
}
"""The headings of the columns, untranslated."""
FILTERS: dict[str, str] = {
    "statuses": N_("Status"),
    "paid": N_("Payment"),
    "source": N_("Source"),
    "group": N_("Group"),
    "courier": N_("Courier"),
    "warehouse": N_("Warehouse"),
    "since": N_("From day"),
    "until": N_("Up to day"),
    "fulfilment": N_("Goods"),
    "customer": N_("Customer"),
    "channel": N_("Channel"),
}
"""What orders are filtered by, untranslated."""
_PAID: dict[Paid, str] = {
    Paid.UNPAID: N_("unpaid"),
    Paid.PART: N_("part paid"),
    Paid.PAID: N_("paid"),
    Paid.OVERPAID: N_("overpaid"),
    Paid.CREDITED: N_("credited"),
    Paid.COD: N_("COD"),
    Paid.REFUND: N_("to refund"),
}
_SOURCES: dict[Source, str] = {
    Source.MANUAL: N_("typed in"),
    Source.FORM: N_("form"),
    Source.PRIVATE: N_("own file"),
    Source.SHOPEE: "Shopee",
    Source.LAZADA: "Lazada",
    Source.TIKTOK: "TikTok Shop",
    Source.WEB: N_("web shop"),
}


def paid_name(paid: Paid) -> str:
    """How the money of an order stands."""
    return _(_PAID[paid])


def source_name(source: Source) -> str:
    """Where an order came from."""
    return _(_SOURCES[source])


def filter_name(name: str) -> str:
    """What a filter of the book is called."""
    return _(FILTERS[name]) if name in FILTERS else name


def words_of(config: Config) -> Words:
    """The words of the codes that stand in columns."""

    def words(column: str, code: str) -> str:
        match column:
            case "status":
                return status_name(OrderStatus(code))
            case "fulfilment":
                return fulfilment_name(Fulfilment(code))
            case "payment":
                return paid_name(Paid(code))
            case "source":
                return source_name(Source(code))
        return name_of(config.couriers, code, config.shop.language)

    return words


def cell_text(shown: Shown, column: str, config: Config, words: Words) -> str:
    """What stands in a column, for people: short goods, money and times as they are read here."""
    row, zone = shown.row, config.shop.timezone
    match column:
        case "products":
            return goods_text(row.goods, short=True)
        case "date":
            return show_time(row.ordered_at, zone)
        case "ship_by":
            return show_time(row.ship_by, zone) if row.ship_by else ""
        case "total":
            return show(row.total, language())
        case "status" if row.to_refund.minor:
            return _("refund {amount}").format(amount=show(row.to_refund, language()))
        case "paid":
            return show(row.paid, language())
        case "balance":
            return show(row.balance, language()) if row.balance.minor else ""
    return str(value_of(shown, column, words) or "")
