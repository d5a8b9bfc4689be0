"""Section B of the checks: what comes from the network, or from a page of another site."""

from tests.reliability.check import Check

ATTACKS = "tests/attacks/"
ACCESS = "tests/edge_app/web/access/"
CHECKS = (
    Check(
        number=12,
        section="B",
        title="Names that are not ours, on every route",
        criterion="20 foreign and malformed values of Host get 400 on every route of the app, on "
        "files, and where there is nothing, with nothing of the app in the answer; 12 forms of the "
        "own names, in any case, are answered.",
        tier="commit",
        tests=(
            f"{ACCESS}test_hosts.py::test_a_foreign_name_gets_nothing_on_any_path",
            f"{ACCESS}test_hosts.py::test_the_names_of_the_loopback_are_answered_in_any_form",
            f"{ACCESS}test_hosts.py::"
            "test_on_the_network_addresses_own_names_and_allowed_ones_are_answered",
        ),
        fails_on="Tutorial: all 20 foreign names are answered 200.",
    ),
    Check(
        number=13,
        section="B",
        title="Forms of other sites (CSRF)",
        criterion="28 combinations of Sec-Fetch-Site, Origin and Host on every route that changes "
        "something: 403 for what comes from elsewhere, never a 5xx; JSON as text/plain is refused; "
        "no GET changes files, models or their choice.",
        tier="commit",
        tests=(
            f"{ACCESS}test_origin.py::"
            "test_a_request_that_changes_something_is_judged_by_where_it_comes_from",
            f"{ACCESS}test_origin.py::test_a_form_cannot_stand_in_for_json",
            f"{ACCESS}test_origin.py::test_reading_never_changes_anything",
        ),
        fails_on="Tutorial: none of the 18 foreign combinations is refused; a form of another "
        "site, sent as text/plain, changes the settings.",
    ),
    Check(
        number=14,
        section="B",
        title="What every answer carries, and what none tells",
        criterion="The policy without unsafe words, nosniff, frame-ancestors and CORP on every "
        "route and on 400, 401, 403, 404, 405, 413, 415, 416, 429, 500 and 503; no path, trace, "
        "library or version; Chromium complains of nothing on any page.",
        tier="commit",
        tests=(
            f"{ACCESS}test_headers.py::"
            "test_every_kind_of_answer_carries_them_and_tells_nothing_of_the_inside",
            f"{ACCESS}test_headers.py::test_too_many_logins_carry_them_too",
            f"{ACCESS}test_headers.py::test_no_route_tells_a_stranger_what_runs_here",
            "tests/browser/test_login.py::test_no_page_breaks_the_policy",
            "tests/browser/test_login.py::test_the_policy_is_in_force",
        ),
        fails_on="Tutorial: no policy, the header `Server: waitress`, and a path of the server "
        "in a 415.",
    ),
    Check(
        number=15,
        section="B",
        title="36 requests that no browser sends",
        criterion="Each gets the status of a table, once, and the connection is closed: after a "
        "request that can be read in two ways nothing more is answered. /healthz is answered all "
        "the time, and the log stays short.",
        tier="commit",
        tests=(
            f"{ATTACKS}test_raw_requests.py::"
            "test_a_malformed_request_is_refused_once_and_the_connection_closed",
            f"{ATTACKS}test_raw_requests.py::"
            "test_none_of_them_keeps_others_waiting_or_is_logged_at_length",
        ),
        fails_on="Tutorial: after Content-Length with Transfer-Encoding, a hidden second request"
        " is answered (415, then 200), and so are 4 of 4 such requests by waitress as "
        "it is behind our app.",
    ),
    Check(
        number=16,
        section="B",
        title="Secrets and who may do what",
        criterion="The token's file is 0600 under any umask; it is in no answer, figure, error or "
        "line of the log; hmac.compare_digest alone decides; after 20 wrong ones in a minute 429; "
        "each route's level is that of the table in security.md.",
        tier="commit",
        tests=(
            f"{ACCESS}test_tokens.py::test_a_token_is_made_once_for_its_owner_alone",
            f"{ACCESS}test_tokens.py::test_others_never_could_read_it_while_it_was_made",
            f"{ACCESS}test_secrecy.py::"
            "test_the_token_is_in_no_answer_no_figure_and_no_line_of_the_log",
            f"{ACCESS}test_secrecy.py::"
            "test_whether_a_secret_is_right_is_decided_in_a_time_that_does_not_tell",
            f"{ACCESS}test_login.py::test_who_guesses_has_to_wait_and_others_need_not",
            f"{ACCESS}test_levels.py::test_the_docs_have_the_level_of_every_route_and_of_no_other",
            f"{ACCESS}test_levels.py::test_a_stranger_gets_what_the_docs_say",
        ),
        fails_on="With `==` in place of hmac.compare_digest; the tutorial's app has no login.",
    ),
)
