"""Does a measurement deserve belief? Its own judgement of itself, in words."""

from collections.abc import Collection, Mapping

from benchmarks.machine import MachineState
from benchmarks.summary import Summary, interval_rank

# As psf/pyperf does: from here on, it calls a benchmark unstable.
UNSTABLE_SPREAD_PERCENT = 10.0
# Beyond this load average per core, other work takes caches, memory bandwidth and clock speed.
BUSY_LOAD_PER_CORE = 0.25
# Below this, a p99 is little else than the slowest value.
VALUES_FOR_P99 = 100


def reasons_for_doubt(
    invoke_ms: dict[str, Summary],
    *,
    rounds: int,
    cores: int,
    start: MachineState,
    end: MachineState,
    other_cores: float | None = None,
) -> list[str]:
    """Every reason for doubt, one sentence each; none when the measurement is stable.

    ``invoke_ms`` holds the inference times of each candidate, by its name.
    """
    return [
        *reasons_unfit(cores=cores, start=start, end=end, other_cores=other_cores),
        *spread_doubts(invoke_ms),
        *_count_warnings(invoke_ms.values(), rounds=rounds),
    ]


def machine_doubts(*, cores: int, start: MachineState, end: MachineState) -> list[str]:
    """The reasons for doubt that the machine's state gives, whatever is measured."""
    return [*_load_warnings(start, cores=cores), *_throttle_warnings(start, end)]


def reasons_unfit(
    *, cores: int, start: MachineState, end: MachineState, other_cores: float | None
) -> list[str]:
    """Why a measurement may not be the reference of another: the machine was busy or throttled.

    ``other_cores`` is how many cores others kept busy on average; None where nobody knows.
    """
    found = machine_doubts(cores=cores, start=start, end=end)
    if other_cores is not None and other_cores > BUSY_LOAD_PER_CORE * cores:
        found.append(
            f"Other work took {other_cores:.2f} of {cores} cores on average during the "
            "measurement. Stop it, and measure again."
        )
    return found


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


def _load_warnings(start: MachineState, *, cores: int) -> list[str]:
    limit = BUSY_LOAD_PER_CORE * cores
    if start.load_average is None or start.load_average[0] <= limit:
        return []
    return [
        f"The load average was {start.load_average[0]:.2f} at the start, more than {limit:g} for "
        f"{cores} cores: the machine was busy with other work, or had just been."
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
