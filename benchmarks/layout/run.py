"""Papers with known faults: how many are found, how many are told in vain, and what mending leaves.

usage: python benchmarks/layout/run.py [--pack vn-nd30 vn-party] [--times 10] [--clean 40]
           [--faults 1 3 4 6] [--seed 1] [--makers python-docx libreoffice odt] [--timed 60]
           [--dir DIR]

Papers are made by `tests/engines/layout/corpus`: *clean* right ones, and such as break each rule
of the pack *times* times, one of *faults* in a paper by chance. python-docx writes them;
LibreOffice writes the same files again, directly and by way of ODT. What is wrong is written beside
them (`truth.jsonl`). Each finding is held against it by its rule and by the words of the paragraph
that it points at. Then every file is mended, twice, and a part of them timed in turns with
python-docx opening and saving the same file.

Ends with 1 if a rule stays under 0.98, or mending leaves what it called mendable or touches a word.
"""

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from docx import Document  # noqa: E402 - the paths come first
from tests.engines.layout.corpus.judging import Score, Truth, judge, truths  # noqa: E402
from tests.engines.layout.corpus.makers import converted  # noqa: E402
from tests.engines.layout.corpus.making import corpus  # noqa: E402
from tests.engines.layout.corpus.rules import rules_of  # noqa: E402
from tests.engines.layout.corpus.writing import write  # noqa: E402

from muster.engines.layout import Layout, check, mend, same_words  # noqa: E402
from muster.packs.layouts import layout  # noqa: E402

GOAL = 0.98
SPEED_GOAL = 0.3
THROUGH = {"libreoffice": "", "odt": "odt"}
Files = Mapping[Path, Sequence[Truth]]


