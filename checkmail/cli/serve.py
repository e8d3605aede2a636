"""``serve``: the same screens in a browser, each page with a log-in of its own."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checkmail.cli.frame import ActCommand, Options, emit, pass_options
from checkmail.errors import Misused
from checkmail.locale import text
from checkmail.office.acting import host_desk

if TYPE_CHECKING:
    from checkmail.web.server import Serving

_PARTS = frozenset({"aiohttp", "textual_serve"})
"""What ``pip install "checkmail[serve]"`` brings."""


@click.command("serve", cls=ActCommand)
@click.option("--port", type=click.IntRange(0, 65_535), default=8000, show_default=True, help="0 finds a free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Another than this PC's own needs --unencrypted.")
@click.option("--unencrypted", is_flag=True, help="PINs may cross the network as they are.")
@click.option("--behind-tls-proxy", "proxy", default="", metavar="URL", help="The URL people open instead: https://…")
@click.option("--screens", type=click.IntRange(1, 200), default=16, show_default=True, help="Open at a time.")
@click.option(
    "--files", type=click.Path(path_type=Path, exists=True, file_okay=False), default=Path(), metavar="FOLDER",
    help="The one folder in which these screens read and write files. Default: where this is started.",
)  # fmt: skip
@pass_options
def serve(options: Options, port: int, host: str, unencrypted: bool, proxy: str, screens: int, files: Path) -> None:
    """Show the screens in a browser; each page asks who logs in, and acts for the desk of its PC."""
    for secret in ("CHECKMAIL_PIN", "CHECKMAIL_NEW_PIN"):
        os.environ.pop(secret, None)
    if options.person is not None:
        raise Misused("serve-has-no-person")
    try:
        from checkmail.web import gate, server
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in _PARTS:
            raise Misused("serve-not-installed") from None
        raise
    public = gate.origin_of(proxy)
    if proxy and not public:
        raise Misused("bad-proxy-url", given=proxy[:80])
    alone = gate.is_loopback(host)
    if not alone and not unencrypted:
        raise Misused("unencrypted-host", host=host[:80])
    _is_there(options)
    folder = files.resolve()
    serving = server.Serving(
        (sys.executable, "-P", "-m", "checkmail", "--lang", options.language), _environment(options, folder),
        gate.Gate(_names(host), public), host, port, screens, options.language, host_desk(),
    )  # fmt: skip
    asyncio.run(server.serve(serving, lambda found: _tell(options, serving, found, folder, alone=alone)))


def _is_there(options: Options) -> None:
    """Says at once when there is no office; each screen opens it for itself."""
    options.at().store.close()
    options.opened = None


def _environment(options: Options, folder: Path) -> dict[str, str]:
    from checkmail.web.session import clean

    place = options.place()
    # Not on the command line, which every user of this machine can read: a place may be a URL with a password.
    where = place if "://" in place else str(Path(place).resolve())
    return clean(os.environ) | {"CHECKMAIL_OFFICE": where, "CHECKMAIL_FILES": str(folder)}


def _names(host: str) -> frozenset[str]:
    own = socket.gethostname()
    return frozenset(name.lower().rstrip(".") for name in ("localhost", host, own, socket.getfqdn(own)) if name)


def _tell(options: Options, serving: Serving, port: int, folder: Path, *, alone: bool) -> None:
    name = socket.gethostname() if serving.host in ("0.0.0.0", "::") else serving.host  # noqa: S104
    shown = f"[{name}]" if ":" in name else name
    url = serving.gate.public or f"http://{shown}:{port}"
    if options.json:
        emit({"url": f"{url}/", "port": port, "screens": serving.most, "files": str(folder), "loopback": alone})
    words = [text(options.language, "serve", "started", url=f"{url}/", most=serving.most)]
    words.append(text(options.language, "serve", "folder", folder=str(folder)))
    if not alone:
        words.append(text(options.language, "serve", "unencrypted"))
    for line in words:
        click.echo(line, err=True)
