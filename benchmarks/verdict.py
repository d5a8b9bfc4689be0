"""Does a measurement deserve belief? Its own judgement of itself, in words."""

from collections.abc import Collection

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
) -> list[str]:
    """Every reason for doubt, one sentence each; none when the measurement is stable.

    ``invoke_ms`` holds the inference times of each model, by its name.
    """
    return [
        *_load_warnings(start, cores=cores),
        *_throttle_warnings(start, end),
        *(
            f"{name}: the spread is {summary.spread_percent:.0f} % of the median, "
            f"{UNSTABLE_SPREAD_PERCENT:.0f} % or more. Stop other work, let the machine cool, "
            "and measure again."
            for name, summary in invoke_ms.items()
            if summary.spread_percent >= UNSTABLE_SPREAD_PERCENT
        ),
        *_count_warnings(invoke_ms.values(), rounds=rounds),
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
    if not flags:
        return []
    return [
        f"The board reports: {', '.join(flags)}. Its clock may have been held down: see to the "
        "power supply and the cooling."
    ]


def _count_warnings(summaries: Collection[Summary], *, rounds: int) -> list[str]:
    found = []
    if len(summaries) > 1 and not interval_rank(rounds):
        found.append(f"A 95 % interval of a ratio takes 6 rounds; --rounds was {rounds}.")
    if any(summary.count < VALUES_FOR_P99 for summary in summaries):
        found.append(
            f"With fewer than {VALUES_FOR_P99} inferences for each model, p99 is little else "
            "than the slowest one."
        )
    return found
