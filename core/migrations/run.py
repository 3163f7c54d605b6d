"""Brings a database to the newest migration, without an alembic.ini."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

Hook = Callable[[Connection], None]


def config_for(engine: Engine) -> Config:
    """Alembic's settings for one engine."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["engine"] = engine
    return config


def to_newest(engine: Engine, before: Hook | None = None, after: Hook | None = None) -> None:
    """Run every migration that the database has not seen; nothing where there is none.

    `before` and `after` are called in the same transaction, with its connection; what they raise
    leaves all as it was.
    """
    config = config_for(engine)
    config.attributes.update(before=before, after=after)
    command.upgrade(config, "head")
