#!/usr/bin/env bash
# Makes the page of bench/results/probe.json. Reads the JSON from its input.
set -euo pipefail

jq -r '
  def ms: . * 10 | round / 10;
  def line($name; $of): "| \($name) | \($of.probes) | \($of.cpuSecondsPer1000Probes * 1000 | ms) ms | \($of.peakMemoryMb) MB |";
  "# The prober next to blackbox_exporter",
  "",
  "`bench/probe/run` on \(.machine.cores) cores (\(.machine.cpu)), \(.machine.memoryGiB) GiB of memory. Same targets, same rate, one after the other.",
  "",
  "| what | probes | processor time for 1,000 probes | peak memory |",
  "|---|---|---|---|",
  line("blackbox_exporter, TCP"; .blackboxTcp),
  line("ours, TCP"; .tcp),
  line("ours, RTSP OPTIONS and DESCRIBE"; .describe),
  "",
  "Ratio to blackbox_exporter: TCP \(.ratioTcp * 100 | round / 100) (goal 0.25 or less), DESCRIBE \(.ratioDescribe * 100 | round / 100).",
  "",
  "## 10,000 cameras at 10 s",
  "",
  "\(.manyCameras.probes) probes in 160 s took \(.manyCameras.cpuSeconds * 10 | round / 10) s of one core (goal: at most one core) and at most \(.manyCameras.peakMemoryMb) MB (goal 256 MB). 99th percentile of the lag: \(.manyCameras.lagP99MsMedian) ms in the median, \(.manyCameras.lagP99MsWorst) ms at worst (goal below 1,000 ms).",
  "",
  "\(.manyCameras.flips) cameras were switched off and on again: **\(.manyCameras.wrongVerdicts) wrong verdicts** (must be 0). With 10 cameras that were only said to be switched off the same check counts \(.pretended.wrongVerdicts).",
  ""
'
