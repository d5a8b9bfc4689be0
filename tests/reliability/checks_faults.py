"""Section D of the checks: something beside the app fails."""

from tests.reliability.check import Check

APP = "tests/edge_app/"
CAMERA = f"{APP}camera/"
MQTT = f"{APP}mqtt/test_absence.py::"
SERVICE = f"{APP}service/"
FAULTS = "tests/faults/"

CHECKS = (
    Check(
        number=26,
        section="D",
        title="A camera with every fault",
        criterion="Absent, failing, hanging, frozen, torn, or of another size: it is shown as a "
        "trouble, and mended without a restart; after twenty rounds no thread and no file is left.",
        tier="commit",
        tests=(
            f"{CAMERA}test_capture.py::test_a_camera_that_is_absent_at_the_start_is_waited_for",
            f"{CAMERA}test_capture.py::test_a_fault_is_noticed_shown_and_mended_by_itself",
            f"{CAMERA}test_capture.py::"
            "test_a_read_that_never_returns_is_left_behind_and_its_frame_is_not_shown",
            f"{CAMERA}test_capture_killed.py::"
            "test_a_script_with_every_fault_is_lived_through_again_and_again",
            f"{CAMERA}test_capture_killed.py::"
            "test_twenty_times_the_same_troubles_leave_nothing_behind",
            f"{CAMERA}test_waits.py::"
            "test_a_camera_that_never_opens_is_tried_at_most_five_times_in_any_minute",
        ),
        difference="the fake camera plays the faults faster than a real one would have them.",
    ),
    Check(
        number=27,
        section="D",
        title="A thread is killed",
        criterion="The threads of the camera, of recognition and of MQTT are replaced, or go on, "
        "after an exception that nothing catches; none is alive but dead.",
        tier="commit",
        tests=(
            f"{CAMERA}test_capture_killed.py::test_a_killed_thread_is_replaced",
            f"{CAMERA}test_watch_faults.py::test_no_error_ends_the_loop",
            f"{CAMERA}test_watch_faults.py::"
            "test_an_exception_from_outside_does_not_end_the_loop_either",
            f"{MQTT}test_a_thread_that_is_made_to_fail_goes_on",
        ),
        difference="there is no worker for inference: each request asks the model in its own "
        "thread, and one that hangs is what check 28 is about.",
    ),
    Check(
        number=28,
        section="D",
        title="The watchdog, with the test as systemd",
        criterion="Ready only after the model's self-test; fed at least four times as often as "
        "asked for; not fed any more while model, camera or main loop hangs.",
        tier="commit",
        tests=(
            f"{SERVICE}test_supervised_server.py::"
            "test_the_feeding_ends_while_the_model_or_the_main_loop_hangs",
            f"{SERVICE}test_supervised_server.py::"
            "test_a_model_that_fails_its_self_test_is_never_ready",
            f"{SERVICE}test_supervisor.py::test_the_feeding_ends_with_reads_that_never_come_back",
        ),
        difference="the restart, and how long it takes, is the figure of the measure `wedge`.",
        fails_on="Tutorial: held up by SIGSTOP, it stays so; nothing notices.",
    ),
    Check(
        number=29,
        section="D",
        title="A full disk, and one that can only be read",
        criterion="Pages and answers go on; what needs the disk is refused with 507 and the "
        "reason; no file changes; with room again, no restart is needed.",
        tier="commit",
        tests=(
            f"{FAULTS}test_full_disk.py::test_pages_and_answers_need_no_disk",
            f"{FAULTS}test_full_disk.py::"
            "test_what_needs_the_disk_is_refused_with_the_reason_and_nothing_changes",
            f"{FAULTS}test_full_disk.py::test_with_room_it_goes_on_without_a_restart",
            f"{APP}model_store/test_folder.py::test_a_full_or_failing_disk_loses_nothing",
        ),
        difference="/healthz stays ok, because nothing that is served needs the disk.",
    ),
    Check(
        number=30,
        section="D",
        title="Too few files, and too little memory",
        criterion="It takes fewer connections, rests, and says so in a few lines; a request "
        "without memory is refused; as soon as there is more of either, all is as before.",
        tier="commit",
        tests=(
            "tests/attacks/test_descriptors.py::"
            "test_with_64_files_it_takes_fewer_connections_and_serves_again",
            "tests/attacks/test_descriptors.py::"
            "test_where_files_run_out_all_the_same_it_rests_and_says_so_once",
            "tests/attacks/test_descriptors.py::test_a_minute_with_64_files",
            f"{FAULTS}test_limits.py::test_a_request_for_which_there_is_no_memory_may_come_again",
            f"{FAULTS}test_limits.py::test_without_memory_uploads_fail_and_afterwards_all_is_well",
        ),
        difference="no limit of threads: the unit allows four times as many as there can be.",
        fails_on="The app before a MemoryError was given an answer: 500 without Retry-After.",
    ),
    Check(
        number=31,
        section="D",
        title="A clock that is wrong, or jumps",
        criterion="In 1970, and after jumps of a year forth and back, deadlines, camera and "
        "figures are as always; no duration is measured with the time of day.",
        tier="commit",
        tests=(
            f"{FAULTS}test_clock.py::test_no_duration_is_measured_with_the_time_of_day",
            f"{FAULTS}test_clock.py::test_neither_1970_nor_a_jump_of_years_changes_a_deadline",
        ),
    ),
    Check(
        number=32,
        section="D",
        title="A broker that is away, hangs, or refuses",
        criterion="Nothing waits for it; 50,000 results meanwhile take less than 2 MiB, with "
        "those that had to go counted; others hear that the device is offline; it is found again.",
        tier="commit",
        tests=(
            f"{MQTT}test_many_results_with_the_broker_away_take_little_memory",
            f"{MQTT}test_many_results_with_a_broker_that_hangs_take_little_memory",
            f"{MQTT}test_a_broker_that_was_killed_is_found_when_it_is_back",
            f"{MQTT}test_a_broker_that_hangs_is_noticed_and_found_again",
            f"{MQTT}test_a_wrong_password_is_said_once_and_never_shown",
            f"{MQTT}test_the_others_hear_that_a_killed_process_is_offline",
            f"{MQTT}test_nothing_is_waited_for_where_no_broker_ever_was",
        ),
    ),
    Check(
        number=33,
        section="D",
        title="No network, and a bad one",
        criterion="Without a route and without names it starts and answers as always; slow "
        "clients that go on are answered.",
        tier="commit",
        tests=(
            f"{FAULTS}test_network.py::"
            "test_it_starts_and_answers_without_a_route_and_without_names",
            "tests/attacks/test_slow_clients.py::"
            "test_200_bodies_by_drops_are_ended_while_slow_ones_come_through",
        ),
        difference="loss and delay are played by slow clients: TCP hides the one behind the "
        "other, and not every kernel can lose packets on its loopback.",
    ),
    Check(
        number=34,
        section="D",
        title="SIGTERM in the middle of things",
        criterion="What is under way ends well, or is told 503; nobody new is taken; exit status "
        "0 within ten seconds, and no file left.",
        tier="commit",
        tests=(
            "tests/attacks/test_stop.py::"
            "test_what_is_under_way_ends_well_and_nothing_else_delays_the_stop",
            "tests/attacks/test_stop.py::"
            "test_who_does_not_finish_in_time_is_told_and_the_server_ends",
        ),
    ),
    Check(
        number=35,
        section="D",
        title="100 times kill -9",
        criterion="At any moment, while models are chosen or as the server starts: what is chosen "
        "is whole, the next server serves, and nothing half-made stays.",
        tier="commit",
        tests=(
            f"{APP}model_store/test_kill.py::test_a_killed_change_leaves_the_old_or_the_new",
            f"{FAULTS}test_kills.py::test_10_kills_leave_a_sound_store",
            f"{FAULTS}test_kills.py::test_100_kills_leave_a_sound_store",
        ),
        fails_on="Files written in place: torn, see the figures.",
    ),
)
