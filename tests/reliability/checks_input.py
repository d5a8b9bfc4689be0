"""Section A of the checks: what comes in is bad."""

from tests.reliability.check import Check

ATTACKS = "tests/attacks/"
WEB = "tests/edge_app/web/"
CHECKS = (
    Check(
        number=1,
        section="A",
        title="Pictures that are made to take memory or time",
        criterion="Each of 28 bombs is refused (413, 422, or 415 by its content), for at most 1 s "
        "of processor time and 32 MiB; each of 19 large or odd but honest pictures is answered "
        "within 64 MiB; /healthz is answered all the time.",
        tier="commit",
        tests=(
            f"{ATTACKS}test_hostile_pictures.py::test_each_bomb_is_refused_at_little_cost",
            f"{ATTACKS}test_hostile_pictures.py::"
            "test_each_large_or_odd_picture_is_answered_within_the_memory_for_one",
            f"{WEB}test_picture_types.py::"
            "test_the_content_decides_and_not_its_name_or_its_declared_type",
        ),
        difference="processor time instead of time, so that a busy machine decides nothing.",
        fails_on="Tutorial: the first bomb is a 500, since DecompressionBombError is no OSError;"
        " a JPEG of 48 megapixels takes 367 MiB.",
    ),
    Check(
        number=2,
        section="A",
        title="Eight of them at once",
        criterion="Eight bombs take no more than their bodies; eight photos of 12 megapixels are "
        "answered within 150 MiB; of more than may wait, each gets 503 with Retry-After.",
        tier="commit",
        tests=(
            f"{ATTACKS}test_hostile_pictures.py::"
            "test_eight_bombs_at_once_take_no_more_than_their_bodies",
            f"{ATTACKS}test_hostile_pictures.py::"
            "test_eight_photos_of_12_megapixels_at_once_take_little_more_than_one",
            f"{ATTACKS}test_hostile_pictures.py::"
            "test_more_photos_than_may_wait_are_told_when_to_come_again",
        ),
        fails_on="Tutorial: of eight bombs at once one had no answer after 60 s; twelve photos "
        "took 372 MiB, and nobody was told to wait.",
    ),
    Check(
        number=3,
        section="A",
        title="100,000 mutated pictures",
        criterion="Each is decoded, or refused with one of the app's own errors of at most 300 "
        "characters; nothing is printed. 4,000 of the same kind with every commit.",
        tier="commit",
        tests=(
            "tests/edge_app/test_mutated_pictures.py::"
            "test_4000_mutated_pictures_are_decoded_or_refused_and_nothing_is_printed",
            "tests/edge_app/test_mutated_pictures.py::"
            "test_100000_mutated_pictures_are_decoded_or_refused_and_nothing_is_printed",
        ),
        difference="no longest time for one picture, which a busy machine would decide; what one "
        "may cost is check 1.",
        fails_on="Pillow with `except (OSError, UnidentifiedImageError)`: of 4,000, 119 raise "
        "something else (DecompressionBombError, ValueError), and 52 print a warning.",
    ),
    Check(
        number=4,
        section="A",
        title="2,000 mutated pictures over HTTP",
        criterion="No 5xx, no trace, at most 100 lines in the log and none over 500 characters; "
        "/healthz is answered all the time.",
        tier="commit",
        tests=(
            f"{ATTACKS}test_mutated_uploads.py::"
            "test_2000_mutated_pictures_over_http_give_no_5xx_and_few_lines_in_the_log",
            f"{ATTACKS}test_hostile_pictures.py::"
            "test_a_thousand_refusals_are_twenty_lines_in_the_log_and_one_that_counts_the_others",
        ),
        difference="at most 20 lines a minute, whatever the number of refusals.",
        fails_on="Tutorial: of 1,000, 38 are a 500, in 1,191 lines of the log.",
    ),
    Check(
        number=5,
        section="A",
        title="15 formats under true and false names and types",
        criterion="The content alone decides, and no answer has the type that a client declared.",
        tier="commit",
        tests=(
            f"{WEB}test_picture_types.py::"
            "test_the_content_decides_and_not_its_name_or_its_declared_type",
            f"{WEB}test_picture_types.py::"
            "test_the_page_answers_as_a_page_whatever_type_is_declared",
        ),
        fails_on="Tutorial: TIFF and ICO are opened (200), whatever they are called.",
    ),
    Check(
        number=6,
        section="A",
        title="Forms that are none",
        criterion="No boundary, 5,000 parts, a field of 600 kB, cut off at 200 places, names twice "
        "or folded: 400 or 413 within 32 MiB, and no header is split.",
        tier="commit",
        tests=(
            f"{WEB}test_hostile_requests.py::test_a_form_that_is_none_is_refused_in_little_memory",
            f"{WEB}test_hostile_requests.py::test_a_form_that_is_cut_off_anywhere_is_refused",
            f"{WEB}test_hostile_requests.py::"
            "test_what_a_part_says_twice_or_in_an_odd_way_splits_no_header",
        ),
        difference="in the process, where memory can be counted to the byte; folded lines of a "
        "request's own head are check 15.",
        fails_on="Tutorial: 6 of 12 forms are taken for a picture and answered with a path of "
        "the server (415); a line end in a file's name comes back in the answer.",
    ),
    Check(
        number=7,
        section="A",
        title="A body of 300 MB",
        criterion="Refused with its length, in chunks, and with a length too small: nothing is "
        "written to temporary files, and memory holds at most three bodies of the largest size. "
        "The page refuses such a file in words before it is sent.",
        tier="commit",
        tests=(
            f"{ATTACKS}test_bodies.py::test_a_huge_body_is_refused_and_neither_stored_nor_kept",
            f"{ATTACKS}test_bodies.py::test_the_refusal_can_be_read_although_the_client_sends_on",
            f"{ATTACKS}test_bodies.py::"
            "test_all_bodies_together_have_a_limit_and_their_memory_comes_back",
            "tests/browser/test_giving_pictures.py::"
            "test_files_that_are_too_large_or_empty_are_refused_before_they_are_sent",
        ),
        difference="nothing at all may be stored, where one body was to be allowed. A length too "
        "large is a body that stops: check 18.",
        fails_on="Tutorial: 300 MiB are taken whole, and refused at their end as no "
        "picture; waitress as it is behind our app: 286 MiB in the temporary folder.",
    ),
    Check(
        number=8,
        section="A",
        title="50 names of files",
        criterion="Paths, NUL, line ends, 300 letters, right-to-left, -rf, CON, markup and "
        "templates: no file is opened, no header is split, and the name is shown as text.",
        tier="commit",
        tests=(
            f"{WEB}test_hostile_names.py::test_a_file_name_opens_no_file_and_is_shown_as_text",
            "tests/browser/test_giving_pictures.py::test_a_file_name_is_shown_as_a_text",
        ),
        fails_on="Tutorial: all 50 open a file of that name; `../` leaves the folder.",
    ),
    Check(
        number=9,
        section="A",
        title="Scripts in EXIF, XMP, profile and comments",
        criterion="No dialog, no broken policy in Chromium, and none of the texts in any answer; "
        "the copy that is shown has no metadata.",
        tier="commit",
        tests=(
            f"{WEB}test_hostile_names.py::test_nothing_of_the_texts_in_a_picture_is_in_any_answer",
            f"{WEB}test_hostile_names.py::test_the_copy_that_is_shown_has_no_metadata",
            "tests/browser/test_hostile_metadata.py::"
            "test_no_script_in_a_picture_runs_and_none_of_its_texts_is_shown",
            "tests/browser/test_hostile_metadata.py::"
            "test_neither_does_one_where_the_page_has_no_script_of_its_own",
        ),
        fails_on="Not seen: the tutorial's app shows no text of a picture either.",
    ),
    Check(
        number=10,
        section="A",
        title="The API against its own description",
        criterion="schemathesis, deterministic, with all its checks: none fails, and the server "
        "lives.",
        tier="commit",
        tests=(
            f"{WEB}test_schemathesis.py::test_the_server_does_what_its_openapi_document_says",
            f"{ATTACKS}test_stalled_viewers.py::"
            "test_a_server_with_a_camera_does_what_its_document_says_of_it",
        ),
        difference="a number of examples for each operation instead of a time, so that each run "
        "tries the same.",
        fails_on="Not seen: the tutorial's app has no description of itself.",
    ),
    Check(
        number=11,
        section="A",
        title="JSON that is made to take memory or to be misread",
        criterion="100,000 levels, numbers of 10 million digits, NaN, the same field twice, "
        "UTF-16, 10 MB of quotes: 4xx of at most 400 characters, within 64 MiB; 38 bodies of 16 MB "
        "at once take half of what they are.",
        tier="commit",
        tests=(
            f"{WEB}test_hostile_requests.py::test_nasty_json_is_refused_in_little_memory",
            f"{WEB}test_json_body.py::test_what_is_not_strict_json_is_refused_in_words",
            f"{ATTACKS}test_hostile_pictures.py::"
            "test_38_json_bodies_of_16_mb_at_once_are_taken_apart_one_by_one",
        ),
        fails_on="Tutorial: 100,000 levels are a 500 (RecursionError), and NaN is taken.",
    ),
)
