"""`./run` as a newcomer uses it: start, stop by Ctrl-C, start again with the data kept."""

import os
import pty
import re
import select
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

from tests.portal import ROOT, free_port

pytestmark = pytest.mark.serial


class Terminal:
    """`./run` in a terminal of its own, where Ctrl-C is a key."""

    def __init__(self, folder: Path) -> None:
        # The embedded default is what is tried here, whatever the suite runs on.
        left_out = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE")
        env = {key: value for key, value in os.environ.items() if key not in left_out}
        env |= {"VAR_DIR": str(folder), "PORT": str(free_port())}
        self.pid, self.screen = pty.fork()
        if self.pid == 0:
            os.chdir(ROOT)
            os.execve("./run", ["./run"], env)
        self.shown = ""

    def read_until(self, words: str, seconds: float) -> str:
        deadline = time.monotonic() + seconds
        while words not in self.shown:
            assert time.monotonic() < deadline, self.shown[-3000:]
            if select.select([self.screen], [], [], 0.5)[0]:
                self.shown += os.read(self.screen, 4096).decode("utf-8", "replace")
        return self.shown

    def press_ctrl_c(self) -> None:
        os.write(self.screen, b"\x03")


def still_running(folder: Path) -> str:
    return subprocess.run(["pgrep", "-fa", str(folder)], capture_output=True, text=True, check=False).stdout


def test_start_stop_and_start_again(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    key = None
    for _time in range(2):
        terminal = Terminal(folder)
        shown = terminal.read_until("librarian@kinno.example", 240)
        address = re.search(r"http://localhost:\d+", shown)
        assert address
        assert b"CircPro" in urllib.request.urlopen(address[0], timeout=10).read()
        assert (folder / "secret_key").stat().st_mode & 0o077 == 0
        assert key in (None, (folder / "secret_key").read_text())
        key = (folder / "secret_key").read_text()
        terminal.press_ctrl_c()
        terminal.read_until("Stopped.", 30)
        os.waitpid(terminal.pid, 0)
        assert still_running(folder) == ""
        with pytest.raises(OSError):
            urllib.request.urlopen(address[0], timeout=2)


def test_what_is_unknown_is_answered_with_help() -> None:
    answer = subprocess.run(["./run", "nonsense"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 2
    assert "./run test" in answer.stderr
