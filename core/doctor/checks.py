"""All checks by name, in the order in which people read of them."""

from __future__ import annotations

from collections.abc import Sequence

from core.doctor import (
    boxes,
    coming_back,
    counts,
    einvoices,
    hanging,
    invoices,
    links,
    lots,
    machine,
    manifests,
    money,
    offline,
    outside,
    paper,
    payouts,
    places,
    promises,
    purchases,
    receivables,
    searching,
    setting_up,
    states,
    status,
    stock,
    structure,
    tasks,
    trail,
    walks,
)
from core.doctor.examining import REST_S, Progress, examine
from core.doctor.findings import Result
from core.doctor.looking import Look, Means, WholeLook

LOOKS: tuple[Look | WholeLook, ...] = (
    *structure.LOOKS,
    *setting_up.LOOKS,
    *states.LOOKS,
    *stock.LOOKS,
    *lots.LOOKS,
    *places.LOOKS,
    *promises.LOOKS,
    *tasks.LOOKS,
    *walks.LOOKS,
    *counts.LOOKS,
    *purchases.LOOKS,
    *boxes.LOOKS,
    *paper.LOOKS,
    *hanging.LOOKS,
    *offline.LOOKS,
    *money.LOOKS,
    *invoices.LOOKS,
    *receivables.LOOKS,
    *payouts.LOOKS,
    *einvoices.LOOKS,
    *links.LOOKS,
    *manifests.LOOKS,
    *status.LOOKS,
    *searching.LOOKS,
    *coming_back.LOOKS,
    *trail.LOOKS,
    *machine.LOOKS,
    *outside.LOOKS,
)
"""Every look of every check."""
NAMES: tuple[str, ...] = tuple(dict.fromkeys(look.check for look in LOOKS))
"""The names of all checks."""


def check(
    means: Means,
    names: Sequence[str] = NAMES,
    *,
    rest_s: float = REST_S,
    progress: Progress = lambda _name, _rows: None,
) -> list[Result]:
    """Do the checks of these names; see `examine`."""
    wanted = [look for look in LOOKS if look.check in names]
    return examine(means, wanted, rest_s=rest_s, progress=progress)
