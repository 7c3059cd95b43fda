"""The embedded S3 server: SeaweedFS in one process, on 127.0.0.1 only.

It opens ten ports, and those behind the S3 one would serve files to anyone on this machine; the signing keys
in its environment close them.
"""

import base64
import hmac
import http.client
import json
import os
import secrets
import signal
import time
from pathlib import Path

from contest.lib.local import binaries, ports
from contest.lib.local.account import own_file
from contest.lib.local.part import Place
from contest.lib.local.processes import Child

BUCKET = "contest"
SERVERS = ("s3", "master", "volume", "filer", "admin")
SIGNING_KEYS = (
    "WEED_JWT_SIGNING_KEY",
    "WEED_JWT_SIGNING_READ_KEY",
    "WEED_JWT_FILER_SIGNING_KEY",
    "WEED_JWT_FILER_SIGNING_READ_KEY",
)
# Without a limit the server keeps half a gigabyte after large uploads; below what it holds at rest (some 250 MiB, most
# of it never touched) it collects garbage all the time, which takes 6 % of a core from everybody else.
MEMORY = "320MiB"


class S3:
    """The bucket is made at the start; credentials are made once and kept in the home."""

    name = "s3"

    def __init__(self, place: Place) -> None:
        self._place = place
        self._program = binaries.weed(place.account)
        self._keys = _read_keys(place.home / "keys" / "s3")
        self._noted = place.home / "ports.json"

    def prepare(self) -> Child | None:
        ports.kept(self._noted, SERVERS)
        credentials = {"accessKey": self._keys["access_key"], "secretKey": self._keys["secret_key"]}
        actions = ["Admin", "Read", "Write", "List", "Tagging"]
        identity = {"name": "contest", "credentials": [credentials], "actions": actions}
        own_file(self._place.run / "s3.json", json.dumps({"identities": [identity]}), self._place.account)
        return None

    def child(self) -> Child:
        place, run, port = self._place, self._place.run, ports.noted(self._noted)
        data = place.data("s3")
        argv: list[str | Path] = [
            self._program,
            "-logtostderr=true",
            "mini",
            f"-dir={place.seen(data)}",
            "-ip=127.0.0.1",
            "-ip.bind=127.0.0.1",
        ]
        argv += [f"-{server}.port={port[server]}" for server in SERVERS]
        # Its sockets are in /tmp by default, where another user's left-over one would stop it.
        argv += [f"-s3.config={run / 's3.json'}", f"-s3.localSocket={run / 's3.sock'}"]
        argv += [f"-filer.localSocket={run / 'filer.sock'}", f"-bucket={BUCKET}", "-volume.preStopSeconds=0"]
        argv += ["-master.telemetry=false", "-admin.ui=false", "-webdav=false"]
        argv += ["-s3.port.iceberg=0", "-s3.port.lance=0"]
        return Child(
            self.name,
            argv,
            log=place.log(self.name),
            env=place.env(GOMEMLIMIT=MEMORY, **{key: self._keys[key] for key in SIGNING_KEYS}),
            cwd=data,
            stop=signal.SIGINT,
            orphaned=signal.SIGKILL,  # its orderly end may hang when clients are cut off; killed, it loses nothing
            account=place.account,
            keep_open=place.keep_open,
        )

    def is_ready(self) -> bool:
        # The S3 port answers before there is a place to write to (and without one when the disk is full), and before
        # the bucket is made. Its directory is asked for behind that port, which takes a token of ours.
        port = ports.noted(self._noted)
        topology = _get(port["master"], "/dir/status")
        has_room = topology is not None and json.loads(topology)["Topology"]["Max"] > 0
        if not has_room or _get(port["s3"], "/healthz") is None:
            return False
        token = _token(self._keys["WEED_JWT_FILER_SIGNING_READ_KEY"])
        return _get(port["filer"], f"/buckets/{BUCKET}?metadata=true", token) is not None

    def environment(self) -> dict[str, str]:
        return {
            "S3_ENDPOINT_URL": f"http://127.0.0.1:{ports.noted(self._noted)['s3']}",
            "S3_BUCKET": BUCKET,
            "S3_REGION": "us-east-1",
            "S3_ACCESS_KEY": self._keys["access_key"],
            "S3_SECRET_KEY": self._keys["secret_key"],
        }


def _get(port: int, path: str, token: str = "") -> bytes | None:
    """What a server answers with 200, else None."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        client.request("GET", path, headers={"Authorization": f"Bearer {token}"} if token else {})
        answer = client.getresponse()
        return answer.read() if answer.status == 200 else None
    except (OSError, http.client.HTTPException):
        return None
    finally:
        client.close()


def _token(key: str) -> str:
    """A JSON web token that the filer takes for some seconds."""

    def packed(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    head = packed(b'{"alg":"HS256","typ":"JWT"}')
    claims = packed(json.dumps({"exp": int(time.time()) + 10}).encode())
    return f"{head}.{claims}.{packed(hmac.digest(key.encode(), f'{head}.{claims}'.encode(), 'sha256'))}"


def _read_keys(path: Path) -> dict[str, str]:
    """The keys kept in the home, made at the first start, readable by their owner only."""
    if not path.exists():
        keys = {name: secrets.token_hex(20) for name in ("access_key", "secret_key", *SIGNING_KEYS)}
        part = path.with_suffix(".new")
        part.unlink(missing_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(keys, file)
        part.rename(path)
    found: dict[str, str] = json.loads(path.read_text())
    return found
