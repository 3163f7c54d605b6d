"""The table of billing profiles: one a customer, where the shop's own rules are not enough."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
)

from core.billing.profiles.states import Consolidate, Hold, Point, Review, SendVia
from core.tables import BigId, Moment, metadata, one_of

customer_billing = Table(
    "customer_billing",
    metadata,
    Column("customer_id", BigId, ForeignKey("customers.id"), primary_key=True, autoincrement=False),
    # As they stand on invoices; an empty name, phone or e-mail address is the customer's own, an
    # empty address that of each order.
    Column("name", String(200), nullable=False),
    Column("contact", String(200), nullable=False),
    Column("phone", String(40), nullable=False),
    Column("email", String(200), nullable=False),
    Column("address", String(500), nullable=False),
    Column("district", String(120), nullable=False),
    Column("city", String(120), nullable=False),
    Column("province", String(120), nullable=False),
    Column("postcode", String(20), nullable=False),
    Column("country", String(2), nullable=False),
    Column("tax_number", String(20), nullable=False),
    Column("tax_needed", Boolean, nullable=False),  # no invoice by itself without a tax number
    Column("language", String(5), nullable=False),  # empty: the shop's
    Column("currency", String(3), nullable=False),  # of standing orders and charges
    Column("terms_days", Integer),  # until it is due; none: the shop's
    Column("terms_eom", Boolean, nullable=False),  # counted from the end of the month
    Column("send_via", String(8), nullable=False),
    Column("price_list", String(40), nullable=False),
    Column("consolidate", String(8), nullable=False),
    Column("point", String(10), nullable=False),
    Column("since", Date, nullable=False),  # orders of before are not billed by themselves
    Column("review", String(8), nullable=False),
    Column("review_over", BigInteger, nullable=False),  # minor units, as the next two
    Column("credit_limit", BigInteger),  # none: no limit
    Column("receipt_below", BigInteger),  # a receipt is enough; none: as the shop has it
    Column("wants_invoice", Boolean, nullable=False),  # asked for one, whatever it comes to
    Column("e_invoice", Boolean, nullable=False),  # a provider issues them
    Column("hold", String(4), nullable=False),
    Column("reminders", Boolean, nullable=False),  # is reminded of what is overdue
    Column("use_credit", Boolean, nullable=False),  # what is left over pays the next invoice
    Column("version", Integer, nullable=False),
    Column("updated_at", Moment, nullable=False),
    CheckConstraint(one_of("send_via", SendVia), name="send_via"),
    CheckConstraint(one_of("consolidate", Consolidate), name="consolidate"),
    CheckConstraint(one_of("point", Point), name="point"),
    CheckConstraint(one_of("review", Review), name="review"),
    CheckConstraint(one_of("hold", Hold), name="hold"),
)
