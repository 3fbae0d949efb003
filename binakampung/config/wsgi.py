"""The WSGI application that `bina serve` runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "binakampung.config.settings")
application = get_wsgi_application()
