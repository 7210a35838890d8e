"""The lists of the API as FastAPI, asyncpg and redis-py would answer them: the same rows, the same keys, the same counters."""

import os
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import asyncpg
import orjson
import redis.asyncio
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

SITE = os.environ["CAMERASITE_SITE"]
VIEWS = f"camerasite:{SITE}:views"
CAMERAS = """
select c.id, c.name, c.display_name, c.zone, c.location, c.url, c.address, c.priority, c.tags, c.enabled, c.origin,
       c.version, c.created_at, s.snapshot
from cameras c left join camera_states s on s.camera = c.name
where c.removed_at is null
"""


class Camera(BaseModel):
    """A camera of /api/v1/cameras."""

    id: int
    name: str
    displayName: str
    zone: str
    tags: list[str]
    priority: str
    address: str
    url: str
    location: str | None
    coordinates: dict | None
    origin: str
    enabled: bool
    state: str
    verdict: str | None
    reason: str | None
    message: str | None
    since: str
    lastProbeAt: str | None
    latencyMs: int | None
    facts: dict | None
    maintenance: dict | None
    snapshotAt: str | None
    views: int | None
    version: int


class Page(BaseModel):
    """A page of cameras."""

    items: list[Camera]
    nextCursor: str | None
    total: int


class Frozen(BaseModel):
    """A camera of /cameras."""

    id: int
    name: str
    address: str
    status: str
    location: str | None
    views: int | None


@asynccontextmanager
async def connected(app: FastAPI):
    """Opens both pools."""

    async def decode_json(connection):
        await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=orjson.dumps, decoder=orjson.loads)

    app.state.postgres = await asyncpg.create_pool(os.environ["DATABASE_URL"], max_size=10, init=decode_json)
    app.state.redis = redis.asyncio.from_url(os.environ["REDIS_URL"])
    yield


app = FastAPI(lifespan=connected)


def time(text: str | None) -> str | None:
    """RFC 3339 with milliseconds."""
    if text is None:
        return None
    moment = datetime.fromisoformat(text).astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"


def state(snapshot: dict) -> str:
    """Unknown when no prober has reported for long."""
    last = datetime.fromisoformat(snapshot["lastResultAt"] or snapshot["since"])
    limit = timedelta(seconds=3 * snapshot["intervalSeconds"])
    return snapshot["state"] if datetime.now(UTC) - last <= limit else "Unknown"


def camera(row, views: int | None) -> Camera:
    """A row as it is shown."""
    snapshot = row["snapshot"]
    return Camera(
        id=row["id"],
        name=row["name"],
        displayName=row["display_name"],
        zone=row["zone"],
        tags=row["tags"],
        priority=row["priority"],
        address=row["address"],
        url=row["url"],
        location=row["location"],
        coordinates=None,
        origin=row["origin"],
        enabled=row["enabled"],
        state=state(snapshot),
        verdict=snapshot["verdict"],
        reason=snapshot["reason"],
        message=snapshot["message"],
        since=time(snapshot["since"]),
        lastProbeAt=time(snapshot["lastProbeAt"]),
        latencyMs=snapshot["latencyMs"],
        facts=snapshot["facts"],
        maintenance=None,
        snapshotAt=None,
        views=views,
        version=row["version"],
    )


@app.get("/api/v1/cameras", response_model=Page)
async def cameras(limit: int = 100):
    """The first cameras by name, without counting."""
    rows = await app.state.postgres.fetch(CAMERAS + "order by c.name limit $1", limit)
    total = await app.state.postgres.fetchval("select count(*) from cameras where removed_at is null")
    counts = await app.state.redis.hmget(VIEWS, [row["id"] for row in rows])
    items = [camera(row, int(count or 0)) for row, count in zip(rows, counts, strict=True)]
    return Page(items=items, nextCursor=None, total=total)


@app.get("/cameras", response_model=list[Frozen])
async def frozen():
    """All cameras by id, one view counted of each."""
    rows = await app.state.postgres.fetch(CAMERAS + "order by c.id")
    async with app.state.redis.pipeline(transaction=True) as pipeline:
        for row in rows:
            pipeline.hincrby(VIEWS, row["id"], 1)
        counts = await pipeline.execute()
    return [
        Frozen(
            id=row["id"],
            name=row["name"],
            address=row["address"],
            status=state(row["snapshot"]),
            location=row["location"],
            views=count,
        )
        for row, count in zip(rows, counts, strict=True)
    ]


@app.get("/api/v1/cameras/{name}", response_model=Camera)
async def one(name: str):
    """One camera, one view counted."""
    row = await app.state.postgres.fetchrow(CAMERAS + "and c.name = $1", name)
    if row is None:
        raise HTTPException(404)
    return camera(row, await app.state.redis.hincrby(VIEWS, row["id"], 1))


@app.get("/api/v1/summary")
async def summary():
    """How many cameras are in which state."""
    rows = await app.state.postgres.fetch(CAMERAS)
    counts = {key: 0 for key in ("up", "degraded", "down", "flapping", "unknown")}
    for row in rows:
        counts[state(row["snapshot"]).lower()] += 1
    live = await app.state.postgres.fetchval(
        "select count(*) from prober_shards where seen_at > now() - interval '20 seconds'"
    )
    await app.state.redis.ping()
    return {"total": len(rows), **counts, "probers": {"want": 1, "live": live}, "generatedAt": time(str(datetime.now(UTC)))}
