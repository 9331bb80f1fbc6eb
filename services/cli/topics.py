"""`kontera topics create|check`: the Kafka topics, made, or compared with what they should be."""

import typer

from services.runtime import settings as runtime_settings
from services.runtime import topics

app = typer.Typer(
    no_args_is_help=True, help="Make the Kafka topics, or compare them with what they should be."
)


@app.command()
def create() -> None:
    """Make the topics that are missing; leave the others as they are."""
    made = topics.create(runtime_settings.load().kafka)
    print("\n".join(f"made {name}" for name in made) or "all topics are there already")


@app.command()
def check() -> None:
    """Say how the cluster's topics differ from what they should be. Exit code 1 where they do."""
    differences = topics.check(runtime_settings.load().kafka)
    print("\n".join(differences) or "all topics are as they should be")
    raise typer.Exit(1 if differences else 0)
