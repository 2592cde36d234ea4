"""Starts a standalone Spark cluster on this machine: a master and workers, each a process."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pyspark
from pyspark.sql import SparkSession

QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Options of Java for processes that live for minutes: less time for compiling and collecting."""

OPTIONS = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.extraJavaOptions": QUICK,
    "spark.executor.extraJavaOptions": QUICK,
    "spark.executor.memory": "1g",
    "spark.executor.cores": "1",
    "spark.sql.shuffle.partitions": "4",
    "spark.ui.enabled": "false",
    "spark.log.level": "ERROR",
}
"""Properties of a session on this machine."""

EXECUTOR = "CoarseGrainedExecutorBackend"


class Cluster:
    """A running cluster.

    Attributes:
        master: Its address.
    """

    def __init__(self, folder: Path, workers: int = 2) -> None:
        """Start a master, then workers with one core each; logs go to `folder`."""
        self._folder, self._processes = folder, list[subprocess.Popen[bytes]]()
        port, page = _free_port(), _free_port()
        self.master = f"spark://127.0.0.1:{port}"
        self.page = f"http://127.0.0.1:{page}"
        self._start("master.Master", "--port", str(port), "--webui-port", str(page))
        _until(lambda: _answers(port), "the master of Spark did not start")
        for _ in range(workers):
            self.add_worker()

    def add_worker(self) -> None:
        """Start one more worker."""
        self._start("worker.Worker", "--webui-port", "0", "-c", "1", "-m", "2g", "-d", str(self._folder), self.master)

    def executors(self) -> list[psutil.Process]:
        """Return the executors of all workers."""
        below = [child for process in self._processes if process.poll() is None for child in _children(process.pid)]
        return [process for process in below if _is_executor(process)]

    def kill_executor(self) -> None:
        """Kill one executor by SIGKILL, with the processes that run Python for it."""
        executor = self.executors()[0]
        for process in [executor, *_children(executor.pid)]:
            with suppress(psutil.NoSuchProcess):
                process.kill()

    def kill_worker(self) -> None:
        """Kill one worker by SIGKILL, with its executor."""
        worker = self._processes.pop()
        for process in _children(worker.pid):
            with suppress(psutil.NoSuchProcess):
                process.kill()
        worker.kill()
        worker.wait()

    def stop(self) -> None:
        """End all processes."""
        for process in reversed(self._processes):
            for child in _children(process.pid):
                with suppress(psutil.NoSuchProcess):
                    child.kill()
            process.send_signal(signal.SIGTERM)
            process.wait()

    def _start(self, what: str, *arguments: str) -> None:
        program = Path(pyspark.__file__).parent / "bin" / "spark-class"
        command = [str(program), f"org.apache.spark.deploy.{what}", "--host", "127.0.0.1", *arguments]
        environment = {
            **os.environ,
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_NO_DAEMONIZE": "1",
            "SPARK_DAEMON_JAVA_OPTS": QUICK,
            "SPARK_DAEMON_MEMORY": "512m",
            "PYSPARK_PYTHON": sys.executable,
        }
        log = self._folder / f"{what}-{len(self._processes)}.log"
        with log.open("wb") as output:
            self._processes.append(subprocess.Popen(command, env=environment, stdout=output, stderr=output))


@contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[Cluster]:
    """Start a cluster, and stop it at the end."""
    started = Cluster(folder, workers)
    try:
        yield started
    finally:
        started.stop()


@contextmanager
def tasks(session: SparkSession, number: int) -> Iterator[None]:
    """Give each shuffle so many tasks for a while."""
    name = "spark.sql.shuffle.partitions"
    before = str(session.conf.get(name))
    session.conf.set(name, number)
    try:
        yield
    finally:
        session.conf.set(name, before)


def _children(pid: int) -> list[psutil.Process]:
    try:
        found: list[psutil.Process] = psutil.Process(pid).children(recursive=True)
        return found
    except psutil.NoSuchProcess:
        return []


def _is_executor(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return EXECUTOR in " ".join(process.cmdline())
    return False


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def _until(is_so: Callable[[], bool], problem: str, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, problem
        time.sleep(0.2)
