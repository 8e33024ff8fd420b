"""Which page answers at which address."""

from django.urls import URLPattern, URLResolver, path

from wayforward.web.pages import (
    acting,
    contact,
    drafting,
    escalation,
    policies,
    raising,
    signing,
    standing,
    today,
    work,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", standing.start, name="start"),
    path("help", standing.help_page, name="help"),
    path("privacy", standing.privacy, name="privacy"),
    path("accessibility", standing.accessibility, name="accessibility"),
    path("sign-in", signing.sign_in, name="sign-in"),
    path("sign-out", signing.sign_out, name="sign-out"),
    path("contact", contact.areas, name="contact-now"),
    path("contact/<slug:area>", contact.agencies, name="contact-agencies"),
    path("contact/<slug:area>/<slug:agency>", contact.contact, name="contact"),
    path("policies", policies.policies, name="policies"),
    path("policies/<slug:area>", policies.policy, name="policy"),
    path("my-work", work.my_work, name="my-work"),
    path("drafts/<uuid:draft>", drafting.throw_away, name="throw-away"),
    path("today", today.today, name="today"),
    path("today/<str:ref>/hand-over", today.hand_over, name="hand-over"),
    path("raise", raising.begin, name="raise"),
    path("raise/<uuid:draft>", raising.resume, name="raise-resume"),
    path("raise/<uuid:draft>/check", raising.check, name="raise-check"),
    path("raise/<uuid:draft>/<slug:page>", raising.page, name="raise-page"),
    path("escalations/<str:ref>", escalation.escalation, name="escalation"),
    path("escalations/<str:ref>/record", escalation.record, name="record"),
    path("escalations/<str:ref>/<slug:slug>", acting.act, name="act"),
]
