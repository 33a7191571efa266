"""The portal's settings: one file, driven by the environment, with defaults that run.

Every variable read here is described in docs/operations.md; tests/test_operations.py holds the two together.
"""

from pathlib import Path

import environ
from csp.constants import NONCE
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()

# --- where things are -------------------------------------------------------------------------------------
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
# Made from the simplemma package where they are missing (criteria/search/stems.py).
DICTIONARIES_DIR = Path(env.str("DICTIONARIES_DIR", default=str(VAR_DIR / "dictionaries")))
NODE_MODULES = BASE_DIR / "node_modules"

# --- security ---------------------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
# A key of its own is needed as soon as anyone but the developer can reach the portal: no default outside DEBUG.
SECRET_KEY = env.str("SECRET_KEY", default="insecure-key-for-development-only") if DEBUG else env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", default="http://localhost:8000")
HTTPS = env.bool("HTTPS", default=False)
DEMO = env.bool("DEMO", default=False)

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": [
            "'self'",
            NONCE,
        ],  # the editor of free sections writes its own rules, by this page's nonce
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# --- what the portal is made of ---------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "corsheaders",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "rest_framework",
    "rest_framework.authtoken",
    "rules.apps.AutodiscoverRulesConfig",
    "circpro.consortium",
    "circpro.audit",
    "circpro.documents",
    "circpro.dashboard",
    "criteria",
    "procurement",
    "actionplans",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "circpro.consortium.reading.reading_languages",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "circpro.urls"
WSGI_APPLICATION = "circpro.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "circpro.consortium.context_processors.portal",
                "criteria.context_processors.basket",
            ],
        },
    }
]

# --- data -------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'circpro.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    # Readers go on while one writes, and a writer waits for its turn instead of failing at the upgrade of its lock.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedStaticFilesStorage"
    },
}
STATIC_URL = "/static/"
MEDIA_URL = "/media/"  # served by no one: uploads and documents go through views that ask the rules
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/designsystemet-css", NODE_MODULES / "@digdir/designsystemet-css/dist/src"),
    ("vendor/designsystemet-theme", NODE_MODULES / "@digdir/designsystemet-css/dist/theme"),
    ("vendor/designsystemet-web", NODE_MODULES / "@digdir/designsystemet-web/dist/umd"),
    ("vendor/inter", NODE_MODULES / "@fontsource/inter"),
    ("vendor/htmx", NODE_MODULES / "htmx.org/dist"),
    ("vendor/trix", NODE_MODULES / "trix/dist"),
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- people -----------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "consortium.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "circpro.consortium.adapters.ClosedSignup"
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,20/5m/ip"}
# How many proxies of ours stand in front: 0 believes no X-Forwarded-For header at all.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "CircPro"
SOCIALACCOUNT_ADAPTER = "circpro.consortium.adapters.KnownPeopleOnly"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_LOGIN_ON_GET = False
OIDC_SERVER_URL = env.str("OIDC_SERVER_URL", default="")
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "organisation",
                "name": env.str("OIDC_NAME", default="OpenID"),
                "client_id": env.str("OIDC_CLIENT_ID", default=""),
                "secret": env.str("OIDC_CLIENT_SECRET", default=""),
                "settings": {"server_url": OIDC_SERVER_URL},
            }
        ]
        if OIDC_SERVER_URL
        else []
    }
}

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
globals().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="CircPro <portal@localhost>")

# --- languages --------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("fi", "suomi"),
    ("bg", "български"),
    ("el", "ελληνικά"),
    ("es", "español"),
    ("et", "eesti"),
    ("hr", "hrvatski"),
    ("it", "italiano"),
    ("lt", "lietuvių"),
    ("nb", "norsk bokmål"),
    ("pt", "português"),
]
# The languages a tender or a criterion may be written in: those of the pages, named in the reader's language.
CONTENT_LANGUAGES = [
    ("en", _("English")),
    ("fi", _("Finnish")),
    ("bg", _("Bulgarian")),
    ("el", _("Greek")),
    ("es", _("Spanish")),
    ("et", _("Estonian")),
    ("hr", _("Croatian")),
    ("it", _("Italian")),
    ("lt", _("Lithuanian")),
    ("nb", _("Norwegian Bokmål")),
    ("pt", _("Portuguese")),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["circpro.formats"]
TIME_ZONE = "UTC"
USE_TZ = True

# --- background work --------------------------------------------------------------------------------------
RENDER_LEASE_SECONDS = env.int("RENDER_LEASE_SECONDS", default=30)
RENDER_MAX_ATTEMPTS = env.int("RENDER_MAX_ATTEMPTS", default=3)
RENDER_SWEEP_SECONDS = env.int("RENDER_SWEEP_SECONDS", default=10)

CELERY_TASK_ACKS_LATE = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE = {"sweep": {"task": "documents.sweep", "schedule": RENDER_SWEEP_SECONDS}}
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
else:
    CELERY_BROKER_URL = "filesystem://"
    BROKER_DIR = VAR_DIR / "broker"
    for folder in ("messages", "control", "processed"):
        (BROKER_DIR / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "messages"),
        "data_folder_out": str(BROKER_DIR / "messages"),
        "control_folder": str(BROKER_DIR / "control"),
        "processed_folder": str(BROKER_DIR / "processed"),
        "store_processed": False,
    }

