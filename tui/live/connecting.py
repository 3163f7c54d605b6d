"""Shops are connected at a real station: the link for the seller, then what the browser came to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.channels.adapter import Can
from core.channels.connecting import answer_of, begin, finish
from core.channels.queries import standings
from core.channels.registry import shop_named
from core.errors import NotAllowed
from core.i18n import _, show_time
from core.people.permissions import Permission
from core.transaction import Actor, reading, writing
from tui.words.channels import not_connected_words

if TYPE_CHECKING:
    from core.database import Database
    from core.settings import Config
    from core.shipping.desk import Desk


class LiveConnecting:
    """Follows `tui.goods_views.Connecting`."""

    def __init__(self, database: Database, config: Config, desk: Desk) -> None:
        self._database = database
        self._config = config
        self._desk = desk

    def link(self, shop: str) -> str:
        """The page that the seller opens; the one before counts no more."""
        one = shop_named(self._config, shop)
        with writing(self._database, self._actor()) as tx:
            return begin(tx, one)

    def connect(self, shop: str, answer: str) -> tuple[bool, str]:
        """Keep what the seller allowed; what was pasted is in no log and no trail."""
        one, actor = shop_named(self._config, shop), self._actor()
        told = answer_of(answer) if Can.AUTHORISE in one.adapter.can else {}
        trouble = finish(self._database, one, told, actor)
        if trouble is not None:
            return False, f"{one.name}: {not_connected_words(one.name, trouble)}"
        with reading(self._database, actor) as tx:
            (standing,) = standings(tx, [one])
        said = _("{shop} is connected: {title}").format(shop=one.name, title=standing.title)
        if standing.authorised_until is None:
            return True, said
        when = show_time(standing.authorised_until, self._config.shop.timezone)
        return True, f"{said}. {_('It is allowed until {when}.').format(when=when)}"

    def _actor(self) -> Actor:
        who = self._desk.operator()
        if who is None:
            raise NotAllowed("not_signed_in", permission=Permission.CHANNELS.value)
        return who
