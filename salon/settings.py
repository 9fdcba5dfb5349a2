"""All settings, read from the environment; with nothing set, everything runs from `var/`."""

import hashlib
import os
import secrets
import tempfile
from pathlib import Path
from zoneinfo import ZoneInfo

from csp.constants import NONE, SELF
from environs import env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(env.str("COVENTIS_VAR", str(BASE_DIR / "var"))).resolve()
VAR.mkdir(parents=True, exist_ok=True)

# A Unix socket path holds at most 107 bytes, so the sockets live in a short directory of this user.
RUNTIME = Path(tempfile.gettempdir()) / (
    f"coventis-{os.getuid()}-{hashlib.sha256(str(VAR).encode()).hexdigest()[:8]}"
)


def secret_garde(nom: str) -> str:
    """Return the secret kept in `var/<nom>`, made at first use and readable by its owner only."""
    fichier = VAR / nom
    if not fichier.exists():
        brouillon = VAR / f"{nom}.{os.getpid()}"
        brouillon.touch(mode=0o600)
        brouillon.write_text(secrets.token_hex(32))
        try:
            os.link(brouillon, fichier)  # atomic: the first process wins, the others read its file
        except FileExistsError:
            pass
        finally:
            brouillon.unlink()
    return fichier.read_text().strip()


DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "") or secret_garde("cle_secrete")
# Seed of the Ed25519 key that signs badge codes (64 hexadecimal digits). Keep it apart from database
# backups: whoever holds both can print valid badges.
BADGE_CLE = env.str("BADGE_CLE", "") or secret_garde("cle_badges")
BADGE_CLE_NUMERO = env.int("BADGE_CLE_NUMERO", 1)
# Public keys of earlier periods, "number:hexadecimal", still accepted when a badge is read.
BADGE_CLES_ANCIENNES: dict[int, str] = env.dict("BADGE_CLES_ANCIENNES", {}, subcast_keys=int)

BASE_URL = env.str("BASE_URL", "http://127.0.0.1:8000")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "import_export",
    "ninja",
    "salon",
    "salon.journal",
    "salon.annuaire",
    "salon.exposants",
    "salon.rdv",
    "salon.pointage",
    "salon.pages",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "salon.garde.GardeApi",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "salon.sessions.Authentification",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "salon.garde.Idempotence",
]

ROOT_URLCONF = "salon.urls"
WSGI_APPLICATION = "salon.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{VAR / 'coventis.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["ENGINE"] = "salon.sqlite3"
    DATABASES["default"]["OPTIONS"] = {
        # A deferred transaction that reads first and writes next is refused as soon as another one wrote.
        "transaction_mode": "IMMEDIATE",
        "timeout": 5,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    DATABASES["default"]["OPTIONS"] = {
        "pool": {"min_size": 1, "max_size": 20, "timeout": 2},
        "connect_timeout": 2,
        "options": "-c statement_timeout=5000 -c lock_timeout=2000 -c timezone=UTC",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "salon.Compte"
AUTHENTICATION_BACKENDS = ["salon.sessions.MotDePasse"]
OTP_TOTP_ISSUER = "Coventis"
OTP_ADMIN_HIDE_SENSITIVE_DATA = True
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{nom}"}
    for nom in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]
LOGIN_URL = "connexion"
LOGIN_REDIRECT_URL = "accueil"
LOGOUT_REDIRECT_URL = "accueil"

LANGUAGE_CODE = "fr"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"
FUSEAU = ZoneInfo(TIME_ZONE)

STATIC_URL = "static/"
STATIC_ROOT = VAR / "statique"
STATIC_ROOT.mkdir(exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

# Redis holds copies only: the Celery queues and the live feed. With nothing set, `demarrer` runs a
# real Valkey server on this private socket.
REDIS_URL = env.str("REDIS_URL", "") or f"unix://{RUNTIME / 'valkey.sock'}"
BROKER_URL = env.str("BROKER_URL", "") or REDIS_URL.replace("unix://", "redis+socket://")

EMAIL_URL = env.str("EMAIL_URL", "")
if EMAIL_URL:
    vars().update(env.dj_email_url("EMAIL_URL"))
    EMAIL_TIMEOUT = 10
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR / "courriels"
DEFAULT_FROM_EMAIL = env.str("EXPEDITEUR", "Coventis <coventis@salon.example>")

# Times of the journal, in seconds. The order matters: a task is stopped before its lease ends, so two
# workers never do the same effect at once, and the broker forgets a task only long after that.
EFFET_LIMITE = env.int("EFFET_LIMITE", 60)
EFFET_BAIL = env.int("EFFET_BAIL", 90)
EFFET_RENVOI = env.int("EFFET_RENVOI", 30)
# Scans a device may send each second, on average and as a burst; 0 removes the limit (benches).
DEBIT_APPAREIL = env.int("DEBIT_APPAREIL", 25)

# Who answers for this site, as its legal pages print it; they mark what an operator has not filled in.
A_COMPLETER = "à compléter"
EDITEUR = {
    "nom": env.str("EDITEUR_NOM", A_COMPLETER),
    "adresse": env.str("EDITEUR_ADRESSE", A_COMPLETER),
    "contact": env.str("EDITEUR_CONTACT", A_COMPLETER),
    "direction": env.str("EDITEUR_DIRECTION", A_COMPLETER),
    "dpo": env.str("EDITEUR_DPO", A_COMPLETER),
    "conservation": env.str("EDITEUR_CONSERVATION", A_COMPLETER),
    "hebergeur": env.str("HEBERGEUR", A_COMPLETER),
}

SESSION_COOKIE_AGE = 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
# Not "no-referrer": a browser then sends `Origin: null` with a form, which the CSRF check refuses.
SECURE_REFERRER_POLICY = "same-origin"
if BASE_URL.startswith("https://"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_HSTS_SECONDS = 31_536_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"ligne": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"sans_jeton": {"()": "salon.traces.SansJeton"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "ligne",
            "filters": ["sans_jeton"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("JOURNAL_NIVEAU", "WARNING")},
}
