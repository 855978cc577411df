"""What a running embedded installation tells other processes of the same checkout, and where its sockets are."""

import hashlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

Broker = Literal["redis", "filesystem"]

# The kernel's limit for the path of a Unix socket is 108 bytes, with a closing zero.
LONGEST_SOCKET_PATH = 100


@dataclass(frozen=True)
class RunState:
    pid: int
    port: int
    broker: Broker
    redis_socket: str

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"


def state_file(var: Path) -> Path:
    return var / "run.json"


def read_state(var: Path) -> RunState | None:
    """The state of the last run, or None when there was none or it cannot be read."""
    try:
        return RunState(**json.loads(state_file(var).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write_state(var: Path, state: RunState) -> None:
    new = state_file(var).with_suffix(".new")
    new.write_text(json.dumps(asdict(state), indent=1), encoding="utf-8")
    new.replace(state_file(var))


def socket_path(var: Path) -> Path:
    """Where Redis listens: in the state folder, or in a short private folder when that path is too long."""
    inside = var / "redis" / "redis.sock"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_PATH:
        return inside
    short = hashlib.sha256(os.fsencode(var)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"luodi-{os.getuid()}-{short}" / "redis.sock"


def private_folder(path: Path) -> Path:
    """Makes a folder only its owner can enter, and refuses one that somebody else made in a shared place."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    if path.stat().st_uid != os.getuid():
        raise PermissionError(f"{path} belongs to somebody else.")
    path.chmod(0o700)
    return path


def filesystem_broker_options(var: Path) -> dict[str, Any]:
    """Options of kombu's file transport: messages are files that sender and receiver share."""
    folders = {name: str(private_folder(var / "broker" / name)) for name in ("queue", "done", "control")}
    return {
        "data_folder_in": folders["queue"],
        "data_folder_out": folders["queue"],
        "processed_folder": folders["done"],
        "control_folder": folders["control"],
        "polling_interval": 0.2,
    }
