#!/usr/bin/env bash
# Makes the page of bench/results/web.json. Reads the JSON from its input.
set -euo pipefail

jq -r '
  def percent: . * 100 | round | tostring + " %";
  def met: if . then "met" else "missed" end;
  def busy: "\(.busy | percent) of the cores busy, \(.stolen | percent) taken by the host, load \(.loadBefore) before";
  def line($name; $of; $work): "| \($name) | \($of.median) ms | \($of.best) ms | \($of.high) ms | \($work) ms |";
  def long: "\(.over50) / \(.over100) / \(.longestMs) ms";
  def scrolled($name; $of): "| \($name) | \($of.pixels) px in \($of.seconds) s | \($of.took | long) | \($of.work | long) | \($of.frameMs) ms | \($of.machine.busy | percent) |";
  def course($name; $of): "| \($name) | \($of.first) | \($of.last) | \($of.perMinute) ± \($of.error) | \(if $of.flat then "yes" else "no" end) |";
  def page($name; $of): course("\($name): JavaScript heap, MB"; $of.heapMb), course("\($name): nodes"; $of.nodes), course("\($name): listeners"; $of.listeners);
  .firstView.milliseconds as $ms | .firstView.workMs as $work |
  "# The page with \(.cameras) cameras",
  "",
  "`bench/web/run` on \(.machine.cores) cores (\(.machine.cpu)), \(.machine.memoryGiB) GiB of memory, Chromium \(.browser). nginx has the configuration of the operator; the API behind it is played by the program that measures, on the same cores.",
  "",
  "## First view",
  "",
  "From the start of the navigation until all cameras are known, nothing is being read any more and that has been painted; nothing in the cache, \(.firstView.rounds) times each, in turn. Work is the processor time of the thread that runs the page until then, from rounds of its own: other programs on the machine do not lengthen it.",
  "",
  "| page | middle | best | 90th percentile | work |",
  "|---|---|---|---|---|",
  line("overview"; $ms.overview; $work.overview),
  line("cameras"; $ms.cameras; $work.cameras),
  line("the limit: a bare page that loads what the overview loads (\(.firstView.requests) answers, \(.firstView.bytes / 1000 | round) kB), all at once"; $ms.bare; $work.bare),
  line("React alone, with a heading"; $ms.react; $work.react),
  "",
  "Goal: 1,500 ms: \($ms | [.overview.median, .cameras.median] | max <= 1500 | met). The overview takes \($ms.overview.median / $ms.bare.median * 10 | round / 10) times the limit. Machine: \(.firstView.machine | busy).",
  "",
  "## Scrolling",
  "",
  "Down and up again through all cameras with 20 changes a second; the control is a bare page of the height of the table.",
  "",
  "| page | way | tasks over 50 ms / over 100 ms / longest, by the clock | the same by their own work | frame, 99th percentile | cores busy |",
  "|---|---|---|---|---|---|",
  scrolled("table"; .scrolling.table),
  scrolled("grid"; .scrolling.grid),
  scrolled("control"; .scrolling.control),
  "",
  "Goal: no task over 100 ms: by the clock \(.scrolling | .table.took.over100 + .grid.took.over100 == 0 | met), by their own work \(.scrolling | .table.work.over100 + .grid.work.over100 == 0 | met).",
  "",
  "## Memory",
  "",
  "\(if .memory.earlier then "From an earlier run. " else "" end)\(.memory.changes) changes of cameras in \(.memory.minutes) minutes, on two pages at a time; after each collection of garbage, per minute with the interval that holds the slope in 95 of 100 cases, without the first tenth. Flat is what may as well not grow, or grows by less than 5 % over this time.",
  "",
  "| what | first | last | grows per minute | flat |",
  "|---|---|---|---|---|",
  page("overview"; .memory.pages.overview),
  page("table"; .memory.pages.table),
  "",
  "Goal: the heap flat: \(.memory.pages | .overview.heapMb.flat and .table.heapMb.flat | met). Machine: \(.memory.machine | busy)."
'
