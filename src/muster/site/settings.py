"""The one settings module. Everything that differs between installations is in ``env``."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from muster.site.env import postgres_settings, read_environment
from muster.site.policy import add_headers
from muster.site.sqlite import driver

driver.install()
ENV = read_environment()
BASE = Path(__file__).resolve().parent.parent

DEBUG = ENV.debug
SECRET_KEY = ENV.secret_key
MUSTER_DATA = ENV.data
MUSTER_NOW = ENV.now
MUSTER_NODE = ENV.node
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *([ENV.lan_name] if ENV.lan_name else [])]

INSTALLED_APPS = [
    "muster.site",
    "muster.gateways",
    "muster.api",
    "muster.control",
    "muster.duty",
    "muster.papers",
    "muster.office",
    "muster.venues",
    "muster.season",
    "muster.live",
    "muster.jobs",
    "muster.tree",
    "muster.exchange",
    "muster.shell",
    "muster.ledger",
    "muster.packs",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "muster.site.middleware.ContentPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "muster.site.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "muster.site.middleware.DenyByDefault",
    "muster.site.middleware.Refusals",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "muster.site.urls"
ASGI_APPLICATION = "muster.site.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": sorted(BASE.glob("*/web/templates")),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "muster.site.context.shell",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")


def _sqlite(name: str) -> dict[str, Any]:
    return {
        "ENGINE": "muster.site.sqlite",
        "NAME": ENV.data / name,
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": SQLITE_BUSY_TIMEOUT_S},
        # Tests use a file too: threads and processes meet there as they do in earnest.
        "TEST": {"NAME": str(ENV.data / f"test_{name}")},
    }


# A writer waits this long for another's transaction; none may last longer than 2 s.
SQLITE_BUSY_TIMEOUT_S = 20
DATABASES: dict[str, dict[str, Any]] = {
    "default": postgres_settings(ENV.database_url) if ENV.database_url else _sqlite("muster.db"),
    "queue": _sqlite("queue.db"),
}
DATABASE_ROUTERS = ["muster.jobs.router.QueueRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {
    "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]},
}

AUTH_USER_MODEL = "tree.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "muster.tree.permissions.PermissionTable",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "muster.site.accounts.ClosedAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "muster"
# axes counts failures per account and address; the other counter only slows a flood.
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip"}
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 1  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "account/locked.html"

# Phones and passkeys need TLS; on this machine's own address browsers treat http as secure.
SECURE_TRANSPORT = bool(ENV.lan_name)
SESSION_COOKIE_SECURE = SECURE_TRANSPORT
CSRF_COOKIE_SECURE = SECURE_TRANSPORT
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_TRANSPORT else 0
SECURE_SSL_REDIRECT = SECURE_TRANSPORT
# A name on one switch has no subdomains, and no browser maker's list to stand on.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = ENV.time_zone

STATIC_URL = "static/"
# Served straight from the package: nothing to collect, nothing to forget after an update.
SERVESTATIC_USE_FINDERS = True
SERVESTATIC_MAX_AGE = 3600
SERVESTATIC_ADD_HEADERS_FUNCTION = add_headers
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = ENV.data / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
# The returned sheets of a whole group come in one go.
DATA_UPLOAD_MAX_NUMBER_FILES = 2_000
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
