"""The pytest plugin ``parley``: ``pytest talks.yaml`` runs a suite, one test a case.

A YAML file is collected when it has ``cases`` with a ``question`` at its top, a CSV file when it has the columns of a
suite, named or in a folder, as by ``parley check``; other files are left to whoever wants them. ``-p no:parley`` turns
the plugin off: a ``conftest.py`` that is to work without it marks its hook ``@pytest.hookimpl(optionalhook=True)``.

The cases are asked over the suite's own ``documents``, else over what ``pytest_parley_desk`` in the nearest
``conftest.py`` returns, else over the store that the environment and ``.env`` name.

pytest loads this module in every project, also in one that has a package called ``assistant`` of its own. So it stands
by itself and imports nothing of Parley before the first suite is found.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from assistant.desk import Assistant

_HERE = Path(__file__).resolve().parent
_PACKAGES = ("assistant", "vectorstore", "prompts", "ingest")


class Hooks:
    """The hook that this plugin offers."""

    @pytest.hookspec(firstresult=True)
    def pytest_parley_desk(self, config: pytest.Config, path: Path) -> Assistant | None:
        """Return whom the suite in ``path`` is asked of; whoever opens it closes it."""


class Unusable(pytest.File):
    """A suite that cannot be run here."""

    def collect(self) -> Iterator[pytest.Item]:
        """Tell whose package is in the way: passed over, the suite would look as if it had passed."""
        raise self.CollectError(
            f"{self.path}: a suite of Parley, which cannot be run here: {_stranger()}, not Parley's. Run `parley check`"
            " in its place, or leave the plugin out with -p no:parley."
        )


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """Offer the hook that names the assistant."""
    pluginmanager.add_hookspecs(Hooks)


@pytest.hookimpl(hookwrapper=True)  # the older form: newer pytests know both
def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> Iterator[None]:
    """Collect a file that is meant as a suite; one that is named and that nobody else collects is told why it is none.

    So a file of another tool is that tool's, and a suite with a slip at its top is not merely "not found".
    """
    outcome: Any = yield
    shape, is_named = _shape(), parent.session.isinitpath(file_path)
    if file_path.suffix.lower() not in shape.SUFFIXES or (file_path.name.startswith(".") and not is_named):
        return
    found = outcome.get_result()
    is_suite = shape.looks_like_suite(file_path)
    if not is_suite and (found or not is_named):
        return
    if _stranger() is None:
        from assistant.regression.pytest_plugin import SuiteFile

        outcome.force_result([*found, SuiteFile.from_parent(parent, path=file_path)])
    elif is_suite:
        outcome.force_result([*found, Unusable.from_parent(parent, path=file_path)])


@cache
def _shape() -> Any:
    """The module that tells suites from other files, by its place: by its name it may be somebody else's."""
    spec = spec_from_file_location("parley_pytest_shape", _HERE / "assistant" / "regression" / "shape.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _stranger() -> str | None:
    """Which package of somebody else has the name of one of Parley's, and where it is."""
    for name in _PACKAGES:
        try:
            spec = find_spec(name)
        except ValueError:  # a module that somebody made by hand
            return f"the module {name} is not loaded from a file"
        places = list(spec.submodule_search_locations or [spec.origin or ""]) if spec else []
        if not places or Path(places[0]).resolve() != _HERE / name:
            return f"the package {name} is that in {places[0] if places else 'no place'}"
    return None
