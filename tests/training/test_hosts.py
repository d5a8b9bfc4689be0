"""Which host a process is: by flags, by the variables of a job, and what is refused."""

import numpy as np
import pytest

from edge_app.errors import PipelineError
from training.__main__ import main
from training.hosts import Hosts, Share, check_batch, choose_hosts, first_of

JAX = {"KERAS_BACKEND": "jax"}
SLURM = {
    **JAX,
    "SLURM_STEP_NUM_TASKS": "4",
    "SLURM_PROCID": "2",
    "SLURM_STEP_NODELIST": "node[07-09,12]",
    "SLURM_JOB_ID": "4097",
}


def choose(count=None, *, index=None, coordinator=None, environment=JAX) -> Hosts | None:
    return choose_hosts(count, index=index, coordinator=coordinator, environment=environment)


def test_without_flags_there_are_no_hosts_whatever_the_job_says():
    assert choose(environment=SLURM) is None


def test_flags_say_which_host_this_is():
    assert choose("2", index=1, coordinator="192.0.2.1:9000") == Hosts(2, 1, "192.0.2.1:9000")
    assert choose("1") == Hosts(1, 0)


def test_a_slurm_step_says_it_all():
    assert choose("auto", environment=SLURM) == Hosts(4, 2, "node07:61441")


def test_flags_go_before_the_variables_of_a_job():
    assert choose("3", index=0, coordinator="a:1", environment=SLURM) == Hosts(3, 0, "a:1")


def test_an_indexed_kubernetes_job_says_the_index():
    job = {**JAX, "JOB_COMPLETION_INDEX": "1"}
    assert choose("2", coordinator="train-0.train:61440", environment=job).index == 1


@pytest.mark.parametrize(
    ("nodes", "first"),
    [
        ("node7", "node7"),
        ("node001,host2", "node001"),
        ("node[001-015],host2", "node001"),
        ("node[001,007-015]", "node001"),
        ("rack3-gpu[2,4]", "rack3-gpu2"),
    ],
)
def test_the_first_of_a_list_of_nodes(nodes, first):
    assert first_of(nodes) == first


@pytest.mark.parametrize(
    ("flags", "environment", "said"),
    [
        ({"index": 0}, JAX, "--host-index and --coordinator are for a training with --hosts N"),
        ({"count": "2"}, {}, "--hosts needs the JAX back end"),
        ({"count": "2"}, {"KERAS_BACKEND": "tensorflow"}, "put KERAS_BACKEND=jax before"),
        ({"count": "0"}, JAX, "--hosts is '0', expected a whole number, 1 or more"),
        ({"count": "many"}, JAX, "--hosts is 'many', expected a whole number"),
        ({"count": "auto"}, JAX, "--hosts auto reads SLURM_STEP_NUM_TASKS"),
        ({"count": "2"}, JAX, "--hosts 2 needs --host-index, 0 to 1"),
        ({"count": "2", "index": 2}, JAX, "--host-index is 2 of 2 hosts: expected 0 to 1"),
        ({"count": "2", "index": 1}, JAX, "--hosts 2 needs --coordinator HOST:PORT"),
        (
            {"count": "2", "index": 1, "coordinator": "here"},
            JAX,
            "--coordinator is 'here', expected HOST:PORT",
        ),
        (
            {"count": "2", "index": 1, "coordinator": "a:99999"},
            JAX,
            "--coordinator is 'a:99999', expected HOST:PORT",
        ),
        (
            {"count": "2", "coordinator": "a:1"},
            {**JAX, "SLURM_PROCID": "first"},
            "SLURM_PROCID is 'first', expected a whole number, 0 or more",
        ),
    ],
)
def test_what_is_missing_or_wrong_is_refused_by_its_name(flags, environment, said):
    with pytest.raises(PipelineError) as refused:
        choose(**flags, environment=environment)
    assert said in str(refused.value)


def test_the_shares_of_a_batch_are_all_its_rows_in_their_order():
    rows = [np.arange(12)[Share(index, 3).rows(12)] for index in range(3)]
    assert np.array_equal(np.concatenate(rows), np.arange(12))
    assert {len(part) for part in rows} == {4}


def test_a_batch_that_cannot_be_shared_is_refused():
    check_batch(64, parts=4, what="4 hosts")
    with pytest.raises(PipelineError, match="A batch of 50 images cannot be shared equally by 4"):
        check_batch(50, parts=4, what="4 hosts")


def test_the_command_refuses_another_back_end_before_the_data_are_read(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("KERAS_BACKEND", "tensorflow")
    command = ["--recipe", "plain-cnn", "--data", "absent", "--output", str(tmp_path / "run")]
    assert main([*command, "--hosts", "2"]) == 1
    said = capsys.readouterr()
    assert said.err.startswith("error: --hosts needs the JAX back end")
    assert said.out == ""
    assert not (tmp_path / "run").exists()


def test_the_command_refuses_a_batch_that_the_hosts_cannot_share(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    flags = ["--hosts", "7", "--host-index", "0", "--coordinator", "127.0.0.1:1"]
    assert main(["--recipe", "plain-cnn", "--output", str(tmp_path / "run"), *flags]) == 1
    assert "A batch of 64 images cannot be shared equally by 7 hosts." in capsys.readouterr().err
