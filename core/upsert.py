"""Inserts that meet a row that is there already, in the words of the engine that is used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Executable

from core.transaction import Transaction


def insert_of(tx: Transaction) -> Any:
    """The engine's own ``insert``, which knows ``ON CONFLICT``.

    Loaded on first use: a shop on SQLite need not wait for all that belongs to PostgreSQL.
    """
    if tx.is_sqlite:
        from sqlalchemy.dialects.sqlite import insert

        return insert
    from sqlalchemy.dialects.postgresql import insert as postgres_insert

    return postgres_insert


class Upsert:
    """One statement for each engine, made by `build` from the engine's ``insert`` when needed."""

    __slots__ = ("_build", "_made")

    def __init__(self, build: Callable[[Any], Executable]) -> None:
        self._build = build
        self._made: dict[bool, Executable] = {}

    def __call__(self, tx: Transaction) -> Executable:
        """The statement for the engine of a transaction."""
        made = self._made.get(tx.is_sqlite)
        if made is None:
            made = self._made[tx.is_sqlite] = self._build(insert_of(tx))
        return made
