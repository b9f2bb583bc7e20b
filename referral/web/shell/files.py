"""Style, font and icons: compressed once, under an address that changes with them, kept by browsers for good."""

import hashlib
import shutil
import tempfile
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

from referral.config import VAR

STATIC = Path(__file__).parents[1] / "static"
A_YEAR = 365 * 24 * 60 * 60


def init(app: Flask) -> None:
    """Serve them before the application is asked, and tell templates where they are."""
    digest = fingerprint(STATIC)
    folder = _made_ready(STATIC, VAR / "static" / digest)
    prefix = f"/static/{digest}/"
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=str(folder), prefix=prefix, max_age=A_YEAR, immutable_file_test="."
    )
    app.jinja_env.globals["static"] = lambda name: prefix + name


def fingerprint(folder: Path) -> str:
    """Of the contents of all files."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return found.hexdigest()[:12]


def _made_ready(source: Path, target: Path) -> Path:
    """The files with their compressed forms beside them; two processes may do it at the same time."""
    if target.is_dir():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(dir=target.parent))
    shutil.copytree(source, temporary, dirs_exist_ok=True)
    compressor = Compressor(quiet=True)
    for path in [path for path in temporary.rglob("*") if path.is_file() and compressor.should_compress(path.name)]:
        for _ in compressor.compress(str(path)):
            pass
    temporary.chmod(0o755)
    try:
        temporary.rename(target)
    except OSError:
        shutil.rmtree(temporary)
    return target
