"""Tutorials: how a script becomes a page, what a build does when one fails, and all of them executed."""

from __future__ import annotations

import json
import os
import posixpath
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from examples.tutorials import workplace
from examples.tutorials.pictures import picture
from tools.docs import tutorials
from tools.docs.cells import TutorialError, cells, execute
from tools.docs.stable import named, names, stable

from tests.conftest import ROOT

SCRIPT = '''"""Runs a second."""
sh = print

# %% [markdown]
# # A title
#
# Some *prose*.

# %%
x = 2
print(x + 1)

# %% hidden
print("not shown")

# %%
sh("$ nba-props doctor")

# %% output
print("kept: folder/gain.svg (The gain)")
'''
RUN = "6ec6ac560809486f9bcdb1756d7ff2f3"


@pytest.fixture
def script(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "tried.py"
    path.write_text(SCRIPT)
    yield path
    sys.modules.pop("__tutorial__", None)


def test_a_script_is_cells_of_four_kinds_with_their_lines() -> None:
    found = [(cell.kind, cell.line) for cell in cells(SCRIPT)]
    assert found == [
        ("hidden", 1),
        ("markdown", 5),
        ("code", 10),
        ("hidden", 14),
        ("output", 17),
        ("output", 20),
    ]
    assert cells(SCRIPT)[1].prose == "# A title\n\nSome *prose*."


def test_cells_share_one_namespace_and_keep_what_each_printed(script: Path) -> None:
    said = [text for _, text in execute(script)]
    assert said[:4] == ["", "", "3\n", "not shown\n"]


@pytest.mark.parametrize(
    ("cell", "line"), [("assert x == 3", 21), ("y = 1\n\nprint(missing)", 23), ("def broken(:", 21)]
)
def test_a_cell_that_fails_is_named_with_script_and_line(script: Path, cell: str, line: int) -> None:
    script.write_text(SCRIPT.replace("# %% output\n", "# %% hidden\n") + f"# %% hidden\n{cell}\n")
    line += 1
    with pytest.raises(TutorialError, match=rf"tried\.py:{line}: \w+Error"):
        execute(script)


def test_a_page_shows_prose_code_commands_output_and_pictures(
    script: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tutorials, "SCRIPTS", tmp_path)
    kept = {"work": str(tmp_path), "said": [text for _, text in execute(script)]}
    (tmp_path / tutorials.TEXT).write_text(json.dumps(kept))
    page = tutorials.page("tried", tmp_path)
    assert page.startswith("# A title\n\nSome *prose*.")
    assert "```python\nx = 2\nprint(x + 1)\n```" in page
    assert "```text\n3\n```" in page
    assert "```bash\nnba-props doctor\n```" in page
    assert "![The gain](tried/gain.svg)" in page
    assert "not shown" not in page
    assert "kept:" not in page


def test_what_differs_from_build_to_build_is_not_shown(tmp_path: Path) -> None:
    text = (
        f"\x1b[1m   5.6s  data: 26,135 player-games\x1b[0m\n  23.3s  fold 3/13  3s\ntime: data 3.2s\n"
        f"files:  {tmp_path}/outputs/foundation/2026-11-29/17-48-09-096665\nrun: {RUN}, {RUN[:8]} at "
        "2026-11-29 17:48, as of 2024-03-01 18:00 \nhttp://127.0.0.1:43117\n"
    )
    shown = named(stable(text, tmp_path, ROOT), names(text))
    name = names(text)[RUN]
    assert shown == (
        f"data: 26,135 player-games\nfiles:  outputs/foundation/DAY/TIME\nrun: {name}, {name[:8]} at DAY "
        "TIME, as of 2024-03-01 18:00\nhttp://127.0.0.1:5001\n"
    )
    other = text.replace("6ec6", "0000")
    assert named(stable(other, tmp_path, ROOT), names(other)) == shown


def test_a_command_that_ends_otherwise_than_told_stops_the_tutorial(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert workplace.sh("echo $COLUMNS; exit 3", code=3) == f"{workplace.COLUMNS}\n"
    assert capsys.readouterr().out.startswith("$ echo $COLUMNS; exit 3\n")
    with pytest.raises(workplace.CommandError, match="exit 3: exit code 3 in place of 0"):
        workplace.sh("exit 3")


def test_a_tutorial_begins_in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(workplace.FOLDER, str(tmp_path / "work"))
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "old.txt").touch()
    workplace.workplace("tried.py")
    assert Path.cwd() == tmp_path / "work"
    assert os.listdir() == []  # noqa: PTH208 - of the current folder


def test_a_picture_of_a_report_stands_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    report = tmp_path / "report.html"
    letter = '<path id="fan-1" d="M 0 0"/>'
    report.write_text(
        f'<figure class="plot" id="plot-fan"><svg><defs>{letter}</defs></svg></figure>'
        '<figure class="plot" id="plot-gain">\n<svg viewBox="0 0 9 9"><use href="#fan-1"/></svg></figure>'
    )
    text = picture(report, "gain").read_text()
    assert text.startswith('<svg viewBox="0 0 9 9"><style>')
    assert text.endswith(f'<defs>{letter}</defs><use href="#fan-1"/></svg>')
    with pytest.raises(LookupError, match="no picture equity; it has fan, gain"):
        picture(report, "equity")


def test_every_tutorial_is_in_the_navigation_and_on_the_first_page() -> None:
    nav = (ROOT / "mkdocs.yml").read_text().split("\nnav:")[1].split("\nhooks:")[0]
    [listed] = [part["Tutorials"] for part in yaml.safe_load(nav) if "Tutorials" in part]
    index = (ROOT / "docs" / "tutorials" / "index.md").read_text()
    assert len(listed) == 9
    assert sorted(Path(page).stem for page in listed[1:]) == tutorials.tutorials()
    scripts = [f"(../../examples/tutorials/{name}.py)" for name in tutorials.tutorials()]
    assert [script for script in scripts if script not in index] == []


def test_links_to_scripts_lead_to_pages_on_the_site_and_to_files_in_a_clone() -> None:
    made = {f"tutorials/{name}.md" for name in tutorials.tutorials()}
    for file in sorted((ROOT / "docs").rglob("*.md")):
        text, path = file.read_text(), file.relative_to(ROOT / "docs").as_posix()
        for link in re.findall(r"\]\(([./]*examples/tutorials/\w+\.py)\)", text):
            assert (file.parent / link).is_file()
        links = re.findall(r"\]\(([./]*(?:tutorials/)?\w+\.md)\)", text)
        assert [link for link in links if posixpath.normpath(posixpath.join(path, "..", link)) in made] == []
        assert "examples/tutorials/" not in "".join(re.findall(r"\]\(.*?\)", tutorials.linked(text, path)))
    told = "[a](../../examples/tutorials/two_ideas.py) [b](../../examples/own.py)"
    assert tutorials.linked(told, "tutorials/index.md") == "[a](two_ideas.md) [b](../../examples/own.py)"
    assert tutorials.linked(told, "how-to/comparing.md").startswith("[a](../tutorials/two_ideas.md) ")


@pytest.mark.slow
@pytest.mark.parametrize("name", tutorials.tutorials())
def test_a_tutorial_tells_the_truth(name: str) -> None:
    """Its own assertions hold; what it said is kept for the next build of the site."""
    page = tutorials.page(name, tutorials.said(name))
    assert page.startswith("# ")
    assert "```text\n" in page
    assert ".md)" in page  # where to go on
    assert "Traceback" not in page
    assert str(ROOT) not in page
