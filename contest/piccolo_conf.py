"""Where Piccolo finds the database and the tables."""

from piccolo.conf.apps import AppRegistry
from piccolo.engine.postgres import PostgresEngine

from contest.lib.config import settings

DB = PostgresEngine(config={"dsn": settings().database_url or None})

APP_REGISTRY = AppRegistry(apps=["contest.piccolo_app"])
