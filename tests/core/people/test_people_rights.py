"""Every permission with every role, and every command that checks one, as one page."""

from __future__ import annotations

from pathlib import Path

import pytest
import rights
from rights import commands, table

from core.database import Database
from core.errors import NotAllowed
from core.people.commands import add_operator
from core.people.permissions import ROLES, Permission, Role, require
from core.transaction import Actor, reading, writing

PAGE = Path(rights.__file__).with_name("rights.txt")


def test_who_may_do_what_is_what_the_page_says() -> None:
    """Whoever changes a right changes the page with it, and reads what they changed."""
    now = table()
    assert now == PAGE.read_text(encoding="utf-8"), "PYTHONPATH=. python tests/rights.py"


@pytest.mark.parametrize("role", list(Role))
def test_each_role_passes_the_checks_of_its_permissions_and_no_other(
    db: Database, role: Role
) -> None:
    with writing(db) as tx:
        who = add_operator(tx, "Sari", role.value).actor()
    with reading(db, who) as tx:
        for permission in Permission:
            if permission in ROLES[role]:
                require(tx, permission)
            else:
                with pytest.raises(NotAllowed, match="not_allowed") as refused:
                    require(tx, permission)
                assert refused.value.params["operator"] == "Sari"


def test_nobody_who_is_not_signed_in_passes_any(db: Database) -> None:
    with reading(db, Actor()) as tx:
        for permission in Permission:
            with pytest.raises(NotAllowed, match="not_signed_in"):
                require(tx, permission)


def test_every_permission_is_asked_for_somewhere_and_given_to_somebody() -> None:
    asked = {one for each in commands().values() for one in each}
    assert set(Permission) - asked == NOT_YET
    assert set().union(*(ROLES[role] for role in Role if role is not Role.ADMIN)) >= {
        each for each in Permission if each not in ONLY_ADMINS
    }


NOT_YET: set[Permission] = set()
"""Permissions that no command asks for."""
ONLY_ADMINS = {Permission.PEOPLE_MANAGE}
