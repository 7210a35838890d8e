#!/usr/bin/env bash
# Makes the page of bench/results/operator-scale.json. Reads the JSON from its input.
set -euo pipefail

jq -r '
  def one: . * 10 | round / 10;
  def ms: . * 1000 | round;
  def verdict(met): if met then "met" else "missed" end;
  def rest($name; $of): "| \($name) | \($of.writes) | \($of.mostStatusWritesOfASite) | \($of.passes) | \($of.reads) | \($of.memory.megabytes) MB |";
  (.secondsOfRest / 60 | ceil) as $minutes |
  "# The operator with \(.sites) sites of \(.camerasOfEach) cameras",
  "",
  "`bench/operator/run` on \(.machine.cores) cores (\(.machine.cpu)), \(.machine.memoryGiB) GiB of memory; kube-apiserver \(.machine.kubernetes), etcd \(.machine.etcd) without fsync.",
  "\(.foreignSecrets) Secrets of 1 MB that are not the operator'"'"'s, made with `kubectl apply`, are in the cluster. Controllers, kubelets and the sites'"'"' APIs are played by the bench.",
  "",
  "## All children applied",
  "",
  "| who | objects | seconds | processor seconds of kube-apiserver and etcd |",
  "|---|---|---|---|",
  "| a bare client that knows them all and only sends them | \(.bare.objects) | \(.bare.seconds | one) | \(.bare.serverCpuSeconds) |",
  "| the same with what no operator can do without: watches of the children, one status write a site | \(.needed.objects) | \(.needed.seconds | one) | \(.needed.serverCpuSeconds) |",
  "| the operator, from its start on | \(.operator.objects) | \(.operator.seconds | one) | \(.operator.serverCpuSeconds) |",
  "",
  "Ratio: **\(.ratio)** (goal: at most \(.goals.ratio), \(verdict(.ratio <= .goals.ratio))); to what no operator can do without **\(.ratioToNeeded)**. Each sends \(.bare.parallel) sites at a time, on an API server of its own; they work in turns of a second, of which the seconds are the sum, so that other work on the machine slows all of them alike. Requests of the operator until then: \(.operator.requests | to_entries | map("\(.value) \(.key)") | join(", ")); processor time of its own: \(.operator.cpuSeconds) s.",
  "",
  "## Memory",
  "",
  "At most **\(.peakMegabytes) MB** in all of this (goal: at most \(.goals.megabytes), \(verdict(.peakMegabytes <= .goals.megabytes))); \(.constant.memory.megabytes) MB at rest. Started again with everything there: \(.restart.memory.peakMegabytes) MB at most. MB are 10^6 bytes of resident memory.",
  "",
  "## At rest, for \(.secondsOfRest) s",
  "",
  "| what | writes | status writes of a site, at most | passes | reads | memory |",
  "|---|---|---|---|---|---|",
  rest("nothing changes"; .constant),
  rest("a tenth of each site'"'"'s cameras up in one answer, down in the next"; .flapping),
  "",
  "Goals: no write at rest, \(verdict(.constant.writes == 0)); at most one status write a minute and site while cameras flap, \(verdict(.flapping.mostStatusWritesOfASite <= $minutes)). Writes while flapping: \(.flapping.byKind | to_entries | map("\(.value) × \(.key)") | join(", ")).",
  "",
  "Started again, the operator wrote \(.restart.writes) times and read \(.restart.requests.GET) times until it was at rest.",
  "",
  "## A single edit while all of them exist",
  "",
  "From the edit of a site until a watch tells of the changed child, \(.edits.edits) edits: \(.edits.p50 | ms) ms in the median, 99th percentile **\(.edits.p99 | ms) ms**, \(.edits.worst | ms) ms at worst.",
  ""
'
