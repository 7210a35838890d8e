"""One camera in depth."""

from hack.dashboards.boards.common import CAMERA, SITE, camera_events, site_links, site_variables
from hack.dashboards.frame import Row, dashboard, variable
from hack.dashboards.panels import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    RED,
    STATE_COLOURS,
    Column,
    graph,
    stat,
    table,
    timeline,
    values,
)

ONE = f'{SITE}, camera="$camera"'


def of_camera(metric):
    """A gauge of the camera, whichever shard exports it."""
    return f"max by (camera) ({metric}{{{ONE}}})"


def build():
    """The dashboard."""
    return dashboard(
        CAMERA,
        "CameraSite: camera",
        "One camera: its state, its stream, what it is.",
        rows=[
            Row("Now", 5, now()),
            Row("States", 7, states()),
            Row("Stream", 8, stream()),
            Row("Device", 6, [device()]),
        ],
        variables=[
            *site_variables(),
            variable("zone", "Zone", f"label_values(camera_info{{{SITE}}}, zone)", every=True),
            variable("camera", "Camera", f'label_values(camera_info{{{SITE}, zone=~"$zone"}}, camera)'),
        ],
        links=site_links(CAMERA),
        annotations=camera_events(ONE),
        tags=["camera"],
    )


def now():
    """What holds now."""
    verdict = values({0: ("Down", RED), 1: ("Works", GREEN)})
    states = [
        {
            "matcher": {"id": "byName", "options": state},
            "properties": [{"id": "color", "value": {"mode": "fixed", "fixedColor": colour}}],
        }
        for state, colour in STATE_COLOURS.items()
    ]
    return [
        stat(
            "State",
            "The state that is shown.",
            f"max by (state) (camera_state{{{ONE}}}) == 1",
            legend="{{state}}",
            text="name",
            overrides=states,
            width=3,
        ),
        stat(
            "Last verdict",
            "The last judgement; it is kept while the state is Unknown.",
            of_camera("camera_up"),
            defaults={"mappings": verdict},
            thresholds=[(None, RED), (1, GREEN)],
            width=3,
        ),
        stat(
            "Reason",
            "Why the camera is not Up; empty while it is.",
            f"max by (reason) (camera_reason{{{ONE}}}) == 1",
            legend="{{reason}}",
            text="name",
            thresholds=[(None, ORANGE)],
            width=3,
        ),
        stat(
            "Working in this time",
            "Share of the chosen time in which the verdict was Up or Degraded.",
            f"avg_over_time({of_camera('camera_up')}[$__range:])",
            unit="percentunit",
            thresholds=[(None, RED), (0.95, ORANGE), (0.99, GREEN)],
            width=3,
        ),
        stat(
            "Last probe",
            "Time since the last real probe began.",
            f"time() - {of_camera('camera_last_probe_timestamp_seconds')}",
            unit="s",
            thresholds=[(None, GREEN), (120, ORANGE)],
            width=3,
        ),
        stat(
            "Last frame",
            "Time since a frame was last seen, where the stream is sampled.",
            of_camera("camera_last_frame_age_seconds"),
            unit="s",
            thresholds=[(None, GREEN), (900, ORANGE)],
            width=3,
        ),
        stat(
            "Clock",
            "The camera's clock minus ours.",
            of_camera("camera_clock_skew_seconds"),
            unit="s",
            thresholds=[(None, ORANGE), (-10, GREEN), (10, ORANGE)],
            width=3,
        ),
        stat(
            "Certificate",
            "Time until the camera's certificate ends.",
            f"{of_camera('camera_certificate_expiry_timestamp_seconds')} - time()",
            unit="s",
            thresholds=[(None, RED), (0, ORANGE), (1209600, GREEN)],
            width=3,
        ),
    ]


def states():
    """How the state went."""
    shown = values({0: ("no", "transparent"), 1: ("yes", BLUE)})
    maintenance = values({0: ("none", GREY), 1: ("in maintenance", BLUE)})
    return [
        timeline(
            "States",
            "Which state was shown when.",
            [(f"max by (state) (camera_state{{{ONE}}})", "{{state}}")],
            shown,
            width=16,
        ),
        timeline(
            "Maintenance",
            "When a maintenance window silenced the camera's alerts.",
            [(of_camera("camera_maintenance"), "maintenance")],
            maintenance,
            width=8,
        ),
    ]


def stream():
    """What the stream is like."""
    return [
        graph(
            "Frames a second",
            "Frames a second of the stream, as sampled.",
            [(of_camera("camera_stream_fps"), "frames a second")],
            width=8,
        ),
        graph(
            "Bit rate",
            "Bits a second of the stream, as sampled.",
            [(of_camera("camera_stream_bitrate_bps"), "bit rate")],
            unit="bps",
            width=8,
        ),
        graph(
            "Age of the last frame",
            "It grows while the stream gives no frame.",
            [(of_camera("camera_last_frame_age_seconds"), "age")],
            unit="s",
            width=8,
        ),
    ]


def device():
    """What the camera says of itself."""
    names = {
        "camera": "Camera",
        "display_name": "Name",
        "zone": "Zone",
        "priority": "Priority",
        "make": "Make",
        "model": "Model",
        "firmware": "Firmware",
        "codec": "Codec",
        "width": "Width",
        "height": "Height",
    }
    return table(
        "Device",
        "What the camera said of itself and its stream.",
        [f"max by ({', '.join(names)}) (camera_info{{{ONE}}})"],
        [Column(name, heading) for name, heading in names.items()],
        hidden=["Value"],
    )
