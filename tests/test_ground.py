"""What tests stand on: stores that are real and their own, and empty at the start of each."""

import os

import boto3
import pytest
import redis

from contest.lib import db
from tests.makers import make_person


@pytest.mark.parametrize("turn", [1, 2])
async def test_each_test_finds_its_own_stores_empty(stores: dict[str, str], database: str, turn: int) -> None:
    assert os.environ["DATABASE_URL"] == database == stores["DATABASE_URL"]
    assert await db.fetchval("select count(*) from person") == 0
    await make_person()
    with redis.Redis.from_url(stores["REDIS_URL"]) as valkey:
        assert valkey.dbsize() == 0
        valkey.set("turn", turn)


def test_the_bucket_takes_and_gives(stores: dict[str, str]) -> None:
    s3 = boto3.client(
        "s3",
        endpoint_url=stores["S3_ENDPOINT_URL"],
        region_name=stores["S3_REGION"],
        aws_access_key_id=stores["S3_ACCESS_KEY"],
        aws_secret_access_key=stores["S3_SECRET_KEY"],
    )
    s3.put_object(Bucket=stores["S3_BUCKET"], Key="a", Body=b"bytes")
    assert s3.get_object(Bucket=stores["S3_BUCKET"], Key="a")["Body"].read() == b"bytes"
