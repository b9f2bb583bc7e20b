"""Where Chromium is on this machine; installed where it is not and may be."""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = ("/usr/bin", "/usr/local/bin", "/snap/bin", "/opt/google/chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]
OURS = Path(__file__).parents[2] / "var" / "chromium"
PACKAGE = json.loads((Path(__file__).parent / "chromium.json").read_text())


def find_chromium(*, install: bool = False) -> str | None:
    """The program, from where systems put it, or from our own folder; with `install` brought in where it is missing."""
    found = os.environ.get("SETU_TEST_CHROMIUM") or _of_system() or _of_package()
    if found or not install:
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _apt()
    if not _of_system() and shutil.which("npm"):
        _npm()
    return _of_system() or _of_package()


def how_to_get() -> str:
    """One line for a person."""
    return "install Chromium, e.g. `sudo apt-get install chromium`, or set SETU_TEST_CHROMIUM"


def _of_system() -> str | None:
    path = os.pathsep.join((os.environ.get("PATH", ""), *PLACES))
    return next((program for name in NAMES if (program := shutil.which(name, path=path))), None)


def _of_package() -> str | None:
    program = OURS / "chromium"
    return str(program) if program.exists() else None


def _apt() -> None:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-qq", "-y", "chromium"]):
        subprocess.run(command, env=quiet, check=False, stdout=subprocess.DEVNULL)


def _npm() -> None:
    """The pinned package: its browser is a brotli file, and its libraries a brotli archive."""
    import brotli

    OURS.mkdir(parents=True, exist_ok=True)
    packed = subprocess.run(
        ["npm", "pack", "--silent", f"{PACKAGE['name']}@{PACKAGE['version']}"],
        cwd=OURS, check=False, capture_output=True, text=True,
    )  # fmt: skip
    archive = OURS / packed.stdout.strip()
    if packed.returncode or not archive.is_file():
        return
    digest = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != PACKAGE["integrity"]:
        raise RuntimeError(f"{archive.name} is not the package that was pinned")
    with tarfile.open(archive) as package:
        package.extractall(OURS, filter="data")
    archive.unlink()
    program = OURS / "chromium"
    program.write_bytes(brotli.decompress((OURS / "package" / "bin" / "chromium.br").read_bytes()))
    program.chmod(0o755)
