"""A slice of the corpus of `benchmarks/layout`: each rule is broken once, by python-docx and after
LibreOffice; nothing is overlooked, nothing is told in vain, and what can be mended is mended."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.engines.layout.corpus.judging import Score, judge, truths
from tests.engines.layout.corpus.makers import converted
from tests.engines.layout.corpus.making import corpus
from tests.engines.layout.corpus.rules import NOT_WRITTEN, rules_of
from tests.engines.layout.corpus.writing import write

from muster.engines.layout import Layout, check, mend, same_words
from muster.engines.layout.rules import SIDES, Component
from muster.packs.layouts import layout

PACKS = ("vn-nd30", "vn-party")
EVERY = {"vn-nd30": 3, "vn-party": 5}  # so many files are mended here; the benchmark mends all
Truths = Mapping[Path, list[tuple[str, str]]]


def made(folder: Path, pack: str, *, times: int = 1, clean: int = 8, seed: int = 7) -> Truths:
    wrong = {}
    for paper in corpus(pack, rules_of(pack), times=times, clean=clean, seed=seed):
        path = folder / f"{paper.key}.docx"
        write(paper, path)
        wrong[path] = truths(paper)
    return wrong


@pytest.fixture(scope="module", params=PACKS)
def files(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Layout, Truths]:
    return layout(request.param), made(tmp_path_factory.mktemp("corpus"), request.param)


def said_by(rules: Layout) -> set[str]:
    """Every rule that a pack can tell of, but for the order of components."""
    said = {f"page.{name}" for name in ("size", *(f"margin_{side}" for side in SIDES))}
    said |= {"font.family", "addressees.missing"}
    for rule in (*rules.components.values(), rules.letter_abstract):
        said |= {f"{rule.key}.{name}" for one in (rule, *rule.roles.values()) for name in of(one)}
    if "page_number" in rules.components:
        said |= {f"page_number.{name}" for name in ("missing", "place", "format")}
    # A paper without any text is none, and its first paragraph is told by its place alone.
    return said - {"body.missing"}


def of(rule: Component) -> set[str]:
    asked = {
        "points": rule.points,
        "bold": rule.bold is not None,
        "italic": rule.italic is not None,
        "case": rule.case,
        "align": rule.align,
        "place": rule.place,
        "text": rule.text,
        "format": rule.format,
        "indent": rule.first_mm,
        "spacing": rule.gap_pt or rule.line,
        "rule": rule.ruled or rule.underline,
        "missing": rule.required,
    }
    return {name for name, is_asked in asked.items() if is_asked}


def scored(rules: Layout, wrong: Truths) -> Score:
    score = Score()
    for path, there in wrong.items():
        judge(score, path, there, check(path, rules).findings)
    return score


@pytest.mark.slow
def test_every_fault_is_found_and_nothing_else(files: tuple[Layout, Truths]) -> None:
    rules, wrong = files

    score = scored(rules, wrong)

    assert set(score.there) == set(rules_of(rules.key))
    assert score.unseen == []
    assert score.vain == []


@pytest.mark.slow
def test_what_is_called_mendable_is_mended_and_no_word_changes(
    files: tuple[Layout, Truths], tmp_path: Path
) -> None:
    rules, wrong = files
    once, twice = tmp_path / "once.docx", tmp_path / "twice.docx"
    for path in list(wrong)[:: EVERY[rules.key]]:
        called = [finding for finding in check(path, rules).findings if finding.mendable]

        done = mend(path, once, rules)
        again = mend(once, twice, rules)

        assert len(done.mended) == len(called)
        assert [finding for finding in done.left if finding.mendable] == []
        assert same_words(path, once)
        assert list(again.mended) == []
        assert once.read_bytes() == twice.read_bytes()


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice (soffice)")
def test_the_same_after_libreoffice(tmp_path: Path) -> None:
    rules = layout("vn-nd30")
    wrong = dict(list(made(tmp_path, "vn-nd30", clean=4, seed=11).items())[:40])

    written = converted(list(wrong), tmp_path / "after")
    score = scored(rules, {written[path]: there for path, there in wrong.items()})

    assert score.unseen == []
    assert score.vain == []


@pytest.mark.parametrize("pack", PACKS)
def test_the_corpus_breaks_every_rule_of_the_packs(pack: str) -> None:
    known = {rule for rule in rules_of(pack) if not rule.endswith(".order")}
    said = said_by(layout(pack))
    if pack != "vn-nd30":
        said = {rule for rule in said if not rule.startswith(NOT_WRITTEN)}

    assert known == said
