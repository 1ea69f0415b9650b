"""The exchange format ``muster-roster-solution/1``: JSON to a solution, every fault by its path."""

from typing import Any

from muster.engines.roster.files.nodes import MAX_FAULTS, Node, pairs_of, show, texts_of
from muster.engines.roster.problem import (
    Certificate,
    Levels,
    ProblemError,
    Reason,
    Solution,
    Why,
)

FORMAT = "muster-roster-solution/1"
MAX_VALUE = 1e15


def solution_from_json(data: Any) -> Solution:
    """The solution that *data* (parsed JSON) describes. Raises ProblemError with every fault."""
    faults: list[str] = []
    node = Node(data, "", faults)
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ProblemError([f"format: {FORMAT!r} is wanted"])
    solution = _solution(node)
    if faults:
        raise ProblemError(faults[:MAX_FAULTS])
    return solution


def _solution(node: Node) -> Solution:
    proofs = node.maybe("certificate")
    return Solution(
        assignments=pairs_of(node.get("assignments")),
        value=Levels(uncovered=_level(node, "uncovered"), cost=_level(node, "cost")),
        bound=_levels(node.maybe("bound")),
        changes=_count(node, "changes"),
        certificates={} if proofs is None else {k: _proof(x) for k, x in proofs.members()},
        reasons=_reasons(node.maybe("reasons")),
        seconds=_amount(node, "seconds"),
        seed=_count(node, "seed"),
        workers=_count(node, "workers") or 1,
        iterations=_count(node, "iterations"),
        peak_mb=_amount(node, "peak_mb"),
    )


def _level(node: Node, key: str) -> float:
    return float(node.get(key).number(-MAX_VALUE, MAX_VALUE))


def _levels(node: Node | None) -> Levels:
    if node is None:
        return Levels()
    node.only("uncovered", "cost")
    return Levels(uncovered=_amount(node, "uncovered"), cost=_amount(node, "cost"))


def _amount(node: Node, key: str) -> float:
    given = node.maybe(key)
    return 0.0 if given is None else float(given.number(-MAX_VALUE, MAX_VALUE))


def _count(node: Node, key: str) -> int:
    given = node.maybe(key)
    return 0 if given is None else given.whole(-(2**63), 2**63)


def _proof(node: Node) -> Certificate:
    node.only("post", "mu", "overload", "week", "total")
    mu = node.maybe("mu")
    return Certificate(
        post=_prices(node.maybe("post")),
        mu=1.0 if mu is None else float(mu.number(-MAX_VALUE, MAX_VALUE)),
        overload=_prices(node.maybe("overload")),
        week=_week_prices(node.maybe("week")),
        total=_prices(node.maybe("total")),
    )


def _prices(node: Node | None) -> dict[str, float]:
    if node is None:
        return {}
    return {key: float(x.number(-MAX_VALUE, MAX_VALUE)) for key, x in node.members()}


def _week_prices(node: Node | None) -> dict[str, tuple[float, ...]]:
    if node is None:
        return {}
    return {
        key: tuple(float(y.number(-MAX_VALUE, MAX_VALUE)) for y in x.items(1_000))
        for key, x in node.members()
    }


def _reasons(node: Node | None) -> tuple[Reason, ...]:
    return () if node is None else tuple(_reason(x) for x in node.items())


def _reason(node: Node) -> Reason:
    node.only("post", "missing", "kind", "who", "text")
    kind = node.get("kind")
    if kind.value not in [*Why]:
        kind.fault(f"is {show(kind.value)}, one of {', '.join(Why)} is wanted")
    return Reason(
        post=node.get("post").text(),
        missing=node.get("missing").whole(0),
        kind=Why(kind.value) if kind.value in [*Why] else Why.RESTING,
        who=texts_of(node.get("who")),
        text=node.get("text").text(empty=True),
    )
