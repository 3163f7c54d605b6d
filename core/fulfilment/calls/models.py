"""Tables of calls for a lead and of what came of them; rows of both stay as they are."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table

from core.appendonly import append_only
from core.tables import BigId, Json, Moment, metadata, one_of


class CallStep(StrEnum):
    """What came of a call."""

    AGAIN = "again"
    COMING = "coming"
    DONE = "done"
    BACK = "back"
    """Taken back by whoever called."""


lead_calls = Table(
    "lead_calls",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("station_id", BigId, ForeignKey("stations.id"), nullable=False),
    Column("operator_id", BigId, ForeignKey("operators.id"), nullable=False),
    Column("order_id", BigId, ForeignKey("orders.id")),
    Column("place", String(30), nullable=False),  # the pane in front; empty in line mode
    Column("said", Json, nullable=False),  # the last refusal there
    Column("screen", Json, nullable=False),  # its lines, without the buyer
    Index("ix_lead_calls_at", "at"),
)
append_only(lead_calls)

lead_call_steps = Table(
    "lead_call_steps",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("call_id", BigId, ForeignKey("lead_calls.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("step", String(10), nullable=False),
    Column("operator_id", BigId, ForeignKey("operators.id"), nullable=False),
    CheckConstraint(one_of("step", CallStep), name="step"),
    Index("ix_lead_call_steps_call_id", "call_id"),
)
append_only(lead_call_steps)
