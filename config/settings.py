"""One settings module; everything that differs between places comes from the environment (.env.example).

Embedded default: SQLite (WAL, IMMEDIATE transactions) and the packaged Redis on a socket under `var/`.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

BASE_DIR = Path(__file__).resolve().parent.parent
# Everything a site writes beside its database.
VAR_DIR = Path(os.environ.get("MACHITANE_VAR") or BASE_DIR / "var").absolute()


def flag(name: str, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def listed(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


# A production site sets MACHITANE_PRODUCTION=1; then secrets must be given and nothing can move the clock.
PRODUCTION = flag("MACHITANE_PRODUCTION", False)
DEBUG = False
SECRET_KEY = os.environ.get("SECRET_KEY") or ("" if PRODUCTION else "development-only-" + "x" * 40)
ALLOWED_HOSTS = listed("ALLOWED_HOSTS", "" if PRODUCTION else "*")
CSRF_TRUSTED_ORIGINS = listed("CSRF_TRUSTED_ORIGINS")

# Where `manage.py advance` keeps how far it moved the clock; None: the clock cannot be moved.
DEVELOPMENT_CLOCK_FILE: Path | None = None if PRODUCTION else VAR_DIR / "clock-offset"
# The demo fund is loaded, and its people sign in with a password shown at /dev/; never in
# production. MACHITANE_DEMO=0 starts an empty site.
DEMO_SIGN_IN = flag("MACHITANE_DEMO", True) and not PRODUCTION

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_vite",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.headless",
    "common",
    "trail",
    "ledger",
    "people",
    "notices",
    "fund",
    "donations",
    "applications",
    "reviews",
    "awards",
    "disbursements",
    "transparency",
    "screens",
    "intake",
    "config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.security.ContentSecurityPolicy",
    "config.updating.WhileUpdating",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.same_for_all.SameForAll",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.security.SignInNeedsRedis",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]

# Signing up and in: a code by e-mail, or a passkey; then the authenticator where there is one.
HEADLESS_ONLY = True
HEADLESS_CLIENTS = ("browser",)
HEADLESS_SERVE_SPECIFICATION = True
HEADLESS_SPECIFICATION_TEMPLATE_NAME = None
# Where the library's letters may point to; ours name no address but the start page's.
HEADLESS_FRONTEND_URLS = {
    "account_confirm_email": "/login",
    "account_reset_password": "/login",
    "account_reset_password_from_key": "/login",
    "account_signup": "/signup",
}
ACCOUNT_ADAPTER = "people.sign_in.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_SIGNUP_FORM_CLASS = "people.sign_in.SignUpForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
# A letter may take a while to an old mailbox, and an old hand to type the code.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_FORMAT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_FORMAT = {
    "length": 6,
    "numeric": True,
    "dashed": False,
}
ACCOUNT_LOGIN_TIMEOUT = 30 * 60
MFA_ADAPTER = "people.sign_in.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_TOTP_ISSUER = "まちたね"
# Whether people of an office need an authenticator or a passkey before they may do anything there.
OFFICE_SECOND_FACTOR = flag("OFFICE_SECOND_FACTOR", not DEMO_SIGN_IN)
# How many proxies stand in front and may be believed when they say where a request comes from.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXIES", "1" if PRODUCTION else "0"))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def database(url: str) -> dict[str, Any]:
    """Django's settings for `postgresql://user:password@host:port/name` or `sqlite:///path`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path[1:] if parts.path.startswith("//") else parts.path.removeprefix("/"))
            or ":memory:",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            },
            "TEST": {"NAME": str(VAR_DIR / "test.sqlite3")},
        }
    if parts.scheme in {"postgres", "postgresql"}:
        query = dict(parse_qsl(parts.query))
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or query.pop("host", "")),
            "PORT": str(parts.port or ""),
            "OPTIONS": query,
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise ValueError(f"DATABASE_URL: unknown scheme {parts.scheme!r}; use sqlite:/// or postgresql://")


