"""Every setting of a running Wayforward, read from the environment and refused when it is not safe.

Set by the person who runs it: SECRET_KEY, ALLOWED_HOSTS, WAYFORWARD_SEALING_KEY_FILE, and DATABASE_URL or
WAYFORWARD_DATA. WAYFORWARD_DEMO=1 needs none of them and answers on this machine only. Any setting can be
read from a file instead: SECRET_KEY_FILE=/run/secrets/key.
"""

import logging
import sqlite3
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import FileAwareEnv

from wayforward.project.database import database_settings
from wayforward.project.logs import logging_settings
from wayforward.project.messages import public_address, refuse_half_a_channel
from wayforward.project.watching import watcher

env = FileAwareEnv()

WAYFORWARD_DEMO: bool = env.bool("WAYFORWARD_DEMO", default=False)
"""True where every person, child and agency is invented."""


def _needed(name: str, why: str, what_to_write: str, demo: str) -> str:
    """A setting that a live service cannot guess; raises ImproperlyConfigured with what to write."""
    value: str = env.str(name, default=demo if WAYFORWARD_DEMO else "")
    if value:
        return value
    raise ImproperlyConfigured(
        f"{name} is not set. {why} {what_to_write} To look around with invented data, set WAYFORWARD_DEMO=1."
    )


# --- secrets -----------------------------------------------------------------------------------------

_DEMO_KEY = "demo-only-demo-only-demo-only-demo-only-demo-only"  # public, so it is refused anywhere else

SECRET_KEY = _needed(
    "SECRET_KEY",
    why="It signs sessions and forms.",
    what_to_write="Write at least 50 characters that nobody could guess.",
    demo=_DEMO_KEY,
)
if not WAYFORWARD_DEMO and (len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 12):
    raise ImproperlyConfigured("SECRET_KEY is too easy to guess. Write at least 50 characters that nobody could guess.")

# --- where the record is kept ------------------------------------------------------------------------


def _data_folder() -> Path | None:
    named: str = env.str("WAYFORWARD_DATA", default=".demo" if WAYFORWARD_DEMO else "")
    return Path(named).absolute() if named else None


def _database_url() -> str:
    url: str = env.str("DATABASE_URL", default="")
    if url:
        return url
    if WAYFORWARD_DATA is None:
        raise ImproperlyConfigured(
            "Neither DATABASE_URL nor WAYFORWARD_DATA is set, so there is nowhere to keep the record. "
            "Set WAYFORWARD_DATA to a folder on a local disk, "
            "or DATABASE_URL to postgresql://user:password@host/name."
        )
    WAYFORWARD_DATA.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{WAYFORWARD_DATA / 'wayforward.sqlite3'}"


WAYFORWARD_DATA = _data_folder()
"""The folder for files that Wayforward writes itself; None where database and key lie elsewhere."""

DATABASES = {"default": database_settings(_database_url(), sqlite3.sqlite_version_info)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

WAYFORWARD_SEALING_KEY_FILE = Path(
    _needed(
        "WAYFORWARD_SEALING_KEY_FILE",
        why="Names and narratives are sealed with the key in that file, kept apart from the database.",
        what_to_write="Write the path of the key file.",
        demo=str((WAYFORWARD_DATA or Path(".demo")) / "sealing.key"),
    )
)

# --- the website -------------------------------------------------------------------------------------

DEBUG = False  # the page of a failed request shows what was typed, so there is no such page, not even locally
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[])
if WAYFORWARD_DEMO:
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]  # a demo is never a service: this machine only
ROOT_URLCONF = "wayforward.project.urls"
WSGI_APPLICATION = "wayforward.project.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "wayforward.directory",
    "wayforward.escalations",
    "wayforward.notices",
    "wayforward.desk",
    "wayforward.jobs",
    "wayforward.web",
]

MIDDLEWARE = [  # headers stand outside the static files, so that those carry them too
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "wayforward.web.headers.careful_headers",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wayforward.web.methods.only_pages_and_forms",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "wayforward.web.unavailable.witnessed",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "wayforward.web.jumped.NotAtAWrongTime",
    "wayforward.web.sessions.SignedInForAWhile",
    "django.contrib.messages.middleware.MessageMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wayforward.web.furniture.furniture",
            ],
            "builtins": ["wayforward.web.templatetags.wayforward"],  # dates and components, in every template
        },
    }
]

FORM_RENDERER = "wayforward.web.renderer.QuestionRenderer"

STATIC_URL = "/static/"
STATIC_ROOT = env.path("WAYFORWARD_STATIC", default=None) or (WAYFORWARD_DATA and WAYFORWARD_DATA / "static")
WHITENOISE_USE_FINDERS = WAYFORWARD_DEMO  # a demo serves them as they lie; live, `collectstatic` runs first
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if WAYFORWARD_DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
if WAYFORWARD_DEMO:
    STATIC_ROOT = None

