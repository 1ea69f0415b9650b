"""Memory of server and worker with the province loaded, and the peak of the import.

    python benchmarks/memory/run.py

Starts a whole installation in a temporary directory, imports ``examples/province.xlsx``, lets
the worker plan two weeks, reads the board, a congress and the roster, and prints a table.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener, urlopen

import psutil

ROOT = Path(__file__).resolve().parents[2]
PORT = 8399
ADDRESS = f"http://localhost:{PORT}"
CLOCK = "2030-08-16T09:42:00+07:00"
PAGES = ("/", "/desk/", "/congress/300/", "/season/", "/duty/", "/venues/", "/search/?q=dong")
MB = 1024 * 1024
PLANNED_WITHIN_S = 240


def muster(data: str, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "muster.cli", *args],
        env={**os.environ, "MUSTER_DATA": data},
        check=True,
        capture_output=True,
        text=True,
    )


def peak_mb(data: str, *args: str) -> float:
    """Run a verb and return the largest resident size that the kernel saw of it."""
    process = start(data, *args)
    _pid, status, usage = os.wait4(process.pid, 0)
    assert status == 0, args
    return usage.ru_maxrss / 1024


def start(data: str, *args: str) -> psutil.Popen:
    command = [sys.executable, "-m", "muster.cli", *args]
    return psutil.Popen(command, env={**os.environ, "MUSTER_DATA": data})


def signed_in(name: str, password: str) -> OpenerDirector:
    """A browser's worth of cookies, with the one-time password changed."""
    opener = build_opener(HTTPCookieProcessor(CookieJar()))
    page = opener.open(f"{ADDRESS}/accounts/login/").read().decode()
    form = {"login": name, "password": password, "csrfmiddlewaretoken": token(page)}
    page = opener.open(f"{ADDRESS}/accounts/login/", urlencode(form).encode()).read().decode()
    form = {"oldpassword": password, "password1": (lasting := "a-long-enough-Pass-2030!")}
    form |= {"password2": lasting, "csrfmiddlewaretoken": token(page)}
    opener.open(f"{ADDRESS}/accounts/password/change/", urlencode(form).encode()).read()
    return opener


def token(page: str) -> str:
    return re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[-1]


def wait_for_server() -> None:
    for _attempt in range(300):
        try:
            urlopen(f"{ADDRESS}/health", timeout=2)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the server did not come up")


def resident_mb(process: psutil.Popen, *, with_children: bool) -> float:
    """Resident memory; shared pages count for each process, so sums are upper bounds."""
    family = [process, *(process.children(recursive=True) if with_children else [])]
    return sum(one.memory_info().rss for one in family) / MB


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        data = str(Path(name) / "var")
        from muster.site.start import init

        init(Path(data), now=CLOCK)
        muster(data, "migrate")
        said = muster(data, "first-account").stdout
        found = re.search(r"First account: (\S+) +one-time password: (\S+)", said)
        assert found
        peak = peak_mb(data, "import", str(ROOT / "examples" / "province.xlsx"), "--apply")
        muster(data, "first-plan")
        server, worker = start(data, "serve", "--port", str(PORT)), start(data, "worker")
        try:
            report(server, worker, peak, found[1], found[2])
        finally:
            worker.terminate()
            server.terminate()
            worker.wait()
            server.wait()


def report(server: psutil.Popen, worker: psutil.Popen, peak: float, *who: str) -> None:
    wait_for_server()
    browser = signed_in(*who)
    busiest, began = 0.0, time.monotonic()
    while time.monotonic() - began < PLANNED_WITHIN_S:
        busiest = max(busiest, resident_mb(worker, with_children=True))
        page = browser.open(f"{ADDRESS}/duty/").read().decode()
        if re.search(r"/duty/rosters/\d+/", page) and not worker.children() and busiest > 150:
            break
        time.sleep(1)
    for _round in range(3):
        for address in PAGES:
            browser.open(ADDRESS + address).read()
    rest = resident_mb(server, with_children=True) + resident_mb(worker, with_children=True)
    print("| what | MB | goal |")
    print("|---|---:|---:|")
    print(f"| peak of the import of the province | {peak:.0f} | 600 |")
    print(
        f"| server, after the pages were read | {resident_mb(server, with_children=True):.0f} | |"
    )
    print(f"| worker, at rest | {resident_mb(worker, with_children=True):.0f} | |")
    print(f"| server and worker together | {rest:.0f} | 400 |")
    print(f"| worker with its child while it searches | {busiest:.0f} | |")


if __name__ == "__main__":
    main()
