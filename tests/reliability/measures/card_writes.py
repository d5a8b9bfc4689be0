"""How many bytes an upload makes the server write to files: what wears a memory card."""

import io
from pathlib import Path

import numpy as np
from PIL import Image

from tests.attacks.attackers import exchange, statuses, upload_head
from tests.attacks.figures import family
from tests.attacks.victim import running
from tests.reliability.figure import Figure
from tests.reliability.measures.stacks import OURS, UNPROTECTED

FORM = "multipart/form-data; boundary=edge"


def measure(*, folder: Path, quick: bool) -> list[Figure]:
    """The bytes per upload of each server, over 20 uploads; ``quick``: over 2."""
    photo, uploads = _photo(), 2 if quick else 20
    ours, unprotected = (
        _written_per_upload(words, folder / name, photo, uploads)
        for name, words in (("ours", OURS), ("unprotected", UNPROTECTED))
    )
    return [
        Figure(
            name="Written to the card for each upload",
            unit="bytes",
            ours=ours,
            unprotected=unprotected,
            how=f"What write(2) and its kin wrote (wchar of /proc/PID/io: files and pipes, no "
            f"sockets) for each of {uploads} photos of {len(photo):,} bytes, sent as a form.",
        )
    ]


def _photo() -> bytes:
    """A JPEG of 12 megapixels and some 4 MiB, as phones make them."""
    noise = np.random.default_rng(1).integers(0, 256, (750, 1000, 3), np.uint8)
    packed = io.BytesIO()
    photo = Image.fromarray(noise.repeat(4, axis=0).repeat(4, axis=1))
    photo.save(packed, "JPEG", quality=90)
    return packed.getvalue()


def _written_per_upload(words: tuple[str, ...], folder: Path, photo: bytes, uploads: int) -> int:
    begin = b'--edge\r\nContent-Disposition: form-data; name="image"; filename="a.jpg"\r\n\r\n'
    body = begin + photo + b"\r\n--edge--\r\n"
    head = upload_head(len(body), content_type=FORM, more="Connection: close\r\n")
    with running(folder, words) as victim:
        for number in range(uploads + 1):
            if number == 1:  # The first one may load, and write, what the others do not.
                before = written_bytes(victim.pid)
            answer = statuses(exchange(victim.port, head, body, timeout_s=60))
            if answer != [200]:
                raise RuntimeError(f"The photo was answered {answer}, expected 200.")
        return round((written_bytes(victim.pid) - before) / uploads)


def written_bytes(pid: int) -> int:
    """All that a process and its children have written to files and pipes so far."""
    return sum(_wchar(one) for one in family(pid))


def _wchar(pid: int) -> int:
    lines = Path(f"/proc/{pid}/io").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("wchar:"))
