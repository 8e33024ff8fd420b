"""One log line for each thing that happened: an instant in UTC, where, and ids; never a story."""

import logging
import re
import time

KEYED = re.compile(r"(?<=/)(calendar|duty)/[^/\s?]+")  # addresses that open something by themselves


class OneLine(logging.Formatter):
    """Writes a record on a single line, so that nothing a person typed can pass for another record.

    No key that stands in an address is written: whoever reads the log could open with it what it opens.
    """

    converter = staticmethod(time.gmtime)
    default_msec_format = "%s.%03dZ"

    def format(self, record: logging.LogRecord) -> str:
        written = KEYED.sub(r"\1/...", super().format(record))
        return written.replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n")


def logging_settings(level: int | str) -> dict[str, object]:
    """Logging for Django: everything to standard error, one line each, from `level` upwards."""
    line = "%(asctime)s %(levelname)s %(name)s %(message)s"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": OneLine, "format": line}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        # Django's own handlers would print a second copy, and mail the request to administrators.
        "loggers": {"django": {"handlers": [], "level": level, "propagate": True}},
    }
