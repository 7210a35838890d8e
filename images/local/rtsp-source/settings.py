"""What the environment asks for."""

import os
import re
from dataclasses import dataclass
from pathlib import Path


class SettingsError(Exception):
    """A variable that cannot be used; the message says which and what it should be."""


@dataclass(frozen=True)
class Settings:
    width: int
    height: int
    username: str
    password: str | None


def from_environment() -> Settings:
    width, height = _size(os.environ.get("RTSP_SIZE", "640x360"))
    username = os.environ.get("RTSP_USERNAME", "viewer")
    if not username:
        raise SettingsError("RTSP_USERNAME is empty: give the name of the account of /vault")
    return Settings(width, height, username, _password(os.environ.get("RTSP_PASSWORD_FILE")))


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{2,4})x(\d{2,4})", text)
    if match is None:
        raise SettingsError(f"RTSP_SIZE is {text!r}: it should be WIDTHxHEIGHT, for example 640x360")
    width, height = int(match[1]), int(match[2])
    # H.264 with 4:2:0 colours codes two pixels at a time in both directions.
    if width % 2 or height % 2:
        raise SettingsError(f"RTSP_SIZE is {text!r}: width and height should be even")
    return width, height


def _password(path: str | None) -> str | None:
    if not path:
        return None
    try:
        password = Path(path).read_text(encoding="utf-8").rstrip("\r\n")
    except OSError as error:
        raise SettingsError(f"RTSP_PASSWORD_FILE names {path}, which cannot be read: {error.strerror}") from error
    if not password:
        raise SettingsError(f"RTSP_PASSWORD_FILE names {path}, which is empty: put the password of /vault in it")
    return password
