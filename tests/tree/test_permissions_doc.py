from pathlib import Path

import pytest

from muster.tree.commands import permissions, table_text
from muster.tree.table import Role, every_rule

DOC = Path(__file__).parents[2] / "docs" / "permissions.md"


def is_of_the_product(line: str) -> bool:
    """Tests grant permissions of their own, which the document must not hold."""
    return not line.startswith("| `test.")


def test_the_document_is_the_table() -> None:
    wanted = [line for line in table_text().splitlines() if is_of_the_product(line)]

    assert DOC.read_text("utf-8").splitlines() == wanted, "run: muster permissions --write"


def test_the_command_writes_the_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "permissions.md"

    assert permissions(["--write", str(target)]) == 0
    assert permissions([]) == 0

    assert target.read_text("utf-8") == capsys.readouterr().out == table_text()


def test_every_role_may_something_and_says_what_it_is_for() -> None:
    used = {role for rule in every_rule().values() for role in rule.roles}

    assert used == set(Role)
    assert all(role.label and role.about for role in Role)
