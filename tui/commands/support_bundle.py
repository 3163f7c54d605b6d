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
from tui.support.hiding import hidden, hide, secrets_of


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    parser.add_argument("--to", metavar="FILE", help=_("the file to write"))
    parser.set_defaults(run=_run)


def _run(context: Context) -> None:
    config = context.config
    secrets = secrets_of(config)
    path = Path(context.args.to or f"kemas-support-{clock.now():%Y%m%dT%H%M%SZ}.zip")
    parts: dict[str, str] = {
        "about.json": _json(gathering.about(config), secrets),
        "config.json": _json(config.model_dump(mode="json"), secrets),
    }
    for name, gather in (
        ("counts.json", lambda: gathering.counts(context.database)),
        ("doctor.json", lambda: gathering.findings(context.database, config)),
    ):
        parts[name] = _json(_or_why(gather), secrets)
    parts |= {name: hide(text, secrets) for name, text in gathering.logs(config).items()}
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


def _or_why(gather: Callable[[], Any]) -> Any:
    """What is gathered, or why it cannot be: a shop that is ill is when it is needed."""
    try:
        return gather()
    except KemasError as error:
        return {"problem": error.code}


def _json(value: Any, secrets: tuple[str, ...]) -> str:
    return json.dumps(hidden(value, secrets), ensure_ascii=False, indent=1)
