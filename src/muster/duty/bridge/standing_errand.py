"""The errand of a standing roster for the solver's process. Nothing of Django stands here."""

from dataclasses import dataclass

from muster.duty.bridge.errands import Ask, Effort, Standing, Tell
from muster.engines.roster.standing import StandingProblem, StandingRoster


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingFound:
    """A standing roster, or for whom which rules cannot be kept together."""

    answer: StandingRoster | None = None
    clashes: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchStanding:
    """Solve a standing problem; told through the second level, as there is but one."""

    problem: StandingProblem
    effort: Effort

    def run(self, tell: Tell, should_stop: Ask) -> StandingFound:
        """The best roster found, or everybody whose rules clash."""
        from muster.engines.roster.standing.clashes import clash  # numba: here alone
        from muster.engines.roster.standing.solving import Progress, solve  # numba: here alone

        clashes = [(one.id, tuple(clash(self.problem, one))) for one in self.problem.staff]
        if any(rules for _who, rules in clashes):
            return StandingFound(clashes=tuple(pair for pair in clashes if pair[1]))
        effort = self.effort

        def told(found: Progress) -> None:
            if found.penalty is not None:
                tell(_standing(found.seconds, found.iterations, found.penalty, found.bound, effort))

        answer = solve(
            self.problem,
            seconds=effort.seconds,
            iterations=effort.iterations,
            workers=effort.workers,
            seed=effort.seed,
            progress=told,
            should_stop=should_stop,
        )
        return StandingFound(answer=answer)


def _standing(
    seconds: float, iterations: int, penalty: int, bound: int, effort: Effort
) -> Standing:
    if effort.seconds:
        share = seconds / effort.seconds
    else:
        share = iterations / (effort.iterations or iterations or 1)
    return Standing(
        share=min(1.0, share),
        seconds=seconds,
        uncovered=0.0,
        uncovered_bound=0.0,
        score=float(penalty),
        score_bound=float(bound),
    )
