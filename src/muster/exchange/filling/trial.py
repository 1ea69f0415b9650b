"""A trial filling: examples, or the names of the fields, where real values will stand."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from muster.engines.layout import Finding, Layout, check
from muster.exchange.filling.fields import Field, Template

ROWS: Final = 3


def trial_values(template: Template, head: Mapping[str, Any]) -> dict[str, Any]:
    """Values for every field that *template* declares itself, with those of *head*."""
    own: dict[str, Any] = {field.name: _shown(field) for field in template.fields}
    for listed in template.rows:
        own[listed.name] = [
            {field.name: _in_row(field, n) for field in listed.fields} for n in range(1, ROWS + 1)
        ]
    return {**head, **own}


def _shown(field: Field) -> str:
    return str(field.example) or f"[{field.label}]"


def _in_row(field: Field, number: int) -> str:
    """A row's own number, and that of the row to which it belongs, so that rows find each other."""
    return str(number) if field.name in ("n", "line", "sheet") else _shown(field)


def held_against(content: bytes, rules: Layout) -> list[Finding]:
    """What of a Word file is not as the rules want it: for a child process."""
    with TemporaryDirectory(prefix="muster-layout-") as folder:
        path = Path(folder) / "trial.docx"
        path.write_bytes(content)
        return list(check(path, rules).findings)
