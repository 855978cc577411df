"""Private servers for tests: started on free loopback ports in a temporary folder, gone afterwards."""

from tests.harness.postgres import PrivatePostgres, find_postgres
from tests.harness.redis import PrivateRedis, find_redis

__all__ = ["PrivatePostgres", "PrivateRedis", "find_postgres", "find_redis"]
