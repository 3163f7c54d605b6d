"""``kemas support-bundle``: one file for a helper, without secrets and without buyers."""

from __future__ import annotations

import json
import os
import zipfile
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core import clock
from core.errors import KemasError, Refusal
from core.i18n import _
from tui.context import Context
from tui.support import gathering
from tui.support.hiding import heads, hidden, hide, secrets_of, without_talk
from tui.support.people import Unsaid, kept_secrets, unsaid


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    parser.add_argument("--to", metavar="FILE", help=_("the file to write"))
    parser.set_defaults(run=_run)


def _run(context: Context) -> None:
    path = Path(context.args.to or f"kemas-support-{clock.now():%Y%m%dT%H%M%SZ}.zip")
    parts = _parts(context)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with (
            os.fdopen(handle, "wb") as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as all_,
        ):
            for name, text in parts.items():
                all_.writestr(name, text)
    except FileExistsError as error:
        raise Refusal("backup_exists", path=str(path)) from error
    except OSError as error:
        raise Refusal("bundle_unwritable", path=str(path), why=error.strerror or "") from error
    if context.out.as_json:
        context.out.data({"path": str(path), "parts": sorted(parts)})
        return
    context.out.line(_("{path}: look into it before you send it; {parts}.").format(
        path=path, parts=", ".join(sorted(parts))
    ))  # fmt: skip


def _parts(context: Context) -> dict[str, str]:
    """The files by their names, without anything that no helper may see."""
    config = context.config
    told = {
        "about.json": gathering.about(config),
        "config.json": config.model_dump(mode="json"),
        "counts.json": _or_why(lambda: gathering.counts(context.database)),
        "doctor.json": _or_why(lambda: gathering.findings(context.database, config)),
        "offline.json": gathering.offline(config),
    }
    logs = {name: without_talk(text) for name, text in gathering.logs(config).items()}
    try:
        secrets = kept_secrets(context.database, config)
        people = unsaid(context.database, [*logs.values(), *map(_json, told.values())])
    except KemasError:
        secrets = secrets_of(config)
        people = Unsaid(())
        logs = {name: heads(text) for name, text in logs.items()}

    def hide_all(text: str) -> str:
        return people.hide(hide(text, secrets))

    parts = {name: _json(hidden(value, hide_all)) for name, value in told.items()}
    return parts | {name: hide_all(text) for name, text in logs.items()}


def _or_why(gather: Callable[[], Any]) -> Any:
    """What is gathered, or why it cannot be: a shop that is ill is when it is needed."""
    try:
        return gather()
    except KemasError as error:
        return {"problem": error.code}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str)
