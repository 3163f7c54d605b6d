"""Words for what `kemas doctor` finds about work that was done without the database."""

from __future__ import annotations

from collections.abc import Mapping

from core.i18n import N_
from tui.words.doctor_goods import Said

OFFLINE_FOUND: Mapping[str, Said] = {
    "offline_waits": Said(
        N_("{scans} offline scans of station {station} wait in {path}."),
        N_("Open that station on this machine: it saves them, or names what cannot be saved."),
    ),
    "offline_unreadable": Said(
        N_("What was scanned offline and kept in {path} cannot be read by this version."),
        N_("Start the version that wrote it once, or keep the file and ask for help."),
    ),
    "offline_unsettled": Said(
        N_("Since yesterday offline scans of order {order_no}, box {parcel}, are not saved."),
        N_("Put the box right, then: kemas offline settle {number}"),
    ),
}
