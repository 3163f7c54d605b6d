"""Tables of products, of the codes that are printed on them, and of families of variants."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from core.catalog.tracking import Tracking
from core.tables import BigId, Moment, metadata, one_of

products = Table(
    "products",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("sku", String(80), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("search", String(400), nullable=False, default=""),  # folded sku and name
    Column("brand", String(120), nullable=False, default=""),
    Column("category", String(120), nullable=False, default=""),
    Column("currency", String(3), nullable=False),
    Column("unit_price", BigInteger, nullable=False, default=0),  # minor units
    Column("cost", BigInteger, nullable=False, default=0),  # minor units
    Column("tax_rate", String(12), nullable=False, default="0"),  # exact percent, as text
    Column("weight_g", Integer, nullable=False, default=0),
    Column("length_mm", Integer, nullable=False, default=0),
    Column("width_mm", Integer, nullable=False, default=0),
    Column("height_mm", Integer, nullable=False, default=0),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("reorder_point", BigInteger, nullable=False, server_default="0"),  # units; 0: none
    # What it was bought for, in minor units as exact text; empty: nothing was received yet.
    Column("average_cost", String(32), nullable=False, server_default=""),
    Column("last_cost", String(32), nullable=False, server_default=""),
    Column("description", String(2000), nullable=False, server_default=""),
    Column("specification", String(2000), nullable=False, server_default=""),
    Column("pictures", String(4000), nullable=False, server_default=""),  # links, one a line
    Column("videos", String(2000), nullable=False, server_default=""),
    Column("unit", String(20), nullable=False, server_default=""),  # what one of it is
    Column("list_price", BigInteger, nullable=False, server_default="0"),  # minor units; 0: none
    Column("archived_at", Moment),
    Column("tracking", String(8), nullable=False, server_default=Tracking.NONE.value),
    # Days of life that a lot has left at least when it is promised.
    Column("min_life_days", Integer, nullable=False, server_default="0"),
    CheckConstraint("reorder_point >= 0", name="reorder_point"),
    CheckConstraint("list_price >= 0", name="list_price"),
    CheckConstraint(one_of("tracking", Tracking), name="tracking"),
    CheckConstraint("min_life_days >= 0", name="min_life_days"),
)

barcodes = Table(
    "barcodes",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("product_id", BigId, ForeignKey("products.id"), nullable=False),
    Column("code", String(80), nullable=False),  # canonical, as core.barcodes writes it
    Column("quantity", Integer, nullable=False, default=1),  # a case counts its units
    UniqueConstraint("code", "product_id"),
    Index("ix_barcodes_product_id", "product_id"),
    CheckConstraint("quantity > 0", name="counts"),
)

families = Table(
    "product_families",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("sku", String(80), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("pattern", String(120), nullable=False),  # of the SKUs: {family}-{1}-{2}
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
)

family_attributes = Table(
    "family_attributes",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("family_id", BigId, ForeignKey("product_families.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("name", String(40), nullable=False),
    UniqueConstraint("family_id", "position"),
    CheckConstraint("position BETWEEN 1 AND 3", name="position"),
)

family_values = Table(
    "family_values",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("attribute_id", BigId, ForeignKey("family_attributes.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("code", String(20), nullable=False),  # its part of a SKU
    Column("name", String(60), nullable=False),
    UniqueConstraint("attribute_id", "code"),
)

variants = Table(
    "product_variants",
    metadata,
    Column("product_id", BigId, ForeignKey("products.id"), primary_key=True, autoincrement=False),
    Column("family_id", BigId, ForeignKey("product_families.id"), nullable=False),
    Column("codes", String(80), nullable=False),  # of its values, as RED|M
    UniqueConstraint("family_id", "codes"),
)