# --- time and words ----------------------------------------------------------------------------------

USE_TZ = True  # stored in UTC
TIME_ZONE = "Europe/London"  # decided and shown in the time people live by
WAYFORWARD_DEMO_CLOCK: Path | None = WAYFORWARD_DATA / "clock" if WAYFORWARD_DEMO and WAYFORWARD_DATA else None
"""The file in which a demo may be told another instant; a live service has none, whatever is set."""
LANGUAGE_CODE = "en-gb"
USE_I18N = True

# --- people and sessions -----------------------------------------------------------------------------

AUTH_USER_MODEL = "directory.Person"
LOGIN_URL = "/sign-in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

AUTHENTICATION_BACKENDS = ["wayforward.web.backends.WhoIsStillHere"]
SESSION_ENGINE = "wayforward.web.remembering"  # so that a session can be ended from our side
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())  # at most; and 15 minutes unused: web/sessions.py
SESSION_EXPIRE_AT_BROWSER_CLOSE = True  # the next shift sits down at the same terminal
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = not WAYFORWARD_DEMO
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # what was done goes into no cookie
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "wayforward.web.pages.standing.stale"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = not WAYFORWARD_DEMO
if not WAYFORWARD_DEMO:  # a browser takes a cookie of this name only over TLS and for this host alone
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"

# --- what the browser is told ------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "script-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
# "no-referrer" would make browsers send `Origin: null` with our own forms, which the protection against forged
# requests refuses. Nothing is told to any other site either way.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_SSL_REDIRECT = not WAYFORWARD_DEMO
SECURE_HSTS_SECONDS = 0 if WAYFORWARD_DEMO else int(timedelta(days=365).total_seconds())
SECURE_HSTS_INCLUDE_SUBDOMAINS = not WAYFORWARD_DEMO
WAYFORWARD_BEHIND_PROXY: bool = env.bool("WAYFORWARD_BEHIND_PROXY", default=False)
"""True only where a proxy sets X-Forwarded-Proto itself, and adds the browser's address to X-Forwarded-For."""
if WAYFORWARD_BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- messages and the log ----------------------------------------------------------------------------

# A demo writes its messages to a folder; a silent mail server must not hold up the next message for ever.
_MAIL_FOLDER = f"file:///{WAYFORWARD_DATA}/mail"
globals().update(
    env.dj_email_url("EMAIL_URL", default=_MAIL_FOLDER if WAYFORWARD_DEMO else "smtp://localhost:25?timeout=10")
)
DEFAULT_FROM_EMAIL: str = env.str("WAYFORWARD_EMAIL_FROM", default="wayforward@localhost")
WAYFORWARD_BOUNCES_TO: str = env.str("WAYFORWARD_BOUNCES_TO", default="")
"""Where messages that come back go: `bounces+{id}@example.org` names each; empty: to WAYFORWARD_EMAIL_FROM."""
WAYFORWARD_ADDRESS: str = public_address(
    env.str("WAYFORWARD_ADDRESS", default="http://localhost:8000" if WAYFORWARD_DEMO else ""),
    ALLOWED_HOSTS, demo=WAYFORWARD_DEMO,
)  # fmt: skip
"""Where people find the pages: the links in messages begin with it."""
WAYFORWARD_CHANNEL: str = env.str("WAYFORWARD_CHANNEL", default="email")
WAYFORWARD_NOTIFY_KEY: str = env.str("WAYFORWARD_NOTIFY_KEY", default="")
WAYFORWARD_NOTIFY_TEMPLATE: str = env.str("WAYFORWARD_NOTIFY_TEMPLATE", default="")
WAYFORWARD_NOTIFY_URL: str = env.str("WAYFORWARD_NOTIFY_URL", default="")
refuse_half_a_channel(WAYFORWARD_CHANNEL, WAYFORWARD_NOTIFY_KEY, WAYFORWARD_NOTIFY_TEMPLATE)

# --- what watches over it ----------------------------------------------------------------------------

WAYFORWARD_HEARTBEAT_URL: str = watcher(env.str("WAYFORWARD_HEARTBEAT_URL", default=""))
"""Called each minute while all is well; whoever answers there raises the alarm when the calls stop."""
WAYFORWARD_BACKUP_STAMP: Path | None = env.path("WAYFORWARD_BACKUP_STAMP", default=None)
"""A file that the backup touches when it has succeeded."""
SECURE_REDIRECT_EXEMPT = [r"^health/(live|ready)$"]  # a balancer asks these inside, without TLS; they tell one word

LOGGING = logging_settings(env.log_level("WAYFORWARD_LOG_LEVEL", default=logging.INFO))
