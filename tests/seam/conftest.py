"""One Odoo for all seam tests: its scene is built once, and copied back before each test.

The database is the one ARREARS_TEST_DATABASE names (with the addon installed), else `pa_seam`.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from live import Live
from scenes import build_scene

from tools import databases, odoo_server
from tools.runtime import Runtime, set_up


@pytest.fixture(scope="session")
def runtime() -> Runtime:
    """The installed Odoo and its PostgreSQL. Accounts are encrypted with a key of this session."""
    os.environ["ARREARS_ACCOUNT_KEY"] = Fernet.generate_key().decode()
    return set_up()


@pytest.fixture(scope="session")
def live(runtime: Runtime, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """Odoo on a copy of the scene."""
    installed = os.environ.get("ARREARS_TEST_DATABASE", "pa_seam")
    databases.ready(runtime, installed)
    scene, running = f"{installed}_scene", f"{installed}_run"
    databases.copy(runtime, installed, scene)
    known = build_scene(runtime, scene, tmp_path_factory.mktemp("scene") / "scene.json")
    databases.copy(runtime, scene, running)
    with odoo_server.running(runtime, running) as server:
        yield Live(runtime, scene, running, server.port, known, Path())
    for name in (scene, running):
        databases.drop(runtime, name)


@pytest.fixture
def odoo(live: Live, tmp_path: Path) -> Live:
    """The scene at its first moment."""
    live.start_over(tmp_path / "sidecar")
    return live
