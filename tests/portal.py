"""The portal as real processes: a database of its own, gunicorn, Celery workers. For tests marked `serial`."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).parent.parent


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Portal:
    """Starts and stops what `./run` starts, in a folder that is thrown away."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen[bytes]] = []
        self.env = {
            **{k: v for k, v in os.environ.items() if k not in ("DJANGO_SETTINGS_MODULE", "DEBUG")},
            "VAR_DIR": str(folder / "var"),
            "SECRET_KEY": "only-for-tests",
            "DEMO": "1",
            **settings,
        }
        self.database: str | None = None
        if self.env.get("DATABASE_URL", "").startswith("postgres"):
            self._own_database()
        if self.env.get("REDIS_URL"):
            self.env["REDIS_URL"] = self.env["REDIS_URL"].rsplit("/", 1)[0] + f"/{1 + secrets.randbelow(14)}"

    def _own_database(self) -> None:
        import psycopg2

        self.database = f"portal_{secrets.token_hex(4)}"
        self.admin_url = self.env["DATABASE_URL"]
        connection = psycopg2.connect(self.admin_url)
        connection.autocommit = True
        connection.cursor().execute(f"CREATE DATABASE {self.database}")
        connection.close()
        self.env["DATABASE_URL"] = urlunsplit(urlsplit(self.admin_url)._replace(path=f"/{self.database}"))

    def manage(self, *args: str) -> str:
        """Run a management command; its output."""
        command = [sys.executable, "manage.py", *args]
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def prepare(self) -> None:
        """Tables, library, demonstration, static files."""
        self.manage("prepare")

    def start(self, name: str, *command: str) -> "subprocess.Popen[bytes]":
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=ROOT,
                env=self.env,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def start_web(self) -> str:
        """The site's address, once it answers."""
        port = free_port()
        self.start(
            "web",
            "gunicorn",
            "circpro.wsgi",
            "--bind",
            f"127.0.0.1:{port}",
            "--threads",
            "4",
            "--log-level",
            "warning",
        )
        address = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with suppress(OSError):
                urllib.request.urlopen(f"{address}/health/", timeout=2)
                return address
            time.sleep(0.2)
        raise AssertionError((self.folder / "web.log").read_text())

    def start_worker(self) -> "subprocess.Popen[bytes]":
        schedule = str(self.folder / f"beat-{secrets.token_hex(3)}")
        return self.start(
            "worker",
            "celery",
            "-q",
            "-A",
            "circpro",
            "worker",
            "-B",
            "-s",
            schedule,
            "--concurrency",
            "1",
            "--loglevel",
            "INFO",
        )

    def kill(self, process: "subprocess.Popen[bytes]") -> None:
        """As the machine would: the whole group, no time to say goodbye."""
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        for process in self.processes:
            self.kill(process)
        if self.database:
            import psycopg2

            connection = psycopg2.connect(self.admin_url)
            connection.autocommit = True
            connection.cursor().execute(f"DROP DATABASE IF EXISTS {self.database} WITH (FORCE)")
            connection.close()
