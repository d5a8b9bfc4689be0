import os

import pytest

from edge_app.__main__ import main
from edge_app.arguments import parse_arguments
from edge_app.settings.host_names import HostNames
from edge_app.settings.options import given_settings
from edge_app.settings.sources import collect_settings


def test_names_are_compared_in_one_form() -> None:
    assert HostNames().from_text("Pi.Example.ORG., b_1 ,192.168.1.20") == (
        "pi.example.org",
        "b_1",
        "192.168.1.20",
    )
    assert HostNames().from_toml(["bücher.example"]) == ("xn--bcher-kva.example",)
    assert HostNames().from_toml([]) == ()


@pytest.mark.parametrize(
    "text", ["", ",", "a,,b", "a:8000", "http://a", "a/b", "*.a", "a b", "[::1]", "a..b", "x" * 64]
)
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        HostNames().from_text(text)


@pytest.mark.parametrize("value", ["pi.example", 5, [5], [["a"]], {}, None, [""]])
def test_a_file_has_a_list_of_them(value: object) -> None:
    with pytest.raises(ValueError, match=r".*"):
        HostNames().from_toml(value)


def test_the_option_may_be_repeated() -> None:
    words = ["serve", "--allow-host", "a", "--allow-host", "b,c"]
    assert given_settings(parse_arguments(words)) == {"allow_host": ("a", "b", "c")}


def test_the_token_in_the_environment_is_taken_for_no_setting_and_never_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = "not-for-other-eyes"
    collect_settings({}, config=os.devnull, environment={"EDGE_APP_TOKEN": secret})
    monkeypatch.setenv("EDGE_APP_TOKEN", secret)
    assert main(["--print-config"]) == 0
    assert main(["serve", "--no-auth", "--port", "0"]) == 2
    said = capsys.readouterr()
    assert secret not in said.out + said.err
    assert "both no_auth and a token (EDGE_APP_TOKEN)" in said.err