def make(folder: Path, pack: str, said: argparse.Namespace) -> Files:
    """The corpus of a pack by python-docx, with its truth beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    wrong = {}
    with (folder / "truth.jsonl").open("w", encoding="utf-8") as truth:
        papers = corpus(
            pack,
            rules_of(pack),
            times=said.times,
            clean=said.clean,
            seed=said.seed,
            each=said.faults,
        )
        for paper in papers:
            path = folder / f"{paper.key}.docx"
            write(paper, path)
            wrong[path] = truths(paper)
            row = {"file": path.name, "kind": paper.kind, "hand": paper.hand, "wrong": wrong[path]}
            truth.write(json.dumps(row, ensure_ascii=False) + "\n")
    return wrong


def by_makers(files: Files, folder: Path, makers: Sequence[str]) -> Iterator[tuple[str, Files]]:
    for maker in makers:
        if maker == "python-docx":
            yield maker, files
            continue
        made = converted(list(files), folder / maker, by=THROUGH[maker])
        yield maker, {made[path]: wrong for path, wrong in files.items()}


def found_in(files: Files, rules: Layout) -> Score:
    score = Score()
    for path, wrong in files.items():
        judge(score, path, wrong, check(path, rules).findings)
    return score


def mended(files: Files, rules: Layout, folder: Path) -> Counter[str]:
    """What mending does to each file, and what doing it again does."""
    done: Counter[str] = Counter()
    once, twice = folder / "once.docx", folder / "twice.docx"
    for path in files:
        first = mend(path, once, rules)
        second = mend(once, twice, rules)
        done["files"] += 1
        done["findings mended"] += len(first.mended)
        done["mendable findings left"] += sum(finding.mendable for finding in first.left)
        done["files with a changed word"] += not same_words(path, once)
        done["findings mended the second time"] += len(second.mended)
        done["files changed the second time"] += once.read_bytes() != twice.read_bytes()
    return done


def timed(files: Files, rules: Layout, many: int) -> tuple[float, float, float]:
    """Files a second checked, opened and saved by python-docx, and the median of their ratios."""
    own, other, ratios = 0.0, 0.0, []
    chosen = list(files)[:: max(1, len(files) // many)][:many]
    for path in chosen:
        began = time.perf_counter()
        check(path, rules)
        between = time.perf_counter()
        Document(str(path)).save(BytesIO())
        ended = time.perf_counter()
        own, other = own + between - began, other + ended - between
        ratios.append((ended - between) / (between - began))
    return len(chosen) / own, len(chosen) / other, statistics.median(ratios)


def table(rules: Sequence[str], scores: Mapping[str, Score]) -> Iterator[str]:
    """Each rule: how often it is broken, then recall and precision by each maker."""
    yield "| rule | broken | " + " | ".join(f"{maker}" for maker in scores) + " |"
    yield "|---|---:|" + "---:|" * len(scores)
    for rule in rules:
        there = next(iter(scores.values())).there[rule]
        cells = (f"{s.recall(rule):.3f} / {s.precision(rule):.3f}" for s in scores.values())
        yield f"| `{rule}` | {there} | " + " | ".join(cells) + " |"


def report(pack: str, arguments: argparse.Namespace, folder: Path) -> bool:
    """Print everything about one pack; whether it is as it has to be."""
    rules = layout(pack)
    files = make(folder, pack, arguments)
    scores, mending, speeds = {}, {}, {}
    for maker, made in by_makers(files, folder, arguments.makers):
        scores[maker] = found_in(made, rules)
        mending[maker] = mended(made, rules, folder)
        speeds[maker] = timed(made, rules, arguments.timed)
    right = sum(not wrong for wrong in files.values())
    print(f"\n## {pack}: {len(files)} files, {right} of them right in everything\n")
    print("\n".join(table(rules_of(pack), scores)))
    is_good = True
    for maker, score in scores.items():
        is_good &= tell(maker, score, mending[maker], speeds[maker], rules_of(pack))
    return is_good


def tell(
    maker: str,
    score: Score,
    mending: Counter[str],
    speed: tuple[float, float, float],
    rules: Sequence[str],
) -> bool:
    under = [rule for rule in rules if min(score.recall(rule), score.precision(rule)) < GOAL]
    others = {finding.rule for _file, finding, _words in score.vain} - set(rules)
    there, told = sum(score.there.values()), sum(score.told.values())
    whole = sum(score.found.values()) / there if there else 1.0
    print(f"\n{maker}: recall {whole:.4f}, precision {1 - len(score.vain) / max(1, told):.4f},")
    print(f"  under {GOAL}: {', '.join(under) or 'none'}; beside the rules: {others or 'none'}")
    print("  mending: " + ", ".join(f"{name} {mending[name]}" for name in MENDING))
    print(
        f"  {speed[0]:.1f} files/s checked, {speed[1]:.1f} opened and saved by python-docx,"
        f" ratio {speed[2]:.2f} (goal {SPEED_GOAL})"
    )
    for file, truth in score.unseen[:SHOWN]:
        print(f"  not found: {file}: {truth}")
    for file, finding, words in score.vain[:SHOWN]:
        print(f"  in vain: {file}: {finding.rule} at {finding.where}: {words[:60]}")
    broken = sum(mending[name] for name in MENDING[2:])
    return not under and not others and not broken


SHOWN = 20
MENDING = (
    "files",
    "findings mended",
    "mendable findings left",
    "files with a changed word",
    "findings mended the second time",
    "files changed the second time",
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pack", nargs="+", default=["vn-nd30", "vn-party"])
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--clean", type=int, default=40)
    parser.add_argument("--faults", type=int, nargs="+", default=[1, 3, 4, 6])
    parser.add_argument("--seed", type=int, default=1)
    makers = ["python-docx", *(THROUGH if shutil.which("soffice") else ())]
    parser.add_argument("--makers", nargs="+", default=makers)
    parser.add_argument("--timed", type=int, default=60)
    parser.add_argument("--dir", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = arguments.dir or Path(name)
        good = [report(pack, arguments, folder / pack) for pack in arguments.pack]
    return 0 if all(good) else 1


if __name__ == "__main__":
    raise SystemExit(main())
