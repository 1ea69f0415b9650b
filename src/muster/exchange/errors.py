"""What the exchange of workbooks refuses. Every refusal leaves everything as it was."""

from django.utils.translation import gettext_lazy as _

from muster.errors import DomainError


class ExchangeError(DomainError):
    """Any refusal of a file or of its import."""

    status = 422


class NotAWorkbook(ExchangeError):
    """The file is something else, or broken."""

    code = "exchange.not_a_workbook"
    template = _("“%(name)s” is not an Excel workbook. Save it as .xlsx and send it again.")


class OldWorkbook(ExchangeError):
    """A format of before 2007, or the binary one."""

    code = "exchange.old_workbook"
    template = _("“%(name)s” is in an older Excel format. Save it as .xlsx and send it again.")


class EncryptedWorkbook(ExchangeError):
    """Nobody but its owner can read it."""

    code = "exchange.encrypted"
    template = _(
        "“%(name)s” is protected with a password. Remove the password in Excel and send it again."
    )


class TooLarge(ExchangeError):
    """More bytes than a season's workbook ever has."""

    code = "exchange.too_large"
    template = _("“%(name)s” has %(size_mb).1f MB; at most %(limit_mb)d MB are read.")


class ZipBomb(ExchangeError):
    """A small file that would fill the memory."""

    code = "exchange.zip_bomb"
    template = _(
        "“%(name)s” unpacks to more than %(limit_mb)d MB or %(limit_parts)d parts, or more than "
        "%(limit_ratio)d times its size; no workbook of a season does."
    )


class TooManyRows(ExchangeError):
    """More rows than a season has of anything."""

    code = "exchange.too_many_rows"
    template = _(
        "A sheet of “%(name)s” has more than %(limit)d rows. "
        "Delete what is empty below, or split the file."
    )


class TooManyColumns(ExchangeError):
    """A cell so far to the right that everything before it would have to be filled."""

    code = "exchange.too_many_columns"
    template = _("A sheet of “%(name)s” has more than %(limit)d columns.")


class NoKnownSheet(ExchangeError):
    """Not one sheet has a name that is looked for."""

    code = "exchange.no_known_sheet"
    template = _("No sheet of “%(name)s” is known: %(found)s. Known sheets: %(known)s.")


class EmptyBlock(ExchangeError):
    """Nothing was pasted."""

    code = "exchange.empty_block"
    template = _("There is nothing in the block. Copy the cells in Excel and paste them here.")


class RaggedBlock(ExchangeError):
    """One line has more or fewer cells than the others."""

    code = "exchange.ragged_block"
    template = _(
        "Line %(line)d of the block has %(found)d columns, the others have %(wanted)d. "
        "Nothing was changed."
    )


class WrongShape(ExchangeError):
    """The block does not fit over the grid."""

    code = "exchange.wrong_shape"
    template = _(
        "The block has %(rows)d rows × %(columns)d columns; wanted are %(wanted)s, or a first line "
        "with the names of the columns. Nothing was changed."
    )


class ColumnTwice(ExchangeError):
    """Two columns of theirs cannot be one of ours."""

    code = "exchange.column_twice"
    template = _("“%(name)s” was chosen for two columns.")


class ColumnUnnamed(ExchangeError):
    """What must be there was chosen for no column."""

    code = "exchange.column_unnamed"
    template = _("Say which column is: %(names)s.")


class NothingReturned(ExchangeError):
    """No file, or an archive without one."""

    code = "exchange.nothing_returned"
    template = _("There is no Excel file in what was sent. Choose the files, or a .zip of them.")


class AlreadyDecided(ExchangeError):
    """Somebody else decided the conflict."""

    code = "exchange.already_decided"
    status = 409
    template = _("%(who)s decided this already: %(what)s.")


class StillFaulty(ExchangeError):
    """The returned value cannot be so any more."""

    code = "exchange.still_faulty"
    status = 409
    template = _("The returned value cannot be taken: %(what)s")


class UnknownBook(ExchangeError):
    """Nobody registered that kind of workbook."""

    code = "exchange.unknown_book"
    template = _("There is no kind of workbook called “%(key)s”.")


class HasErrors(ExchangeError):
    """A preview with errors is not applied, not even in part."""

    code = "exchange.has_errors"
    status = 409
    template = _("%(count)d rows have errors; correct them in the workbook and send it again.")


class ChangedSince(ExchangeError):
    """What the preview showed beside the new values is no longer so."""

    code = "exchange.changed_since"
    status = 409
    template = _(
        "Since the preview somebody changed %(count)d of these rows, first %(first)s. "
        "Make a new preview; nothing was applied."
    )


class NotInPreview(ExchangeError):
    """The import was applied, dropped, or is still being read."""

    code = "exchange.not_in_preview"
    status = 409
    template = _("This import is no longer a preview (%(state)s); send the workbook again.")


class Cancelled(ExchangeError):
    """Somebody stopped the reading; what was staged is gone."""

    code = "exchange.cancelled"
    status = 409
    template = _("The import was cancelled. Nothing was changed.")
