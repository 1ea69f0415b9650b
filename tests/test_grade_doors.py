"""Every way in for a file is known, and the guard of grades stands in it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.apps import apps
from django.db import models

from muster.season.registry.held import held_sources

SRC: Final = Path(__file__).parents[1] / "src" / "muster"
# Binary columns: what the machine made of rows, and salts and hashes. No person fills one.
MADE_HERE: Final = {
    "duty.run.answer_gz",
    "duty.run.problem_gz",
    "duty.standingrun.answer_gz",
    "duty.standingrun.problem_gz",
    "duty.trial.pairs_gz",
    "ledger.entry.leaf",
    "ledger.head.root",
    "ledger.node.frontier",
    "ledger.personal.salt",
    "ledger.subtree.digest",
    "papers.scoresheet.salt",
}
FILE_FIELDS: Final = (models.BinaryField, models.FileField)
# Where an upload is read, and what becomes of it. "kept": through keep_file, which asks the guard.
# "rows": typed cells become rows of a grid and the file is not kept; remarks among them are asked
# for by enter_remarks; of a warning of others its words are kept, never its files. Everything else
# has no grade above the usual one.
UPLOADS: Final = {
    "control/web/views/alerts.py": "rows",
    "control/web/views/posts.py": "kept",
    "duty/web/views/standing_requests.py": "rows",
    "duty/web/views/unit_quotas.py": "rows",
    "office/web/views/approvals.py": "kept",
    "office/web/views/calls.py": "rows",
    "office/web/views/entering.py": "kept",
    "office/web/views/papers.py": "kept",
    "office/web/views/templates.py": "kept",
    "papers/web/views/documents/uploading.py": "kept",
    "papers/web/views/remarks/entering.py": "kept",
    "papers/web/views/remarks/word.py": "kept",
    "season/web/views/paper.py": "kept",
    "season/web/views/step.py": "kept",
    "site/grids/sheets.py": "rows",
    "site/grids/views.py": "rows",
    "site/workbook/views.py": "rows",
}
KEEPERS: Final = frozenset({"keep_file", "keeping"})


def modules() -> Iterator[tuple[str, str]]:
    for path in sorted(SRC.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path.relative_to(SRC).as_posix(), path.read_text(encoding="utf-8")


def test_every_table_that_points_at_a_kept_file_is_registered() -> None:
    pointing = {
        model
        for model in apps.get_models()
        if {"sha256", "content_type"} <= {field.name for field in model._meta.get_fields()}
    }

    assert pointing
    assert pointing == {source.model for source in held_sources()}


def test_every_registered_table_says_its_grade_unit_and_whole_file() -> None:
    for source in held_sources():
        rows = source.holding()
        marked = {source.grade: "x", f"{source.unit}__season__pack": "x", "sha256": "x"}
        assert str(rows.filter(**marked).query), source.word


def test_no_column_holds_a_file_beside_the_folder() -> None:
    found = {
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, FILE_FIELDS)
    }

    assert found == MADE_HERE


def test_every_view_that_reads_an_upload_is_known() -> None:
    reading = {
        name
        for name, text in modules()
        if re.search(r"request\.FILES", text) and not name.startswith("site/middleware")
    }

    assert reading == set(UPLOADS)


def test_files_are_kept_with_their_mark_and_in_one_module() -> None:
    """A call without a mark does not pass the types; a second writer would not be asked at all."""
    for name, text in modules():
        if name == "season/services/kept.py":
            continue
        assert '/ "evidence"' not in text, name
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.Call):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else None
            called = node.func.id if isinstance(node.func, ast.Name) else called
            if called in KEEPERS:
                assert "mark" in {word.arg for word in node.keywords}, f"{name}:{node.lineno}"


def test_the_guard_is_asked_before_a_byte_is_read() -> None:
    text = (SRC / "season" / "services" / "kept.py").read_text(encoding="utf-8")
    keep = next(
        node
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef) and node.name == "keep_file"
    )

    first = keep.body[1]
    assert isinstance(first, ast.Expr)
    assert ast.unparse(first) == "must_be_held(mark)"


def test_every_service_that_writes_passages_or_remarks_asks_the_guard() -> None:
    """Whoever makes a row of words about a document has the guard in the same module."""
    made = re.compile(r"(?<![\w.])(Passage|Remark|ParagraphDraft|SheetRemark|PointAnswer)\(")
    asked = ("must_take_texts", "must_take_words")
    carrying = {
        # rows that are moved, not written: their words passed the guard when they came in
        "papers/services/remarks/carrying.py",
    }
    for name, text in modules():
        if not name.startswith("papers/services/") or name in carrying:
            continue
        if made.search(text):
            assert any(word in text for word in asked), name
