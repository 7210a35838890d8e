#!/usr/bin/env bash
# Makes the page of bench/results/api.json. Reads the JSON from its input.
set -euo pipefail

jq -r '
  def ms: . * 100 | round / 100;
  def load: "\(.perSecond) (\(.p50 | ms) / \(.p99 | ms))";
  def failures: [.answers[] | .ours.failed, .fastapi.failed, .file.failed] | add;
  (.answers[] | select(.cameras == 100 and .name == "page") | .timesFastapi) as $goal |
  "# The API next to FastAPI and nginx",
  "",
  "`bench/api/run` on \(.machine.cores) cores (\(.machine.cpu)), \(.machine.memoryGiB) GiB of memory; load average before: \(.loadBefore); PostgreSQL 15, Redis 7 and the load (wrk, \(.connections) connections) on the same cores, \(.secondsEach) s each, one after the other.",
  "FastAPI with uvicorn (a worker a core), asyncpg and redis-py answers from the same database and cache; nginx sends the same bytes as a file. Compared before: both answer the same, but for counters and clocks.",
  "",
  "Requests per second (latency in the middle / 99th percentile, ms):",
  "",
  "| cameras | answer | bytes | ours | FastAPI | nginx, a file | ours ÷ FastAPI | ours ÷ file |",
  "|---|---|---|---|---|---|---|---|",
  (.answers[] | "| \(.cameras) | `\(.path)` | \(.bytes) | \(.ours | load) | \(.fastapi | load) | \(.file | load) | \(.timesFastapi) | \(.ofFile) |"),
  "",
  "Goal: the list of 100 cameras at least 10 times as often as FastAPI: **\($goal)**, \(if $goal >= 10 then "met" else "missed" end). \(failures) requests failed.",
  "",
  "| cameras | memory of ours after that | of FastAPI |",
  "|---|---|---|",
  (.megabytes[] | "| \(.cameras) | \(.ours) MB | \(.fastapi) MB |"),
  "",
  "MB are 10^6 bytes of proportional memory (PSS).",
  "",
  "The live stream of the site of 100 cameras: \(.stream.clients) clients, \(.stream.changes) changes of a camera, one a second. From the request that changes it until a client has the event: \(.stream.p50) ms in the middle, \(.stream.p99) ms at the 99th percentile, \(.stream.worst) ms at worst; \(.stream.heard) of \(.stream.clients * .stream.changes) were heard. The replica takes \(.stream.megabytes) MB meanwhile. The clients run on the same cores; a change of the inventory is looked for four times a second at most."
'
