"""Who may do what, read from the code: roles by permission, and commands by what they ask for."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from core.people.permissions import APPROVABLE, ROLES, Permission, Role
from tui.keys import ACTIONS

ROOT = Path(__file__).parents[1]
_ASKS = {"require", "may"}
_ANOTHER = "by what it is about"
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def table() -> str:
    """The whole of it, as a page that a person can read."""
    wide = max(len(one) for one in Permission)
    head = f"{'permission':{wide}}  " + "  ".join(f"{role.value:7}" for role in Role)
    rows = [f"{head}  by a lead's yes"]
    for permission in Permission:
        marks = (f"{'yes' if permission in ROLES[role] else '-':7}" for role in Role)
        once = "once" if permission in APPROVABLE else "-"
        rows.append(f"{permission.value:{wide}}  " + "  ".join(marks) + f"  {once}")
    rows += ["", "What each command asks for.", ""]
    rows += [
        f"{name.removeprefix('core.').replace('.commands.', '.')}: {', '.join(asked)}{_once(asked)}"
        for name, asked in sorted(commands().items())
        if ".commands." in name
    ]
    rows += ["", "What each key asks for before it begins.", ""]
    asked = {action.name: action.permission for action in ACTIONS if action.permission}
    rows += [f"{name}: {permission}" for name, permission in sorted(asked.items())]
    return "\n".join(rows) + "\n"


def _once(asked: list[str]) -> str:
    """What a lead may say yes to is marked: all that the command asks for can be given so."""
    return " (once, by a lead's yes)" if set(asked) <= APPROVABLE else ""


def commands() -> dict[str, list[str]]:
    """The functions of core that check a permission by themselves, with those that they name."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "core").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for function in _functions(tree):
            asked = [_named(call) for call in _checks(function)]
            if asked and module != "core.people.permissions":
                name = f"{module}.{function.name}"
                found[name] = sorted({*found.get(name, []), *asked})
    return found


def _functions(tree: ast.AST) -> Iterator[_Function]:
    return (node for node in ast.walk(tree) if isinstance(node, _Function))


def _checks(function: _Function) -> Iterator[ast.Call]:
    for node in ast.walk(function):
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(node, ast.Call) and isinstance(called, ast.Name) and called.id in _ASKS:
            yield node


def _named(call: ast.Call) -> str:
    """The permission that a check names; a check of several is told in words."""
    wanted = call.args[1]
    if isinstance(wanted, ast.Attribute):
        return Permission[wanted.attr].value
    return _ANOTHER


if __name__ == "__main__":  # write the page anew
    Path(__file__).with_name("rights.txt").write_text(table(), encoding="utf-8")
