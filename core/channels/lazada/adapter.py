"""One shop at Lazada, asked in its own words."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import urlencode

from core.channel_settings import ChannelSettings
from core.channels.adapter import Access, Can, Fault, Limits, Plain, Push, Shop, Trouble
from core.channels.answers import day_of, number, word
from core.channels.lazada import goods, money, orders, shipping
from core.channels.lazada.publishing import LazadaPublisher
from core.channels.lazada.session import Data, Session
from core.channels.lazada.signing import is_from_lazada
from core.channels.papers import from_link
from core.channels.passes import Passes
from core.channels.records import (
    Document,
    ListingPage,
    NotYet,
    Offer,
    OrderPage,
    Parcel,
    PayoutPage,
    Pushed,
    RemotePackage,
    ReturnPage,
    Way,
)
from core.channels.sellers_app import App, wire_of
from core.couriers.readings import part, rows
from core.money import currency_of

_PAGE, _ITEMS, _RETURNS, _TRANSACTIONS = 100, 50, 50, 500
_DEEPEST = 5000
"""No page begins further on: then the span is cut where the last page ended."""
_PUSHED_ORDER, _PUSHED_LISTING = frozenset({0, 14}), frozenset({3, 4, 5, 6})
_PUSHED_RETURN, _PUSHED_ENDS = 10, 8


class Lazada(Plain):
    """As `Adapter`."""

    kind = "lazada"
    can = frozenset(
        {
            Can.AUTHORISE,
            Can.ORDERS,
            Can.SHIP,
            Can.TAKE_BACK,
            Can.LABEL,
            Can.LISTINGS,
            Can.STOCK,
            Can.PRICE,
            Can.DECIDE,
            Can.PUBLISH,
            Can.RETURNS,
            Can.PAYOUTS,
            Can.HOOK,
        }
    )
    limits = Limits(per_second=10.0, window=timedelta(days=15), stock_batch=20)

    def __init__(
        self,
        settings: ChannelSettings,
        before: Callable[[], None] = lambda: None,
        now: Callable[[], float] = time.time,
    ) -> None:
        app = App(settings.app_key, settings.secret)
        self._settings, self._app, self._before = settings, app, before
        wire = wire_of(settings, before, (app.secret,))
        self._session = Session(wire, app, now)
        self.publisher = LazadaPublisher(self._session)
        login = replace(wire, base_url=f"{settings.auth_server}/rest")
        self._login = Session(login, app, now)
        self._passes = Passes()
        self._currency = currency_of(settings.country) or ""

    @property
    def session(self) -> Session:
        """What asks it, for questions about many packages."""
        return self._session

    def link(self, state: str, now: datetime) -> str:
        """The page on which the seller allows it."""
        asked = {
            "response_type": "code",
            "force_auth": "true",
            "redirect_uri": self._settings.redirect_url,
            "client_id": self._app.key,
            "state": state,
        }
        return f"{self._settings.page}/oauth/authorize?{urlencode(asked)}"

    def connect(self, answer: Mapping[str, str]) -> Access | Trouble:
        """The first tokens, and which of the seller's accounts is the one of this country."""
        told = self._login.act(Access(), "/auth/token/create", code=answer.get("code", ""))
        access = self._read_access(told)
        if isinstance(access, Trouble) or isinstance(told, Trouble):
            return access
        accounts = rows(told.get("country_user_info")) or rows(told.get("country_user_info_list"))
        country = self._settings.country.casefold()
        mine = [one for one in accounts if word(one.get("country")).casefold() == country]
        if accounts and not mine:
            return Trouble(Fault.FORBIDDEN, word(told.get("country"), 40))
        one = mine[0] if mine else {}
        return replace(
            access,
            authorised_until=access.refresh_until,
            shop_id=word(one.get("seller_id"), 40) or word(told.get("account_id"), 40),
            shop_name=word(told.get("account"), 120),
            region=self._settings.country,
        )

    def renew(self, access: Access) -> Access | Trouble:
        """The next tokens; the end of the permission does not move with them."""
        told = self._login.act(Access(), "/auth/token/refresh", refresh_token=access.refresh_token)
        found = self._read_access(told)
        if isinstance(found, Trouble):
            return found
        return replace(
            access,
            access_token=found.access_token,
            refresh_token=found.refresh_token,
            access_until=found.access_until,
            refresh_until=found.refresh_until,
        )

    def _read_access(self, told: Data | Trouble) -> Access | Trouble:
        if isinstance(told, Trouble):
            return told
        token, refresh = word(told.get("access_token"), 4000), word(told.get("refresh_token"), 4000)
        if not token or not refresh:
            return Trouble(Fault.UNSURE, "access_token")
        now = datetime.now(UTC)
        ends, last = number(told.get("expires_in")), number(told.get("refresh_expires_in"))
        return Access(
            access_token=token,
            refresh_token=refresh,
            access_until=now + timedelta(seconds=ends or 7 * 86_400),
            refresh_until=now + timedelta(seconds=last) if last else None,
        )

    def shop(self, access: Access) -> Shop | Trouble:
        """Its name."""
        told = self._session.get(access, "/seller/get")
        if isinstance(told, Trouble):
            return told
        name = word(told.get("name"), 120) or access.shop_name
        return Shop(access.shop_id, name, access.region, access.authorised_until)

    def orders(
        self, access: Access, since: datetime, until: datetime, page: str
    ) -> OrderPage | Trouble:
        """A hundred orders, then their items; see `Passes` for why they are read twice."""
        turn = self._passes.turn(access.shop_id, since, until, page)
        at, _, cut = turn.cursor.partition("@")
        offset, begins = number(at) or 0, number(cut)
        told = self._session.get(
            access,
            "/orders/get",
            update_after=_iso(since if begins is None else datetime.fromtimestamp(begins, UTC)),
            update_before=_iso(until + timedelta(seconds=1)),
            sort_by="updated_at",
            sort_direction="ASC",
            offset=offset,
            limit=_PAGE,
        )
        if isinstance(told, Trouble):
            return told
        listed = rows(told.get("orders"))
        wanted = turn.unseen([word(one.get("order_id"), 40) for one in listed])
        fresh = [one for one in listed if word(one.get("order_id"), 40) in wanted]
        found = self._whole(access, fresh)
        if isinstance(found, Trouble):
            return found
        total, after = number(told.get("countTotal")) or 0, offset + len(listed)
        cursor = ""
        if listed and after < total:
            cursor = f"{after}@{cut}" if cut else str(after)
            last = orders.read_time(listed[-1].get("updated_at"))
            if after + _PAGE > _DEEPEST and last is not None and day_of(last) != begins:
                cursor = f"0@{day_of(last)}"
        return OrderPage(found.orders, turn.then(wanted, cursor), found.unread, total)

    def _whole(self, access: Access, listed: Sequence[Data]) -> OrderPage | Trouble:
        """Orders with their items, fifty at a time."""
        items: dict[str, list[Data]] = {}
        for at in range(0, len(listed), _ITEMS):
            ids = [number(one.get("order_id")) for one in listed[at : at + _ITEMS]]
            asked = json.dumps([one for one in ids if one is not None], separators=(",", ":"))
            told = self._session.get(access, "/orders/items/get", order_ids=asked)
            if isinstance(told, Trouble):
                return told
            items |= orders.by_order(told.get("data"))
        found, unread = orders.read_orders(listed, items)
        return OrderPage(found, "", unread)

    def order(self, access: Access, keys: Sequence[str]) -> OrderPage | Trouble:
        """Some orders as they are now: asked for one by one; those that are gone are left out."""
        listed = []
        for key in keys:
            told = self._session.get(access, "/order/get", order_id=key)
            if isinstance(told, Trouble):
                if told.fault is Fault.GONE:
                    continue
                return told
            listed.append(told)
        return self._whole(access, listed)

    def packages(self, access: Access, parcel: Parcel) -> tuple[RemotePackage, ...] | Trouble:
        """Its packages, by the state of their items."""
        return shipping.packages_of(self._session, access, parcel)

    def arrange(self, access: Access, parcel: Parcel, way: Way | None) -> RemotePackage | Trouble:
        """Packed and made ready to ship: two calls, of which the first may have been made."""
        return shipping.arrange(self._session, access, parcel)

    def label(
        self, access: Access, parcel: Parcel, package: RemotePackage
    ) -> Document | NotYet | Trouble:
        """It lies at an address of its own for ten minutes."""
        link = partial(shipping.label_address, self._session, access, package.number)
        channel, seconds = self._settings.channel, self._settings.timeout_seconds
        return from_link(link, channel, seconds, self._before)

    def take_back(self, access: Access, parcel: Parcel) -> Trouble | None:
        """As long as it is only packed: what was called for is cancelled in the seller centre."""
        return shipping.take_back(self._session, access, parcel.package)

    def decide(self, access: Access, parcel: Parcel, *, grant: bool) -> Trouble | None:
        """Grant or refuse what the buyer asks for."""
        return shipping.decide(self._session, access, parcel, grant=grant)

    def listings(self, access: Access, page: str) -> ListingPage | Trouble:
        """Fifty products with their variants."""
        return goods.page(self._session, access, page, self._currency)

    def listed(self, access: Access, keys: Sequence[tuple[str, str]]) -> ListingPage | Trouble:
        """Those of it that still exist."""
        return goods.listed(self._session, access, keys, self._currency)

    def offer(self, access: Access, offers: Sequence[Offer]) -> tuple[Pushed, ...] | Trouble:
        """Stock, then prices."""
        return goods.offer(self._session, access, offers)

    def returns(
        self, access: Access, since: datetime, until: datetime, page: str
    ) -> ReturnPage | Trouble:
        """Those that changed; wishes to cancel are told with the orders."""
        at = number(page) or 1
        told = self._session.get(
            access,
            "/reverse/getreverseordersforseller",
            page_no=at,
            page_size=_RETURNS,
            request_type_list='["RETURN","ONLY_REFUND"]',
            ReverseOrderLineModifiedTimeRangeStart=day_of(since) * 1000,
            ReverseOrderLineModifiedTimeRangeEnd=day_of(until) * 1000 + 999,
        )
        if isinstance(told, Trouble):
            return told
        country = self._settings.country
        items = rows(told.get("items"))
        read = [money.read_return(one, country, self._currency) for one in items]
        more = at * _RETURNS < (number(told.get("total")) or 0) and items
        return ReturnPage.of(read, str(at + 1) if more else "")

    def payouts(
        self, access: Access, since: datetime, until: datetime, page: str
    ) -> PayoutPage | Trouble:
        """A page of transactions, by the statements that they are in."""
        at = number(page) or 0
        told = self._session.get(
            access,
            "/finance/transaction/details/get",
            start_time=f"{since:%Y-%m-%d}",
            end_time=f"{until:%Y-%m-%d}",
            limit=_TRANSACTIONS,
            offset=at,
        )
        if isinstance(told, Trouble):
            return told
        listed = rows(told.get("data"))
        after = str(at + len(listed)) if len(listed) == _TRANSACTIONS else ""
        found, unread = money.read_payouts(listed, self._currency)
        return PayoutPage(found, after, unread)

    def heard(self, address: str, headers: Mapping[str, str], body: bytes) -> Push | None:
        """A push."""
        given = headers.get("authorization", "")
        if not is_from_lazada(self._app.key, self._app.secret, body, given):
            return None
        try:
            told = json.loads(body)
        except (ValueError, RecursionError):
            return Push()
        kind = number(part(told, "message_type"))
        order = word(part(told, "data", "trade_order_id"), 40)
        return Push(
            orders=(order,) if order and kind in _PUSHED_ORDER else (),
            shop_id=word(part(told, "seller_id"), 40),
            returns=kind == _PUSHED_RETURN or bool(part(told, "data", "reverse_order_id")),
            listings=kind in _PUSHED_LISTING,
            ends=kind == _PUSHED_ENDS,
        )


def _iso(value: datetime) -> str:
    """A moment as it wants them: to the second, with an offset."""
    return value.astimezone(UTC).isoformat(timespec="seconds")
