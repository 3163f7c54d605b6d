"""Tables of payouts: statements, their lines and words, arrivals, and what became of orders."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)

from core.appendonly import append_only
from core.fee_kinds import FeeKind
from core.payouts.states import Part, PayoutState
from core.tables import WHERE, BigId, Moment, metadata, one_of

payouts = Table(
    "payouts",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("shop", String(40), nullable=False),
    Column("payout_no", String(120), nullable=False),  # the platform's own
    Column("currency", String(3), nullable=False),
    Column("amount", BigInteger),  # minor units as told; NULL: what its lines come to
    Column("raw_state", String(40), nullable=False),
    Column("state", String(10), nullable=False),
    Column("since", Date),  # the days that it is about, where it says
    Column("until", Date),
    Column("at", Moment, nullable=False),
    Column("paid_at", Moment),
    Column("whole", Boolean, nullable=False),  # all its lines are here
    Column("page", String(500), nullable=False),  # how far they were read
    Column("reads", Integer, nullable=False),  # how often they were read to the end
    Column("next_at", Moment),  # they are left alone until then
    Column("heard_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("fails", Integer, nullable=False, server_default="0"),  # how often in a row no line came
    UniqueConstraint("shop", "payout_no"),
    CheckConstraint(one_of("state", PayoutState), name="state"),
    Index("ix_payouts_at_id", "at", "id"),
    Index("ix_payouts_shop_whole", "shop", "whole"),
    Index("ix_payouts_amount", "amount"),
    Index("ix_payouts_payout_no", "payout_no"),
)

payout_arrivals = Table(
    "payout_arrivals",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("payout_id", BigId, ForeignKey("payouts.id"), nullable=False),
    Column("bank_line_id", BigId, ForeignKey("bank_lines.id"), nullable=False),
    Column("account", String(60), nullable=False),  # ours, that it came to
    Column("booked_on", Date, nullable=False),  # by the bank
    Column("expected", BigInteger, nullable=False),  # minor units: the payout, as it was then
    Column("came", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by_id", BigId, ForeignKey("operators.id")),
    Column("undone_at", Moment),  # when somebody said that it was not this one
    Column("undone_by", BigId, ForeignKey("operators.id")),
    Column("reason", String(200), nullable=False, default=""),
    Index(
        "ix_payout_arrivals_once",
        "payout_id",
        unique=True,
        info={WHERE: text("undone_at IS NULL")},
    ),
    Index("ix_payout_arrivals_bank_line_id", "bank_line_id"),
    Index("ix_payout_arrivals_booked_on", "booked_on"),
)

payout_lines = Table(
    "payout_lines",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("payout_id", BigId, ForeignKey("payouts.id"), nullable=False),
    Column("entry_no", String(200), nullable=False),  # what tells it from others of its payout
    Column("seq", Integer, nullable=False),  # above 0: what changed about it since
    Column("order_ref", String(80), nullable=False),  # the platform's number; empty: of no order
    Column("word", String(80), nullable=False),  # what the platform calls it
    Column("amount", BigInteger, nullable=False),  # minor units; below zero: taken off
    Column("heard_at", Moment, nullable=False),
    UniqueConstraint("payout_id", "entry_no", "seq"),
    Index("ix_payout_lines_order_ref", "order_ref"),
)
append_only(payout_lines)

payout_words = Table(
    "payout_words",
    metadata,
    Column("shop", String(40), primary_key=True),
    Column("word", String(80), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("known", Boolean, nullable=False),  # somebody said what it is for
    CheckConstraint(one_of("kind", FeeKind), name="kind"),
)

payout_orders = Table(
    "payout_orders",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("shop", String(40), nullable=False),
    Column("channel", String(40), nullable=False),  # what orders of the shop have
    Column("order_ref", String(80), nullable=False),
    Column("order_id", BigId, ForeignKey("orders.id")),
    Column("state", String(10), nullable=False),
    Column("due", BigInteger),  # minor units that the order asked for when it was looked at
    Column("brought", BigInteger, nullable=False),  # what the platform says it brought then
    Column("payment_id", BigId, ForeignKey("order_payments.id"), unique=True),
    Column("changed_at", Moment, nullable=False),
    UniqueConstraint("shop", "order_ref"),
    CheckConstraint(one_of("state", Part), name="state"),
    Index("ix_payout_orders_order_id", "order_id"),
    Index("ix_payout_orders_state_id", "state", "id"),
)
