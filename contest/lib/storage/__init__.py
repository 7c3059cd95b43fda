"""Files in S3-compatible storage. boto3 is synchronous: every call runs in a thread."""

import asyncio
import hashlib
import threading
from collections.abc import AsyncIterator
from functools import cache
from types import TracebackType
from typing import Any

from contest.lib.config import settings
from contest.lib.errors import NotFound, TooLarge, Unavailable
from contest.lib.storage import spared

PART_BYTES = 8 * 1024 * 1024  # S3 takes no part under 5 MiB but the last
CHUNK_BYTES = 256 * 1024

making = threading.Lock()  # boto3 makes one client at a time


class Taken(Exception):
    """Something is stored under this key already."""


def client_of(endpoint: str) -> Any:
    """A client for the storage at this address; made while `making` is held."""
    import boto3  # noqa: PLC0415 - it takes half a second, and most workers never need it
    from botocore.client import Config  # noqa: PLC0415 - as above

    its = settings()
    return boto3.client(
        "s3",
        endpoint_url=endpoint or None,
        region_name=its.s3_region,
        aws_access_key_id=its.s3_access_key or None,
        aws_secret_access_key=its.s3_secret_key or None,
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            connect_timeout=3,
            read_timeout=30,
            retries={"max_attempts": 3, "mode": "standard"},
            max_pool_connections=20,
        ),
    )


@cache
def client() -> Any:
    """The S3 client that this process talks to the storage with."""
    return client_of(settings().s3_endpoint_url)


async def call(name: str, **arguments: Any) -> Any:
    """One S3 call on the bucket; storage that does not do it is `Unavailable`, a missing key `NotFound`."""
    return await asyncio.to_thread(_ask, name, {"Bucket": settings().s3_bucket, **arguments})


def _ask(name: str, arguments: dict[str, Any]) -> Any:
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - with boto3, in this thread

    try:
        with making:
            its = client()
        return getattr(its, name)(**arguments)
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in {"NoSuchKey", "NoSuchUpload", "404", "NotFound"}:
            raise NotFound from error
        if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 412:
            raise Taken from error
        raise Unavailable from error  # also what it does not let us do: an operator mends that, and nobody else
    except BotoCoreError as error:
        raise Unavailable from error


async def put(key: str, data: bytes, *, content_type: str) -> None:
    """Store `data`, replacing what was there."""
    await call("put_object", Key=key, Body=data, ContentType=content_type)


async def put_once(key: str, data: bytes, *, content_type: str) -> bool:
    """Store `data` unless the key is taken; whether it was stored now."""
    try:
        await call("put_object", Key=key, Body=data, ContentType=content_type, IfNoneMatch="*")
    except Taken:
        return False
    return True


async def get(key: str) -> bytes:
    """The whole object; for things known to be small."""
    answer = await call("get_object", Key=key)
    data: bytes = await asyncio.to_thread(answer["Body"].read)
    return data


async def stream(key: str, *, first: int = 0, last: int | None = None) -> AsyncIterator[bytes]:
    """The object's bytes `first`..`last` (inclusive), in chunks."""
    ranged = {"Range": f"bytes={first}-{'' if last is None else last}"} if first or last is not None else {}
    answer = await call("get_object", Key=key, **ranged)
    body = answer["Body"]
    try:
        while chunk := await asyncio.to_thread(body.read, CHUNK_BYTES):
            yield chunk
    finally:
        body.close()


async def size(key: str) -> int:
    """The object's size in bytes."""
    return int((await call("head_object", Key=key))["ContentLength"])


async def delete(key: str) -> None:
    """Remove the object, once no backup is being taken; a missing one is no error. Its key is never used again."""
    if await spared.may_delete():
        await call("delete_object", Key=key)
    else:
        await spared.spare(key)


async def delete_spared() -> int:
    """Remove what was deleted while a backup was taken; how many. Runs by itself, inside a `work()`."""
    keys = await spared.take()
    for key in keys:
        await call("delete_object", Key=key)
    return len(keys)


async def is_ready() -> bool:
    """Whether the bucket answers."""
    try:
        await call("head_bucket")
    except Exception:
        return False
    return True


async def keys_under(prefix: str) -> list[str]:
    """Every key that begins so."""
    found, after = list[str](), ""
    while True:
        answer = await call("list_objects_v2", Prefix=prefix, **({"StartAfter": after} if after else {}))
        page = [thing["Key"] for thing in answer.get("Contents", [])]
        found += page
        if not answer.get("IsTruncated") or not page:
            return found
        after = page[-1]


async def delete_under(prefix: str) -> None:
    """Remove everything whose key begins so."""
    for key in await keys_under(prefix):
        await delete(key)


async def let_browsers_in(origin: str) -> None:
    """Let pages of `origin` send parts to the bucket (its CORS rule; one that is there is replaced)."""
    rule = {
        "AllowedOrigins": [origin],
        "AllowedMethods": ["PUT"],
        "AllowedHeaders": ["x-amz-checksum-sha256", "content-type"],
        "MaxAgeSeconds": 3600,
    }
    await call("put_bucket_cors", CORSConfiguration={"CORSRules": [rule]})


class Upload:
    """Bytes on their way through this process to one key, in parts; nothing is stored unless it ends well.

    `async with Upload(key, limit=...) as upload: await upload.write(chunk)`; then `.size` and `.sha256` (hex).
    More than `limit` bytes raise `TooLarge`.
    """

    def __init__(self, key: str, *, limit: int, content_type: str = "application/octet-stream") -> None:
        self._key, self._limit, self._type = key, limit, content_type
        self._buffer = bytearray()
        self._digest = hashlib.sha256()
        self._id: str | None = None
        self._parts: list[dict[str, Any]] = []
        self.size = 0

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    async def __aenter__(self) -> "Upload":
        return self

    async def write(self, chunk: bytes) -> None:
        self.size += len(chunk)
        if self.size > self._limit:
            raise TooLarge
        self._digest.update(chunk)
        self._buffer += chunk
        if len(self._buffer) >= PART_BYTES:
            await self._send_part()

    async def _send_part(self) -> None:
        if self._id is None:
            self._id = (await call("create_multipart_upload", Key=self._key, ContentType=self._type))["UploadId"]
        number = len(self._parts) + 1
        answer = await call(
            "upload_part", Key=self._key, UploadId=self._id, PartNumber=number, Body=bytes(self._buffer)
        )
        self._parts.append({"PartNumber": number, "ETag": answer["ETag"]})
        self._buffer.clear()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            if self._id is not None:
                await asyncio.shield(call("abort_multipart_upload", Key=self._key, UploadId=self._id))
            return
        if self._id is None:
            await put(self._key, bytes(self._buffer), content_type=self._type)
            return
        if self._buffer:
            await self._send_part()
        await call(
            "complete_multipart_upload",
            Key=self._key,
            UploadId=self._id,
            MultipartUpload={"Parts": self._parts},
        )
