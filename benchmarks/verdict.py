"""Does a measurement deserve belief? Its own judgement of itself, in words."""

from collections.abc import Collection, Mapping

from benchmarks.machine import MachineState
from benchmarks.summary import Summary, interval_rank

# As psf/pyperf does: from here on, it calls a benchmark unstable.
UNSTABLE_SPREAD_PERCENT = 10.0
# Beyond this share of the cores, other work takes caches, memory bandwidth and clock speed.
BUSY_LOAD_PER_CORE = 0.25
# Below this, a p99 is little else than the slowest value.
VALUES_FOR_P99 = 100


def reasons_unfit(
    *,
    cores: int,
    start: MachineState,
    end: MachineState,
    other_cores: float | None,
    other_cores_before: float | None,
) -> list[str]:
    """Why a measurement may not be the reference of another: the machine was busy or throttled.

    One sentence each. ``other_cores`` is how many cores others kept busy on average during the
    measurement, ``other_cores_before`` right before it; None where nobody knows.
    """
    return [
        *_before_warnings(start, other_cores_before, cores=cores),
        *_throttle_warnings(start, end),
        *_busy_warnings(other_cores, cores=cores, when="during the measurement"),
    ]


def value_doubts(invoke_ms: Mapping[str, Summary], *, rounds: int) -> list[str]:
    """The reasons for doubt that inference times give, by the names of what was measured."""
    return [*spread_doubts(invoke_ms), *_count_warnings(invoke_ms.values(), rounds=rounds)]


def precision_doubts(found: Mapping[str, float | None], *, wanted: float) -> list[str]:
    """One sentence for each candidate whose median is less certain than ``wanted`` percent."""
    return [
        f"{name}: the median is only known to within {percent:.1f} %, not {wanted:g} %. Give it "
        "more --seconds, or more --rounds."
        for name, percent in found.items()
        if percent is not None and percent > wanted
    ]


def spread_doubts(measured: Mapping[str, Summary]) -> list[str]:
    """One sentence for each of the summaries, by name, that wavered too much."""
    return [
        f"{name}: the spread is {summary.spread_percent:.0f} % of the median, "
        f"{UNSTABLE_SPREAD_PERCENT:.0f} % or more. Stop other work, let the machine cool, "
        "and measure again."
        for name, summary in measured.items()
        if summary.spread_percent >= UNSTABLE_SPREAD_PERCENT
    ]


def _before_warnings(
    start: MachineState, other_cores_before: float | None, *, cores: int
) -> list[str]:
    """Was the machine busy before? The load average tells only where CPU times are not known.

    For it holds our own work of the last minute as well: of the measurement before this one.
    """
    if other_cores_before is not None:
        return _busy_warnings(other_cores_before, cores=cores, when="right before the measurement")
    limit = BUSY_LOAD_PER_CORE * cores
    if start.load_average is None or start.load_average[0] <= limit:
        return []
    return [
        f"The load average was {start.load_average[0]:.2f} at the start, more than {limit:g} for "
        f"{cores} cores: the machine was busy with other work, or had just been."
    ]


def _busy_warnings(other_cores: float | None, *, cores: int, when: str) -> list[str]:
    if other_cores is None or other_cores <= BUSY_LOAD_PER_CORE * cores:
        return []
    return [
        f"Other work took {other_cores:.2f} of {cores} cores on average {when}. Stop it, and "
        "measure again."
    ]


def _throttle_warnings(start: MachineState, end: MachineState) -> list[str]:
    flags = dict.fromkeys([*(start.throttled or ()), *(end.throttled or ())])
    before, after = start.throttle_count, end.throttle_count
    if before is not None and after is not None and after > before:
        flags["its processor held down for its temperature, during the measurement"] = None
    if not flags:
        return []
    return [
        f"The board reports: {', '.join(flags)}. Its clock may have been held down: see to the "
        "power supply and the cooling."
    ]


def _count_warnings(summaries: Collection[Summary], *, rounds: int) -> list[str]:
    found = []
    if len(summaries) > 1 and not interval_rank(rounds):
        found.append(f"A 95 % interval of a ratio takes 6 rounds; there were {rounds}.")
    if any(summary.count < VALUES_FOR_P99 for summary in summaries):
        found.append(
            f"With fewer than {VALUES_FOR_P99} inferences for each model, p99 is little else "
            "than the slowest one."
        )
    return found
