"""A real worker is killed in mid-render, on both brokers: the job ends rendered once, and no queued one is lost."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.portal import Portal, free_port

pytestmark = pytest.mark.serial

# Asks for one long document and three short ones, owned by an organisation.
ASK = """
import json
from circpro.consortium.models import Organisation
from circpro.documents.services import request_render
owner = Organisation.objects.first()
part = {"heading": "", "award": None, "items": [
    {"number": f"1.{n}", "anchor": f"r{n}", "title": "T", "requirement": ["Words " * 80], "verification": "V " * 40,
     "reference": "R", "legal_basis": "L", "weight": None, "evidence": "E"} for n in range(%d)]}
ids = []
for number in range(4):
    chapter = {"number": 1, "title": f"Document {number}", "parts": [part] if number == 0 else []}
    context = {"subject": f"Document {number}", "authority": "A", "place": "P", "date": "D", "revision": 1,
               "sha256": "0", "chapters": [chapter], "annexes": {"evidence": [], "files": []}}
    job = request_render(owner=owner, template="pdf/tender.html", context=context, language="en", title=f"D{number}",
                         filename="d.pdf")
    ids.append(str(job.pk))
print(json.dumps(ids))
"""
LOOK = """
import json
from circpro.documents.models import Document, RenderJob
rows = {str(j.pk): [j.state, j.attempts, j.error] for j in RenderJob.objects.all()}
print(json.dumps({"jobs": rows, "documents": Document.objects.count()}))
"""


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    """The Redis the suite runs on, else one of our own."""
    if os.environ.get("REDIS_URL"):
        yield os.environ["REDIS_URL"]
        return
    server = shutil.which("redis-server")
    if server is None:
        pytest.skip("redis-server is not installed")
    port = free_port()
    command = [server, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    yield f"redis://127.0.0.1:{port}/0"
    process.kill()
    process.wait()


@pytest.fixture(params=["filesystem", "redis"])
def portal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Portal]:
    broker = request.getfixturevalue("redis_url") if request.param == "redis" else ""
    portal = Portal(tmp_path, REDIS_URL=broker, RENDER_LEASE_SECONDS="3", RENDER_SWEEP_SECONDS="1")
    try:
        portal.prepare()
        yield portal
    finally:
        portal.stop()


def until(portal: Portal, reached: Callable[[dict[str, Any]], bool], seconds: float) -> dict[str, Any]:
    """Look again and again until it is so."""
    deadline = time.monotonic() + seconds
    while True:
        seen = json.loads(portal.manage("shell", "-v", "0", "-c", LOOK).strip().splitlines()[-1])
        if reached(seen):
            return seen
        assert time.monotonic() < deadline, (seen, (portal.folder / "worker.log").read_text()[-3000:])
        time.sleep(0.2)


def test_a_worker_killed_in_mid_render_loses_nothing(portal: Portal) -> None:
    worker = portal.start_worker()
    long_one, *short = json.loads(portal.manage("shell", "-v", "0", "-c", ASK % 1500).strip().splitlines()[-1])
    until(portal, lambda seen: seen["jobs"][long_one][0] == "rendering", 60)
    portal.kill(worker)
    seen = until(portal, lambda seen: True, 5)
    assert seen["jobs"][long_one][:2] == ["rendering", 1]
    portal.start_worker()
    seen = until(portal, lambda seen: all(job[0] in ("done", "failed") for job in seen["jobs"].values()), 180)
    assert seen["jobs"][long_one] == ["done", 2, ""]
    assert [seen["jobs"][job] for job in short] == [["done", 1, ""]] * 3
    assert seen["documents"] == 4
