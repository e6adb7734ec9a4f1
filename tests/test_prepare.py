"""What a start does before the first request can be done at every start."""

import pytest

from app import create_app
from app.prepare import prepare
from tests.conftest import environment


@pytest.mark.sqlite_only
def test_a_second_start_finds_everything_done_and_waits_for_nobody(database, tmp_path):
    for _start in range(2):
        prepare(create_app(environment(tmp_path)))
