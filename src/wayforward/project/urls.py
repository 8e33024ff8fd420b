"""The addresses of the website: the pages first, anything for other systems beside them."""

from django.urls import include, path

from wayforward.web.pages import standing

urlpatterns = [path("", include("wayforward.web.urls"))]
handler400 = standing.unreadable
handler403 = standing.not_found
handler404 = standing.not_found
handler500 = standing.broken
