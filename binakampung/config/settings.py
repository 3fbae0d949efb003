"""Django settings. Everything an office changes comes from the environment; see docs/operations.md."""

from __future__ import annotations

import os
from pathlib import Path

from binakampung.config.home import database_settings, home, secret_key

SECRET_KEY = secret_key()
# Beside this package in a checkout and inside it in a wheel alike.
PORTAL = Path(__file__).resolve().parents[1] / "portal"
DEBUG = os.environ.get("BINA_DEBUG") == "1"
# A village laptop is reached by whatever address its Wi-Fi gives it; links are relative, and no e-mail
# is built from the Host header, so an open list costs nothing. An office narrows it with BINA_HOSTS.
ALLOWED_HOSTS = os.environ.get("BINA_HOSTS", "*").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("BINA_ORIGINS", "").split(",") if o]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    # Of allauth only the keeping of second factors is used (docs/decisions/0009-sign-in.md).
    "allauth.account",
    "allauth.mfa",
    "binakampung.ledger",
    "binakampung.registry",
    "binakampung.portal",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "binakampung.portal.access.csp.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "binakampung.portal.access.language.ChosenLanguage",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "binakampung.portal.access.sessions.SignedInBrowsers",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "binakampung.config.urls"
WSGI_APPLICATION = "binakampung.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "binakampung.portal.context.page",
            ],
            "builtins": ["binakampung.portal.templatetags.bina", "django.templatetags.static"],
        },
    }
]

DATABASES = {"default": database_settings()}
# Shared by all server processes: counts of wrong passwords.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": home() / "cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "registry.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "binakampung.registry.actions.first_password.FirstPasswordHasher",
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
CSRF_FAILURE_VIEW = "binakampung.portal.screens.shell.errors.csrf_failure"

ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "binakampung.portal.access.second_factor.Sealed"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # half minutes: village phones' clocks err

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "bahasa"
TIME_ZONE = os.environ.get("BINA_TIME_ZONE", "Asia/Jakarta")
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

SESSION_COOKIE_AGE = 7 * 24 * 3600  # the longest that any role may have; portal/access/sessions.py ends them sooner
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("BINA_BEHIND_PROXY") == "1" else None
X_FRAME_OPTIONS = "DENY"
REFERRER_POLICY = "same-origin"

# Bounds on what one request may bring, before any of our code sees it.
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_NUMBER_FILES = 200
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # While the database is away every request is refused; one line now and then says so, not one a request.
    "filters": {
        "not_away": {
            "()": "django.utils.log.CallbackFilter",
            "callback": lambda record: getattr(record, "status_code", 0) != 503,
        }
    },
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "binakampung": {"level": "INFO"},
        "django.request": {"level": "ERROR", "filters": ["not_away"]},
    },
}

BINA_DISTRICT = os.environ.get("BINA_DISTRICT", "3528")
