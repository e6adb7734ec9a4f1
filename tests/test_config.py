"""Settings: every fault is named at once, and secrets are made once."""

import stat
import threading
from pathlib import Path

import pytest

from app.config import SETTINGS, ConfigFaults, load


def faults(**environ: str) -> list[str]:
    with pytest.raises(ConfigFaults) as caught:
        load(environ)
    return caught.value.faults


def test_every_default_is_usable(tmp_path: Path) -> None:
    settings = load({"MASA_INSTANCE": str(tmp_path)})
    assert set(settings) == {setting.name for setting in SETTINGS}
    assert settings["MASA_PUBLIC_URL"] == "http://127.0.0.1:8000"
    assert settings["DATABASE_URL"] == f"sqlite:///{tmp_path}/masa.db"


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    told = faults(MASA_INSTANCE=str(tmp_path), MASA_PORT="http", MASA_TOWN_COLOUR="teal", MASA_PRACTICE="perhaps")
    assert [fault.split(":")[0] for fault in told] == ["MASA_PORT", "MASA_TOWN_COLOUR", "MASA_PRACTICE"]


def test_a_mistyped_name_hides_no_other_fault() -> None:
    assert len(faults(MASA_PORTT="1", MASA_HOST="0.0.0.0", MASA_UPLOAD_FILE_MIB="50")) == 3


def test_a_mistyped_name_is_a_fault_that_names_the_right_one() -> None:
    assert faults(MASA_TOWN_COLOR="#0b5d66") == [
        "MASA_TOWN_COLOR: there is no such setting; did you mean MASA_TOWN_COLOUR?"
    ]


def test_a_secret_is_never_quoted(tmp_path: Path) -> None:
    told = faults(MASA_INSTANCE=str(tmp_path), SECRET_KEY="hunter2", MASA_DATA_KEY="hunter3", MASA_PORT="8000")
    assert len(told) == 2
    assert not any("hunter" in fault for fault in told)


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("k" * 40 + "\n")
    assert load({"MASA_INSTANCE": str(tmp_path), "SECRET_KEY_FILE": str(tmp_path / "key")})["SECRET_KEY"] == "k" * 40


def test_an_unreadable_secret_file_and_a_file_for_no_secret_are_faults(tmp_path: Path) -> None:
    told = faults(SECRET_KEY_FILE=str(tmp_path / "none"), MASA_PORT_FILE=str(tmp_path))
    assert told == [
        "SECRET_KEY_FILE: cannot be read (FileNotFoundError)",
        "MASA_PORT_FILE: only secrets can be read from a file",
    ]


def test_a_setting_given_twice_is_a_fault() -> None:
    assert faults(DATABASE_URL="sqlite://", MASA_DATABASE_URL="sqlite://") == [
        "DATABASE_URL: given twice, also as MASA_DATABASE_URL"
    ]


def test_nobody_listens_to_the_world_without_a_proxy(tmp_path: Path) -> None:
    assert faults(MASA_INSTANCE=str(tmp_path), MASA_HOST="0.0.0.0")[0].startswith("MASA_HOST:")
    assert load({"MASA_INSTANCE": str(tmp_path), "MASA_HOST": "0.0.0.0", "MASA_TRUSTED_PROXIES": "1"})
    assert load({"MASA_INSTANCE": str(tmp_path), "MASA_HOST": "::1"})


@pytest.mark.parametrize(
    "url", ["ftp://x", "https://", "https://a/b", "https://u:p@a", "masa.bel.tr", "https://a:99999"]
)
def test_a_public_address_that_no_link_could_use_is_a_fault(url: str) -> None:
    assert faults(MASA_PUBLIC_URL=url)[0].startswith("MASA_PUBLIC_URL:")


def test_a_crest_with_a_script_is_refused(tmp_path: Path) -> None:
    crest = tmp_path / "crest.svg"
    crest.write_text('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')
    assert faults(MASA_CREST=str(crest)) == [f"MASA_CREST: an SVG file without scripts (is: {str(crest)[:60]!r})"]


def test_only_sqlite_and_postgresql_are_understood(tmp_path: Path) -> None:
    assert faults(MASA_INSTANCE=str(tmp_path), DATABASE_URL="mysql://x/y")[0].startswith("DATABASE_URL:")
    settings = load({"MASA_INSTANCE": str(tmp_path), "DATABASE_URL": "postgresql://masa@db/masa"})
    assert settings["DATABASE_URL"] == "postgresql+psycopg://masa@db/masa"


def test_secrets_are_made_once_by_whoever_comes_first_and_only_the_owner_reads_them(tmp_path: Path) -> None:
    seen: list[tuple[str, str]] = []

    def start() -> None:
        settings = load({"MASA_INSTANCE": str(tmp_path)})
        seen.append((settings["SECRET_KEY"], settings["MASA_DATA_KEY"]))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 8
    assert len(set(seen)) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data.key", "secret.key"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}
