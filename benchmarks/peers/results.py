"""What the rounds come to: one result a tool and size."""

from dataclasses import dataclass
from statistics import median

from copies import Found
from peers.measuring import Cost
from peers.roster import Tool

SHORTEST = 0.01
"""CPU seconds below which a difference of two runs says nothing."""


@dataclass(frozen=True, slots=True)
class Result:
    """A tool on so many documents.

    Attributes:
        tool: The tool.
        version: Its version.
        documents: How many it was given.
        costs: What each round took.
        start_up: What it took on ten documents, in each round.
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
    def work_s(self) -> float:
        """CPU seconds of the cheapest round beyond those of the cheapest start."""
        return max(self.cpu_s - self.start_up_s, SHORTEST)

    @property
    def rate(self) -> float:
        """Documents a CPU second, start-up left out."""
        return self.documents / self.work_s

    @property
    def wall_s(self) -> float:
        """Seconds of the shortest round."""
        return min(cost.wall_s for cost in self.costs)

    @property
    def peak_mb(self) -> float:
        """Memory of the largest process, over all rounds."""
        return max(cost.peak_mb for cost in self.costs)

    def times(self, ours: "Result") -> tuple[float, float]:
        """Return how many times the CPU time of `ours` this took: with start-up, and without."""
        return self.cpu_s / ours.cpu_s, self.work_s / ours.work_s

    def record(self, ours: "Result | None") -> dict[str, object]:
        """Return all figures, for the record; ratios where there is something to compare with."""
        figures: dict[str, object] = {
            "cpu_s": round(self.cpu_s, 3),
            "median_cpu_s": round(self.median_cpu_s, 3),
            "start_up_cpu_s": round(self.start_up_s, 3),
            "documents_a_cpu_s": round(self.rate, 1),
            "wall_s": round(self.wall_s, 3),
            "peak_mb": round(self.peak_mb, 1),
            "recall": {kind: round(share, 4) for kind, share in self.found.recall.items()},
            "precision": round(self.found.precision, 4),
        }
        if ours is not None:
            with_start_up, without = self.times(ours)
            figures |= {"times_ours": round(with_start_up, 2), "times_ours_without_start_up": round(without, 2)}
        return figures
