"""Tables of the bills of platforms: accounts, billing groups, bills and their papers."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from core.appendonly import append_only
from core.platform_bills.states import BillKind, PayState, Standing
from core.tables import BigId, Moment, Word, metadata, one_of

platform_accounts = Table(
    "platform_accounts",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("standing", String(12), nullable=False),
    Column("said", String(200), nullable=False, default=""),  # what it said when it refused
    Column("asked_at", Moment),
    Column("heard_at", Moment),  # the last time that all of its bills came
    Column("wanted", Boolean, nullable=False, default=False),  # a person waits for it
    Column("unpaid", BigInteger),  # as the platform adds it up; minor units
    Column("currency", String(3), nullable=False, default=""),
    CheckConstraint(one_of("standing", Standing), name="standing"),
)

platform_groups = Table(
    "platform_groups",
    metadata,
    Column("account", String(60), primary_key=True),
    Column("remote_id", String(64), primary_key=True),
    Column("name", String(256), nullable=False),
    Column("billed_to", String(200), nullable=False, default=""),
    Column("is_primary", Boolean, nullable=False, default=False),
)

platform_bills = Table(
    "platform_bills",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("account", String(60), nullable=False),
    Column("remote_id", String(64), nullable=False),  # what the platform fetches it by
    Column("number", String(80), nullable=False),  # what stands on it
    Column("kind", String(10), nullable=False),
    Column("organisation", String(200), nullable=False),  # who is billed
    Column("folded", Word, nullable=False),  # the same as it is searched
    Column("group_id", String(64), nullable=False),
    Column("raw_state", String(40), nullable=False),
    Column("pay_state", String(10), nullable=False),
    Column("raw_pay_state", String(40), nullable=False),
    Column("overdue", Boolean, nullable=False),
    Column("sent_on", Date),  # as the platform writes it
    Column("due_on", Date),
    Column("currency", String(3), nullable=False),
    Column("net", BigInteger, nullable=False),  # minor units, as are the next three
    Column("tax", BigInteger, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("unpaid", BigInteger, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("file_wanted", Boolean, nullable=False, default=False),
    Column("booked_at", Moment),
    Column("booked_by", String(80), nullable=False, default=""),
    Column("booked_net", BigInteger),  # as it was when it was booked
    Column("booked_tax", BigInteger),
    UniqueConstraint("account", "remote_id"),
    CheckConstraint(one_of("kind", BillKind), name="kind"),
    CheckConstraint(one_of("pay_state", PayState), name="pay_state"),
    CheckConstraint("total = net + tax", name="total"),
    Index("ix_platform_bills_sent_on", "sent_on", "id"),
    Index("ix_platform_bills_number", "number"),
)

platform_bill_files = Table(
    "platform_bill_files",
    metadata,
    Column("bill_id", BigId, ForeignKey("platform_bills.id"), primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("fetched_at", Moment, nullable=False),
)
append_only(platform_bill_files)
