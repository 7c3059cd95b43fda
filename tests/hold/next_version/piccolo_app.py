"""The app of the invented next version."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

APP_CONFIG = AppConfig(app_name="next", migrations_folder_path=str(Path(__file__).parent / "migrations"))
