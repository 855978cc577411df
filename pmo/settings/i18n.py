"""Languages and time. Sources are English; Chinese is what people see first."""

from .env import BASE_DIR, text

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "luodi_language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = text("LUODI_TIME_ZONE", "Asia/Shanghai")
FIRST_DAY_OF_WEEK = 1
