"""`make run` in a fresh clone, to the first page; again; and the bytes of pages on the wire."""

import os
import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from referral import demo
from tests.browser.serving import free_port, wait_for

ROOT = Path(__file__).parents[2]
ASSET = re.compile(r'(?:href|src)="(/static/[^"]+)"')
OF_STYLE = re.compile(r'url\("?([^")]+\.woff2)"?\)')


def figures() -> Iterator[tuple[str, float, str, int, str, dict[str, float]]]:
    """Seconds of the first and the second start; bytes of the first page with font and style, and of a next one."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["git", "clone", "-q", str(ROOT), folder], check=True)
        port = free_port()
        with started(Path(folder), port) as seconds:
            yield "first_run_s", seconds, "s", 1, "a fresh clone, its environment made, the demo loaded", {}
        with started(Path(folder), port) as seconds:
            yield "second_run_s", seconds, "s", 1, "the same again", {}
            browser = Visitor(port)
            first = browser.get("/sign-in")
            page = browser.text
            style = browser.get(*ASSET.findall(page))
            yield "first_page_bytes", first + style, "bytes", 1, "sign-in in Bengali with style, font and icon", {}
            yield (
                "next_page_bytes",
                browser.largest_after_sign_in(),
                "bytes",
                1,
                "the largest of a caseworker's pages",
                {},
            )


@contextmanager
def started(folder: Path, port: int) -> Iterator[float]:
    """`make run` there, and the seconds until the first page answers."""
    told = {**os.environ, "SETU_BIND": f"127.0.0.1:{port}"}
    began = time.monotonic()
    with subprocess.Popen(
        ["make", "-s", "run"],
        cwd=folder,
        env=told,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as run:
        try:
            wait_for(f"http://127.0.0.1:{port}/sign-in", 300)
            yield time.monotonic() - began
        finally:
            os.killpg(run.pid, signal.SIGINT)
            run.wait(30)


class Visitor:
    """A browser that counts what comes over the wire: heads and bodies as they are sent, compressed."""

    def __init__(self, port: int) -> None:
        self.port, self.cookie, self.text = port, "lang=bn", ""

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, bytes, dict[str, str]]:
        """One request; the bytes of its answer, its body and head."""
        link = HTTPConnection("127.0.0.1", self.port)
        head = {"Accept-Encoding": "gzip, deflate, br", "Cookie": self.cookie}
        if body:
            head["Content-Type"] = "application/x-www-form-urlencoded"
        link.request(method, path, body or None, head)
        answer = link.getresponse()
        data = answer.read()
        fresh = [one.partition(";")[0] for one in answer.headers.get_all("Set-Cookie", [])]
        kept = dict(one.split("=", 1) for one in [*self.cookie.split("; "), *fresh])
        self.cookie = "; ".join(f"{name}={value}" for name, value in kept.items())
        return (
            len(bytes(answer.headers)) + len(data),
            data,
            {name.lower(): value for name, value in answer.headers.items()},
        )

    def get(self, *paths: str) -> int:
        """The bytes of these, together; the text of the last page is kept."""
        total = 0
        for path in dict.fromkeys(paths):
            size, data, head = self.ask("GET", path)
            self.text = plain(data, head.get("content-encoding", ""))
            total += size
        return total

    def largest_after_sign_in(self) -> int:
        """The largest page of the demo's caseworker: her day, her workers, a worker, services for her, a referral."""
        caseworker = demo.accounts()[0]
        self.get("/sign-in")
        named = dict(re.findall(r'name="(csrf_token|request_key|next)" value="([^"]*)"', self.text))
        self.ask("POST", "/sign-in", urlencode({**named, "e_mail": caseworker.e_mail, "password": caseworker.password}))
        sizes = [self.get("/today")]
        found = set(re.findall(r'href="(/referrals/[0-9a-f-]{36}[^"#]*)', self.text))
        sizes.append(self.get("/workers"))
        found |= set(re.findall(r'href="(/workers/[0-9a-f-]{36})', self.text)[:5])
        for path in sorted(found):
            sizes.append(self.get(path))
            sizes += [self.get(other) for other in re.findall(r'href="(/needs/[0-9a-f-]{36}/services)', self.text)]
        return max(sizes)


def plain(data: bytes, encoding: str) -> str:
    """The text of a body."""
    import gzip

    import brotli

    if encoding == "br":
        data = brotli.decompress(data)
    elif encoding == "gzip":
        data = gzip.decompress(data)
    return data.decode("utf-8", "replace")
