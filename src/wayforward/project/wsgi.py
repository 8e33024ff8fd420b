"""Where a web server finds the website."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from wayforward.project.database import patience_of_pages

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wayforward.project.settings")

patience_of_pages(settings.DATABASES["default"])
application = get_wsgi_application()
