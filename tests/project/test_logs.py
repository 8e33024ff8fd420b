"""One log line for each thing that happened."""

import logging
import re
import sys

from wayforward.project.logs import OneLine, logging_settings


def written(message: str, *, error: bool = False) -> str:
    raised = None
    if error:
        try:
            raise ValueError("first line\nsecond line")
        except ValueError:
            raised = sys.exc_info()
    record = logging.LogRecord("wayforward.jobs", logging.INFO, "due.py", 1, message, None, raised)
    return OneLine("%(asctime)s %(levelname)s %(name)s %(message)s").format(record)


def test_what_a_person_typed_cannot_pass_for_a_line_of_the_log() -> None:
    forged = written("sign-in refused for ann\r\n2026-11-22 10:00:00.000Z INFO wayforward signed in")
    assert len(forged.splitlines()) == 1
    assert "ann\\r\\n2026" in forged


def test_a_failure_is_one_line_with_where_it_happened() -> None:
    line = written("deadline check failed", error=True)
    assert len(line.splitlines()) == 1
    assert "Traceback" in line


def test_the_instant_is_in_utc() -> None:
    assert re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}Z ", written("started"))
    assert OneLine.converter(0).tm_hour == 0


def test_nobody_is_mailed_the_contents_of_a_failed_request() -> None:
    assert "mail_admins" not in str(logging_settings("INFO"))


def test_a_key_that_stands_in_an_address_is_not_in_the_log() -> None:
    assert written("Service Unavailable: /calendar/hG3_k-9.ics").endswith("Service Unavailable: /calendar/...")
    assert written("Not Found: /duty/AB12CD34?x=1").endswith("Not Found: /duty/...?x=1")
    assert written("Not Found: /escalations/WF-AB12-CD34/duty").endswith("/escalations/WF-AB12-CD34/duty")
