"""Tables of the texts that the shop edits and of every message to a buyer."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    UniqueConstraint,
)

from core.messages.states import MessageState, Way
from core.tables import BigId, Moment, metadata, one_of

message_templates = Table(
    "message_templates",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("name", String(60), nullable=False),
    Column("language", String(5), nullable=False),
    Column("subject", String(200), nullable=False, default=""),
    Column("body", String(4000), nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("updated_by", BigId, ForeignKey("operators.id")),
    UniqueConstraint("name", "language"),
)

messages = Table(
    "messages",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("order_id", BigId, ForeignKey("orders.id")),
    Column("customer_id", BigId, ForeignKey("customers.id")),
    Column("way", String(12), nullable=False),
    Column("reason", String(40), nullable=False),  # why it is written; never twice within a time
    Column("template", String(60), nullable=False, default=""),
    Column("language", String(5), nullable=False),
    Column("recipient", String(200), nullable=False),
    Column("subject", String(200), nullable=False, default=""),
    Column("body", String(4000), nullable=False),
    Column("state", String(12), nullable=False),
    Column("key", String(80), nullable=False, unique=True),  # ours, made before the first try
    Column("provider_id", String(200), nullable=False, default=""),
    Column("error", String(500), nullable=False, default=""),
    Column("operator_id", BigId, ForeignKey("operators.id")),
    Column("created_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Column("purchase_id", BigId, ForeignKey("purchase_orders.id")),  # about what we buy
    Column("invoice_id", BigId, ForeignKey("invoices.id")),  # about what a buyer owes
    CheckConstraint(one_of("way", Way), name="way"),
    CheckConstraint(one_of("state", MessageState), name="state"),
    Index("ix_messages_order_id_reason", "order_id", "reason"),
    Index("ix_messages_customer_id", "customer_id"),
    Index("ix_messages_purchase_id", "purchase_id"),
    Index("ix_messages_invoice_id", "invoice_id"),
    Index("ix_messages_recipient", "recipient"),
)
