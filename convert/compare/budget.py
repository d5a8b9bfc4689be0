"""What the device can afford, and whether a file keeps to it."""

from dataclasses import dataclass

from convert.compare.entry import Cost, DeviceFile

KB = 1000


@dataclass(frozen=True, kw_only=True)
class Budget:
    """The limits that were asked for; None where there is none."""

    max_latency_ratio: float | None = None
    max_size_kb: int | None = None

    def excesses(self, file: DeviceFile, cost: Cost) -> tuple[str, ...]:
        """What is beyond a limit, one clause each; the median ratio decides."""
        found = []
        limit = self.max_latency_ratio
        if limit is not None and cost.ratio.value > limit:
            found.append(
                f"it takes {ratio_text(cost)} times as long as the default model, at most "
                f"{limit:g} times is allowed"
            )
        if self.max_size_kb is not None and file.size_bytes > KB * self.max_size_kb:
            found.append(
                f"it has {file.size_bytes / KB:,.1f} kB, at most {self.max_size_kb:,} are allowed"
            )
        return tuple(found)

    def is_near(self, cost: Cost) -> bool:
        """Whether the limit of the latency lies within the interval of what was measured."""
        low, high, limit = cost.ratio.low, cost.ratio.high, self.max_latency_ratio
        if low is None or high is None or limit is None:
            return False
        return low <= limit <= high


def ratio_text(cost: Cost) -> str:
    """The ratio with its 95 % interval, as in "1.32 (1.28-1.35)"."""
    ratio = cost.ratio
    if ratio.low is None or ratio.high is None:
        return f"{ratio.value:.2f}"
    return f"{ratio.value:.2f} ({ratio.low:.2f}-{ratio.high:.2f})"