# --- the API ----------------------------------------------------------------------------------------------
API_RATE_ANONYMOUS = env.str("API_RATE_ANONYMOUS", default="300/min")
API_RATE_TOKEN = env.str("API_RATE_TOKEN", default="10/min")
API_CACHE_SECONDS = env.int("API_CACHE_SECONDS", default=60)
# The owners of the texts have not chosen one: until the operator says so, the API promises nothing.
LIBRARY_LICENCE = env.str("LIBRARY_LICENCE", default="") or _("To be agreed with the operator of this portal")
LIBRARY_LICENCE_URL = env.str("LIBRARY_LICENCE_URL", default="")
# Pages of other sites may read the library, as anyone may; nothing else, and never as the person who is signed in here.
CORS_URLS_REGEX = r"^/api/(schema|v1/(criteria|product-groups|criteria-sets|labels|sources|cpv))/(?!.*remarks/)"
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_ALLOW_HEADERS = ["accept", "accept-language", "if-modified-since", "if-none-match"]
CORS_EXPOSE_HEADERS = ["ETag", "Last-Modified", "Retry-After"]
CORS_PREFLIGHT_MAX_AGE = 86_400
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.TokenAuthentication",  # first: who is not signed in is answered 401
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_THROTTLE_CLASSES": ["circpro.throttling.AnonymousRate"],
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,
    "DEFAULT_PAGINATION_CLASS": "circpro.paging.Pages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "circpro.openapi.PortalSchema",
    "EXCEPTION_HANDLER": "circpro.problems.problem_detail",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "CircPro portal",
    "DESCRIPTION": "Criteria library, tender drafts and rendered documents of the CircPro portal. The library is open "
    "to everyone; all else needs a session or a token. Errors are problem details (RFC 9457).",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "LICENSE": {"name": LIBRARY_LICENCE, **({"url": LIBRARY_LICENCE_URL} if LIBRARY_LICENCE_URL else {})},
    "SERVERS": [{"url": SITE_URL}],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "TAGS": [
        {"name": "criteria", "description": "Criteria in force and every version there ever was."},
        {"name": "product-groups", "description": "What is bought."},
        {"name": "criteria-sets", "description": "Ready bundles: one way of buying a product group."},
        {"name": "labels", "description": "Labels accepted as evidence."},
        {"name": "sources", "description": "Documents the criteria are drawn from, and whether they still stand."},
        {"name": "cpv", "description": "Codes of the Common Procurement Vocabulary."},
        {"name": "criteria-proposals", "description": "New criteria, from those who buy."},
        {"name": "criteria-in-work", "description": "What is not published yet, for those who keep the library."},
        {"name": "tenders", "description": "Drafts of your authority."},
        {"name": "lots", "description": "Lots of a draft, with award method and weights."},
        {"name": "items", "description": "Criteria taken into a lot."},
        {"name": "sections", "description": "Free texts of a draft."},
        {"name": "revisions", "description": "Frozen states of a draft."},
        {"name": "render-jobs", "description": "Documents being made, and made."},
        {"name": "token", "description": "Signing in for programs."},
    ],
    "ENUM_NAME_OVERRIDES": {
        "ContentLanguageEnum": "circpro.settings.CONTENT_LANGUAGES",
        "CriterionKindEnum": "criteria.models.Kind.choices",
        "RemarkKindEnum": "criteria.models.CommentKind.choices",
        "VersionStateEnum": "criteria.models.VersionState.choices",
        "TranslationStateEnum": "criteria.models.TranslationState.choices",
        "SourceStateEnum": "criteria.models.SourceState.choices",
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # These tell every step of theirs; only what goes wrong is of interest here.
    "loggers": {name: {"level": "WARNING"} for name in ("fontTools", "weasyprint")},
}
