"""Command lines run in this process, as a person or a program would give them."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tui import cli


def exit_code(*words: str) -> int:
    """What the command ends with, however it ends."""
    try:
        return cli.main(words)
    except SystemExit as end:
        return int(end.code or 0)


class CommandLine:
    """Runs `kemas` with one configuration, in English."""

    def __init__(self, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.path = path
        self._capsys = capsys

    def __call__(self, *words: str) -> tuple[int, str, str]:
        """Exit code, standard output, standard error."""
        self._capsys.readouterr()
        code = exit_code(*words, "--config", str(self.path), "--language", "en")
        out, err = self._capsys.readouterr()
        return code, out, err

    def json(self, *words: str) -> Any:
        """What a command prints as JSON; it must succeed."""
        code, out, err = self(*words, "--json")
        assert (code, err) == (0, "")
        return json.loads(out)


def new_shop(folder: Path, **imports: str) -> Path:
    """What `kemas init` makes in a folder, with the text of these files imported; to copy from.

    Gives the path of the configuration.
    """
    path = folder / "kemas.toml"
    lines = [["init", "--unattended"]]
    for name, text in imports.items():
        file = folder / f"{name}.csv"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        lines.append([name, "import", str(file)])
    for words in lines:
        with contextlib.redirect_stdout(io.StringIO()) as said:
            code = exit_code(*words, "--config", str(path), "--language", "en")
        assert code == 0, said.getvalue()
    return path
