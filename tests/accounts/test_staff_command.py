"""`flask staff`: accounts for the first day; every failure is one clear line and a non-zero exit."""

import contextvars
import re

import pytest

from app.accounts.cli import staff
from app.accounts.roles import Role

CREATE = ["create", "--email", "selim@kasaba.test", "--name", "Selim Ak", "--role", "admin", "--department", "masa"]
PASSWORD = "mavi kedi yedi tuğla"


@pytest.fixture
def run(app, person):
    person("memur@kasaba.test")

    def run_alone(*words, **options):
        """As its own process would: no context around it, none left behind."""
        return contextvars.Context().run(app.test_cli_runner().invoke, staff, list(words), **options)

    return run_alone


def test_a_piped_password_makes_an_account_that_can_sign_in(run, browser):
    made = run(*CREATE, input=PASSWORD + "\n")
    assert made.exit_code == 0, made.output
    assert PASSWORD not in made.output
    assert browser.sign_in("selim@kasaba.test").location == "/admin"


def test_without_a_password_a_one_time_link_is_printed(run, browser):
    made = run(*CREATE, "--role", "clerk", input="")
    link = re.search(r"(/davet/\S+)", made.output)[1]
    assert browser.post(link, {"password": PASSWORD}).location == "/desk"


def test_the_set_up_link_is_printed_until_there_is_an_admin(run, browser):
    first, second = run("setup-link"), run("setup-link")
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert browser.get("/kurulum/" + first.output.strip().rsplit("/", 1)[1]).status_code == 404  # replaced
    assert browser.get("/kurulum/" + second.output.strip().rsplit("/", 1)[1]).status_code == 200
    run(*CREATE, input=PASSWORD)
    refused = run("setup-link")
    assert refused.exit_code != 0
    assert "there is an admin already" in refused.output


def test_people_are_listed_and_closed(run, person):
    run(*CREATE, input=PASSWORD)
    assert "memur@kasaba.test\tAyşe Yılmaz\tmasa\tclerk" in run("list").output
    assert run("deactivate", "--email", "MEMUR@kasaba.test").exit_code == 0
    assert "clerk\tclosed" in run("list").output
    person("zehra@kasaba.test", Role.ADMIN)
    assert run("deactivate", "--email", "selim@kasaba.test").exit_code == 0


@pytest.mark.parametrize(
    ("words", "typed", "line"),
    [
        ([*CREATE[:-1], "moon"], PASSWORD, "there is no department 'moon'; import the catalogue first"),
        (["create", "--email", "memur@kasaba.test", *CREATE[3:]], PASSWORD, "there is already an account"),
        (["create", "--email", "memur", *CREATE[3:]], PASSWORD, "'memur' is not an e-mail address"),
        (CREATE, "kisa\n", "Write at least 12 characters."),
        (["deactivate", "--email", "kimse@kasaba.test"], "", "there is no account with the address"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(run, words, typed, line):
    refused = run(*words, input=typed)
    assert refused.exit_code != 0
    assert line in refused.output
    assert len(refused.output.strip().splitlines()) == 1


def test_the_last_admin_is_not_closed_from_the_command_line_either(run):
    run(*CREATE, input=PASSWORD)
    assert "this is the last admin" in run("deactivate", "--email", "selim@kasaba.test").output
