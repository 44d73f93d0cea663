"""Building the scenes of the seam tests: a script in Odoo's shell."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from live import HERE

from tools.process import environment
from tools.runtime import Runtime


def build_scene(
    runtime: Runtime, database: str, answer: Path, script: str = "scene_in_odoo.py"
) -> dict[str, Any]:
    """Run the script of a scene in Odoo's shell; what it says the tests need to know."""
    configuration = runtime.write_configuration(database)
    changes = {**runtime.variables, "ARREARS_SCENE": str(answer), "PYTHONPATH": str(HERE)}
    command = [str(one) for one in runtime.odoo_command(configuration, "shell", "--no-http")]
    with open(HERE / script, encoding="utf-8") as stream:
        done = subprocess.run(
            command,
            stdin=stream,
            capture_output=True,
            text=True,
            check=False,
            env=environment(changes),
            cwd=runtime.places.state,
        )
    if not answer.is_file():
        pytest.fail(f"the scene could not be built:\n{done.stdout[-500:]}\n{done.stderr[-3000:]}")
    return json.loads(answer.read_text(encoding="utf-8"))
