"""Tables of sales channels: shops with what they allow, their orders as told, and listings."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from core.tables import BigId, Json, Moment, metadata

channel_shops = Table(
    "channel_shops",
    metadata,
    Column("name", String(40), primary_key=True),
    # What the seller allowed, encrypted; each new one has a higher fence.
    Column("sealed", LargeBinary),
    Column("fence", BigInteger, nullable=False, default=0),
    Column("access_until", Moment),
    Column("authorised_until", Moment),
    Column("shop_id", String(80), nullable=False, default=""),
    Column("title", String(200), nullable=False, default=""),
    Column("connected_at", Moment),
    Column("link_state", String(40), nullable=False, default=""),  # of the link that is open
    Column("renewing_until_ms", BigInteger, nullable=False, default=0),  # the database's clock
    Column("renewal_begun", Boolean, nullable=False, default=False),  # the old token may be spent
    # How it stands.
    Column("fault", String(12), nullable=False, default=""),
    Column("said", String(200), nullable=False, default=""),
    Column("request_id", String(80), nullable=False, default=""),
    Column("skew_s", Integer, nullable=False, default=0),
    Column("failures", Integer, nullable=False, default=0),
    Column("tried_at", Moment),
    Column("heard_at", Moment),  # the last time that all went well
    Column("next_at", Moment),  # it is left alone until then
    Column("wanted", Boolean, nullable=False, default=False),  # somebody waits for it
    Column("paused_at", Moment),
    Column("paused_by", String(80), nullable=False, default=""),
    Column("calls", Integer, nullable=False, default=0),
    Column("calls_on", Date),
    # How far its orders were read.
    Column("sync_until_ms", BigInteger, nullable=False, default=0),
    Column("sync_fence", BigInteger, nullable=False, default=0),
    Column("first_from", Moment),
    Column("cursor", Moment),  # all that changed before is here
    Column("span_from", Moment),  # what is being read, and its page
    Column("span_until", Moment),
    Column("page", String(500), nullable=False, default=""),
    Column("read", Integer, nullable=False, default=0),  # orders of this span so far
    Column("brake_changes", Integer, nullable=False, default=0),  # a push that waits for a person
    Column("brake_of", Integer, nullable=False, default=0),
    Column("push_allowed", Boolean, nullable=False, default=False),  # the first diff was accepted
    Column("listed_at", Moment),  # when all listings were read last
    Column("list_page", String(500), nullable=False, default=""),
)

channel_orders = Table(
    "channel_orders",
    metadata,
    Column("shop", String(40), primary_key=True),
    Column("order_no", String(80), primary_key=True),
    Column("remote_id", String(80), nullable=False, default=""),
    Column("raw_status", String(60), nullable=False, default=""),
    Column("changed_at", Moment, nullable=False),  # as the platform says
    Column("seen_at", Moment, nullable=False),
    Column("cancel_asked", Boolean, nullable=False, default=False),
    Column("platform_ships", Boolean, nullable=False, default=True),
    Column("again", Boolean, nullable=False, default=False),  # to be asked for once more
    Column("told", String(80), nullable=False, default=""),  # the tracking number it was told
    Column("lines", Json, nullable=False),
    Column("packages", Json, nullable=False),
    # How often something was decided about a wish to cancel.
    Column("wish_no", Integer, nullable=False, server_default="0"),
    Index("ix_channel_orders_again", "shop", "again"),
    Index("ix_channel_orders_told", "shop", "told"),
)

parcel_ways = Table(
    "parcel_ways",
    metadata,
    Column("parcel_id", BigId, ForeignKey("parcels.id"), primary_key=True, autoincrement=False),
    Column("shop", String(40), nullable=False),
    Column("kind", String(10), nullable=False),  # pickup or dropoff
    Column("said", String(200), nullable=False, default=""),  # as people read it
    Column("since", Moment),
    Column("until", Moment),
    Column("data", Json, nullable=False),  # the platform's own numbers
    Column("by_hand", Boolean, nullable=False),
    Column("state", String(8), nullable=False),  # chosen, used, over
    Column("changed_at", Moment, nullable=False),
)

channel_reads = Table(
    "channel_reads",
    metadata,
    Column("shop", String(40), primary_key=True),
    Column("what", String(12), primary_key=True),
    Column("cursor", Moment),  # all that changed before is here
    Column("span_from", Moment),  # what is being read, and its page
    Column("span_until", Moment),
    Column("page", String(500), nullable=False, default=""),
    Column("wanted", Boolean, nullable=False, default=False),  # there is something new
    Column("tried_at", Moment),
    Column("fault", String(12), nullable=False, default=""),
    Column("said", String(200), nullable=False, default=""),
)

channel_unread = Table(
    "channel_unread",
    metadata,
    Column("shop", String(40), primary_key=True),
    Column("what", String(12), primary_key=True),
    Column("ref", String(80), primary_key=True),  # the platform's number
    Column("said", String(120), nullable=False),  # which field could not be read
    Column("heard_at", Moment, nullable=False),
    Column("tried_at", Moment, nullable=False),  # asked for last
    Column("mark", String(40), nullable=False, server_default=""),  # tells one answer from another
    # It is asked for by itself: nothing else is read again because of it.
    Column("alone", Boolean, nullable=False, server_default="0"),
    Column("seen_at", Moment),  # somebody put it away, until it changes
    Column("seen_by", String(80), nullable=False, server_default=""),
    Column("seen_why", String(200), nullable=False, server_default=""),
)

channel_stock_seen = Table(
    "channel_stock_seen",
    metadata,
    Column("shop", String(40), primary_key=True),
    Column("figures", Text, nullable=False),  # as core.channels.stock_seen writes them
    Column("at", Moment, nullable=False),
    Column("who", String(80), nullable=False),
)

channel_returns = Table(
    "channel_returns",
    metadata,
    Column("shop", String(40), primary_key=True),
    Column("return_no", String(80), primary_key=True),
    Column("order_no", String(80), nullable=False, default=""),
    Column("remote_id", String(80), nullable=False, default=""),
    Column("raw_status", String(60), nullable=False, default=""),
    Column("goods_come", Boolean, nullable=False),
    Column("ended", Boolean, nullable=False),
    Column("reason", String(200), nullable=False, default=""),
    Column("tracking", String(80), nullable=False, default=""),
    Column("currency", String(3), nullable=False, default=""),
    Column("refund", BigInteger),  # minor units, as the platform says
    Column("lines", Json, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),  # as the platform says
    Column("seen_at", Moment, nullable=False),
    Column("order_id", BigId, ForeignKey("orders.id")),
    Column("return_id", BigId, ForeignKey("returns.id")),  # the one of the house that it is
    Column("made", Boolean, nullable=False),  # that one was registered because of it
    Column("why", String(20), nullable=False),  # there is none yet
    Index("ix_channel_returns_order_id", "order_id"),
    Index("ix_channel_returns_return_id", "return_id"),
    Index("ix_channel_returns_shop_why", "shop", "why"),
)

channel_listings = Table(
    "channel_listings",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("shop", String(40), nullable=False),
    Column("listing_id", String(80), nullable=False),
    Column("variant_id", String(80), nullable=False, default=""),
    Column("location", String(80), nullable=False, default=""),
    Column("seller_sku", String(80), nullable=False, default=""),
    Column("name", String(300), nullable=False, default=""),
    Column("variant", String(200), nullable=False, default=""),
    Column("product_id", BigId, ForeignKey("products.id")),
    Column("by_hand", Boolean, nullable=False, default=False),  # a person said which product it is
    Column("price", BigInteger),  # minor units
    Column("currency", String(3), nullable=False, default=""),
    Column("available", BigInteger),  # as the platform says
    Column("reserved", BigInteger, nullable=False, default=0),
    Column("live", Boolean, nullable=False, default=True),
    Column("raw_state", String(40), nullable=False, default=""),
    Column("seen_at", Moment, nullable=False),
    Column("pushed_at", Moment),
    Column("said", String(200), nullable=False, default=""),  # why the last push was refused
    Index("ix_channel_listings_key", "shop", "listing_id", "variant_id", "location", unique=True),
    Index("ix_channel_listings_product_id", "product_id"),
)
