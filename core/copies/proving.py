"""Proof that a copy can be used: it is opened as a shop is, and everything in it adds up."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine

from core.clock import now
from core.copies.digest import all_tables, digest_of, whole
from core.database import KNOWN_SCHEMAS, SCHEMA
from core.errors import DatabaseRefusal, Refusal
from core.stock.checks import differences
from core.transaction import SYSTEM, Transaction

_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True)
class Proof:
    """What a file holds."""

    schema: str
    rows: int
    word: str
    """The same for equal contents (`core.copies.digest.whole`); empty for older schemas."""


def prove(path: Path) -> Proof:
    """Read a whole file back: its pages, its keys, its ledger.

    Raises DatabaseRefusal ``database_missing``, ``database_unreadable``, ``database_damaged``,
    ``database_foreign`` or ``database_newer``, and Refusal ``backup_wrong`` where the ledger in it
    does not add up.
    """
    if not path.is_file():
        raise DatabaseRefusal("database_missing", path=str(path))
    try:
        schema = _looked_through(path)
    except sqlite3.DatabaseError as error:
        raise DatabaseRefusal("database_unreadable", where=str(path)) from error
    if schema not in KNOWN_SCHEMAS:
        raise DatabaseRefusal("database_newer", where=str(path), found=schema, known=SCHEMA)
    if schema != SCHEMA:
        return Proof(schema, 0, "")
    engine = create_engine(f"sqlite:///file:{path}?mode=ro&immutable=1&uri=true")
    try:
        with engine.connect() as connection:
            off = differences(Transaction(connection, SYSTEM, now()))
            if off:
                raise Refusal("backup_wrong", path=str(path), count=len(off))
            digests = {table.name: digest_of(connection, table) for table in all_tables()}
    finally:
        engine.dispose()
    return Proof(schema, sum(one.rows for one in digests.values()), whole(digests))


def _looked_through(path: Path) -> str:
    """Look at all pages and at all that rows point to; gives the schema."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as raw:
        if raw.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
            raise DatabaseRefusal("database_damaged", where=str(path))
        if raw.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise DatabaseRefusal("database_damaged", where=str(path))
        known = raw.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'")
        if known.fetchone() is None:
            raise DatabaseRefusal("database_foreign", where=str(path))
        return str(raw.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def sha256_of(path: Path) -> str:
    """The hash of a file's bytes, in hexadecimal."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(_AT_ONCE):
            found.update(part)
    return found.hexdigest()
