"""Makes labels of the papers that couriers draw, as they would come out of a printer."""

from __future__ import annotations

import base64
import hashlib

from core.clock import now
from core.config import Config
from core.database import Database
from core.paper.documents import CourierLabel
from core.shipping.courier_labels import A6_DOTS
from core.transaction import reading


class CourierPapers:
    """Draws the first page of a PDF for the printer that it is for, in a process of its own."""

    def __init__(self, database: Database, config: Config) -> None:
        self._database = database
        self._config = config

    def __call__(self, data: bytes, printer: str | None) -> CourierLabel:
        """The label; raises Refusal ``pdf_…`` where it cannot be printed so that it scans."""
        from printers.pdf.drawing import take_page

        drawn = take_page(data, 1, *self._dots(printer))
        return CourierLabel(
            language=self._config.shop.language,
            zone=self._config.shop.timezone,
            courier="",
            waybill="",
            parcel_code="",
            pdf=base64.b64encode(drawn.alone).decode(),
            printed_at=now(),
            station="",
            codes=tuple((code.format, code.text) for code in drawn.codes),
            source=f"{hashlib.sha256(data).hexdigest()}:1",
        )

    def _dots(self, printer: str | None) -> tuple[int, int]:
        """How wide and high its paper is; that of couriers' labels where there is no printer."""
        from printers.spool import profile_in

        known = self._config.printer(printer) if printer else None
        if known is None:
            return A6_DOTS, 0
        with reading(self._database) as tx:
            profile = profile_in(tx, known)
        return profile.width_dots, profile.label_dots