DATABASES = {
    "default": database(os.environ.get("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'machitane.sqlite3'}")
}


def socket_path(path: Path) -> Path:
    """`path`, or a short stand-in for one that is longer than the 107 bytes a socket's name may have."""
    if len(os.fsencode(path)) <= 107:
        return path
    short = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"machitane-{os.getuid()}-{short}" / path.name


# The packaged Redis listens on this socket (config/run.py starts it) unless REDIS_URL names another.
REDIS_SOCKET = socket_path(VAR_DIR / "redis.sock")
REDIS_URL = os.environ.get("REDIS_URL", "")
# Set apart the keys of sites that share one Redis.
REDIS_PREFIX = os.environ.get("REDIS_PREFIX", "")
TASK_TIMEOUT_SECONDS = int(os.environ.get("TASK_TIMEOUT_SECONDS", "300"))

CELERY_BROKER_URL = REDIS_URL or f"redis+socket://{quote(str(REDIS_SOCKET))}?virtual_host=0"
CELERY_TASK_IGNORE_RESULT = True
# At least once: a task is taken off the list when it is done, and given out again when its worker died.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CONCURRENCY = int(os.environ.get("WORKER_PROCESSES", "2"))
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_REDIRECT_STDOUTS = False
# A dead worker's task comes back after the visibility timeout; hence no task may run for longer.
CELERY_TASK_TIME_LIMIT = TASK_TIMEOUT_SECONDS
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": TASK_TIMEOUT_SECONDS,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "global_keyprefix": REDIS_PREFIX,
}
CELERY_TIMEZONE = "Asia/Tokyo"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL or f"unix://{quote(str(REDIS_SOCKET))}?db=0",
        "KEY_PREFIX": f"{REDIS_PREFIX}cache",
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 5},
    }
}

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
TIME_ZONE = "Asia/Tokyo"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# The built screens; their names carry a hash already.
SCREENS_DIR = BASE_DIR / "frontend" / "dist"
STATICFILES_DIRS = [BASE_DIR / "config" / "static", ("app", SCREENS_DIR)]
DJANGO_VITE = {
    "default": {
        "manifest_path": SCREENS_DIR / ".vite" / "manifest.json",
        "static_url_prefix": "app",
    }
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.static_files.SiteFiles"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# What a browser may keep for ever: a name with a hash, ours (12 digits) or the screens' own.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/(app/assets/.+|.+\.[0-9a-f]{12}\..+)$"
# What is packed already, and maps, which only a debugger fetches.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["png", "jpg", "webp", "gz", "br", "zip", "woff2", "map"]
MEDIA_ROOT = VAR_DIR / "files"
# While this file is there, the site answers that it is being updated.
UPDATING_FILE = VAR_DIR / "updating"

# A virus scanner (clamd) at host:port or a socket's path; without one, files are shown as not scanned.
CLAMAV = os.environ.get("CLAMAV", "").strip()

EMAIL_BACKEND = os.environ.get("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = os.environ.get("EMAIL_HOST", "127.0.0.1")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "1025"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 10
# Letters that the development site's catcher took, shown at /dev/mail/.
CAUGHT_MAIL_DIR = VAR_DIR / "mail"
# Where people reach the site; links in letters begin with it.
SITE_URL = (
    os.environ.get("SITE_URL")
    or next(iter(CSRF_TRUSTED_ORIGINS), "")
    or f"http://localhost:{os.environ.get('PORT', '8000')}"
).rstrip("/")
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "machitane@localhost")

SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.views.csrf_failed"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "common.api.authentication.SessionSignIn",
        "people.api.token_sign_in.TokenSignIn",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["common.api.parsers.StorableJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "common.api.schema.ProblemSchema",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "EXCEPTION_HANDLER": "common.api.problems.handle",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "まちたね API",
    "DESCRIPTION": "Machitane: grant management of a community fund. Money in whole yen, times with zone.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {},
    "LICENSE": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
    "CONTACT": {"name": "The fund's office"},
    "SERVERS": [{"url": "/", "description": "The site that gives this description."}],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "common.api.schema.finish",
        "config.description.tell_tags",
    ],
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # A site that is starting says "not yet" (503) at /healthz; that is no news.
    "filters": {
        "not_503": {
            "()": "django.utils.log.CallbackFilter",
            "callback": lambda record: getattr(record, "status_code", None) != 503,
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["not_503"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # What people mistype (4xx) is theirs to read, not the log's.
    "loggers": {
        "django.request": {"level": "ERROR"},
        # What is wrong with a file that was uploaded is told to whoever uploaded it.
        "pypdf": {"level": "CRITICAL"},
    },
}
