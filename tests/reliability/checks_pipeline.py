"""Sections E and F of the checks: model, data, pipeline, host and supply chain."""

from tests.reliability.check import Check

STORE = "tests/edge_app/model_store/"
MODEL = "tests/edge_app/model_file/"
KILLS = "tests/pipeline_kills/"
TRAINING = "tests/training/"
OWN = "tests/reliability/"

CHECKS = (
    Check(
        number=36,
        section="E",
        title="700 damaged model files",
        criterion="Each is refused before it answers; the last good model goes on serving, and "
        "the reason is said; where even the record is forged, golden samples are the last line.",
        tier="commit",
        tests=(
            f"{OWN}test_damaged_models.py::test_70_damaged_files_are_refused",
            f"{OWN}test_damaged_models.py::test_700_damaged_files_are_refused",
            f"{OWN}test_damaged_models.py::"
            "test_where_the_record_is_forged_golden_samples_still_stop_many",
            f"{MODEL}test_golden_samples.py::test_a_weight_that_flipped_is_found_without_the_hash",
            f"{MODEL}test_structure.py::test_no_damage_ends_the_process",
            f"{STORE}test_damage.py::test_a_damaged_file_of_the_active_model_falls_back",
            f"{STORE}test_damage.py::test_a_damaged_manifest_hides_its_generation_and_is_said",
        ),
        difference="golden samples cannot see every damage that a forged record hides: how many "
        "they let through is a figure.",
        fails_on="The interpreter alone: of 210 files, 87 answered otherwise without a word, 41 "
        "of them with another class.",
    ),
    Check(
        number=37,
        section="E",
        title="Another model while eight clients ask",
        criterion="In twenty changes no request fails, and each answer is that of the model whose "
        "hash it carries.",
        tier="commit",
        tests=(
            "tests/edge_app/web/test_hot_swap.py::test_no_request_fails_while_the_model_changes",
            "tests/edge_app/web/test_hot_swap.py::"
            "test_a_damaged_choice_is_said_and_no_request_fails",
        ),
    ),
    Check(
        number=38,
        section="E",
        title="A pipeline that is killed, or whose disk fails, at every step",
        criterion="Killed at any write, sync or rename of an installation, the older model "
        "serves, or the newer; a training that was killed gives, resumed, the same weights bit "
        "by bit; a conversion that was killed gives the same files. No part has a final name.",
        tier="commit",
        tests=(
            f"{STORE}test_kill.py::test_a_killed_change_leaves_the_old_or_the_new",
            f"{TRAINING}test_resume.py::test_the_stopped_run_equals_the_one_left_alone_bit_by_bit",
            f"{TRAINING}test_resume.py::"
            "test_a_run_killed_as_it_writes_a_checkpoint_keeps_the_one_before",
            "tests/convert/test_conversion.py::"
            "test_a_full_disk_leaves_the_earlier_files_as_they_were",
            f"{KILLS}test_installation.py::"
            "test_killed_at_any_step_the_older_model_serves_or_the_newer",
            f"{KILLS}test_installation.py::"
            "test_a_step_that_the_disk_refuses_is_said_and_nothing_is_lost",
            f"{KILLS}test_training.py::"
            "test_a_training_killed_at_a_step_and_resumed_gives_the_same_net",
            f"{KILLS}test_training.py::test_a_training_whose_disk_fails_says_so_and_goes_on_later",
            f"{KILLS}test_training.py::"
            "test_a_conversion_killed_at_a_step_leaves_no_part_and_is_made_again",
        ),
        difference="of training and conversion, steps spread over all syncs and renames, because "
        "each kill costs two starts of TensorFlow; a best net is never replaced by a worse one, "
        "because the resumed run is the run that was left alone.",
        fails_on="A file written in place: torn, see the figures.",
    ),
    Check(
        number=39,
        section="E",
        title="The order on the disk, and data with a grudge",
        criterion="Each file is forced to the disk before it gets its name, and its folder after; "
        "changed archives, links, pickles and models with code in them are refused unread, "
        "unpacked nowhere, run never.",
        tier="commit",
        tests=(
            "tests/edge_app/test_files.py::"
            "test_the_content_is_on_the_disk_before_the_name_changes_and_the_folder_after",
            f"{STORE}test_folder.py::test_all_is_on_the_disk_before_it_gets_its_name",
            f"{KILLS}test_tracing.py::"
            "test_a_name_before_the_content_and_a_folder_that_is_not_forced_are_seen",
            f"{KILLS}test_installation.py::test_every_name_is_given_to_what_is_on_the_disk",
            f"{KILLS}test_training.py::test_a_training_names_what_is_on_the_disk",
            f"{TRAINING}test_cifar10.py::test_reading_unpickles_and_extracts_nothing",
            f"{TRAINING}test_cifar10.py::test_the_python_version_of_the_archive_is_refused_unread",
            f"{TRAINING}test_cifar10.py::test_a_symbolic_link_in_place_of_a_member_is_refused",
            f"{TRAINING}test_cifar10.py::"
            "test_changed_bytes_anywhere_in_a_compressed_archive_are_refused",
            f"{TRAINING}test_cifar10.py::test_a_truncated_record_is_refused_by_its_size",
            f"{TRAINING}test_checkpoint.py::test_pickled_objects_in_a_checkpoint_are_refused",
            f"{TRAINING}test_keras_file.py::test_a_lambda_layer_is_refused_and_not_run",
            f"{TRAINING}test_keras_file.py::test_a_layer_of_ones_own_is_named",
            f"{OWN}test_unsafe_loading.py::test_none_of_it_is_in_the_code",
            "tests/fuzz/test_corpus.py::test_no_file_of_the_corpus_is_more_than_a_target_bears",
        ),
        difference="one unpacking is left: the program that is measured on another machine "
        "unpacks its own wheels there, with the filter `data`. Readers are fuzzed for ten "
        "minutes each before a release: `python -m tests.fuzz`.",
    ),
    Check(
        number=40,
        section="F",
        title="The unit, the card, the packages, the ports",
        criterion="systemd finds an exposure of at most 2.0; an upload writes nothing to the "
        "card; every package has a hash; `make check` runs bandit, clean at medium and above; "
        "`make audit` asks for known faults where there is a network; only the configured port "
        "is open.",
        tier="commit",
        tests=(
            "tests/edge_app/service/test_unit.py::"
            "test_systemd_understands_it_and_finds_little_exposed",
            f"{OWN}test_unsafe_loading.py::test_every_package_of_every_lock_has_a_hash",
            "tests/docs/test_licences.py::test_every_package_of_a_device_is_in_the_page",
            "tests/faults/test_ports.py::test_only_the_configured_port_is_open",
        ),
        difference="the bytes written for each upload are a figure.",
        fails_on="A unit with ExecStart and Restart alone: 9.6.",
    ),
)
