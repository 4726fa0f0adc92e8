"""``levelfield``: the operator's command. Each command has a file of its own in ``levelfield/commands``."""

from __future__ import annotations

import typer

from levelfield.commands import contracts, quarantine, topics
from levelfield.commands.acls import acls
from levelfield.commands.demo import demo
from levelfield.commands.down import down
from levelfield.commands.load import load
from levelfield.commands.logs import logs
from levelfield.commands.rebuild import rebuild
from levelfield.commands.report import report
from levelfield.commands.status import status
from levelfield.commands.token import token
from levelfield.commands.up import up
from levelfield.commands.verify import verify

app = typer.Typer(
    name="levelfield",
    help="Run and look after Levelfield.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_show_locals=False,
)
app.command()(demo)
app.command()(up)
app.command()(down)
app.command()(load)
app.command()(report)
app.command()(status)
app.command()(logs)
app.command()(token)
app.command()(verify)
app.command()(rebuild)
app.add_typer(quarantine.app, name="quarantine")
topics.app.command()(acls)
app.add_typer(topics.app, name="topics")
app.add_typer(contracts.app, name="contracts")


def main() -> None:
    """The command's entry point."""
    app()


if __name__ == "__main__":
    main()
