"""A live service starts only with safe settings; a demo needs none and stays on its machine."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SAFE = {
    "SECRET_KEY": "0f5c1e9a7b3d2846" * 4,
    "WAYFORWARD_SEALING_KEY_FILE": "/run/secrets/sealing-key",
    "DATABASE_URL": "postgresql://ann:secret@db.example/wayforward",
    "ALLOWED_HOSTS": "wayforward.example",
}
SHOW = """
import json
from wayforward.project import settings
print(json.dumps({name: value for name, value in vars(settings).items() if name.isupper()}, default=str))
"""


def started_with(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A Python that reads the settings in an environment of their own."""
    path = {"PATH": os.environ["PATH"]}
    return subprocess.run(
        [sys.executable, "-c", SHOW], cwd=tmp_path, env=path | environment, capture_output=True, text=True
    )


def settings_of(tmp_path: Path, **environment: str) -> dict[str, object]:
    done = started_with(tmp_path, **environment)
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("missing", ["SECRET_KEY", "WAYFORWARD_SEALING_KEY_FILE"])
def test_a_live_service_without_its_secrets_is_refused_with_what_to_write(tmp_path: Path, missing: str) -> None:
    done = started_with(tmp_path, **{name: value for name, value in SAFE.items() if name != missing})
    assert done.returncode != 0
    assert f"{missing} is not set." in done.stderr
    assert "Write " in done.stderr


def test_a_live_service_with_nowhere_to_keep_the_record_is_refused(tmp_path: Path) -> None:
    done = started_with(tmp_path, **{name: value for name, value in SAFE.items() if name != "DATABASE_URL"})
    assert "nowhere to keep the record" in done.stderr


def test_the_key_of_the_demo_is_refused_in_a_live_service(tmp_path: Path) -> None:
    demo = settings_of(tmp_path, WAYFORWARD_DEMO="1")["SECRET_KEY"]
    for easy in (str(demo), "short", "a" * 80):
        assert "SECRET_KEY is too easy to guess" in started_with(tmp_path, **{**SAFE, "SECRET_KEY": easy}).stderr


def test_a_secret_can_lie_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(SAFE["SECRET_KEY"])
    environment = {name: value for name, value in SAFE.items() if name != "SECRET_KEY"}
    found = settings_of(tmp_path, **environment, SECRET_KEY_FILE=str(tmp_path / "key"))
    assert found["SECRET_KEY"] == SAFE["SECRET_KEY"]


def test_a_live_service_sends_its_cookies_over_tls_to_its_own_host_only(tmp_path: Path) -> None:
    found = settings_of(tmp_path, **SAFE)
    for cookie in ("SESSION", "CSRF"):
        assert str(found[f"{cookie}_COOKIE_NAME"]).startswith("__Host-")
        assert found[f"{cookie}_COOKIE_SECURE"] is True
        assert found[f"{cookie}_COOKIE_HTTPONLY"] is True
        assert found[f"{cookie}_COOKIE_SAMESITE"] == "Lax"
    assert found["SECURE_SSL_REDIRECT"] is True
    assert found["SECURE_HSTS_SECONDS"] == 365 * 24 * 60 * 60
    assert found["SESSION_COOKIE_AGE"] == 12 * 60 * 60


def test_a_forwarded_scheme_is_believed_only_where_a_proxy_is_said_to_be(tmp_path: Path) -> None:
    assert "SECURE_PROXY_SSL_HEADER" not in settings_of(tmp_path, **SAFE)
    assert "SECURE_PROXY_SSL_HEADER" in settings_of(tmp_path, **SAFE, WAYFORWARD_BEHIND_PROXY="1")


def test_no_failed_request_shows_what_was_typed(tmp_path: Path) -> None:
    assert settings_of(tmp_path, **SAFE)["DEBUG"] is False
    assert settings_of(tmp_path, WAYFORWARD_DEMO="1", DEBUG="1")["DEBUG"] is False


def test_a_demo_starts_with_no_settings_and_answers_on_its_own_machine_only(tmp_path: Path) -> None:
    found = settings_of(tmp_path, WAYFORWARD_DEMO="1", ALLOWED_HOSTS="wayforward.example")
    assert found["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert (tmp_path / ".demo").is_dir()


def test_the_clock_is_london_and_what_is_stored_is_utc(tmp_path: Path) -> None:
    found = settings_of(tmp_path, **SAFE)
    assert (found["TIME_ZONE"], found["USE_TZ"]) == ("Europe/London", True)


def test_only_a_demo_can_be_told_another_instant(tmp_path: Path) -> None:
    live = settings_of(tmp_path, **SAFE, WAYFORWARD_DATA=str(tmp_path), WAYFORWARD_DEMO_CLOCK="clock")
    assert live["WAYFORWARD_DEMO_CLOCK"] is None
    assert settings_of(tmp_path, WAYFORWARD_DEMO="1")["WAYFORWARD_DEMO_CLOCK"] == str(tmp_path / ".demo" / "clock")
