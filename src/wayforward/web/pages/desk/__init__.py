"""The policy desk: versions of a policy, written, checked, signed and put in force by the partnership itself."""

from django.urls import URLPattern, path

from wayforward.web.pages.desk import (
    beginning,
    comparing,
    dating,
    examples,
    findings,
    moving,
    naming,
    picture,
    proof,
    shelf,
    signatures,
    standing,
    what_if,
    writing,
)

AREA = "desk/<slug:area>"
ONE = f"{AREA}/<uuid:version>"

ADDRESSES: list[URLPattern] = [
    path("desk", shelf.areas, name="desk"),
    path(AREA, shelf.shelf, name="desk-area"),
    path(f"{AREA}/drawing", picture.drawn, name="desk-drawing"),
    path(f"{AREA}/drawing.svg", picture.file, name="desk-drawing-file"),
    path(f"{AREA}/new", beginning.begin, name="desk-new"),
    path(f"{AREA}/new/blank", beginning.from_blank, name="desk-new-blank"),
    path(f"{AREA}/officers", naming.listed, name="desk-officers"),
    path(f"{AREA}/officers/<uuid:agency>", naming.name, name="desk-officer"),
    path(ONE, standing.version, name="desk-version"),
    path(f"{ONE}/check", findings.check, name="desk-check"),
    path(f"{ONE}/accept", findings.accept, name="desk-accept"),
    path(f"{ONE}/examples", examples.examples, name="desk-examples"),
    path(f"{ONE}/proof", proof.page, name="desk-proof"),
    path(f"{ONE}/compare", comparing.page, name="desk-compare"),
    path(f"{ONE}/send", signatures.send, name="desk-send"),
    path(f"{ONE}/sign", signatures.sign, name="desk-sign"),
    path(f"{ONE}/decline", signatures.decline, name="desk-decline"),
    path(f"{ONE}/in-force", dating.in_force, name="desk-in-force"),
    path(f"{ONE}/give-up", dating.drop, name="desk-drop"),
    path(f"{ONE}/open", moving.still_open, name="desk-open"),
    path(f"{ONE}/what-if", what_if.replayed, name="desk-what-if"),
    *writing.ADDRESSES,
]
