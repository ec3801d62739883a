"""Exceptions: one class for each kind of error, with the messages and hints of the command line."""

from __future__ import annotations

__all__ = [
    "CodebookError",
    "CodingsError",
    "DocumentError",
    "InternalError",
    "ManifestError",
    "OutputError",
    "ProjectError",
    "ThemeshiftError",
    "UsageError",
]


class ThemeshiftError(Exception):
    """What went wrong, where, and what to do about it.

    Its text is that of the command line: `place: message`, then the hint on a line of its own. The parts are attributes
    too, `None` where they are not known:

    - `message`: what is wrong.
    - `hint`: what to do.
    - `path`: the file, or `row N` (from 0) for a table that was given.
    - `line`, `column`: from 1; columns count characters.
    - `byte`: offset in the file, from 0.
    """

    message: str
    hint: str | None
    path: str | None
    line: int | None
    column: int | None
    byte: int | None

    def __init__(
        self,
        text: str,
        *,
        message: str | None = None,
        hint: str | None = None,
        path: str | None = None,
        line: int | None = None,
        column: int | None = None,
        byte: int | None = None,
    ) -> None:
        super().__init__(text)
        self.message = text if message is None else message
        self.hint = hint
        self.path = path
        self.line = line
        self.column = column
        self.byte = byte


class ProjectError(ThemeshiftError):
    """The project file, or settings with its keys."""


class ManifestError(ThemeshiftError):
    """The manifest of documents, or the table that is given in its place."""


class DocumentError(ThemeshiftError):
    """A document of the corpus."""


class CodebookError(ThemeshiftError):
    """The codebook: a theme or a pattern."""


class CodingsError(ThemeshiftError):
    """Themes of messages as people or another program coded them."""


class UsageError(ThemeshiftError, ValueError):
    """An argument, such as the name of a theme, a period or a pattern."""


class OutputError(ThemeshiftError):
    """Results that cannot be made or written."""


class InternalError(ThemeshiftError):
    """A fault of themeshift itself."""


def usage_error(message: str, hint: str) -> UsageError:
    """An error of an argument."""
    return UsageError(f"{message}\n  hint: {hint}", message=message, hint=hint)
