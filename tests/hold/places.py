"""Where each of the fifteen tests is: a test of `make test`, a row of `make hold`, or `make soak`."""

PLACES: dict[int, tuple[str, ...]] = {
    1: ("hold: tests/bench/deadline_rush.py, quiet",),
    2: ("hold: tests/bench/deadline_rush.py, kills",),
    3: (
        "tests/submissions/test_routes_deadlines.py::test_twenty_posts_at_once_make_one_entry_and_every_answer_carries_its_receipt",
    ),
    4: (
        "tests/submissions/test_routes_deadlines.py::test_of_a_thousand_posts_around_the_deadline_none_is_decided_wrongly",
    ),
    5: ("tests/submissions/test_routes_deadlines.py::test_whatever_happens_to_a_filled_form_every_word_is_kept",),
    6: ("tests/judging/test_routes_autosave.py::test_of_a_hundred_stale_saves_none_is_silent",),
    7: ("hold: tests/hold/crowded.py", "tests/lib/web/test_door.py"),
    8: ("tests/bench/test_cases.py", "tests/bench/statements.py", "the query-count tests of each slice"),
    9: ("hold: tests/hold/pages.py", "tests/lib/test_sheets.py"),
    10: ("tests/test_roles.py", "tests/test_leaks.py"),
    11: ("tests/test_routes_alike.py", "tests/test_leaks.py", "tests/test_routes_ties.py", "hold: tests/hold/pages.py"),
    12: ("tests/test_hostile_words.py",),
    13: ("tests/lib/web/test_routes_security.py", "tests/accounts/test_routes.py", "hold: tests/hold/pages.py"),
    14: (
        "tests/desk/test_routes.py::test_1000_messages_go_by_one_click_and_the_page_answers_in_a_second",
        "tests/notifications/test_service.py",
    ),
    15: (
        "hold: tests/hold/crowded.py",
        "tests/lib/local/test_house.py",
        "tests/lib/test_migrate.py",
        "tests/lib/backup/test_under_load.py",
        "make soak",
    ),
}
