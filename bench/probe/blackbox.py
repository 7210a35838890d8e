#!/usr/bin/env python3
"""Asks blackbox_exporter for TCP probes at a steady rate, as Prometheus would, and tells what they cost it: a line of JSON."""

import argparse
import http.client
import json
import os
import threading
import time

THREADS = 8


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--exporter", required=True, help="host:port of the exporter")
    parser.add_argument("--pid", type=int, required=True, help="its process")
    parser.add_argument("--target-port", type=int, required=True, help="port of the targets")
    parser.add_argument("--hosts", type=int, required=True, help="targets are on 127.0.0.1 and as many after it")
    parser.add_argument("--rate", type=int, required=True, help="probes a second")
    parser.add_argument("--seconds", type=int, required=True, help="time that is measured")
    return parser.parse_args()


def cpu_seconds(pid):
    with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_memory_mb(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as status:
        peak = next(line for line in status if line.startswith("VmHWM:"))
    return round(int(peak.split()[1]) / 1024, 1)


def ask(options, thread, deadline, counts):
    """One connection's share of the probes."""
    connection = http.client.HTTPConnection(options.exporter)
    period = THREADS / options.rate
    due = time.monotonic() + period * thread / THREADS
    while due < deadline:
        time.sleep(max(0.0, due - time.monotonic()))
        host = counts[thread] % options.hosts + 1
        connection.request("GET", f"/probe?module=tcp&target=127.0.0.{host}:{options.target_port}")
        answer = connection.getresponse().read().decode()
        if "\nprobe_success 1" not in answer:
            raise SystemExit(f"a probe failed: {answer}")
        counts[thread] += 1
        due += period


def main():
    options = arguments()
    counts = [0] * THREADS
    before = cpu_seconds(options.pid)
    deadline = time.monotonic() + options.seconds
    threads = [threading.Thread(target=ask, args=(options, n, deadline, counts)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    used, probes = cpu_seconds(options.pid) - before, sum(counts)
    print(json.dumps({
        "probes": probes,
        "cpuSeconds": round(used, 2),
        "cpuSecondsPer1000Probes": used * 1000 / probes,
        "peakMemoryMb": peak_memory_mb(options.pid),
    }))


main()
