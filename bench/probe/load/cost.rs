//! What this process has used, from `/proc/self`.

use std::fs;

/// Clock ticks a second of `/proc/self/stat` (`sysconf(_SC_CLK_TCK)`, 100 on every Linux).
const TICKS: f64 = 100.0;

/// Processor time and memory.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    /// User and system time together.
    pub(crate) cpu_seconds: f64,
    /// The most resident memory so far.
    pub(crate) peak_memory_mb: f64,
}

impl Cost {
    pub(crate) fn now() -> Self {
        let stat = fs::read_to_string("/proc/self/stat").unwrap();
        // The second field, the program's name, may hold anything; the fields after it are numbers.
        let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
        let ticks: f64 = fields[11..=12]
            .iter()
            .map(|field| field.parse::<f64>().unwrap())
            .sum();
        let status = fs::read_to_string("/proc/self/status").unwrap();
        let peak = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))
            .unwrap();
        let kib: f64 = peak.split_whitespace().next().unwrap().parse().unwrap();
        Self {
            cpu_seconds: ticks / TICKS,
            peak_memory_mb: (kib / 102.4).round() / 10.0,
        }
    }

    /// What was used since `before`; the peak stays the peak.
    pub(crate) fn since(self, before: &Self) -> Self {
        Self {
            cpu_seconds: self.cpu_seconds - before.cpu_seconds,
            ..self
        }
    }
}
