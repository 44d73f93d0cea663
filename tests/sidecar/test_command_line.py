"""The command: one clear line for a failure, and what `parse` shows."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from arrears_sidecar.cli import app

GOLDEN = Path(__file__).parent / "golden" / "DK2611210001_R1.txt"
RUNNER = CliRunner()


def call(*words: object) -> Result:
    """Run the command."""
    return RUNNER.invoke(app, [str(word) for word in words])


def test_parse_sums_up_an_answer() -> None:
    """Needs neither settings nor Odoo."""
    result = call("parse", GOLDEN)
    assert result.exit_code == 0
    assert "layout ccb_batch, batch DK2611210001, 4 rows, asked 49390, taken 18520" in result.output


def test_parse_explains_without_personal_data() -> None:
    """How each line is read."""
    result = call("parse", GOLDEN, "--explain")
    assert "outcome=partial" in result.output
    assert "622700123459001" not in result.output and "张三" not in result.output


def test_statement_sums_up_what_the_account_did() -> None:
    """Needs neither settings nor Odoo; names nobody."""
    result = call("statement", GOLDEN.with_name("ccb_statement.xls"))
    assert result.exit_code == 0
    assert "layout ccb_statement, 3 movements from 2026-09-14 to 2026-09-15" in result.output
    assert "张三" not in result.output and "6217" not in result.output


def test_parse_names_file_line_and_cause(tmp_path: Path) -> None:
    """One line and an exit code that scripts can tell."""
    broken = tmp_path / "DK2611210001_R1.txt"
    broken.write_bytes(GOLDEN.read_bytes()[:-12])
    result = call("parse", broken)
    assert result.exit_code == 5
    assert "DK2611210001_R1.txt, line 4: the line has" in result.output


@pytest.mark.parametrize("command", [["run"], ["once", "all"], ["status"], ["doctor"]])
def test_missing_settings_are_one_clear_line(command: list[str], tmp_path: Path) -> None:
    """Exit code 2."""
    result = call(*command, "--config", tmp_path / "none.toml")
    assert result.exit_code == 2
    assert "there is no file" in result.output and "Traceback" not in result.output


def settings_file(tmp_path: Path) -> Path:
    """Settings of a sidecar whose Odoo is not there."""
    path = tmp_path / "sidecar.toml"
    path.write_text(
        '[odoo]\nurl = "http://127.0.0.1:9"\ndatabase = "x"\nlogin = "x"\nwait_seconds = 0\n'
        'api_key_file = "key"\n[[channel]]\ncode = "ccb"\n'
    )
    (tmp_path / "key").write_text("secret")
    return path


def test_once_without_odoo_says_that_it_is_away(tmp_path: Path) -> None:
    """Exit code 4."""
    result = call("once", "export", "--config", settings_file(tmp_path))
    assert result.exit_code == 4
    assert "http://127.0.0.1:9 does not answer" in result.output


def test_unknown_job_names_those_there_are(tmp_path: Path) -> None:
    """Exit code 2."""
    result = call("once", "exports", "--config", settings_file(tmp_path))
    assert (
        result.exit_code == 2
        and "export, import, statements, incentives, waivers, all" in result.output
    )


def test_status_and_doctor_look_at_the_folders(tmp_path: Path) -> None:
    """The doctor says what is wrong with the way to Odoo."""
    config = settings_file(tmp_path)
    assert "ccb: inbox 0, working 0" in call("status", "--config", config).output
    result = call("doctor", "--config", config)
    assert result.exit_code == 5
    assert "ok    folders of ccb" in result.output and "WRONG Odoo" in result.output
