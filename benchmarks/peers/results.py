"""What the rounds come to: one result a tool and size."""

from dataclasses import dataclass
from statistics import median

from copies import Found
from peers.measuring import Cost
from peers.roster import Tool

NOISE = 0.1
"""Share of the start-up time below which the remaining time is lost in noise."""


@dataclass(frozen=True, slots=True)
class Result:
    """A tool on so many documents.

    Attributes:
        tool: The tool.
        version: Its version.
        documents: How many it was given.
        costs: What each round took.
        start_up: What it took on a few documents, right before each of these.
        found: What it found.
    """

    tool: Tool
    version: str
    documents: int
    costs: tuple[Cost, ...]
    start_up: tuple[Cost, ...]
    found: Found

    @property
    def cpu_s(self) -> float:
        """CPU seconds of the cheapest round, start-up and all."""
        return min(cost.cpu_s for cost in self.costs)

    @property
    def median_cpu_s(self) -> float:
        """CPU seconds of the middle round."""
        return median(cost.cpu_s for cost in self.costs)

    @property
    def start_up_s(self) -> float:
        """CPU seconds of the cheapest start."""
        return min(cost.cpu_s for cost in self.start_up)

    @property
    def work_s(self) -> float | None:
        """CPU seconds beyond those of the start right before, of the middle round; None if lost in the noise.

        The two are compared within a round, for a busy machine makes both dearer.
        """
        work = median(cost.cpu_s - start.cpu_s for cost, start in zip(self.costs, self.start_up, strict=True))
        return work if work > NOISE * self.start_up_s else None

    @property
    def rate(self) -> float | None:
        """Documents per CPU second, without start-up; None if that is lost in the noise."""
        return self.documents / self.work_s if self.work_s else None

    @property
    def wall_s(self) -> float:
        """Seconds of the shortest round."""
        return min(cost.wall_s for cost in self.costs)

    @property
    def peak_mb(self) -> float:
        """Memory of the largest process, over all rounds."""
        return max(cost.peak_mb for cost in self.costs)

    def times(self, ours: "Result") -> tuple[float, float | None]:
        """Return how many times the CPU time of `ours` this took: with start-up, and without."""
        return self.cpu_s / ours.cpu_s, self.work_s / ours.work_s if self.work_s and ours.work_s else None

    def record(self, ours: "Result | None") -> dict[str, object]:
        """Return all figures, for the record; ratios where there is something to compare with."""
        figures: dict[str, object] = {
            "cpu_s": round(self.cpu_s, 3),
            "median_cpu_s": round(self.median_cpu_s, 3),
            "start_up_cpu_s": round(self.start_up_s, 3),
            "documents_a_cpu_s": _rounded(self.rate, 1),
            "wall_s": round(self.wall_s, 3),
            "peak_mb": round(self.peak_mb, 1),
            "recall": {kind: round(share, 4) for kind, share in self.found.recall.items()},
            "precision": round(self.found.precision, 4),
            "cpu_s_by_round": [round(cost.cpu_s, 3) for cost in self.costs],
            "start_up_cpu_s_by_round": [round(cost.cpu_s, 3) for cost in self.start_up],
        }
        if ours is not None:
            with_start_up, without = self.times(ours)
            figures |= {"times_ours": round(with_start_up, 2), "times_ours_without_start_up": _rounded(without, 2)}
        return figures


def _rounded(figure: float | None, places: int) -> float | None:
    return None if figure is None else round(figure, places)
