"""All tables together: importing this module fills the shared metadata."""

from __future__ import annotations

import core.audit
import core.catalog.models
import core.fulfilment.models
import core.numbering
import core.orders.models
import core.outbox
import core.paper.models
import core.people.models
import core.shipping.models
import core.stock.models
import core.workers  # noqa: F401 - a package whose name was bound above
from core.tables import metadata

__all__ = ["metadata"]
