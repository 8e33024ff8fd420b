"""The addresses of the website: the pages first, anything for other systems beside them."""

from django.urls import include, path

urlpatterns = [path("", include("wayforward.web.urls"))]
