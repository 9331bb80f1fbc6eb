"""The child process of the official engine: documents come in over stdin, SVRL reports go out over stdout.

    python -m services.invoice_ingest.official.worker STYLESHEET…

One document at a time, one thread: the XSLT engine takes the whole process down when threads share it, and at
times without. Whatever happens here, the parent (`process`) notices and goes on. A request names its
stylesheets by their places on the command line; an answer is `judged` with a report from each of them, or
`aborted` with what the engine said.
"""

import os
import sys
import time
from collections.abc import Mapping, Sequence
from typing import BinaryIO

from saxonche import PySaxonApiError, PySaxonProcessor, PyXdmNode, PyXslt30Processor, PyXsltExecutable

from services.invoice_ingest.official.process import receive, send

MESSAGE_LENGTH = 2_000


def main(stylesheets: Sequence[str]) -> None:
    """Compile the stylesheets, say so, and answer requests until stdin ends."""
    answers = _own_stdout()
    with PySaxonProcessor(license=False) as processor:
        compiler = processor.new_xslt30_processor()
        try:
            rules = [_compiled(compiler, path) for path in stylesheets]
        except PySaxonApiError as error:
            send(answers, {"status": "aborted", "message": str(error)[:MESSAGE_LENGTH]})
            return
        send(answers, {"status": "ready", "version": str(processor.version)})
        while request := receive(sys.stdin.buffer):
            header, data = request
            _answer(answers, processor, [rules[place] for place in _places(header)], data)


def _compiled(compiler: PyXslt30Processor, path: str) -> PyXsltExecutable:
    executable = compiler.compile_stylesheet(stylesheet_file=path)
    executable.set_property("!encoding", "UTF-8")
    return executable


def _answer(
    answers: BinaryIO, processor: PySaxonProcessor, rules: Sequence[PyXsltExecutable], data: Sequence[bytes]
) -> None:
    begun = time.process_time()
    try:
        document = processor.parse_xml(xml_text=data[0].decode("ascii"), encoding="UTF-8")
        reports = [_report(executable, document) for executable in rules]
    except PySaxonApiError as error:
        send(answers, {"status": "aborted", "message": str(error)[:MESSAGE_LENGTH]})
        return
    cpu_ms = (time.process_time() - begun) * 1e3
    send(answers, {"status": "judged", "cpu_ms": cpu_ms}, *reports)


def _report(executable: PyXsltExecutable, document: PyXdmNode) -> bytes:
    return (executable.transform_to_string(xdm_node=document) or "").encode()


def _places(header: Mapping[str, object]) -> list[int]:
    places = header["stylesheets"]
    assert isinstance(places, list)
    return places


def _own_stdout() -> BinaryIO:
    """The real stdout for answers alone: whatever the engine prints goes to stderr."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


if __name__ == "__main__":
    main(sys.argv[1:])
