"""What tests stand on: stores that are real and their own, and empty at the start of each."""

import os

import asyncpg
import boto3
import pytest
import redis


@pytest.mark.parametrize("turn", [1, 2])
async def test_each_test_finds_its_own_stores_empty(stores: dict[str, str], database: str, turn: int) -> None:
    assert os.environ["DATABASE_URL"] == database == stores["DATABASE_URL"]
    connection = await asyncpg.connect(database)
    await connection.execute("CREATE TABLE IF NOT EXISTS ground_probe (turn int)")
    assert await connection.fetchval("SELECT count(*) FROM ground_probe") == 0
    await connection.execute("INSERT INTO ground_probe VALUES ($1)", turn)
    await connection.close()
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
