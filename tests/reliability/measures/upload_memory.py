"""What the dearest upload takes of the memory, among those accepted and among those refused."""

from collections.abc import Callable
from pathlib import Path

from tests.attacks.attackers import exchange, statuses, upload_head
from tests.attacks.figures import forget_peak, peak_mib, resident_mib
from tests.attacks.victim import Victim, running
from tests.edge_app.hostile_pictures import BOMBS, BURDENS
from tests.reliability.figure import Figure
from tests.reliability.measures.stacks import OURS, UNPROTECTED

QUICK = ("RGBA PNG of 25 megapixels", "JPEG of 48 megapixels", "RGBA PNG of 12 megapixels")
Pictures = dict[str, Callable[[], bytes]]
# MiB above what the process had before, and the picture's name, by whether it was accepted.
Dearest = dict[bool, tuple[float, str]]


def measure(*, folder: Path, quick: bool) -> list[Figure]:
    """The peaks of each server; ``quick`` sends three pictures only."""
    pictures = {
        name: make for name, make in (BOMBS | BURDENS).items() if not quick or name in QUICK
    }
    ours, unprotected = (
        _dearest(words, folder / name, pictures)
        for name, words in (("ours", OURS), ("unprotected", UNPROTECTED))
    )
    return [
        Figure(
            name=f"Memory of the dearest upload that is {'accepted' if accepted else 'refused'}",
            unit="MiB above idle",
            ours=round(ours[accepted][0], 1),
            unprotected=round(unprotected[accepted][0], 1),
            how=f"The highest peak of resident memory over {len(pictures)} pictures that are made "
            "to take memory or time, sent one by one: "
            f"ours {ours[accepted][1]}, unprotected {unprotected[accepted][1]}.",
        )
        for accepted in (True, False)
    ]


def _dearest(words: tuple[str, ...], folder: Path, pictures: Pictures) -> Dearest:
    dearest: Dearest = {True: (0.0, "none"), False: (0.0, "none")}
    with running(folder, words) as victim:
        _upload(victim, BURDENS["PNG of 65,535 x 1"]())  # What loads at the first picture.
        for name, make in pictures.items():
            status, mib = _upload(victim, make())
            accepted = status == 200
            dearest[accepted] = max(dearest[accepted], (mib, name))
    return dearest


def _upload(victim: Victim, content: bytes) -> tuple[int | None, float]:
    """The status, None without an answer, and the memory that was taken, in MiB."""
    forget_peak(victim.pid)
    before_mib = resident_mib(victim.pid)
    head = upload_head(len(content), more="Connection: close\r\n")
    answer = statuses(exchange(victim.port, head, content, timeout_s=120))
    return (answer[0] if answer else None), peak_mib(victim.pid) - before_mib
