"""What a driver's error means, and how an address of a database is shown."""

from __future__ import annotations

import re
import sqlite3
from typing import Any

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError

from core.errors import DatabaseRefusal


def shown_url(url: str) -> str:
    """A URL that may be shown: without its password."""
    return make_url(url).render_as_string(hide_password=True)


_SQLITE_WORDS = (
    ("database is locked", "database_busy"),
    ("database table is locked", "database_busy"),
    ("disk is full", "disk_full"),
    ("disk I/O error", "database_unreadable"),
    ("readonly database", "database_readonly"),
    ("unable to open", "database_unreadable"),
    ("not a database", "database_unreadable"),
    ("malformed", "database_damaged"),
)
_POSTGRES_CODES = {
    "40P01": "database_busy",
    "40001": "database_busy",
    "55P03": "database_busy",
    "57014": "database_busy",
    "53100": "disk_full",
    "25006": "database_readonly",
}


# PostgreSQL gives no code to those whom it does not let in, only words after "FATAL:".
_POSTGRES_WORDS = (
    (re.compile(r'FATAL: +database ".*"'), "database_absent"),
    (re.compile(r'FATAL: .*(authentication|role ".*"|pg_hba|permission)'), "database_login"),
    (re.compile("fe_sendauth"), "database_login"),
)


def _connecting(words: str) -> str:
    """The code for a connection that did not come about, from what the server says."""
    found = (code for pattern, code in _POSTGRES_WORDS if pattern.search(words))
    return next(found, "database_unreachable")


def is_gone(error: Exception) -> bool:
    """Whether a server is away: it lets nobody in, or its line broke, whatever the driver says.

    A server that ends while it is asked says why and closes the line. The driver gets two answers
    to one question then, and calls that a fault of its own.
    """
    if not isinstance(error, DBAPIError) or isinstance(error.orig, sqlite3.Error):
        return False
    return isinstance(error, OperationalError) or error.connection_invalidated


def refusal_of(error: Exception, url: str = "") -> DatabaseRefusal:
    """Say what a driver's error means: busy, full, readonly, damaged, unreadable, unreachable."""
    where = shown_url(url) if url else ""
    if isinstance(error, OSError):
        return DatabaseRefusal("database_unreadable", where=where, why=error.strerror or "")
    origin: Any = getattr(error, "orig", None)
    state = getattr(origin, "sqlstate", None)
    if state in _POSTGRES_CODES:
        return DatabaseRefusal(_POSTGRES_CODES[state], where=where)
    words = str(origin or error)
    for part, code in _SQLITE_WORDS:
        if part in words:
            return DatabaseRefusal(code, where=where)
    if is_gone(error):
        return DatabaseRefusal(_connecting(words), where=where)
    if isinstance(error, DatabaseError):
        return DatabaseRefusal("database_error", where=where, why=type(origin).__name__)
    return DatabaseRefusal("database_error", where=where, why=type(error).__name__)
