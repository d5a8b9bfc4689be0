import subprocess
from pathlib import Path

import pytest

from edge_app.errors import ServerError
from edge_app.web.tls import certificate_warning, chosen_context, server_context
from tests.attacks.certificates import make_pair


def test_without_a_certificate_there_is_no_tls(tmp_path: Path) -> None:
    assert chosen_context(None, None) is None
    with pytest.raises(ServerError, match=r"no certificate: name it"):
        chosen_context(None, tmp_path / "a.key")


def test_a_good_pair_is_taken_without_a_word(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pair = make_pair(tmp_path)
    assert chosen_context(pair.certificate, pair.key) is not None
    assert capsys.readouterr().err == ""


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    pair = make_pair(tmp_path)
    missing = tmp_path / "missing.pem"
    with pytest.raises(ServerError, match=r"missing\.pem cannot be read: No such file"):
        server_context(missing, pair.key)
    with pytest.raises(ServerError, match=r"missing\.pem cannot be read: No such file"):
        server_context(pair.certificate, missing)
    with pytest.raises(ServerError, match="cannot be read: Is a directory"):
        server_context(tmp_path, pair.key)


def test_the_key_of_another_certificate_is_refused(tmp_path: Path) -> None:
    own, other = make_pair(tmp_path), make_pair(tmp_path, name="other")
    with pytest.raises(ServerError, match=r"other\.key does not belong to .*own\.pem"):
        server_context(own.certificate, other.key)


def test_what_is_no_pem_file_is_refused(tmp_path: Path) -> None:
    pair = make_pair(tmp_path)
    for certificate, key in ((pair.key, pair.key), (pair.certificate, pair.certificate)):
        with pytest.raises(ServerError, match="not a usable certificate and key in PEM"):
            server_context(certificate, key)


def test_a_key_with_a_password_is_refused_instead_of_asking(tmp_path: Path) -> None:
    pair = make_pair(tmp_path)
    locked = tmp_path / "locked.key"
    words = ["openssl", "pkey", "-in", pair.key, "-aes256", "-passout", "pass:word", "-out", locked]
    subprocess.run(words, check=True, capture_output=True)
    with pytest.raises(ServerError, match="needs a password"):
        server_context(pair.certificate, locked)


def test_an_expired_certificate_is_taken_with_a_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pair = make_pair(tmp_path, expired=True)
    context = chosen_context(pair.certificate, pair.key)
    assert context is not None
    assert "own.pem has expired: browsers will refuse it." in capsys.readouterr().err
    assert certificate_warning(context, pair.certificate) is not None
