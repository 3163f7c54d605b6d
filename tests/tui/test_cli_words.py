"""Every refusal that core and printers can make has a sentence with the right placeholders."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from core.errors import ConfigRefusal, NotAllowed, Refusal
from core.i18n import speaking
from core.people.permissions import Permission, Role
from tui.words.permissions import PERMISSIONS, ROLES
from tui.words.refusals import SENTENCES, sentence

ROOT = Path(__file__).parents[2]
RAISED = {"Refusal", "NotFound", "NotAllowed", "IllegalTransition", "ConfigRefusal"}
CALLS = {*RAISED, "DatabaseRefusal", "wrong", "refusal"}


@cache
def refusals() -> tuple[tuple[str, set[str], bool, str], ...]:
    """Code, parameters, whether all are known, and where: of every refusal in the source."""
    return tuple(_refusals())


def _refusals() -> Iterator[tuple[str, set[str], bool, str]]:
    for package in ("core", "printers", "tui"):
        for path in (ROOT / package).rglob("*.py"):
            source = path.read_text(encoding="utf-8")
            if not any(f"{name}(" in source for name in CALLS):
                continue
            for node in ast.walk(ast.parse(source)):
                if not isinstance(node, ast.Call) or not node.args:
                    continue
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                code = node.args[0]
                if name in CALLS and isinstance(code, ast.Constant) and isinstance(code.value, str):
                    known = {word.arg for word in node.keywords if word.arg}
                    whole = name in RAISED and all(word.arg for word in node.keywords)
                    yield code.value, known, whole, f"{path.name}:{node.lineno}"


def placeholders(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}


def test_every_refusal_in_the_source_has_a_sentence() -> None:
    missing = {code: where for code, _known, _whole, where in refusals() if code not in SENTENCES}
    assert not missing


def test_every_placeholder_is_filled() -> None:
    unfilled = [
        (where, code, placeholders(SENTENCES[code]) - known)
        for code, known, whole, where in refusals()
        if whole and not code.startswith("secret_") and placeholders(SENTENCES[code]) - known
    ]
    assert not unfilled


def test_every_permission_and_role_has_words() -> None:
    assert set(PERMISSIONS) == {permission.value for permission in Permission}
    assert set(ROLES) == {role.value for role in Role}


def test_a_sentence_shows_outside_text_harmlessly() -> None:
    said = sentence(Refusal("file_missing", path="a\x1b[2J\u202eb" + "x" * 1000))
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert len(said) < 400


def test_a_nearest_word_is_offered() -> None:
    refusal = ConfigRefusal(
        "config_unknown_key", path="k.toml", line=3, key="shop.nme", allowed="name", nearest="name"
    )
    with speaking("en"):
        assert "“name”" in sentence(refusal)


def test_an_unknown_code_is_still_a_sentence() -> None:
    assert "never_heard_of" in sentence(Refusal("never_heard_of"))


@pytest.mark.parametrize("permission", list(Permission))
def test_who_may_not_is_told_what_and_whom_to_ask(permission: Permission) -> None:
    refusal = NotAllowed(
        "not_allowed", permission=permission.value, operator="Sari", roles="lead, admin"
    )
    with speaking("en"):
        said = sentence(refusal)
    for part in ("Sari", PERMISSIONS[permission.value], "lead"):
        assert part in said
