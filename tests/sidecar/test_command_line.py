"""The command: one clear line for a failure, and what `parse` shows."""

import gzip
from pathlib import Path

import pytest
from freezegun import freeze_time
from typer.testing import CliRunner, Result

from arrears_sidecar.cli import app
from arrears_sidecar.config import load_config
from arrears_sidecar.disk import only_one
from arrears_sidecar.doctor import examine
from arrears_sidecar.hours import utc_now

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


def test_import_and_export_need_odoo(tmp_path: Path) -> None:
    """The file waits in `working` for the next run; the one that was named stays."""
    config = settings_file(tmp_path)
    assert call("export", "--config", config).exit_code == 4
    result = call("import", GOLDEN, "--config", config)
    assert result.exit_code == 4 and "does not answer" in result.output
    (waiting,) = (tmp_path / "exchange" / "ccb" / "working").iterdir()
    assert waiting.read_bytes() == GOLDEN.read_bytes() and GOLDEN.exists()


def test_import_while_the_service_runs_uses_its_inbox(tmp_path: Path) -> None:
    """The service reads it by itself."""
    config = settings_file(tmp_path)
    folder = tmp_path / "exchange" / "ccb"
    (folder / "inbox").mkdir(parents=True)
    with only_one(folder):
        result = call("import", GOLDEN, "--config", config)
    assert result.exit_code == 0 and "in the inbox of the sidecar that runs" in result.output
    assert [path.name for path in (folder / "inbox").iterdir()] == [GOLDEN.name]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--channel", "icbc"], "--channel: 'icbc' is not configured. Use one of: ccb"),
        (["--source", "main"], "--source: 'main' is not configured. Use one of: none there"),
        (["--channel", "ccb", "--source", "main"], "an answer is no statement"),
    ],
)
def test_import_must_know_whose_file_it_is(tmp_path: Path, words: list[str], told: str) -> None:
    """Exit code 2; nothing is copied."""
    result = call("import", GOLDEN, *words, "--config", settings_file(tmp_path))
    assert result.exit_code == 2 and told in result.output
    assert not (tmp_path / "exchange" / "ccb").exists()


def test_import_weighs_the_file_before_it_reads_it(tmp_path: Path) -> None:
    """The setting is named."""
    config = settings_file(tmp_path)
    config.write_text(f"{config.read_text()}[exchange]\nmax_bytes = 10\n")
    result = call("import", GOLDEN, "--config", config)
    assert result.exit_code == 5 and "at most 10 are read" in result.output


def test_archive_is_refused_by_parse_as_well(tmp_path: Path) -> None:
    """With the cure."""
    packed = tmp_path / "R1.txt"
    packed.write_bytes(gzip.compress(GOLDEN.read_bytes()))
    result = call("parse", packed)
    assert result.exit_code == 5 and "is an archive (gzip)" in result.output


class Told:
    """An Odoo that answers the doctor."""

    def __init__(self, **changes: object) -> None:
        self.answer = {
            "database": "x",
            "odoo_version": "19.0",
            "addon_version": "19.0.1",
            "today": "2026-11-30",
            "now": utc_now().isoformat(),
            "companies": [{"name": "Firm"}],
            "channels": ["ccb"],
            "sources": [],
            **changes,
        }

    def connect(self) -> None:
        """Always there."""

    def ping(self) -> dict[str, object]:
        """Who answers."""
        return self.answer


def wrong(config: Path, **changes: object) -> dict[str, str]:
    """What the doctor finds wrong."""
    found = examine(load_config(config, {}), Told(**changes))
    return {one.what: one.words for one in found if not one.fine}


def test_doctor_finds_nothing_wrong_where_all_is_well(tmp_path: Path) -> None:
    """The key is ours alone, the clocks agree."""
    config = settings_file(tmp_path)
    (tmp_path / "key").chmod(0o600)
    assert wrong(config) == {}
    assert not list((tmp_path / "exchange").rglob("*probe*"))


@pytest.mark.parametrize(
    ("what", "changes", "words"),
    [
        ("clock", {"now": "2026-11-30T00:00:00+00:00"}, "timedatectl"),
        ("version of Odoo", {"odoo_version": "18.0"}, "this is Odoo 18.0"),
        ("codes in Odoo", {"channels": ["icbc"]}, "'ccb' is none of the channels in Odoo (icbc)"),
    ],
)
def test_doctor_names_what_is_wrong_in_odoo(
    tmp_path: Path, what: str, changes: dict[str, object], words: str
) -> None:
    """And the cure."""
    config = settings_file(tmp_path)
    (tmp_path / "key").chmod(0o600)
    with freeze_time("2026-11-30 01:00:00"):
        if "now" not in changes:
            changes = {"now": "2026-11-30T01:00:00+00:00", **changes}
        found = wrong(config, **changes)
    assert list(found) == [what] and words in found[what]


def test_doctor_names_what_is_wrong_here(tmp_path: Path) -> None:
    """A key that others can read, a layout that is not there, folders on different disks."""
    config = settings_file(tmp_path)
    (tmp_path / "key").chmod(0o644)
    text = config.read_text().replace('code = "ccb"', 'code = "ccb"\nprofile = "none"')
    known = 'known_hosts = "known_hosts"\n'
    config.write_text(
        f'{text}sftp = "bank"\nfolder = "/ccb"\n[[sftp]]\nname = "bank"\nhost = "127.0.0.1"\n'
        f'port = 9\nuser = "firm"\npassword_file = "lost"\n{known}'
    )
    (tmp_path / "known_hosts").write_text("")
    found = wrong(config)
    assert "chmod 600" in found["secret key"]
    assert "there is no profile 'none'" in found["layouts"]
    assert "lost" in found["secret lost"] and "lost cannot be read" in found["folders of ccb"]


def test_status_and_doctor_look_at_the_folders(tmp_path: Path) -> None:
    """The doctor says what is wrong with the way to Odoo."""
    config = settings_file(tmp_path)
    assert "ccb: inbox 0, working 0" in call("status", "--config", config).output
    result = call("doctor", "--config", config)
    assert result.exit_code == 5
    assert "ok    folders of ccb" in result.output and "WRONG Odoo" in result.output
