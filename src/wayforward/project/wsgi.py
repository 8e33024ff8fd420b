"""Where a web server finds the website."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wayforward.project.settings")

application = get_wsgi_application()
