"""`setu run` as a person types it: pages answer, the clock runs, Ctrl-C leaves nothing behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.serving import environment, free_port, wait_for

RUN = [sys.executable, "-m", "referral.cli", "run"]


def children(process: int) -> list[int]:
    """All that this process has started and that still runs, with what those have started."""
    direct = [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    return [*direct, *(other for one in direct for other in children(one))]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks at processes as Linux shows them")
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_starts_and_leaves_nothing_running(tmp_path: Path, stop: signal.Signals) -> None:
    port = free_port()
    told = environment(f"sqlite:///{tmp_path / 'setu.db'}", port)
    with subprocess.Popen(RUN, env=told, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as running:
        wait_for(f"http://127.0.0.1:{port}/health/ready")
        started = children(running.pid)
        assert len(started) >= 3, "gunicorn, a process of pages and the clock"
        running.send_signal(stop)
        assert running.wait(20) == 0
        assert running.stdout is not None
        assert f"http://127.0.0.1:{port}" in running.stdout.read()
    assert not [one for one in started if Path(f"/proc/{one}").exists()]


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    port = free_port()
    told = environment(f"sqlite:///{tmp_path / 'setu.db'}", port)
    with subprocess.Popen(
        [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"],
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    ) as other:
        wait_for(f"http://127.0.0.1:{port}/")
        run = subprocess.run(RUN, env=told, capture_output=True, text=True, check=False, timeout=30)
        other.terminate()
    assert run.returncode == 1
    assert f"127.0.0.1:{port} can't be used" in run.stderr
    assert "SETU_BIND" in run.stderr


def test_demo_settings_are_needed_or_real_ones(tmp_path: Path) -> None:
    told = {
        **os.environ,
        "SETU_DATABASE_URL": f"sqlite:///{tmp_path / 'setu.db'}",
        "SETU_BIND": f"127.0.0.1:{free_port()}",
    }
    for name in ("SETU_DEMO", "SETU_SECRET", "SETU_KEYS"):
        told.pop(name, None)
    run = subprocess.run(RUN, env=told, capture_output=True, text=True, check=False, timeout=30)
    assert run.returncode == 1
    assert "SETU_SECRET is not set" in run.stderr
