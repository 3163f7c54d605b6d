"""The table of backups: what was kept where, and whether it could be read back."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, String, Table

from core.tables import BigId, Moment, metadata, one_of


class BackupState(StrEnum):
    """What is known of a backup."""

    PROVED = "proved"
    """It was opened again, and everything in it adds up."""
    FAILED = "failed"
    GONE = "gone"
    """It was old enough to be deleted."""


backups = Table(
    "backups",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("host", String(255), nullable=False),
    Column("path", String(1000), nullable=False),
    Column("state", String(10), nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("milliseconds", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("error", String(200), nullable=False),
    CheckConstraint(one_of("state", BackupState), name="state"),
    Index("ix_backups_state_at", "state", "at"),
)
