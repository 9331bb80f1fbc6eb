"""The files of a folder that people and programs put documents into."""

from pathlib import Path

from schemas.errors import SettingsError


def files_under(folder: Path) -> list[Path]:
    """Every regular file under a folder (or the file itself), in the order of their paths.

    Hidden files are left alone: programs that copy files into a folder use such names until a file is whole.
    A link to nothing is among them, so that whoever opens it says so; pipes and devices are not, since
    opening one may wait for ever. SettingsError where there is no such folder.
    """
    if folder.is_file():
        return [folder]
    if not folder.is_dir():
        raise SettingsError(f"{folder} is neither a folder nor a file", remedy="name the folder of documents")
    found = [path for path in folder.rglob("*") if _is_document(path) and not _hidden(path, folder)]
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def _is_document(path: Path) -> bool:
    return path.is_file() or (path.is_symlink() and not path.exists())


def _hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)
