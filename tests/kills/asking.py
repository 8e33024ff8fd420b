"""Asks the website for one page inside a process of its own, and says what came and after how long. Run as a module."""

from __future__ import annotations

import sys
import time

from django.test import Client

from wayforward.project import wsgi


def ask(address: str) -> str:
    assert wsgi.application  # as a web server finds it, with the patience of pages
    client = Client(raise_request_exception=False, headers={"host": "localhost"})
    assert client.get("/help").status_code == 200  # it has read its own addresses and words
    began = time.perf_counter()
    answer = client.get(address)
    return f"{answer.status_code} {time.perf_counter() - began:.2f}"


if __name__ == "__main__":
    print(ask(sys.argv[1]))
