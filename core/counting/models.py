"""Tables of counts, their bins, what lies there, every scan of a count, and the plans."""

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
)

from core.counting.states import CountState, Kind, TaskState
from core.tables import BigId, Json, Moment, metadata, one_of

count_plans = Table(
    "count_plans",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("warehouse_id", BigId, ForeignKey("warehouses.id"), nullable=False),
    Column("name", String(40), nullable=False),
    Column("rule", String(12), nullable=False),  # full, bins or abc
    Column("zone", String(40), nullable=False, default=""),  # the code of one, empty: all
    Column("months", Integer, nullable=False, default=0),  # of a full count: every so many months
    Column("within_days", Integer, nullable=False, default=0),  # each bin once in so many days
    Column("a_days", Integer, nullable=False, default=0),
    Column("b_days", Integer, nullable=False, default=0),
    Column("c_days", Integer, nullable=False, default=0),
    Column("ranked_by", String(12), nullable=False, default=""),  # of abc: turnover or value
    Column("per_day", Integer, nullable=False, default=0),  # bins of one day; 0: as needed
    Column("blind", Boolean, nullable=False, default=True),
    Column("active", Boolean, nullable=False, default=True),
    Column("next_on", Date, nullable=False),  # on the shop's calendar
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("warehouse_id", "name"),
    CheckConstraint("rule IN ('full', 'bins', 'abc')", name="rule"),
)

counts = Table(
    "counts",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("number", String(40), nullable=False, unique=True),
    Column("warehouse_id", BigId, ForeignKey("warehouses.id"), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("state", String(12), nullable=False),
    Column("plan_id", BigId, ForeignKey("count_plans.id")),
    Column("zone", String(40), nullable=False, default=""),
    Column("blind", Boolean, nullable=False, default=True),
    Column("note", String(200), nullable=False, default=""),
    Column("due_on", Date),
    Column("created_at", Moment, nullable=False),
    Column("created_by", BigId, ForeignKey("operators.id")),
    Column("started_at", Moment),
    Column("ended_at", Moment),
    Column("ended_by", BigId, ForeignKey("operators.id")),
    Column("ended_station_id", BigId, ForeignKey("stations.id")),
    Column("reason", String(200), nullable=False, default=""),  # why it was cancelled
    Column("currency", String(3), nullable=False, default=""),  # of the values, once posted
    UniqueConstraint("plan_id", "due_on"),
    CheckConstraint(one_of("state", CountState), name="state"),
    CheckConstraint(one_of("kind", Kind), name="kind"),
    Index("ix_counts_warehouse_id_state", "warehouse_id", "state"),
)

count_tasks = Table(
    "count_tasks",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("count_id", BigId, ForeignKey("counts.id"), nullable=False),
    Column("bin_id", BigId, ForeignKey("bins.id"), nullable=False),
    Column("state", String(12), nullable=False),
    Column("whole", Boolean, nullable=False, default=True),  # all of the bin, not only some goods
    Column("round", Integer, nullable=False, default=1),
    # Grows when the bin is begun anew: what was scanned before counts no more.
    Column("attempt", Integer, nullable=False, default=0),
    Column("holder", String(80), nullable=False, default=""),  # who counts it, and where
    Column("operator_id", BigId, ForeignKey("operators.id")),  # who counts or counted it
    Column("station_id", BigId, ForeignKey("stations.id")),
    Column("begun_at", Moment),
    Column("counted_at", Moment),
    UniqueConstraint("count_id", "bin_id"),
    CheckConstraint(one_of("state", TaskState), name="state"),
    Index("ix_count_tasks_bin_id", "bin_id"),
    Index("ix_count_tasks_holder", "holder"),
)

count_lines = Table(
    "count_lines",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("task_id", BigId, ForeignKey("count_tasks.id"), nullable=False),
    Column("product_id", BigId, ForeignKey("products.id"), nullable=False),
    Column("lot", String(40), nullable=False, default=""),
    Column("by_lot", Boolean, nullable=False, default=False),  # else of all lots together
    Column("asked", Boolean, nullable=False, default=False),  # to be counted in this round
    Column("reason", String(20), nullable=False, default=""),  # why, where somebody asked
    Column("tally", BigInteger),  # what was scanned so far; NULL: nothing yet
    Column("counted", BigInteger),  # the result of the round that is over
    Column("on_hand", BigInteger, nullable=False, default=0),  # on the books, then
    Column("away", BigInteger, nullable=False, default=0),  # of it in boxes at the tables, then
    Column("moved", Boolean, nullable=False, default=False),  # the books changed while counting
    Column("first_counted", BigInteger),
    Column("first_expected", BigInteger),
    Column("counted_at", Moment),
    Column("operator_id", BigId, ForeignKey("operators.id")),
    Column("kept", Boolean, nullable=False, default=False),  # right although goods moved since
    Column("posted", BigInteger),  # the difference that went into the ledger
    Column("value", BigInteger),  # of it, in minor units of the count's currency; NULL: unknown
    UniqueConstraint("task_id", "product_id", "lot"),
    CheckConstraint("tally >= 0", name="tally"),
    CheckConstraint("counted >= 0", name="counted"),
    Index("ix_count_lines_product_id", "product_id"),
)

count_scans = Table(
    "count_scans",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("key", String(80), nullable=False, unique=True),  # sent twice, it counts once
    Column("holder", String(80), nullable=False),
    Column("task_id", BigId, ForeignKey("count_tasks.id")),
    Column("attempt", Integer, nullable=False, default=0),
    Column("line_id", BigInteger),  # the line that it counts into
    Column("code", String(80), nullable=False, default=""),
    Column("before", BigInteger),  # the line's tally; NULL: nothing yet
    Column("after", BigInteger),
    Column("undoes", BigId, ForeignKey("count_scans.id"), unique=True),
    Column("kind", String(20), nullable=False),  # the verdict: its kind, detail and parameters
    Column("detail", String(40), nullable=False, default=""),
    Column("params", Json, nullable=False),
    Column("at", Moment, nullable=False),
    Column("operator_id", BigId, ForeignKey("operators.id")),
    Column("station_id", BigId, ForeignKey("stations.id")),
    Index("ix_count_scans_holder_id", "holder", "id"),
    Index("ix_count_scans_task_id", "task_id"),
)
