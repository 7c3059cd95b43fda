"""A bucket, or a part of one, as a backup reads and writes it: in streams, without the application's settings."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO

from msgspec import Struct

from contest.lib.backup.members import Stored
from contest.lib.local.errors import LocalError

PART = 32 << 20  # S3 takes 10,000 parts of one object: archives of up to 320 GB


class Place(Struct, frozen=True, kw_only=True):
    """Where a bucket is and who we are there. `prefix` is empty or ends in a slash."""

    endpoint: str
    region: str
    bucket: str
    access_key: str
    secret_key: str
    prefix: str = ""


def place_of(env: Mapping[str, str]) -> Place:
    """The bucket with the files of an installation, by its variables."""
    return Place(
        endpoint=env["S3_ENDPOINT_URL"],
        region=env.get("S3_REGION") or "us-east-1",
        bucket=env["S3_BUCKET"],
        access_key=env.get("S3_ACCESS_KEY") or "",
        secret_key=env.get("S3_SECRET_KEY") or "",
    )


class Bucket:
    """What is in a place. LocalError says what its storage did not do."""

    def __init__(self, place: Place) -> None:
        import boto3  # noqa: PLC0415 - it takes half a second, and who only asks whether a backup is due needs it not
        from botocore.config import Config  # noqa: PLC0415 - as above

        self._place = place
        self._s3: Any = boto3.client(
            "s3",
            endpoint_url=place.endpoint or None,
            region_name=place.region,
            aws_access_key_id=place.access_key or None,
            aws_secret_access_key=place.secret_key or None,
            config=Config(signature_version="s3v4", s3={"addressing_style": "path"}),
        )

    @contextmanager
    def _asking(self) -> Iterator[None]:
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - loaded with boto3

        try:
            yield
        except (ClientError, BotoCoreError) as error:
            raise LocalError(f"the bucket {self._place.bucket} does not do it: {error}") from error

    def names(self) -> Iterator[str]:
        """Every key, without the prefix; none where the bucket is not there yet."""
        with self._asking(), suppress(self._s3.exceptions.NoSuchBucket):
            pages = self._s3.get_paginator("list_objects_v2").paginate(
                Bucket=self._place.bucket, Prefix=self._place.prefix
            )
            for page in pages:
                for found in page.get("Contents", ()):
                    yield found["Key"].removeprefix(self._place.prefix)

    def make(self) -> None:
        """Make the bucket where it is missing."""
        with self._asking():
            try:
                self._s3.head_bucket(Bucket=self._place.bucket)
            except self._s3.exceptions.ClientError as error:
                if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") != 404:
                    raise
                self._s3.create_bucket(Bucket=self._place.bucket)

    def fetch(self, name: str) -> tuple[Stored, int, BinaryIO] | None:
        """One object: what the storage knows of it, its bytes, and how many they are; None where it has gone."""
        with self._asking():
            try:
                answer = self._s3.get_object(Bucket=self._place.bucket, Key=self._place.prefix + name)
            except self._s3.exceptions.NoSuchKey:
                return None
        stored = Stored(name, answer["ContentType"], answer["Metadata"])
        return stored, answer["ContentLength"], answer["Body"]

    def give(self, stored: Stored, source: BinaryIO) -> None:
        """Store one object as it was, a large one in parts."""
        extra = {"ContentType": stored.content_type, "Metadata": stored.metadata}
        first = source.read(PART)
        if len(first) < PART:
            with self._asking():
                self._s3.put_object(Bucket=self._place.bucket, Key=self._place.prefix + stored.key, Body=first, **extra)
            return
        with self.writing(stored.key, **extra) as parts:
            while first:
                parts.write(first)
                first = source.read(PART)

    def delete(self, name: str) -> None:
        with self._asking():
            self._s3.delete_object(Bucket=self._place.bucket, Key=self._place.prefix + name)

    @contextmanager
    def writing(self, name: str, **extra: Any) -> Iterator["Parts"]:
        """An object written as a stream; it is there only when the block ends well."""
        its = {"Bucket": self._place.bucket, "Key": self._place.prefix + name}
        with self._asking():
            its["UploadId"] = self._s3.create_multipart_upload(**its, **extra)["UploadId"]
            parts = Parts(self._s3, its)
            try:
                yield parts
                parts.end()
            except BaseException:
                self._s3.abort_multipart_upload(**its)
                raise


class Parts:
    """Bytes on their way to one object, part by part."""

    def __init__(self, s3: Any, its: dict[str, Any]) -> None:
        self._s3, self._its = s3, its
        self._buffer, self._sent = bytearray(), list[dict[str, Any]]()
        self.size = 0

    def write(self, data: bytes, /) -> None:
        self.size += len(data)
        self._buffer += data
        if len(self._buffer) >= PART:
            self._send()

    def _send(self) -> None:
        number = len(self._sent) + 1
        answer = self._s3.upload_part(**self._its, PartNumber=number, Body=bytes(self._buffer))
        self._sent.append({"PartNumber": number, "ETag": answer["ETag"]})
        self._buffer.clear()

    def end(self) -> None:
        """Send the rest and join all."""
        if self._buffer or not self._sent:
            self._send()
        self._s3.complete_multipart_upload(**self._its, MultipartUpload={"Parts": self._sent})
