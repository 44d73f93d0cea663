"""Building the scene of a test inside Odoo's shell."""

import json
import subprocess
from pathlib import Path

import pytest
from live import HERE

from tools.process import environment
from tools.runtime import Runtime

# What Odoo's shell runs: `build(env)` of a module beside this one; its answer goes to a file.
SCRIPT = """
import json, sys
sys.path.insert(0, {folder!r})
from {module} import build
found = build(env)
env.cr.commit()
with open({answer!r}, "w", encoding="utf-8") as file:
    json.dump(found, file)
"""


def build_scene(
    runtime: Runtime, database: str, answer: Path, module: str = "scene_in_odoo"
) -> dict:
    """Run the module of a scene in Odoo's shell; what it returns is what the tests know."""
    configuration = runtime.write_configuration(database)
    command = [str(one) for one in runtime.odoo_command(configuration, "shell", "--no-http")]
    done = subprocess.run(
        command,
        input=SCRIPT.format(folder=str(HERE), module=module, answer=str(answer)),
        capture_output=True,
        text=True,
        check=False,
        env=environment(runtime.variables),
        cwd=runtime.places.state,
    )
    if not answer.is_file():
        pytest.fail(f"the scene could not be built:\n{done.stdout[-500:]}\n{done.stderr[-3000:]}")
    return json.loads(answer.read_text(encoding="utf-8"))
