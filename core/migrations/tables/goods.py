"""What the catalogue tells of a product beyond its name and price, and families of variants."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.migrations.columns import add_column
from core.tables import BigId, Moment

COLUMNS = {
    "description": 2000,
    "specification": 2000,
    "pictures": 4000,
    "videos": 2000,
    "unit": 20,
}
"""New columns of text on a product, with their room."""
TABLES = ("product_variants", "family_values", "family_attributes", "product_families")
"""The new tables, those first that others do not need."""


def create() -> None:
    """Make the columns and the tables."""
    for name, room in COLUMNS.items():
        add_column("products", name, sa.String(room), default="")
    add_column("products", "list_price", sa.BigInteger(), default="0", check="list_price >= 0")
    add_column("products", "archived_at", Moment())
    op.create_table(
        "product_families",
        sa.Column("id", BigId, nullable=False),
        sa.Column("sku", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("pattern", sa.String(length=120), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_families")),
        sa.UniqueConstraint("sku", name=op.f("uq_product_families_sku")),
    )
    op.create_table(
        "family_attributes",
        sa.Column("id", BigId, nullable=False),
        sa.Column("family_id", BigId, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.CheckConstraint("position BETWEEN 1 AND 3", name=op.f("ck_family_attributes_position")),
        sa.ForeignKeyConstraint(
            ["family_id"], ["product_families.id"], name=op.f("fk_family_attributes_family_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family_attributes")),
        sa.UniqueConstraint(
            "family_id", "position", name=op.f("uq_family_attributes_family_id_position")
        ),
    )
    op.create_table(
        "family_values",
        sa.Column("id", BigId, nullable=False),
        sa.Column("attribute_id", BigId, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["attribute_id"], ["family_attributes.id"], name=op.f("fk_family_values_attribute_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family_values")),
        sa.UniqueConstraint(
            "attribute_id", "code", name=op.f("uq_family_values_attribute_id_code")
        ),
    )
    op.create_table(
        "product_variants",
        sa.Column("product_id", BigId, nullable=False),
        sa.Column("family_id", BigId, nullable=False),
        sa.Column("codes", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["family_id"], ["product_families.id"], name=op.f("fk_product_variants_family_id")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_product_variants_product_id")
        ),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_product_variants")),
        sa.UniqueConstraint("family_id", "codes", name=op.f("uq_product_variants_family_id_codes")),
    )


def drop() -> None:
    """Take them away."""
    for table in TABLES:
        op.drop_table(table)
    for name in ("archived_at", "list_price", *reversed(COLUMNS)):
        op.execute(f"ALTER TABLE products DROP COLUMN {name}")
