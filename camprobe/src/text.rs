//! A result for people.

use std::io::{self, Write};

use anstyle::Style;
use probe::{Facts, ProbeResult, Reason};

use crate::advice::advice;
use crate::json::millis;
use crate::verdict::Verdict;

/// Stages with their times, facts, the verdict, and what to do. Styles are always written; the stream strips them where
/// they are not wanted.
pub(crate) fn write(
    out: &mut impl Write,
    url: &str,
    logged_in: bool,
    result: &ProbeResult,
) -> io::Result<()> {
    let verdict = Verdict::of(result);
    writeln!(out, "{url}\n")?;
    for (index, stage) in result.stages.iter().enumerate() {
        let last = index + 1 == result.stages.len();
        let (word, style) = if last && verdict == Verdict::Down {
            ("failed", verdict.style())
        } else {
            ("ok", Style::new())
        };
        writeln!(
            out,
            "  {:<9} {style}{word:<6}{style:#} {:>10.1} ms",
            stage.stage.as_str(),
            millis(stage.duration)
        )?;
    }
    if let Some(facts) = &result.facts {
        write_facts(out, facts)?;
    }
    let style = verdict.style();
    write!(out, "\n{style}{}{style:#}", verdict.as_str())?;
    let Some(reason) = result.outcome.reason() else {
        return writeln!(out, ": the camera works.");
    };
    writeln!(
        out,
        " ({reason}): {}.",
        result.outcome.message().unwrap_or_default()
    )?;
    writeln!(out, "What to do: {}", what_to_do(reason, logged_in))
}

fn what_to_do(reason: Reason, logged_in: bool) -> &'static str {
    if reason == Reason::AuthRequired && logged_in {
        return "The camera wants a kind of login that we cannot do; switch on Digest or Basic.";
    }
    advice(reason)
}

fn write_facts(out: &mut impl Write, facts: &Facts) -> io::Result<()> {
    let size = facts
        .width
        .zip(facts.height)
        .map(|(width, height)| format!("{width}x{height}"));
    let lines = [
        ("codec", facts.codec.clone()),
        ("size", size),
        ("frames", facts.fps.map(|fps| format!("{fps:.1} a second"))),
        (
            "bit rate",
            facts.bitrate_bps.map(|bits| format!("{} kbit/s", bits / 1_000)),
        ),
        (
            "first packet",
            facts.first_packet_ms.map(|ms| format!("{ms} ms after PLAY")),
        ),
        (
            "key frame",
            facts.first_keyframe_ms.map(|ms| format!("{ms} ms after PLAY")),
        ),
        ("server", facts.server.clone()),
        ("make", facts.make.clone()),
        ("model", facts.model.clone()),
        ("firmware", facts.firmware.clone()),
        ("serial", facts.serial.clone()),
        (
            "clock",
            facts.clock_offset_ms.map(|ms| format!("{ms:+} ms from ours")),
        ),
        (
            "certificate",
            facts.certificate_expires_at.map(|at| format!("ends {at:.0}")),
        ),
    ];
    let mut first = true;
    for (name, value) in lines {
        let Some(value) = value else { continue };
        if first {
            writeln!(out)?;
            first = false;
        }
        writeln!(out, "  {name:<12} {value}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::Timestamp;
    use probe::{Outcome, Stage, StageTime};

    use super::*;

    fn shown(outcome: Outcome, facts: Option<Facts>) -> String {
        let stage = |stage, millis| StageTime {
            stage,
            duration: Duration::from_millis(millis),
        };
        let result = ProbeResult {
            at: Timestamp::UNIX_EPOCH,
            latency: Duration::from_millis(20),
            stages: vec![stage(Stage::Connect, 2), stage(Stage::Describe, 18)],
            outcome,
            facts,
            picture: None,
        };
        let mut bytes = Vec::new();
        write(
            &mut anstream::StripStream::new(&mut bytes),
            "rtsp://192.0.2.1/",
            true,
            &result,
        )
        .unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_failure_shows_the_stage_the_reason_and_what_to_do() {
        let text = shown(
            Outcome::failed(Reason::NotFound, "the camera knows no such stream (404)"),
            None,
        );
        assert!(text.contains("  connect   ok            2.0 ms\n"), "{text}");
        assert!(text.contains("  describe  failed       18.0 ms\n"), "{text}");
        assert!(
            text.contains(
                "\nDown (NotFound): the camera knows no such stream (404).\nWhat to do: Check the path"
            ),
            "{text}"
        );
    }

    #[test]
    fn a_good_camera_shows_its_facts_and_no_empty_lines_for_others() {
        let facts = Facts {
            codec: Some("H264".into()),
            width: Some(640),
            height: Some(360),
            ..Facts::default()
        };
        let text = shown(Outcome::Ok, Some(facts));
        assert!(
            text.contains("\n\n  codec        H264\n  size         640x360\n\nUp: the camera works.\n"),
            "{text}"
        );
    }
}
