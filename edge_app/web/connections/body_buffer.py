"""The bytes of one body, in memory."""

from io import BytesIO

# Pieces below this size are put together: each object in memory has some 60 bytes of its own.
PIECE_BYTES = 2**13


class BodyBuffer:
    """Takes the place of waitress's buffer: nothing goes to a file, and nothing is copied twice.

    A ``BytesIO`` that grows leaves holes in memory, and copies all when it is read.
    """

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def append(self, piece: bytes) -> None:
        """Add what came."""
        self._size += len(piece)
        if self._pieces and len(self._pieces[-1]) < PIECE_BYTES:
            self._pieces[-1] += piece
        else:
            self._pieces.append(piece)

    def getfile(self) -> BytesIO:
        """All that came, as a file; asked for once, when all of it is there."""
        pieces, self._pieces = self._pieces, []
        return BytesIO(b"".join(pieces))

    def close(self) -> None:
        """Let go of it."""
        self._pieces = []
