"""How many wrong tokens came lately, and from where."""

import math
import time
from collections import deque
from collections.abc import Callable

PERIOD_S = 60.0
MOST_OF_ONE = 20
MOST_OF_ALL = 200
MOST_CLIENTS = 1000
OTHERS = "others"


class Failures:
    """Counts failed logins over the last minute, for each client's address and for all together.

    A client that failed MOST_OF_ONE times has to wait. Once MOST_OF_ALL failures came from
    anywhere, so has everybody who failed at all; who has not may still try. Memory is bounded:
    beyond MOST_CLIENTS addresses the others count as one. Not safe for threads by itself.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._all: deque[float] = deque(maxlen=MOST_OF_ALL)
        self._of_one: dict[str, deque[float]] = {}

    def wait_s(self, client: str) -> int:
        """After how many whole seconds ``client`` may try again; 0: now."""
        now = self._clock()
        own = self._of_one.get(self._key(client))
        if own is None or now - own[-1] >= PERIOD_S:
            return 0
        return math.ceil(max(_wait(own, now), _wait(self._all, now)))

    def add(self, client: str) -> None:
        """Note that ``client`` brought a wrong token now."""
        now = self._clock()
        if len(self._of_one) >= MOST_CLIENTS:
            old = [key for key, times in self._of_one.items() if now - times[-1] >= PERIOD_S]
            for key in old:
                del self._of_one[key]
        self._of_one.setdefault(self._key(client), deque(maxlen=MOST_OF_ONE)).append(now)
        self._all.append(now)

    def _key(self, client: str) -> str:
        is_counted = client in self._of_one or len(self._of_one) < MOST_CLIENTS
        return client if is_counted else OTHERS


def _wait(times: deque[float], now: float) -> float:
    """Until the oldest of the most that are allowed is a minute old; 0 where there are fewer."""
    return max(0.0, times[0] + PERIOD_S - now) if len(times) == times.maxlen else 0.0


def client_of(address: str) -> str:
    """What counts as one client: an IPv4 address, or the 64 bits before an IPv6 host's own.

    Every host may choose the other 64 bits of its IPv6 address as it likes (RFC 4291).
    """
    if ":" not in address:
        return address
    import ipaddress

    try:
        parsed = ipaddress.IPv6Address(address.partition("%")[0])
    except ValueError:
        return address
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.IPv6Network((parsed, 64), strict=False))
