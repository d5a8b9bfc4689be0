"""The two tables of other people's models."""

from pathlib import Path

import pytest

from benchmarks.frontier.others import read_published, read_references
from edge_app.errors import PipelineError
from edge_app.normalization import INPUT_RANGES


def test_every_reference_has_its_own_file_address_and_hash() -> None:
    references = read_references()
    for key in ("file", "url", "sha256"):
        assert len({getattr(model, key) for model in references.models}) == 4
    for model in references.models:
        assert model.url.startswith("https://raw.githubusercontent.com/mlcommons/tiny/")
        assert len(bytes.fromhex(model.sha256)) == 32
        assert model.variant in ("int8", "float32")
    assert [model.confirmed for model in references.models].count(False) == 1
    assert references.input_range in INPUT_RANGES
    assert len(set(references.labels)) == 10
    assert references.baseline_sha256 == references.models[0].sha256


def test_published_figures_are_percentages_and_millions_with_a_source() -> None:
    nets = read_published()
    assert len({net.name for net in nets}) == len(nets) >= 9
    for net in nets:
        assert 80 < net.accuracy_percent < 100
        assert 1 < net.million_multiply_accumulates < 10_000
        assert net.source.startswith("https://")
    assert {net.name for net in nets if net.derived} == {"airbench94", "airbench96"}


def test_derived_costs_are_those_of_the_published_code() -> None:
    """Of airbench94's and airbench96's networks, as their scripts define them: six views."""
    found = {net.name: net.million_multiply_accumulates for net in read_published()}
    for name, widths, layers in (
        ("airbench94", (64, 256, 256), 1),
        ("airbench96", (128, 512, 512), 2),
    ):
        products, channels = 31 * 31 * 24 * 12, 24  # The whitening layer: 2 x 2, without padding.
        for side, width in zip((31, 15, 7), widths, strict=True):
            products += 9 * channels * width * side**2  # Before the pooling ...
            products += layers * 9 * width * width * (side // 2) ** 2  # ... and behind it.
            channels = width
        products += channels * 10
        assert found[name] == pytest.approx(6 * products / 1e6, abs=0.06)


@pytest.mark.parametrize("text", ["[[net]]\nname = 'x'\n", "not toml", "a = 1\n"])
def test_a_damaged_table_is_one_error(text: str, tmp_path: Path) -> None:
    path = tmp_path / "table.toml"
    path.write_text(text)
    with pytest.raises(PipelineError, match="cannot be read"):
        read_published(path)
    with pytest.raises(PipelineError, match="cannot be read"):
        read_references(path)
