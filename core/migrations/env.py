"""Alembic's entry: runs the migrations on the engine that the program hands over."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Engine

from core.schema import metadata


def run_migrations() -> None:
    """Migrate inside one transaction."""
    engine: Engine = context.config.attributes["engine"]
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=True,
            compare_type=True,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run_migrations()
