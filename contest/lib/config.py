"""The one place that reads the environment.

Each part of the installation is embedded until its one variable is set; `contest up` sets them for its children, so
that web and worker processes never know whether a part is embedded.
"""

import ipaddress
import os
import secrets
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

ROOT = Path(__file__).resolve().parents[2]
APPLICATION = "contest"  # what our connections to the database are called


class Settings(Struct, frozen=True, kw_only=True):
    """What this process was told. Addresses are empty where the part is embedded and not started yet."""

    home: Path
    port: int
    public_url: str
    trusted_proxies: tuple[str, ...]
    database_url: str
    redis_url: str
    s3_endpoint_url: str
    s3_public_endpoint_url: str
    s3_bucket: str
    s3_region: str
    s3_access_key: str
    s3_secret_key: str
    clamd_url: str
    smtp_url: str
    mail_from: str
    mail_bounces: str
    mail_hook_key: str
    hook_networks: tuple[str, ...]
    secret_key: str
    signing_key: str
    data_region: str
    security_contact: str

    @property
    def is_public_url_loopback(self) -> bool:
        return is_loopback(urlsplit(self.public_url).hostname or "")

    @property
    def is_secure(self) -> bool:
        """Cookies are marked Secure when people reach the site over https."""
        return self.public_url.startswith("https://")


def is_loopback(host: str) -> bool:
    """Whether a host name or address can only mean this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def host_of(header: str) -> str:
    """The name in a Host header, without its port; nothing where it is none."""
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""


def read_secret_key(home: Path) -> str:
    """`SECRET_KEY`, else the key kept in the home (made at the first start, readable by its owner only)."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    path = home / "keys" / "secret"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = path.with_suffix(f".{os.getpid()}")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(part, path)  # the first of two racing starts wins, and the key is whole or absent
        except FileExistsError:
            pass
        finally:
            part.unlink()
    return path.read_text().strip()


@cache
def settings() -> Settings:
    """The settings of this process, read once."""
    env = os.environ.get
    home = Path(env("CONTEST_HOME") or "var").absolute()
    port = int(env("PORT") or 8000)
    return Settings(
        home=home,
        port=port,
        public_url=(env("PUBLIC_URL") or f"http://127.0.0.1:{port}").rstrip("/"),
        trusted_proxies=tuple(filter(None, (env("TRUSTED_PROXIES") or "").replace(",", " ").split())),
        database_url=env("DATABASE_URL") or "",
        redis_url=env("REDIS_URL") or "",
        s3_endpoint_url=env("S3_ENDPOINT_URL") or "",
        s3_public_endpoint_url=env("S3_PUBLIC_ENDPOINT_URL") or "",
        s3_bucket=env("S3_BUCKET") or "contest",
        s3_region=env("S3_REGION") or "us-east-1",
        s3_access_key=env("S3_ACCESS_KEY") or "",
        s3_secret_key=env("S3_SECRET_KEY") or "",
        clamd_url=env("CLAMD_URL") or "",
        smtp_url=env("SMTP_URL") or "",
        mail_from=env("MAIL_FROM") or "contest@localhost",
        mail_bounces=env("MAIL_BOUNCES") or "",
        mail_hook_key=env("MAIL_HOOK_KEY") or "",
        hook_networks=tuple(filter(None, (env("HOOK_NETWORKS") or "").replace(",", " ").split())),
        secret_key=read_secret_key(home),
        signing_key=env("SIGNING_KEY") or "",
        data_region=(env("DATA_REGION") or "").upper(),
        security_contact=" ".join((env("SECURITY_CONTACT") or "").split()),
    )
