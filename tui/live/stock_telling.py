"""What a shop would be told of the stock, at a real station: every listing, and why it differs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.channels.queries import TellsStock, standings
from core.channels.registry import Shop, shop_named
from core.channels.stock_plan import Change, Plan, plan
from core.channels.stock_seen import figures_of, must_be_tellable
from core.errors import NotAllowed, Refusal
from core.i18n import _
from core.people.permissions import Permission, require
from core.transaction import Actor, Transaction, reading
from tui.goods_views import FileDiff, Progress
from tui.words.channels import oversold_words, price_words, unknown_place_words
from tui.words.refusals import sentence

if TYPE_CHECKING:
    from core.database import Database
    from core.settings import Config
    from core.shipping.desk import Desk


class LiveStockTelling:
    """Follows `tui.goods_views.StockTelling`."""

    def __init__(self, database: Database, config: Config, desk: Desk) -> None:
        self._database = database
        self._config = config
        self._desk = desk

    def look(self, shop: str, progress: Progress) -> FileDiff:
        """Hold what it says against what it should say; what is in the way comes first."""
        one = shop_named(self._config, shop)
        with reading(self._database, self._actor()) as tx:
            found = plan(tx, one, self._config.station.warehouse)
            (standing,) = standings(tx, [one])
            bar = _in_the_way(tx, one)
        progress(len(found.changes), len(found.changes))
        never = standing.stock is TellsStock.NEVER
        wrong = [bar] if bar else []
        wrong += [unknown_place_words(place) for place in found.unknown]
        wrong += [oversold_words(each) for each in found.oversold]
        lines = [line for each in found.changes for line in _lines(one, each)]
        does = not bar and bool(found.changes or (never and found.listings))
        said = _said(one, found, standing.stock)
        nothing = _("It says what it should.")
        if not found.listings:
            unread = _("None of its listings is known here: kemas channels listings {shop} --pull")
            nothing = unread.format(shop=one.name)
        return FileDiff(said, tuple(wrong), tuple(lines), does, figures_of(found), 0, nothing)

    def _actor(self) -> Actor:
        who = self._desk.operator()
        if who is None:
            raise NotAllowed("not_signed_in", permission=Permission.STOCK_VIEW.value)
        return who


def _in_the_way(tx: Transaction, shop: Shop) -> str:
    """Why it cannot be told, or not by who looks."""
    try:
        must_be_tellable(tx, shop)
        require(tx, Permission.CHANNELS)
    except Refusal as error:
        return sentence(error)
    return ""


def _said(shop: Shop, found: Plan, stock: TellsStock | None) -> str:
    """How much it is, and why somebody is asked."""
    said = [
        _("{shop}: {count} of {all} listings would change.").format(
            shop=shop.name, count=f"{len(found.changes):,}", all=f"{found.listings:,}"
        )
    ]
    if found.oversold:
        said.append(_("Oversold: {count}.").format(count=f"{len(found.oversold):,}"))
    if stock is TellsStock.NEVER:
        said.append(_("It was never told the stock from here."))
    elif stock is TellsStock.SEEN:
        said.append(_("It is told with the next round."))
    elif found.brakes(shop.settings.stock.brake_percent):
        percent = shop.settings.stock.brake_percent
        said.append(_("More than {percent} %: somebody has to say so.").format(percent=percent))
    return " ".join(said)


def _lines(shop: Shop, one: Change) -> Iterator[str]:
    """There now, what it becomes, and why."""
    now, then = f"{one.now:,}", f"{one.then:,}"
    place = f" @{one.location}" if one.location else ""
    yield f"{one.sku}{place}  {now} → {then}" if one.now != one.then else f"{one.sku}{place}  {now}"
    stock = shop.settings.stock
    why = [one.name, _("free: {count}").format(count=f"{one.free:,}")]
    if stock.buffer:
        why.append(_("kept back: {count}").format(count=f"{stock.buffer:,}"))
    if stock.share_percent != 100:
        why.append(_("its share: {percent} %").format(percent=stock.share_percent))
    if one.price_then is not None:
        why.append(_("price {prices}").format(prices=price_words(one)))
    if one.said:
        why.append(_("refused before: {said}").format(said=one.said))
    yield "  " + " · ".join(filter(None, why))
