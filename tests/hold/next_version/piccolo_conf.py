"""What an upgrade runs on: this house's database, the migrations of an invented next version."""

from piccolo.conf.apps import AppRegistry

from contest.piccolo_conf import DB

__all__ = ["APP_REGISTRY", "DB"]

APP_REGISTRY = AppRegistry(apps=["tests.hold.next_version.piccolo_app"])
