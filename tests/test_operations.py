"""The compose file, the operations page and the settings tell the same story."""

import ast
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
OURS = ("prepare", "web", "worker", "beat")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def read_by_settings() -> set[str]:
    """The names settings.py asks the environment for."""
    tree = ast.parse((ROOT / "circpro" / "settings.py").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    ours = [call for call in calls if isinstance(call.func.value, ast.Name) and call.func.value.id == "env"]
    return {call.args[0].value for call in ours if isinstance(call.args[0], ast.Constant)}


def test_compose_passes_only_what_the_settings_read(compose: Any, read_by_settings: set[str]) -> None:
    assert len(read_by_settings) > 15
    for name in OURS:
        passed = set(compose["services"][name]["environment"])
        assert passed <= read_by_settings, passed - read_by_settings


def test_compose_has_every_part_and_watches_over_it(compose: Any) -> None:
    services = compose["services"]
    assert set(services) == {*OURS, "db", "redis"}
    for name in ("web", "worker", "db", "redis"):
        assert services[name]["healthcheck"]["test"], name
    used = {volume.split(":")[0] for service in services.values() for volume in service.get("volumes", [])}
    assert used == set(compose["volumes"])
    assert services["web"]["volumes"] == services["worker"]["volumes"]
    for name in ("SECRET_KEY", "DATABASE_URL"):
        assert "${" in services["web"]["environment"][name]


def test_each_variable_is_described_once(read_by_settings: set[str]) -> None:
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    described = re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE)
    assert sorted(described) == sorted(read_by_settings)


@pytest.mark.parametrize("script", ["run", ".ci/run"])
def test_scripts_are_well_formed(script: str) -> None:
    assert subprocess.run(["bash", "-n", ROOT / script], check=False).returncode == 0


@pytest.mark.parametrize("file", ["requirements.txt", "tests/requirements.txt"])
def test_every_dependency_is_pinned(file: str) -> None:
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines if line and not line.startswith(("#", "-r"))]
    assert wanted
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+(\[[a-z,-]+\])?==[0-9a-z.]+", line) for line in wanted)
