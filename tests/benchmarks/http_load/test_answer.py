"""Answers as they come over the wire, in pieces."""

import pytest

from benchmarks.http_load.answer import Head, NoAnswerError, is_complete, read_head

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nServer: x\r\n\r\nhello"


def test_a_head_is_read_once_it_is_complete():
    end = ANSWER.index(b"hello")

    assert all(read_head(ANSWER[:size]) is None for size in range(end))
    assert read_head(ANSWER) == Head(status=200, keep_alive=True, size=end, body_size=5)


def test_an_answer_is_complete_with_its_last_byte():
    head = read_head(ANSWER)

    assert not is_complete(head, ANSWER[:-1], ended=False)
    assert is_complete(head, ANSWER, ended=False)


@pytest.mark.parametrize(
    "text",
    [
        b"HTTP/1.0 503 Busy\r\ncontent-length: 0\r\n\r\n",
        b"HTTP/1.1 503 Busy\r\nCONNECTION: Close\r\nContent-Length: 0\r\n\r\n",
    ],
)
def test_a_connection_that_the_server_will_close_is_not_kept(text):
    assert read_head(text) == Head(status=503, keep_alive=False, size=len(text), body_size=0)


def test_without_a_length_the_answer_ends_with_the_connection():
    head = read_head(b"HTTP/1.1 200 OK\r\n\r\n")

    assert not head.keep_alive
    assert not is_complete(head, b"HTTP/1.1 200 OK\r\n\r\nsome", ended=False)
    assert is_complete(head, b"HTTP/1.1 200 OK\r\n\r\nsome", ended=True)


@pytest.mark.parametrize(
    "text",
    [
        b"SSH-2.0-OpenSSH\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"x" * 70_000,
    ],
)
def test_what_cannot_be_read_is_refused(text):
    with pytest.raises(NoAnswerError):
        read_head(text)
