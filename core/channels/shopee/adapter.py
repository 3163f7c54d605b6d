"""One shop at Shopee, asked in its own words."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from core.channel_settings import ChannelSettings
from core.channels.adapter import (
    OF_ONE,
    Access,
    Can,
    Fault,
    Limits,
    Plain,
    Push,
    Shop,
    Trouble,
)
from core.channels.answers import day_of, moment, number, word
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
    Way,
)
from core.channels.sellers_app import wire_of
from core.channels.shopee import goods, money, orders
from core.channels.shopee.publishing import ShopeePublisher
from core.channels.shopee.session import App, Data, Session, name_of
from core.channels.shopee.shipping import Labels, named, read_ways, ship_body
from core.channels.shopee.signing import is_from_shopee
from core.couriers.readings import part, rows
from core.errors import Refusal
from core.money import currency_of

_PAGE = 100
_DETAILS = 50
_LANGUAGES = {"ID": "id", "VN": "vi"}
_SOON = 300.0
"""Seconds after which a package may be ready that is not yet: new orders are looked at first."""
_PUSHED_ORDER = frozenset({3, 4, 15, 30, 47})
_PUSHED_RETURN, _PUSHED_LISTING = frozenset({29}), frozenset({6, 7, 8, 9, 16, 22})
_PUSHED_GONE, _PUSHED_ENDS, _TRIAL = 2, 12, 0


class Shopee(Plain):
    """As `Adapter`."""

    kind = "shopee"
    can = frozenset(
        {
            Can.AUTHORISE,
            Can.ORDERS,
            Can.SHIP,
            Can.WAYS,
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
    limits = Limits(
        per_second=10.0,
        window=timedelta(days=15),
        stock_batch=50,
        payout_overlap=timedelta(days=2),
    )

    def __init__(
        self,
        settings: ChannelSettings,
        before: Callable[[], None] = lambda: None,
        now: Callable[[], float] = time.time,
    ) -> None:
        app = App(settings.app_key, settings.secret, settings.hook_secret)
        self._settings, self._app = settings, app
        wire = wire_of(settings, before, (app.key, app.push_key))
        self._session = Session(wire, app, now)
        self.labels = Labels(self._session)
        self.publisher = ShopeePublisher(self._session, _LANGUAGES.get(settings.country, "en"))
        self._passes = Passes()
        self._currency = currency_of(settings.country) or ""

    @property
    def session(self) -> Session:
        """What asks it, for questions about many packages."""
        return self._session

    def link(self, state: str, now: datetime) -> str:
        """A signed link, good for five minutes; what comes back has no state of its own."""
        back = self._settings.redirect_url
        joint = "&" if "?" in back else "?"
        redirect = f"{back}{joint}state={state}" if back and state else back
        return self._session.link(self._settings.page, "/shop/auth_partner", redirect=redirect)

    def connect(self, answer: Mapping[str, str]) -> Access | Trouble:
        """The first tokens, for the code and the number of the shop that come together.

        Refusal ``channel_answer_whole`` for a code alone.
        """
        shop_id = number(answer.get("shop_id"))
        if shop_id is None:
            raise Refusal("channel_answer_whole")
        said = {"code": answer.get("code", ""), "shop_id": shop_id}
        return self._read_access(self._session.tokens("/auth/token/get", said), str(shop_id))

    def renew(self, access: Access) -> Access | Trouble:
        """The next tokens; the old refresh token is spent by it."""
        said = {"refresh_token": access.refresh_token, "shop_id": number(access.shop_id)}
        told = self._session.tokens("/auth/access_token/get", said)
        return self._read_access(told, access.shop_id, access)

    def _read_access(
        self, told: Data | Trouble, shop_id: str, before: Access | None = None
    ) -> Access | Trouble:
        if isinstance(told, Trouble):
            return told
        token, refresh = word(told.get("access_token"), 4000), word(told.get("refresh_token"), 4000)
        if not token or not refresh:
            return Trouble(Fault.UNSURE, "access_token")
        now = datetime.now(UTC)
        return Access(
            access_token=token,
            refresh_token=refresh,
            access_until=now + timedelta(seconds=number(told.get("expire_in")) or 14_400),
            refresh_until=now + timedelta(days=30),
            authorised_until=before.authorised_until if before else None,
            shop_id=shop_id,
            shop_name=before.shop_name if before else "",
            region=before.region if before else "",
        )

    def shop(self, access: Access) -> Shop | Trouble:
        """Its name, and until when it allows all this."""
        told = self._session.top(access, "/shop/get_shop_info")
        if isinstance(told, Trouble):
            return told
        if word(told.get("status")) in {"BANNED", "FROZEN"}:
            return Trouble(Fault.BANNED, word(told.get("status")))
        return Shop(
            access.shop_id,
            word(told.get("shop_name"), 120),
            word(told.get("region"), 2),
            moment(told.get("expire_time")),
        )

    def orders(
        self, access: Access, since: datetime, until: datetime, page: str
    ) -> OrderPage | Trouble:
        """A hundred numbers, then those orders whole; see `Passes` for why it is read twice."""
        turn = self._passes.turn(access.shop_id, since, until, page)
        told = self._session.get(
            access,
            "/order/get_order_list",
            time_range_field="update_time",
            time_from=day_of(since),
            time_to=day_of(until),
            page_size=_PAGE,
            cursor=turn.cursor,
            response_optional_fields="order_status",
            request_order_status_pending="true",
        )
        if isinstance(told, Trouble):
            return told
        listed = [word(one.get("order_sn"), 64) for one in rows(told.get("order_list"))]
        wanted = turn.unseen([one for one in listed if one])
        found = self._details(access, wanted)
        if isinstance(found, Trouble):
            return found
        after = word(told.get("next_cursor"), 400) if money.has_more(told) else ""
        return OrderPage(found.orders, turn.then(wanted, after), found.unread)

    def order(self, access: Access, keys: Sequence[str]) -> OrderPage | Trouble:
        """Some orders as they are now."""
        return self._details(access, list(keys))

    def _details(self, access: Access, numbers: list[str]) -> OrderPage | Trouble:
        found: OrderPage = OrderPage(())
        for at in range(0, len(numbers), _DETAILS):
            asked = numbers[at : at + _DETAILS]
            told = self.details(access, asked)
            if isinstance(told, Trouble):
                return told
            read, unread = orders.read_orders(told.get("order_list"), asked)
            found = OrderPage((*found.orders, *read), "", (*found.unread, *unread))
        return found

    def details(self, access: Access, numbers: Sequence[str]) -> Data | Trouble:
        """All that is asked of orders, at most fifty at once."""
        return self._session.get(
            access,
            "/order/get_order_detail",
            order_sn_list=",".join(numbers),
            request_order_status_pending="true",
            response_optional_fields=orders.FIELDS,
        )

    def packages(self, access: Access, parcel: Parcel) -> tuple[RemotePackage, ...] | Trouble:
        """Its packages, those that are arranged with their tracking numbers."""
        told = self.details(access, [parcel.key])
        if isinstance(told, Trouble):
            return told
        known = orders.READING.of(parcel.key, told.get("order_list"))
        if isinstance(known, Trouble):
            return known
        found = []
        for package in known:
            if package.state in {PackageState.ARRANGED, PackageState.GONE}:
                tracked = self._tracked(access, parcel.key, package)
                if isinstance(tracked, Trouble):
                    return tracked
                package = tracked  # noqa: PLW2901 - the same package, with its number
            found.append(package)
        return tuple(found)

    def _tracked(
        self, access: Access, order: str, package: RemotePackage
    ) -> RemotePackage | Trouble:
        asked = named(order, package.number)
        told = self._session.get(access, "/logistics/get_tracking_number", **asked)
        if isinstance(told, Trouble):
            return package if told.fault in {Fault.REFUSED, Fault.GONE} else told
        return replace(package, tracking=word(told.get("tracking_number"), 80))

    def ways(self, access: Access, parcel: Parcel) -> tuple[Way, ...] | Trouble:
        """Its slots and branches, those first that the shop usually wants."""
        told = self._session.get(
            access, "/logistics/get_shipping_parameter", **named(parcel.key, parcel.package)
        )
        if isinstance(told, Trouble):
            return self._in_the_way(access, parcel, told)
        found = read_ways(told)
        if not found:
            methods = part(told, "info_needed")
            return Trouble(Fault.REFUSED, f"info_needed {', '.join(methods or {})}")
        return found

    def arrange(self, access: Access, parcel: Parcel, way: Way | None) -> RemotePackage | Trouble:
        """Its courier is arranged; the number of the label is asked for right away."""
        if way is None:
            ways = self.ways(access, parcel)
            if isinstance(ways, Trouble):
                return ways
            way = ways[0]
        told = self._session.act(access, "/logistics/ship_order", ship_body(parcel, way))
        if isinstance(told, Trouble):
            return self._in_the_way(access, parcel, told)
        package = RemotePackage(parcel.package, PackageState.ARRANGED, "LOGISTICS_REQUEST_CREATED")
        tracked = self._tracked(access, parcel.key, package)
        return package if isinstance(tracked, Trouble) else tracked

    def _in_the_way(self, access: Access, parcel: Parcel, said: Trouble) -> Trouble:
        """Not ready to ship may mean too early as well as cancelled, or shipped long ago."""
        words = said.said.casefold()
        name = name_of(said.said.split(" ")[0])
        if name != "ship_order_not_ready_to_ship" and "not ready to ship" not in words:
            return said
        now = self.packages(access, parcel)
        if isinstance(now, Trouble):
            return now
        mine = [one for one in now if one.number == parcel.package] or list(now)
        if mine and all(one.state in {PackageState.ARRANGED, PackageState.GONE} for one in mine):
            return Trouble(Fault.DONE, said.said, request_id=said.request_id)
        return Trouble(Fault.HELD, said.said, _SOON, said.request_id)

    def label(
        self, access: Access, parcel: Parcel, package: RemotePackage
    ) -> Document | NotYet | Trouble:
        """Drawn when it is first asked for."""
        return self.labels.label(access, parcel, package)

    def decide(self, access: Access, parcel: Parcel, *, grant: bool) -> Trouble | None:
        """Grant or refuse what the buyer asks for."""
        said = {"order_sn": parcel.key, "operation": "ACCEPT" if grant else "REJECT"}
        told = self._session.act(access, "/order/handle_buyer_cancellation", said)
        return told if isinstance(told, Trouble) else None

    def listings(self, access: Access, page: str) -> ListingPage | Trouble:
        """Fifty products with their variants."""
        return goods.page(self._session, access, page)

    def listed(self, access: Access, keys: Sequence[tuple[str, str]]) -> ListingPage | Trouble:
        """Those of it that still exist."""
        found = goods.of_items(self._session, access, [item for item, _variant in keys])
        if isinstance(found, Trouble):
            return found
        wanted = set(keys)
        return ListingPage(
            tuple(one for one in found if (one.listing_id, one.variant_id) in wanted)
        )

    def offer(self, access: Access, offers: Sequence[Offer]) -> tuple[Pushed, ...] | Trouble:
        """Stock and price, a call a product."""
        return goods.offer(self._session, access, offers)

    def returns(
        self, access: Access, since: datetime, until: datetime, page: str
    ) -> ReturnPage | Trouble:
        """Those that changed."""
        at = number(page) or 0
        told = self._session.get(
            access,
            "/returns/get_return_list",
            page_no=at,
            page_size=_PAGE,
            update_time_from=day_of(since),
            update_time_to=day_of(until),
        )
        if isinstance(told, Trouble):
            return told
        read = [money.read_return(one) for one in rows(told.get("return"))]
        return ReturnPage.of(read, str(at + 1) if money.has_more(told) else "")

    def payouts(
        self, access: Access, since: datetime, until: datetime, page: str
    ) -> PayoutPage | Trouble:
        """What was released for each order."""
        at = number(page) or 1
        told = self._session.get(
            access,
            "/payment/get_escrow_list",
            release_time_from=day_of(since),
            release_time_to=day_of(until),
            page_size=_DETAILS,
            page_no=at,
        )
        if isinstance(told, Trouble):
            return told
        released = rows(told.get("escrow_list"))
        details: dict[str, Data] = {}
        if released:
            asked = [word(one.get("order_sn"), 64) for one in released]
            path = "/payment/get_escrow_detail_batch"
            heard = self._session.look(access, path, {"order_sn_list": asked})
            # One of them may end the whole answer: then each is asked for by itself.
            if isinstance(heard, Trouble) and heard.fault not in OF_ONE:
                return heard
            for one in () if isinstance(heard, Trouble) else rows(heard.get("list")):
                detail = part(one, "escrow_detail") or one
                details[word(detail.get("order_sn"), 64)] = detail
        found, unread = money.read_payouts(released, details, self._currency)
        return PayoutPage(found, str(at + 1) if money.has_more(told) else "", unread)

    def payout_entries(self, access: Access, payout: Payout, page: str) -> EntryPage | Trouble:
        """What one order brought and cost."""
        path = "/payment/get_escrow_detail"
        told = self._session.get(access, path, order_sn=payout.payout_no)
        if isinstance(told, Trouble):
            return told
        entries = money.read_entries(payout, told)
        return EntryPage(entries) if entries else Trouble(Fault.GARBLED, "no order_income")

    def heard(self, address: str, headers: Mapping[str, str], body: bytes) -> Push | None:
        """A push; the console tries an address with one that says nothing."""
        try:
            told = json.loads(body)
        except (ValueError, RecursionError):
            told = None
        code = number(part(told, "code"))
        given = headers.get("authorization", "")
        if code == _TRIAL:
            return Push()
        if not is_from_shopee(self._app.push_key, address, body, given):
            return None
        no = word(part(told, "data", "ordersn"), 64) or word(part(told, "data", "order_sn"), 64)
        return Push(
            orders=(no,) if no and code in _PUSHED_ORDER else (),
            shop_id=word(part(told, "shop_id"), 40),
            returns=code in _PUSHED_RETURN,
            listings=code in _PUSHED_LISTING,
            revoked=code == _PUSHED_GONE,
            ends=code == _PUSHED_ENDS,
        )
