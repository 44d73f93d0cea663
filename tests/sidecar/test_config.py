"""Settings: every mistake names the key and the cure; the secret stays out of the file."""

from pathlib import Path

import pytest

from arrears_sidecar.config import KEY_VARIABLE, find_config, load_config
from arrears_sidecar.errors import ConfigError
from arrears_sidecar.profiles import load_profiles

EXAMPLE = Path(__file__).parents[2] / "sidecar" / "sidecar.example.toml"
GOOD = """
[odoo]
url = "http://localhost:8069"
database = "firm"
login = "arrears-sidecar"

[[channel]]
code = "ccb"
"""


def load(tmp_path: Path, text: str, **environment: str):
    """The settings of a text."""
    path = tmp_path / "sidecar.toml"
    path.write_text(text, encoding="utf-8")
    return load_config(path, environment)


def test_short_settings_have_good_defaults(tmp_path: Path) -> None:
    """What a small firm writes."""
    config = load(tmp_path, GOOD, **{KEY_VARIABLE: "secret"})
    assert config.odoo.address == "http://localhost:8069"
    assert config.channels[0].folder == tmp_path / "exchange" / "ccb"
    assert config.odoo.read_key() == "secret"
    assert "secret" not in repr(config)


def test_the_documented_example_is_valid(tmp_path: Path) -> None:
    """All settings it shows exist."""
    config = load(tmp_path, EXAMPLE.read_text(encoding="utf-8"))
    assert config.channels


def test_statements_have_folders_of_their_own(tmp_path: Path) -> None:
    """A statement source is named as a channel is; the two never share a folder."""
    config = load(tmp_path, f"{GOOD}\n[[statement]]\ncode = 'main'\n")
    assert config.statements[0].folder == tmp_path / "exchange" / "statements" / "main"
    with pytest.raises(ConfigError, match="is the folder of a bank channel"):
        load(tmp_path, f"{GOOD}\n[[statement]]\ncode = 'main'\nfolder = 'exchange/ccb'\n")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("[odoo]", "[odoo"), "it is not TOML"),
        (('url = "http://localhost:8069"', ""), "odoo.url: it is missing"),
        (("http://localhost:8069", "localhost"), "odoo.url: 'localhost' is no address"),
        (("http://localhost:8069", "http://h/path"), "is no address"),
        (('"firm"', "5"), "odoo.database: 5 is not a text"),
        (("login =", "logn ="), "odoo.login: it is missing"),
        (("[[channel]]", "timeout = 3\n[[channel]]"), "odoo.timeout: this setting is not known"),
        (('code = "ccb"', 'code = "../x"'), "cannot be a folder's name"),
        (('code = "ccb"', 'code = "ccb"\n[[channel]]\ncode = "ccb"'), "stands twice"),
        (('code = "ccb"', 'code = "ccb"\n[schedule]\nexport_seconds = -1'), "it is negative"),
        (('code = "ccb"', 'code = "ccb"\n[sidecar]\npage_size = 0'), "is not above zero"),
        (('code = "ccb"', 'code = "ccb"\n[sidecar]\nlog = "xml"'), "Use one of: text, json"),
        (('code = "ccb"', 'code = "ccb"\n[sidecar]\npage_size = true'), "not a whole number"),
        (('code = "ccb"', 'code = "ccb"\nhours = "early"'), "'early' is no span of time"),
        (('code = "ccb"', 'code = "ccb"\n[exchange]\ntimezone = "Mars"'), "no time zone"),
        (('code = "ccb"', 'code = "ccb"\nsftp = "bank"'), "there is no [[sftp]] 'bank'"),
    ],
)
def test_mistake_names_key_and_cure(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    """One line, no traceback."""
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, GOOD.replace(*change))
    assert words in str(caught.value)
    assert caught.value.cure


SFTP = """
[[sftp]]
name = "bank"
host = "sftp.bank.example"
user = "firm"
known_hosts = "known_hosts"
"""


def test_channel_may_lie_on_a_server(tmp_path: Path) -> None:
    """Its folder is the server's; the same path on two servers is two folders."""
    text = GOOD.replace('code = "ccb"', 'code = "ccb"\nsftp = "bank"\nfolder = "/out/ccb"') + SFTP
    config = load(tmp_path, text)
    assert config.channels[0].folder == Path("/out/ccb")
    assert config.servers["bank"].known_hosts == tmp_path / "known_hosts"
    assert config.servers["bank"].address == "sftp://sftp.bank.example:22"


