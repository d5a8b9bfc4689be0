"""What is compared."""

from training.speed.candidates import Candidate, available_backends, candidates


def test_each_recipe_has_its_pipeline_and_each_back_end_with_and_without_xla():
    rows = candidates(["a", "b"], backends=["tensorflow", "jax"], threads=[])
    assert [row.recipe for row in rows] == 4 * ["a"] + 4 * ["b"]
    assert [row.label for row in rows[:4]] == [
        "input pipeline alone",
        "TensorFlow",
        "TensorFlow, `jit_compile`",
        "JAX, `jit_compile`",
    ]


def test_threads_are_varied_for_tensorflow_alone():
    rows = candidates(["a"], backends=["tensorflow", "jax"], threads=[1, 2])
    assert [row.threads for row in rows if row.backend == "tensorflow"] == 2 * [None, 1, 2]
    assert [row.threads for row in rows if row.backend != "tensorflow"] == [None, None]


def test_a_candidate_is_made_by_its_environment():
    assert Candidate(recipe="a", backend="jax").environment == {"KERAS_BACKEND": "jax"}
    assert Candidate(recipe="a", backend=None).environment == {"KERAS_BACKEND": "numpy"}
    assert Candidate(recipe="a", backend="tensorflow", threads=2).environment == {
        "KERAS_BACKEND": "tensorflow",
        "TF_NUM_INTRAOP_THREADS": "2",
        "TF_NUM_INTEROP_THREADS": "1",
    }


def test_the_chosen_back_end_is_the_only_one():
    assert available_backends("torch") == ("torch",)
    assert available_backends(None) == ("tensorflow", "jax")
