"""The directory: each agency keeps its own people, posts, numbers and rotas, and sees what is not ready."""

from django.urls import URLPattern, path

from wayforward.web.pages.directory import board, facts, people, posts, rotas

ONE = "directory/<uuid:agency>"
PERSON, POST = f"{ONE}/people/<uuid:person>", f"{ONE}/posts/<uuid:post>"

ADDRESSES: list[URLPattern] = [
    path("directory", board.index, name="directory"),
    path("directory/partnership/<uuid:partnership>", board.partnership, name="directory-partnership"),
    path("my-shifts.ics", rotas.mine, name="my-shifts"),
    path(ONE, board.agency, name="directory-agency"),
    path(f"{ONE}/people", people.listed, name="directory-people"),
    path(f"{ONE}/people/add", people.add, name="directory-add-person"),
    path(PERSON, people.person, name="directory-person"),
    path(f"{PERSON}/leaves", people.leaves, name="directory-leaves"),
    path(f"{ONE}/posts", posts.listed, name="directory-posts"),
    path(f"{ONE}/posts/add", posts.add, name="directory-add-post"),
    path(POST, posts.post, name="directory-post"),
    path(f"{POST}/numbers", posts.numbers, name="directory-numbers"),
    path(f"{POST}/rang", posts.rang, name="directory-rang"),
    path(f"{POST}/holders/add", posts.seat, name="directory-seat"),
    path(f"{POST}/holders/<int:holder>", posts.unseat, name="directory-unseat"),
    path(f"{ONE}/rotas", rotas.ahead, name="directory-rotas"),
    path(f"{POST}/rota", rotas.rota, name="directory-rota"),
    path(f"{POST}/rota/read-in", rotas.read_in, name="directory-read-in"),
    path(f"{POST}/rota/add", rotas.add, name="directory-add-shift"),
    path(f"{POST}/rota/<uuid:shift>/remove", rotas.remove, name="directory-remove-shift"),
    path(f"{POST}/rota.ics", rotas.taken_away, name="directory-rota-file"),
    path(f"{ONE}/places", facts.places, name="directory-places"),
    path(f"{ONE}/places/add", facts.place, name="directory-add-place"),
    path(f"{ONE}/places/<uuid:area>", facts.place, name="directory-place"),
    path(f"{ONE}/places/<uuid:area>/drop", facts.drop, name="directory-drop-place"),
    path(f"{ONE}/about", facts.about, name="directory-facts"),
    path(f"{ONE}/changes", facts.changes, name="directory-changes"),
]
