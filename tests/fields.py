"""Which fields a model has, and which of them a document fills, by dotted names: `seller.address.city`."""

from collections.abc import Collection, Iterator

from pydantic import BaseModel

Models = Collection[type[BaseModel]]


def filled_fields(value: object, whole: Models = (), at: str = "") -> Iterator[str]:
    """The names of all fields that hold something; what is of the models in `whole` is one thing."""
    if isinstance(value, BaseModel) and type(value) not in whole:
        for name in type(value).model_fields:
            yield from filled_fields(getattr(value, name), whole, f"{at}.{name}" if at else name)
    elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
        for entry in value:
            yield from filled_fields(entry, whole, at)
    elif value is not None and value not in ("", ()):
        yield at


def all_fields(model: type[BaseModel], whole: Models = (), at: str = "") -> set[str]:
    """The names of all fields a model can hold."""
    names: set[str] = set()
    for name, field in model.model_fields.items():
        path = f"{at}.{name}" if at else name
        inner = _model_in(field.annotation)
        names |= all_fields(inner, whole, path) if inner and inner not in whole else {path}
    return names


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(part) for part in getattr(annotation, "__args__", ()))
    return next((model for model in found if model is not None), None)
