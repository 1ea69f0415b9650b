"""No word, key or number of any pack's user stands in the code: rules are data."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from muster.packs import Milestone, Pack, Rubric, available, load

SRC = Path(__file__).parents[2] / "src" / "muster"
SUFFIXES = (".py", ".html", ".js", ".css", ".txt")
NOT_OURS = ("locale", "vendor")

VIETNAMESE = re.compile("[ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
# A language is called by its own name where people choose it.
OWN_NAME = "Tiếng Việt"

TERMS = re.compile(
    r"""(?<![a-z])(?:
        (?<!third-)(?<!third\ )(?<!third_)(?<!first-)(?<!first\ )part(?:y|ies)
      | politburo | communists? | grass-?roots
      | standing[ _-]committee | central[ _-]committee
      | chi[ _-]?bo | dang[ _-]?(?:bo|uy|vien) | dai[ _-]?hoi | cap[ _-]?uy | bi[ _-]?thu
      | tieu[ _-]?ban | chuan[ _-]?y | don[ _-]?vi | co[ _-]so | nhiem[ _-]?ky | van[ _-]?kien
      | chot | cong[ _-]?an | phuong[ _-]?an | can[ _-]?bo | trung[ _-]?ta | dai[ _-]?uy
    )(?![a-z])""",
    re.VERBOSE | re.IGNORECASE,
)

# Tables whose keys are this user's choice.
TABLES = (
    "absences",
    "agendas",
    "authorities",
    "call_purposes",
    "callees",
    "checklists",
    "contents",
    "contingency_cards",
    "copy_kinds",
    "delays",
    "documents",
    "edge_kinds",
    "equipment_kinds",
    "events",
    "evidence",
    "forms",
    "grades",
    "groups",
    "incident_kinds",
    "incident_states",
    "incident_types",
    "incident_zones",
    "instruction_kinds",
    "line_kinds",
    "line_templates",
    "meeting_kinds",
    "moving_papers",
    "paper_kinds",
    "partner_kinds",
    "plans",
    "posts",
    "press_zones",
    "priorities",
    "problems",
    "radio_channels",
    "ranks",
    "registers",
    "remark_kinds",
    "report_forms",
    "rings",
    "risks",
    "severities",
    "shift_patterns",
    "sizes",
    "skills",
    "standing_groups",
    "standing_posts",
    "standing_shifts",
    "subcommittees",
    "task_sets",
    "tiers",
    "unit_kinds",
    "vehicle_kinds",
    "waivers",
)

# Keys of the packs that are also plain words of ours or of any program, and so prove nothing.
PLAIN = set(Path(__file__).with_name("plain_words.txt").read_text(encoding="utf-8").split())


def files(*suffixes: str) -> list[Path]:
    return [
        path
        for path in sorted(SRC.rglob("*"))
        if path.suffix in suffixes and not set(path.relative_to(SRC).parts) & set(NOT_OURS)
    ]


def places(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    for number, line in enumerate(text.replace(OWN_NAME, "").splitlines(), start=1):
        for hit in pattern.finditer(line):
            yield f"{number}: {hit.group()!r} in {line.strip()[:80]!r}"


@cache
def packs() -> list[Pack]:
    return [load(ref.key, ref.version) for ref in available()]


@cache
def telling_keys() -> frozenset[str]:
    """Every key of every pack that could not stand in code for another reason."""
    found = {key for pack in packs() for table in TABLES for key in getattr(pack, table)}
    for pack in packs():
        found.update(step for one in pack.procedures.values() for step in one.steps)
        found.update(item for one in pack.checklists.values() for item in one.items)
        found.update(task for one in pack.task_sets.values() for task in one.tasks)
        found.update(field for one in pack.report_forms.values() for field in one.fields)
        appraisal = pack.appraisal
        found.update(
            (*appraisal.teams, *appraisal.rubrics, *appraisal.conclusions, *appraisal.visits)
        )
        found.update(key for one in appraisal.rubrics.values() for key in criteria_of(one))
    return frozenset(found - PLAIN)


def criteria_of(rubric: Rubric) -> list[str]:
    return [criterion.key for criterion in rubric.criteria()]


@cache
def telling_numbers() -> frozenset[int]:
    """The duty rules' minutes that no program has by chance: not half a day or its multiples."""
    rules = [pack.duty for pack in packs() if pack.key != "agm"]
    values = {v for rule in rules for v in rule.model_dump().values() if isinstance(v, int)}
    return frozenset(value for value in values if value > 700 and value % 720)


@cache
def telling_dates() -> frozenset[tuple[int, int, int]]:
    days = {
        due.on
        for pack in packs()
        for tier in pack.tiers.values()
        for milestone in Milestone
        if (due := tier.deadlines.of(milestone)).on
    }
    return frozenset((day.year, day.month, day.day) for day in days if day)


def literals(tree: ast.AST) -> Iterator[ast.Constant]:
    """Every constant but docstrings: prose is judged by its words, not as a key."""
    prose = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in prose:
            yield node


def dates_called(tree: ast.AST) -> Iterator[tuple[int, tuple[int, ...]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and len(node.args) >= 3:
            values = [a.value if isinstance(a, ast.Constant) else None for a in node.args[:3]]
            if all(isinstance(value, int) for value in values):
                yield node.lineno, tuple(v for v in values if isinstance(v, int))


def wired_literals(text: str) -> list[str]:
    tree = ast.parse(text)
    dated = {f"{y:04}-{m:02}-{d:02}" for y, m, d in telling_dates()}
    found = [
        f"{node.lineno}: {node.value!r}"
        for node in literals(tree)
        if (isinstance(node.value, str) and node.value in telling_keys() | dated)
        or (type(node.value) is int and node.value in telling_numbers())
    ]
    return found + [f"{line}: {day}" for line, day in dates_called(tree) if day in telling_dates()]


@pytest.mark.parametrize("path", files(*SUFFIXES), ids=lambda path: str(path.relative_to(SRC)))
def test_no_word_of_a_user_stands_in_code(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert [*places(VIETNAMESE, text), *places(TERMS, text)] == []


@pytest.mark.parametrize("path", files(".py"), ids=lambda path: str(path.relative_to(SRC)))
def test_no_key_or_number_of_a_pack_stands_in_code(path: Path) -> None:
    assert wired_literals(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "line",
    [
        "label = 'Chi bộ'",
        "# the party committee",
        "def grassroots_units(): ...",
        "PARTY = 1",
        "POLITBURO_ROLE = 'x'",
        "dai_hoi = 1",
    ],
)
def test_the_scan_sees_words(line: str) -> None:
    assert [*places(VIETNAMESE, line), *places(TERMS, line)]


@pytest.mark.parametrize(
    "line", ["third-party assets", "a counterparty", "compartments", "the cell of a sheet"]
)
def test_the_scan_lets_plain_words_pass(line: str) -> None:
    assert [*places(VIETNAMESE, line), *places(TERMS, line)] == []


@pytest.mark.parametrize(
    "code",
    [
        "if tier == 'above_grassroots': ...",
        "SPAN = 780",
        "last = date(2025, 6, 30)",
        "last = '2025-06-30'",
        "steps['venue_survey']",
    ],
)
def test_the_scan_sees_keys_numbers_and_dates(code: str) -> None:
    assert wired_literals(code)
