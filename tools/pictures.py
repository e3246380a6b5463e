"""Make the pictures of README: the top of a run's report, and a night's picks on a phone.

    make pictures               or python -m tools.pictures [FOLDER]

The report is of an ordinary run on the simulated league, the night the last of `make live-demo`. It needs
chromium.
"""

from __future__ import annotations

import argparse
import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
RUN = ["experiment=phase3/isotonic_calibration", "model=lightgbm", "features=advanced"]
"""The run whose report is shown."""
REPORT, PHONE = (1100, 1150), (390, 760)
"""Width and height of the two windows, in CSS pixels."""


def main() -> None:
    """Make both pictures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "docs/pictures")
    folder = parser.parse_args().folder
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        parser.exit(2, f"error: no browser: none of {', '.join(BROWSERS)} is installed\n")
    with tempfile.TemporaryDirectory() as work:
        pages = {
            "report": (report_of_a_run(Path(work)), REPORT),
            "tonight": (page_of_a_night(Path(work)), PHONE),
        }
        for name, (page, size) in pages.items():
            taken = photograph(browser, page, size)
            taken.save(folder / f"{name}.webp", quality=80, method=6)
            print(f"{folder / name}.webp: {(folder / f'{name}.webp').stat().st_size / 1000:.0f} kB")


def report_of_a_run(work: Path) -> Path:
    """Run the job, and return its report."""
    kept = [f"paths.outputs={work / 'runs'}", f"tracking.uri='sqlite:///{work / 'runs.db'}'"]
    subprocess.run([sys.executable, "train.py", *RUN, *kept], cwd=ROOT, check=True)
    [report] = (work / "runs").rglob("report.html")
    return report


def page_of_a_night(work: Path) -> Path:
    """Replay the ten nights, and return the page of the last one's picks."""
    demo = [sys.executable, "-m", "examples.live_demo.demo", str(work / "demo")]
    subprocess.run(demo, cwd=ROOT, check=True)
    return work / "demo/picks.html"


def photograph(browser: str, page: Path, size: tuple[int, int]) -> Image.Image:
    """Return what a window of a size shows of a page."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running: Any = playwright.chromium.launch(executable_path=browser, args=FLAGS)
        window = running.new_page(viewport={"width": size[0], "height": size[1]}, device_scale_factor=2)
        window.goto(page.resolve().as_uri())
        taken = window.screenshot()
        running.close()
    return Image.open(io.BytesIO(taken)).convert("RGB").resize((size[0] * 3 // 2, size[1] * 3 // 2))


if __name__ == "__main__":
    main()
