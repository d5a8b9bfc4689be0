import numpy as np

from convert.proof.drawn_inputs import drawn_inputs


def test_every_input_is_a_picture_of_the_size_that_was_asked_for() -> None:
    images = drawn_inputs(height=20, width=31, seed=1)
    assert len(images) == 63
    assert {(image.shape, image.dtype.name) for image in images.values()} == {
        ((20, 31, 3), "uint8")
    }


def test_the_extremes_are_among_them() -> None:
    images = drawn_inputs(height=8, width=8, seed=1)
    assert (images["black"] == 0).all()
    assert (images["white"] == 255).all()
    assert images["red"][3, 3].tolist() == [255, 0, 0]
    assert images["checkerboard of 2 px"][:4, 0, 0].tolist() == [0, 0, 255, 255]
    assert images["ramp from top to bottom"][:, 5, 1].tolist() == [
        255 * row // 7 for row in range(8)
    ]
    assert set(np.unique(images["black and white noise 1"])) == {0, 255}
    assert images["dark noise 1"].max() < 64
    assert images["bright noise 1"].min() >= 192
    coarse = images["coarse noise 1"]
    assert np.array_equal(coarse, coarse[::4, ::4].repeat(4, axis=0).repeat(4, axis=1))


def test_the_seed_decides_the_noise() -> None:
    first, again, other = (drawn_inputs(height=8, width=8, seed=seed) for seed in (1, 1, 2))
    assert all(np.array_equal(first[name], again[name]) for name in first)
    assert not np.array_equal(first["noise 1"], other["noise 1"])
    assert not np.array_equal(first["noise 1"], first["noise 2"])
