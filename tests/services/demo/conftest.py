"""The municipality of seed 1, written once."""

import pytest

from services.demo import Municipality, make


@pytest.fixture(scope="session")
def municipality(tmp_path_factory: pytest.TempPathFactory) -> Municipality:
    return make(tmp_path_factory.mktemp("municipality"))
