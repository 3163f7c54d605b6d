"""Checks of the audit trail: what is sealed is as it was, and somebody seals it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from core.doctor.findings import Finding, Level
from core.doctor.looking import Means, WholeLook
from core.errors import Refusal
from core.trail import keys
from core.trail.proving import prove
from core.trail.sealing import newest, unsealed_since
from core.transaction import reading

_LATE = timedelta(days=1)


def _whole(means: Means) -> tuple[int, Iterable[Finding]]:
    rows, found = 0, []
    try:
        key = keys.read(means.config)
    except Refusal:  # others may read it: it proves nothing any more
        key = ""
        found.append(Finding("trail_open", (), {"path": str(keys.path_of(means.config))}))
    for count, harm in prove(means.database, key):
        rows += count
        if harm is not None:
            params = {"number": harm.number, "first": harm.first_id, "last": harm.last_id}
            found.append(Finding(harm.harm.value, (harm.number,), params))
    with reading(means.database) as tx:
        sealed, since = newest(tx), unsealed_since(tx)
        late = since is not None and tx.now - since > _LATE
    if sealed is not None and not key and not found:
        path = str(keys.path_of(means.config))
        found.append(Finding("trail_no_key", (), {"path": path}, level=Level.HINT))
    if late:
        found.append(Finding("trail_unsealed", (), level=Level.HINT))
    return rows, found


LOOKS = (WholeLook("trail", _whole),)