def test_channel_on_a_server_needs_its_folder_there(tmp_path: Path) -> None:
    """Nobody can guess where the bank puts files."""
    with pytest.raises(ConfigError, match="Name the folder on the server"):
        load(tmp_path, GOOD.replace('code = "ccb"', 'code = "ccb"\nsftp = "bank"') + SFTP)


def test_password_of_a_server_comes_from_environment_or_file(tmp_path: Path) -> None:
    """Never from the settings themselves."""
    text = f'{GOOD}{SFTP}password_file = "password"\n'
    (tmp_path / "password").write_text("from file\n")
    assert load(tmp_path, text).servers["bank"].read_password() == "from file"
    variable = {"ARREARS_SIDECAR_SFTP_PASSWORD_BANK": "from outside"}
    assert load(tmp_path, text, **variable).servers["bank"].read_password() == "from outside"
    with pytest.raises(ConfigError, match="Set ARREARS_SIDECAR_SFTP_PASSWORD_BANK"):
        load(tmp_path, GOOD + SFTP).servers["bank"].read_password()
    with pytest.raises(ConfigError, match=r"sftp\[1\]\.password: this setting is not known"):
        load(tmp_path, f'{GOOD}{SFTP}password = "x"\n')


def test_key_comes_from_its_file_and_may_change(tmp_path: Path) -> None:
    """Rotation: the next call reads the new key."""
    key = tmp_path / "key"
    config = load(tmp_path, GOOD.replace("[[", 'api_key_file = "key"\n[[', 1))
    with pytest.raises(ConfigError, match=r"api_key_file.*cannot be read"):
        config.odoo.read_key()
    for value in ("first", "second"):
        key.write_text(f"{value}\n")
        assert config.odoo.read_key() == value


def test_missing_key_says_where_to_make_one(tmp_path: Path) -> None:
    """The cure is a place in Odoo."""
    with pytest.raises(ConfigError, match="Connect a sidecar"):
        load(tmp_path, GOOD).odoo.read_key()


def test_missing_settings_file_is_named(tmp_path: Path) -> None:
    """With the path that was given."""
    with pytest.raises(ConfigError, match="there is no file"):
        find_config(tmp_path / "none.toml")


def test_profile_of_one_s_own_wins_over_the_built_in(tmp_path: Path) -> None:
    """A branch whose contract differs needs a file, no code."""
    built_in = Path(EXAMPLE.parent / "src/arrears_sidecar/profiles/banks/ccb_batch.toml")
    text = built_in.read_text(encoding="utf-8")
    (tmp_path / "mine.toml").write_text(text.replace("max_rows = 2000", "max_rows = 5"))
    profile = load_profiles(tmp_path).get("ccb_batch")
    assert profile.request.form.max_rows == 5


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('encoding = "gbk"', 'encoding = "latin1"'), r"file\.encoding: 'latin1' is not known"),
        (("settled = 11", "settled = 15"), r"settled: there is no column 15.*0 to 14"),
        (('outcome = "funds"', 'outcome = "poor"'), "'poor' is not known"),
        (('name = "{batch}_R{number}.txt"', 'name = "answer.txt"'), "names no batch"),
        (("value_date = 12", "valuedate = 12"), r"valuedate: this setting is not known"),
        (('family = "delimited"', 'family = "words"'), "Use one of: delimited, fixed, iso20022"),
    ],
)
def test_mistake_in_a_profile_names_file_and_key(
    tmp_path: Path, change: tuple[str, str], words: str
) -> None:
    """Profiles are data that people edit."""
    built_in = Path(EXAMPLE.parent / "src/arrears_sidecar/profiles/banks/ccb_batch.toml")
    text = built_in.read_text(encoding="utf-8")
    assert change[0] in text
    (tmp_path / "mine.toml").write_text(text.replace(*change))
    with pytest.raises(ConfigError, match=words) as caught:
        load_profiles(tmp_path)
    assert "mine.toml" in str(caught.value)


def test_key_of_the_environment_comes_first(tmp_path: Path) -> None:
    """Containers pass secrets that way, with the example's settings unchanged."""
    text = GOOD.replace("[[", 'api_key_file = "none"\n[[', 1)
    assert load(tmp_path, text, **{KEY_VARIABLE: "from outside"}).odoo.read_key() == "from outside"
