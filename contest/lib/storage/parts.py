"""Objects that come in parts: begun, sent in any order, joined. Nothing is stored under the key before."""

import asyncio
from contextlib import suppress
from datetime import datetime
from functools import cache
from typing import Any

from msgspec import Struct

from contest.lib import storage
from contest.lib.config import settings
from contest.lib.errors import NotFound

LEAST_BYTES = 5 * 1024 * 1024  # of every part but the last
MOST = 10_000
CHECKSUM = "x-amz-checksum-sha256"


class Part(Struct, frozen=True):
    """A part that has arrived."""

    size: int
    etag: str


class Unjoined(Struct, frozen=True):
    """An object that was begun and neither joined nor dropped."""

    key: str
    upload_id: str
    begun_at: datetime


async def begin(key: str, *, content_type: str = "application/octet-stream") -> str:
    """Begin an object; the id that its parts name."""
    upload_id: str = (await storage.call("create_multipart_upload", Key=key, ContentType=content_type))["UploadId"]
    return upload_id


async def put(key: str, upload_id: str, number: int, data: bytes | bytearray) -> None:
    """Store one part, counted from 1; one that is there is replaced."""
    await storage.call("upload_part", Key=key, UploadId=upload_id, PartNumber=number, Body=data)


async def arrived(key: str, upload_id: str) -> dict[int, Part]:
    """The parts that are there, by number. `NotFound` where they were joined or dropped."""
    found, after = dict[int, tuple[datetime, Part]](), 0
    while True:
        answer = await storage.call("list_parts", Key=key, UploadId=upload_id, PartNumberMarker=after)
        listed = answer.get("Parts", [])
        for one in listed:  # a part that was sent twice may be listed twice
            number, at = one["PartNumber"], one["LastModified"]
            if number not in found or found[number][0] <= at:
                found[number] = at, Part(one["Size"], one["ETag"])
        if not answer.get("IsTruncated") or not listed:
            return {number: part for number, (_, part) in found.items()}
        after = listed[-1]["PartNumber"]


async def join(key: str, upload_id: str, found: dict[int, Part]) -> None:
    """Make one object of the parts. Compare its size and its digest with what was meant: a storage may leave out a
    part that it does not know, without a word."""
    each = [{"PartNumber": number, "ETag": found[number].etag} for number in sorted(found)]
    await storage.call("complete_multipart_upload", Key=key, UploadId=upload_id, MultipartUpload={"Parts": each})


async def drop(key: str, upload_id: str) -> None:
    """Forget an object that was begun; one that was joined or dropped before is no error."""
    with suppress(NotFound):
        await storage.call("abort_multipart_upload", Key=key, UploadId=upload_id)


async def unjoined() -> list[Unjoined]:
    """What is under way, or was left; the first thousand."""
    answer = await storage.call("list_multipart_uploads")
    return [Unjoined(one["Key"], one["UploadId"], one["Initiated"]) for one in answer.get("Uploads", [])]


@cache
def _signer(endpoint: str) -> Any:
    """A client that signs addresses for browsers; it never connects."""
    return storage.client_of(endpoint)


async def address(key: str, upload_id: str, number: int, *, size: int, sha256: str, seconds: int) -> str | None:
    """Where a browser may PUT this one part, with its SHA-256 (base64) in the header `CHECKSUM`.

    None where browsers cannot reach the storage. Other bytes, or more of them, are refused there.
    """
    endpoint = settings().s3_public_endpoint_url
    if not endpoint:
        return None
    params = {
        "Bucket": settings().s3_bucket,
        "Key": key,
        "UploadId": upload_id,
        "PartNumber": number,
        "ContentLength": size,
        "ChecksumSHA256": sha256,
    }

    def sign() -> str:
        with storage.making:
            its = _signer(endpoint)
        url: str = its.generate_presigned_url("upload_part", Params=params, ExpiresIn=seconds)
        return url

    return await asyncio.to_thread(sign)
