from edge_app.web.connections.body_buffer import PIECE_BYTES, BodyBuffer
from edge_app.web.connections.body_memory import BodyMemory, memory_for


def test_what_is_taken_has_to_be_given_back() -> None:
    memory = BodyMemory(100)
    assert memory.take(60)
    assert not memory.take(41)
    assert memory.held_bytes == 60
    assert memory.has_room(40)
    memory.give_back(60)
    assert memory.take(100)


def test_the_largest_body_always_fits_twice() -> None:
    assert memory_for(16 * 2**20) == 64 * 2**20
    assert memory_for(100 * 2**20) == 200 * 2**20


def test_a_buffer_gives_back_what_came_in_pieces_of_any_size() -> None:
    pieces = [b"ab", bytes(PIECE_BYTES), b"c", b"", b"d" * 3 * PIECE_BYTES, b"e"]
    buffer = BodyBuffer()
    for piece in pieces:
        buffer.append(piece)
    whole = b"".join(pieces)
    assert len(buffer) == len(whole)
    file = buffer.getfile()
    assert (file.read(10), file.read()) == (whole[:10], whole[10:])


def test_an_empty_buffer_is_an_empty_file() -> None:
    assert BodyBuffer().getfile().read() == b""
