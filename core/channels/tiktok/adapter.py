"""One shop at TikTok Shop, asked in its own words."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import urlencode

from core.channel_settings import ChannelSettings
from core.channels.adapter import AGAIN, Access, Can, Fault, Limits, Plain, Push, Shop, Trouble
from core.channels.answers import day_of, moment, number, word
from core.channels.papers import from_link
from core.channels.passes import Passes
from core.channels.records import (
    Document,
    EntryPage,
    ListingPage,
    NotYet,
    Offer,
    OrderPage,
    PackageState,
    Parcel,
    Payout,
    PayoutPage,
    Pushed,
    RemotePackage,
    ReturnPage,
    Unread,
    Way,
)
from core.channels.sellers_app import App, wire_of
from core.channels.tiktok import goods, money, orders, shipping
from core.channels.tiktok.publishing import TikTokPublisher
from core.channels.tiktok.session import Data, Session, read
from core.channels.tiktok.signing import is_from_tiktok
from core.couriers.readings import part, rows

_PAGE = 100
_STATEMENTS = 100
_FULFIL = "/fulfillment/202309/packages"
_TRIES = 3
_LOCALES = {"ID": "id-ID", "VN": "vi-VN"}
_YEAR = timedelta(days=365)
_PUSHED_ORDER, _PUSHED_RETURN = frozenset({1, 3, 11}), frozenset({2, 12})
_PUSHED_LISTING = frozenset({5, 15, 16, 27, 37})
_PUSHED_PACKAGE, _PUSHED_GONE, _PUSHED_ENDS = 4, 6, 7


class TikTok(Plain):
    """As `Adapter`."""

    kind = "tiktok"
    can = frozenset(
        {
            Can.AUTHORISE,
            Can.ORDERS,
            Can.SHIP,
            Can.WAYS,
            Can.LABEL,
            Can.TRACKING,
            Can.LISTINGS,
            Can.STOCK,
            Can.PRICE,
            Can.PUBLISH,
            Can.DECIDE,
            Can.RETURNS,
            Can.PAYOUTS,
            Can.HOOK,
        }
    )
    limits = Limits(per_second=20.0, window=timedelta(days=15), stock_batch=50)

    def __init__(
        self,
        settings: ChannelSettings,
        before: Callable[[], None] = lambda: None,
        now: Callable[[], float] = time.time,
    ) -> None:
        app = App(settings.app_key, settings.secret)
        self._settings, self._app, self._before = settings, app, before
        wire = wire_of(settings, before, (app.secret,))
        self._login = replace(wire, base_url=settings.auth_server)
        self._session = Session(wire, app, now)
        self.publisher = TikTokPublisher(self._session, _LOCALES.get(settings.country, "en-US"))
        self._passes = Passes()

    @property
    def session(self) -> Session:
        """What asks it, for questions about many packages."""
        return self._session

    def link(self, state: str, now: datetime) -> str:
        """The page of the service on which the seller allows it."""
        asked = urlencode({"service_id": self._settings.service_id, "state": state})
        return f"{self._settings.page}/open/authorize?{asked}"

    def connect(self, answer: Mapping[str, str]) -> Access | Trouble:
        """The first tokens, and which of the seller's shops is the one of this country."""
        code = answer.get("code", "")
        if answer.get("error") or code in {"", "null"}:
            return Trouble(Fault.REFUSED, word(answer.get("error"), 80) or "code")
        access = self._tokens("get", auth_code=code, grant_type="authorized_code")
        if isinstance(access, Trouble):
            return access
        shops = self._shops(access)
        for _again in range(_TRIES):  # the code is spent: this must not fail for a moment's trouble
            if not isinstance(shops, Trouble) or shops.fault not in AGAIN:
                break
            shops = self._shops(access)
        if isinstance(shops, Trouble):
            return shops
        country = self._settings.country
        mine = [one for one in shops if word(one.get("region")) == country] or shops
        if not mine:
            return Trouble(Fault.FORBIDDEN, "shops")
        return replace(
            access,
            authorised_until=datetime.now(UTC) + _YEAR,
            shop_id=word(mine[0].get("id"), 64),
            shop_name=word(mine[0].get("name"), 120),
            region=word(mine[0].get("region"), 2),
            extra={"cipher": word(mine[0].get("cipher"), 200)},
        )

    def renew(self, access: Access) -> Access | Trouble:
        """The next tokens."""
        found = self._tokens(
            "refresh", refresh_token=access.refresh_token, grant_type="refresh_token"
        )
        if isinstance(found, Trouble):
            return found
        return replace(
            access,
            access_token=found.access_token,
            refresh_token=found.refresh_token,
            access_until=found.access_until,
            refresh_until=found.refresh_until,
        )

    def _tokens(self, what: str, **asked: str) -> Access | Trouble:
        """Keys and tokens stand in the address, which no log has."""
        query = {"app_key": self._app.key, "app_secret": self._app.secret, **asked}
        heard = self._login.ask("GET", f"/api/v2/token/{what}", query=query, hushed=True)
        told = read(heard, acts=True)
        if isinstance(told, Trouble):
            # One code for whatever is wrong: of tokens it means that they are used up.
            wrong = told.fault in {Fault.EXPIRED, Fault.REFUSED}
            return replace(told, fault=Fault.REVOKED) if wrong else told
        token, refresh = word(told.get("access_token"), 4000), word(told.get("refresh_token"), 4000)
        if not token or not refresh:
            return Trouble(Fault.UNSURE, "access_token")
        return Access(
            access_token=token,
            refresh_token=refresh,
            access_until=moment(told.get("access_token_expire_in")),
            refresh_until=moment(told.get("refresh_token_expire_in")),
            shop_name=word(told.get("seller_name"), 120),
        )

    def _shops(self, access: Access) -> list[Data] | Trouble:
        told = self._session.get(access, "/authorization/202309/shops")
        return told if isinstance(told, Trouble) else rows(told.get("shops"))

    def shop(self, access: Access) -> Shop | Trouble:
        """Its name, as long as it is among those of the seller."""
        shops = self._shops(access)
        if isinstance(shops, Trouble):
            return shops
        for one in shops:
            if word(one.get("id"), 64) == access.shop_id:
                name, region = word(one.get("name"), 120), word(one.get("region"), 2)
                return Shop(access.shop_id, name, region, access.authorised_until)
        return Trouble(Fault.FORBIDDEN, access.shop_id)

    def orders(
        self, access: Access, since: datetime, until: datetime, page: str
    ) -> OrderPage | Trouble:
        """A hundred orders whole; see `Passes` for why they are read twice."""
        turn = self._passes.turn(access.shop_id, since, until, page)
        told = self._session.look(
            access,
            "/order/202309/orders/search",
            {"update_time_ge": day_of(since), "update_time_lt": day_of(until) + 1},
            page_size=_PAGE,
            sort_field="update_time",
            sort_order="ASC",
            page_token=turn.cursor,
        )
        if isinstance(told, Trouble):
            return told
        listed = rows(told.get("orders"))
        wanted = turn.unseen([word(one.get("id"), 64) for one in listed])
        fresh = [one for one in listed if word(one.get("id"), 64) in wanted]
        found, unread = orders.read_orders(fresh)
        after = turn.then(wanted, word(told.get("next_page_token"), 400))
        return OrderPage(found, after, unread, number(told.get("total_count")) or 0)

    def order(self, access: Access, keys: Sequence[str]) -> OrderPage | Trouble:
        """Some orders as they are now."""
        told = self._session.get(access, "/order/202309/orders", ids=",".join(keys))
        if isinstance(told, Trouble):
            return told
        found, unread = orders.read_orders(told.get("orders"))
        return OrderPage(found, "", unread)

    def _one(self, access: Access, number_: str) -> Data | Trouble:
        told = self._session.get(access, "/order/202309/orders", ids=number_)
        if isinstance(told, Trouble):
            return told
        found = [one for one in rows(told.get("orders")) if word(one.get("id"), 64) == number_]
        return found[0] if found else Trouble(Fault.GONE, number_)

    def packages(self, access: Access, parcel: Parcel) -> tuple[RemotePackage, ...] | Trouble:
        """Its packages with their tracking numbers."""
        told = self._session.get(access, "/order/202309/orders", ids=parcel.key)
        if isinstance(told, Trouble):
            return told
        return orders.READING.of(parcel.key, told.get("orders"))

    def _package(self, access: Access, parcel: Parcel) -> str | Trouble:
        """The number of the package that is meant: nothing is arranged without."""
        if parcel.package:
            return parcel.package
        found = self.packages(access, parcel)
        if isinstance(found, Trouble):
            return found
        return found[0].number if len(found) == 1 else Trouble(Fault.REFUSED, "package_id")

    def ways(self, access: Access, parcel: Parcel) -> tuple[Way, ...] | Trouble:
        """The free slots of its courier."""
        package = self._package(access, parcel)
        if isinstance(package, Trouble):
            return package
        told = self._session.get(access, f"{_FULFIL}/{package}/handover_time_slots")
        return told if isinstance(told, Trouble) else shipping.read_ways(told)

    def arrange(self, access: Access, parcel: Parcel, way: Way | None) -> RemotePackage | Trouble:
        """Its courier is arranged; the number of the label is asked for right away."""
        package = self._package(access, parcel)
        if isinstance(package, Trouble):
            return package
        told = self._session.act(access, f"{_FULFIL}/{package}/ship", shipping.ship_body(way))
        if isinstance(told, Trouble):
            return told
        return self._arranged(access, parcel, package)

    def _arranged(self, access: Access, parcel: Parcel, package: str) -> RemotePackage:
        known = self.packages(access, parcel)
        mine = [] if isinstance(known, Trouble) else [p for p in known if p.number == package]
        is_seen = bool(mine) and mine[0].state is not PackageState.TO_ARRANGE
        return mine[0] if is_seen else RemotePackage(package, PackageState.ARRANGED)

    def label(
        self, access: Access, parcel: Parcel, package: RemotePackage
    ) -> Document | NotYet | Trouble:
        """It lies at an address of its own for a day."""
        link = partial(shipping.label_address, self._session, access, package.number)
        channel, seconds = self._settings.channel, self._settings.timeout_seconds
        return from_link(link, channel, seconds, self._before)

    def tell(
        self, access: Access, parcel: Parcel, carrier: str, tracking: str
    ) -> RemotePackage | Trouble:
        """The tracking number of what the shop sends itself, under TikTok's name of the courier."""
        order = self._one(access, parcel.key)
        if isinstance(order, Trouble):
            return order
        package = self._package(access, parcel)
        if isinstance(package, Trouble):
            return package
        option = word(order.get("delivery_option_id"), 64)
        provider = shipping.provider(self._session, access, option, carrier)
        if isinstance(provider, Trouble):
            return provider
        said = {"tracking_number": tracking, "shipping_provider_id": provider}
        told = self._session.act(access, f"{_FULFIL}/{package}/ship", {"self_shipment": said})
        if isinstance(told, Trouble) and told.fault is not Fault.DONE:
            return told
        return replace(self._arranged(access, parcel, package), tracking=tracking, carrier=carrier)

    def decide(self, access: Access, parcel: Parcel, *, grant: bool) -> Trouble | None:
        """Grant or refuse what the buyer asks for."""
        return shipping.decide(self._session, access, parcel, grant=grant)

    def listings(self, access: Access, page: str) -> ListingPage | Trouble:
        """A hundred products with their variants."""
        return goods.page(self._session, access, page)

    def listed(self, access: Access, keys: Sequence[tuple[str, str]]) -> ListingPage | Trouble:
        """Those of it that still exist."""
        return goods.listed(self._session, access, keys)

    def offer(self, access: Access, offers: Sequence[Offer]) -> tuple[Pushed, ...] | Trouble:
        """Stock and price, a call a product."""
        return goods.offer(self._session, access, offers)

    def returns(
        self, access: Access, since: datetime, until: datetime, page: str
    ) -> ReturnPage | Trouble:
        """Those that changed."""
        told = self._session.look(
            access,
            "/return_refund/202309/returns/search",
            {"update_time_ge": day_of(since), "update_time_lt": day_of(until) + 1},
            page_size=50,
            sort_field="update_time",
            sort_order="ASC",
            page_token=page,
        )
        if isinstance(told, Trouble):
            return told
        read_ = [money.read_return(one) for one in rows(told.get("return_orders"))]
        return ReturnPage.of(read_, word(told.get("next_page_token"), 400))

    def payouts(
        self, access: Access, since: datetime, until: datetime, page: str
    ) -> PayoutPage | Trouble:
        """The statements of a span; what is in each is asked for by itself."""
        told = self._session.get(
            access,
            "/finance/202309/statements",
            sort_field="statement_time",
            sort_order="ASC",
            statement_time_ge=day_of(since),
            statement_time_lt=day_of(until) + 1,
            page_size=_STATEMENTS,
            page_token=page,
        )
        if isinstance(told, Trouble):
            return told
        read = [money.read_payout(one) for one in rows(told.get("statements"))]
        found = tuple(one for one in read if not isinstance(one, Unread))
        unread = tuple(one for one in read if isinstance(one, Unread))
        return PayoutPage(found, word(told.get("next_page_token"), 400), unread)

    def payout_entries(self, access: Access, payout: Payout, page: str) -> EntryPage | Trouble:
        """A page of the transactions of a statement, order by order."""
        told = self._session.get(
            access,
            f"/finance/202501/statements/{payout.payout_no}/statement_transactions",
            sort_field="order_create_time",
            sort_order="ASC",
            page_size=_PAGE,
            page_token=page,
        )
        if isinstance(told, Trouble):
            return told
        read = [
            entry for one in rows(told.get("transactions")) for entry in money.read_entries(one)
        ]
        return EntryPage(tuple(read), word(told.get("next_page_token"), 400))

    def heard(self, address: str, headers: Mapping[str, str], body: bytes) -> Push | None:
        """A push."""
        given = headers.get("authorization", "")
        if not is_from_tiktok(self._app.key, self._app.secret, body, given):
            return None
        try:
            told = json.loads(body)
        except (ValueError, RecursionError):
            return Push()
        kind = number(part(told, "type"))
        known = [word(part(told, "data", "order_id"), 64)] if kind in _PUSHED_ORDER else []
        if kind == _PUSHED_PACKAGE:
            for package in rows(part(told, "data", "package_list")):
                ids = package.get("order_id_list")
                known += [word(one, 64) for one in ids] if isinstance(ids, list) else []
        return Push(
            orders=tuple(dict.fromkeys(one for one in known if one)),
            shop_id=word(part(told, "shop_id"), 64),
            returns=kind in _PUSHED_RETURN,
            listings=kind in _PUSHED_LISTING,
            revoked=kind == _PUSHED_GONE,
            ends=kind == _PUSHED_ENDS,
        )
