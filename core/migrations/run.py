"""Brings a database to the newest migration, without an alembic.ini."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine


def config_for(engine: Engine) -> Config:
    """Alembic's settings for one engine."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["engine"] = engine
    return config


def to_newest(engine: Engine) -> None:
    """Run every migration that the database has not seen."""
    command.upgrade(config_for(engine), "head")
