"""The table of payouts that arrived at the bank, and the state that lines of banks have by it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.migrations.tables.receivables import make_bank_lines
from core.tables import BigId, Moment

_BEFORE = ("open", "applied", "order", "ignored", "out")
_NOW = ("open", "applied", "order", "payout", "ignored", "out")
_LOOKED_FOR = ("amount", "payout_no")
"""What a line of a bank says of a payout."""


def create() -> None:
    """Make the table and its indexes; lines of banks may be payouts."""
    op.create_table(
        "payout_arrivals",
        sa.Column("id", BigId, nullable=False),
        sa.Column("payout_id", BigId, nullable=False),
        sa.Column("bank_line_id", BigId, nullable=False),
        sa.Column("account", sa.String(length=60), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("expected", sa.BigInteger(), nullable=False),
        sa.Column("came", sa.BigInteger(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by_id", BigId, nullable=True),
        sa.Column("undone_at", Moment(), nullable=True),
        sa.Column("undone_by", BigId, nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        _refers("payout_id", "payouts"),
        _refers("bank_line_id", "bank_lines"),
        _refers("by_id", "operators"),
        _refers("undone_by", "operators"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout_arrivals")),
    )
    live = sa.text("undone_at IS NULL")
    op.create_index(
        "ix_payout_arrivals_once",
        "payout_arrivals",
        ["payout_id"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )
    for column in ("bank_line_id", "booked_on"):
        op.create_index(f"ix_payout_arrivals_{column}", "payout_arrivals", [column])
    for column in _LOOKED_FOR:
        op.create_index(f"ix_payouts_{column}", "payouts", [column])
    _allow(_NOW)


def drop() -> None:
    """Take them away; a line that brought a payout is passed over, with the same words."""
    op.drop_table("payout_arrivals")
    for column in _LOOKED_FOR:
        op.drop_index(f"ix_payouts_{column}", "payouts")
    op.execute("UPDATE bank_lines SET state = 'ignored' WHERE state = 'payout'")
    _allow(_BEFORE)


def _refers(column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{to}.id"], name=op.f(f"fk_payout_arrivals_{column}")
    )


def _allow(states: tuple[str, ...]) -> None:
    """Say anew which states lines have.

    SQLite changes no check of a table: there its rows wait elsewhere while it is made anew. The
    migrations run without foreign keys meanwhile, and look at them all before they commit.
    """
    if op.get_bind().dialect.name != "sqlite":
        among = ", ".join(f"'{one}'" for one in states)
        name = op.f("ck_bank_lines_state")
        op.drop_constraint(name, "bank_lines", type_="check")
        op.create_check_constraint(name, "bank_lines", f"state IN ({among})")
        return
    columns = ", ".join(one["name"] for one in sa.inspect(op.get_bind()).get_columns("bank_lines"))
    op.execute(f"CREATE TEMPORARY TABLE kept_lines AS SELECT {columns} FROM bank_lines")
    op.drop_table("bank_lines")
    make_bank_lines(states)
    op.execute(f"INSERT INTO bank_lines ({columns}) SELECT {columns} FROM kept_lines")
    op.execute("DROP TABLE kept_lines")
