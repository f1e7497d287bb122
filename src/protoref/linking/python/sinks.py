"""Calls of libraries that keep bytes: files, databases, key-value stores and queues."""

from __future__ import annotations

import re

_FILE = ("a file", ("write", "writelines"))
_SQL = ("a database", ("execute", "executemany", "execute_many", "executescript", "fetchval", "fetchrow"))
_DOCUMENTS = ("a database", ("insert_one", "insert_many", "replace_one", "update_one", "insert", "save"))
_REDIS = (
    "a key-value store",
    (
        "set",
        "setex",
        "psetex",
        "setnx",
        "mset",
        "hset",
        "hmset",
        "hsetnx",
        "lpush",
        "rpush",
        "sadd",
        "zadd",
        "getset",
        "append",
        "xadd",
        "publish",
    ),
)
_MEMCACHE = ("a cache", ("set", "add", "replace", "set_multi", "set_many", "cas"))
_TABLE = ("a key-value store", ("put", "write", "set", "Put"))
_CLOUD = (
    "a cloud service",
    ("put_object", "upload_fileobj", "put_item", "send_message", "put_record", "put_records", "publish", "put_events"),
)
_BLOBS = ("an object store", ("upload_from_string", "upload_from_file", "upload_blob", "put_object", "write"))
_KAFKA = ("a queue", ("send", "produce", "send_and_wait", "produce_async"))
_PUBLISH = ("a queue", ("publish", "basic_publish", "send", "send_messages", "put", "add", "request"))

_LIBRARIES: dict[str, tuple[str, tuple[str, ...]]] = {
    **dict.fromkeys(
        ["open", "io.open", "gzip.open", "bz2.open", "lzma.open", "aiofiles.open", "anyio.open_file"], _FILE
    ),
    **dict.fromkeys(
        ["pathlib.Path", "gzip.GzipFile", "tensorflow.io.TFRecordWriter", "fsspec", "zipfile.ZipFile"], _FILE
    ),
    **dict.fromkeys(["sqlite3", "aiosqlite", "psycopg", "psycopg2", "asyncpg", "pymysql", "MySQLdb", "mysql"], _SQL),
    **dict.fromkeys(["sqlalchemy", "duckdb", "cassandra", "databases", "oracledb", "pyodbc", "peewee"], _SQL),
    **dict.fromkeys(["pymongo", "motor", "google.cloud.firestore"], _DOCUMENTS),
    **dict.fromkeys(["redis", "aioredis", "valkey", "fakeredis"], _REDIS),
    **dict.fromkeys(["memcache", "pymemcache", "pylibmc", "diskcache", "django.core.cache"], _MEMCACHE),
    **dict.fromkeys(["lmdb", "plyvel", "rocksdb", "rocksdict", "leveldb", "etcd3", "dbm"], _TABLE),
    **dict.fromkeys(["boto3", "botocore", "aioboto3", "aiobotocore"], _CLOUD),
    **dict.fromkeys(["google.cloud.storage", "azure.storage.blob", "minio", "gcsfs", "s3fs"], _BLOBS),
    **dict.fromkeys(["kafka", "confluent_kafka", "aiokafka"], _KAFKA),
    **dict.fromkeys(["pika", "aio_pika", "nats", "pulsar", "google.cloud.pubsub_v1", "google.cloud.pubsub"], _PUBLISH),
}
"""By dotted name, what a library is and which methods of what it gives keep their arguments."""

_BY_NAME = {
    "redis": _REDIS,
    "memcached": _MEMCACHE,
    "rocksdb": _TABLE,
    "lmdb": _TABLE,
    "leveldb": _TABLE,
    "s3": _CLOUD,
    "sqs": _CLOUD,
    "dynamodb": _CLOUD,
    "kafka": _KAFKA,
    "pubsub": _PUBLISH,
    "rabbitmq": _PUBLISH,
}
"""Words in a variable's name that say what it is, where its making is not in view."""

_PLAIN = frozenset(
    {
        "write_bytes",
        "put_object",
        "upload_from_string",
        "upload_blob",
        "basic_publish",
        "setex",
        "hset",
        "xadd",
        "send_and_wait",
    }
)
"""Methods that libraries of this kind alone have."""

_WRITES = re.compile(r"\s*(?:with\b[^;]*?\b)?(?:insert|update|replace|upsert|merge|copy)\b", re.IGNORECASE)
_LONGEST = 2000

FUNCTIONS_TO_FILE = frozenset({"json.dump", "yaml.dump", "yaml.safe_dump", "pickle.dump"})
"""Functions that write their first argument to the file that is the second."""

HANDS_ON = frozenset(
    [
        *(
            "base64.b64encode",
            "base64.urlsafe_b64encode",
            "base64.standard_b64encode",
            "binascii.hexlify",
            "json.dumps",
        ),
        *("zlib.compress", "gzip.compress", "bz2.compress", "lzma.compress", "snappy.compress", "zstandard.compress"),
        *("bytes", "bytearray", "memoryview", "str", "io.BytesIO", "struct.pack", "psycopg2.Binary", "sqlite3.Binary"),
        *("boto3.dynamodb.types.Binary", "aio_pika.Message", "sqlalchemy.insert", "sqlalchemy.update"),
    ]
)
"""Functions whose result is their argument in another form."""

METHODS_HAND_ON = frozenset({"decode", "encode", "hex", "values"})
"""Methods whose result is the receiver, or their argument, in another form."""


def sink(origins: frozenset[str], method: str, receiver: str, statement: str | None) -> str:
    """What a method keeps its arguments in, in words; empty where it is not known to keep them.

    Args:
        origins: dotted names of the libraries that the receiver comes from.
        method: the method's name.
        receiver: the receiver as it is written last (`redis` of `self.redis`).
        statement: the first argument where that is a text.
    """
    known = [library for origin in origins if (library := _library(origin)) is not None]
    if not origins or origins == {receiver}:
        known += [_BY_NAME[word] for word in receiver.lower().split("_") if word in _BY_NAME]
    for what, methods in known:
        if method in methods and (what != "a database" or statement is None or writes(statement)):
            return f"{what} ({method})"
    if method in _PLAIN or (method in _SQL[1] and statement is not None and writes(statement)):
        return f"{'a file' if method == 'write_bytes' else 'a store'} ({method})" if method in _PLAIN else "a database"
    return ""


def writes(statement: str) -> bool:
    """Whether a statement of SQL changes data."""
    return _WRITES.match(statement[:_LONGEST]) is not None


def is_file(origins: frozenset[str]) -> bool:
    """Whether something is an open file."""
    return any(_library(origin) is _FILE for origin in origins)


def _library(origin: str) -> tuple[str, tuple[str, ...]] | None:
    parts = origin.split(".")
    for length in range(len(parts), 0, -1):
        found = _LIBRARIES.get(".".join(parts[:length]))
        if found is not None:
            return found
    return None
