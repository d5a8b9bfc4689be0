"""Section C of the checks: slow clients, load, and time."""

from tests.reliability.check import Check

ATTACKS = "tests/attacks/"
WEB = "tests/edge_app/web/"
CHECKS = (
    Check(
        number=17,
        section="C",
        title="Heads without an end (slowloris)",
        criterion="450 connections, a byte per second each: /healthz is answered all the time, and "
        "all are dropped, under the real deadlines within 15 s. Of 700, more than there may be, "
        "all are dropped, too.",
        tier="commit",
        tests=(
            f"{ATTACKS}test_slow_clients.py::"
            "test_450_half_open_connections_are_ended_and_nobody_else_waits",
            f"{ATTACKS}test_slow_clients.py::"
            "test_450_half_open_connections_under_the_real_deadlines",
            f"{ATTACKS}test_slow_clients.py::"
            "test_more_connections_than_there_may_be_still_leave_room",
            f"{ATTACKS}test_tls.py::test_200_stalled_handshakes_end_and_nobody_waits",
        ),
        difference="with every commit under deadlines of 3 s, and under the real ones by make "
        "test-robust.",
        fails_on="Tutorial: with 150, /healthz is no longer answered; of 450, all are still open"
        " after 12 s.",
    ),
    Check(
        number=18,
        section="C",
        title="Bodies by drops, and slow ones that are honest",
        criterion="200 uploads at 1 byte/s are dropped within 30 s, while /healthz is answered; of "
        "200 at 10 kB/s all are answered.",
        tier="commit",
        tests=(
            f"{ATTACKS}test_slow_clients.py::"
            "test_200_bodies_by_drops_are_ended_while_slow_ones_come_through",
            f"{ATTACKS}test_slow_clients.py::test_200_bodies_under_the_real_deadlines",
        ),
        fails_on="Tutorial: of 200, all are still open after 12 s.",
    ),
    Check(
        number=19,
        section="C",
        title="8 viewers that never read, 8 who wait for news, 4 good viewers",
        criterion="/healthz is answered all the time; the camera keeps 95 % of its frame rate, "
        "good viewers see 90 % of the frames; at most 2 MiB for each stalled one; no temporary "
        "files; their places are free within 15 s, and skipped frames are counted.",
        tier="commit",
        tests=(
            f"{ATTACKS}test_stalled_viewers.py::"
            "test_readers_that_stall_are_cut_off_and_their_places_are_free_again",
            f"{ATTACKS}test_stalled_viewers.py::"
            "test_8_stalled_readers_beside_4_good_ones_and_8_who_wait_under_the_real_deadlines",
            f"{ATTACKS}test_slow_clients.py::"
            "test_60_clients_that_read_no_answer_are_cut_off_and_cost_nothing",
        ),
        difference="no server-sent events: news are waited for by requests that end after 25 s at "
        "the latest.",
        fails_on="Tutorial: with 8 stalled viewers, neither /healthz nor the camera answers.",
    ),
    Check(
        number=20,
        section="C",
        title="Viewers that vanish, with and without a word",
        criterion="6 viewers of the stream and 8 who wait, in a network namespace whose loopback "
        "goes down: threads and open files are what they were, but for one, within 30 s.",
        tier="commit",
        tests=(
            f"{ATTACKS}test_stalled_viewers.py::"
            "test_viewers_that_leave_without_a_word_free_their_places",
            f"{ATTACKS}test_vanishing.py::"
            "test_viewers_whose_network_vanishes_leave_no_threads_and_no_files_behind",
        ),
        difference="under deadlines of 3 s.",
        fails_on="Tutorial: 30 s after the loopback went down, 22 more files are open than before.",
    ),
    Check(
        number=21,
        section="C",
        title="500 viewers in a minute that reset their connections",
        criterion="Threads and open files are back within 5 s, memory within 8 MiB of what it was "
        "after the first 400; nothing in the log; 95 % of the frame rate; /healthz is answered all "
        "the time.",
        tier="merge",
        tests=(
            f"{ATTACKS}test_churn.py::"
            "test_500_viewers_in_a_minute_that_reset_their_connections_leave_nothing_behind",
        ),
        difference="memory after a warm-up: each thread's first frame makes it take what it keeps.",
        fails_on="Tutorial: only in the log, where waitress complains of its queue 8 times; it "
        "holds otherwise.",
    ),
    Check(
        number=22,
        section="C",
        title="64 clients that classify without a pause, for 30 s",
        criterion="Only 200 and 503 with Retry-After, no connection is reset, /healthz is answered "
        "all the time, and 2 s later a picture is answered at once.",
        tier="merge",
        tests=(f"{ATTACKS}test_overload.py::test_64_clients_are_answered_or_told_to_come_again",),
        difference="the times of /healthz are printed, and each must be below 3 s: a percentile "
        "on a busy machine says more of the machine.",
        fails_on="Tutorial: 76 of 138 answers are a false 415, because uploads of the same name "
        "overwrite each other; 11 of 41 questions to /healthz time out.",
    ),
    Check(
        number=23,
        section="C",
        title="Three tabs look at the camera, and a fourth sends a picture",
        criterion="In Chromium, which opens six connections to a host: page and answer come long "
        "before any of the tabs has had to let one go.",
        tier="merge",
        tests=(
            "tests/browser/test_many_tabs.py::"
            "test_a_picture_is_answered_at_once_while_three_tabs_look_at_the_camera",
        ),
        difference="the tabs fetch frame after frame instead of a stream, which would hold a "
        "connection each for as long as they are open.",
        fails_on="Not seen: it is a limit of browsers, which a page with an endless stream in "
        "six tabs would meet.",
    ),
    Check(
        number=24,
        section="C",
        title="Half an hour of everything at once",
        criterion="At least 50,000 requests (uploads, pages, viewers, broken requests, mutated "
        "pictures, a camera that publishes by MQTT): memory grows by at most 1 MiB per 10,000 "
        "requests and 1.1 times in all; files and threads are what they were; no temporary files; "
        "good clients get their answers.",
        tier="release",
        tests=(
            f"{ATTACKS}test_soak.py::"
            "test_half_an_hour_and_50000_requests_of_all_kinds_take_no_more_memory_files_or_threads",
        ),
        fails_on="Not seen in a short run; `make soak` measures both.",
    ),
    Check(
        number=25,
        section="C",
        title="10,000 made-up paths, methods, hosts and agents",
        criterion="No new series in /metrics, which stays below 64 KiB and can be parsed by "
        "Prometheus' own library; names of hosts that are remembered have a limit.",
        tier="commit",
        tests=(
            f"{WEB}test_metrics.py::test_10000_made_up_paths_methods_and_agents_make_no_new_series",
            f"{WEB}access/test_hosts.py::test_what_is_remembered_of_headers_is_bounded",
        ),
        fails_on="Tutorial: each made-up path is a new series.",
    ),
)
