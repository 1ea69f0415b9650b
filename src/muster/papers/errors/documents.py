"""What is refused of documents and their versions."""

from django.utils.translation import gettext_lazy as _

from muster.papers.errors import PapersError


class DocumentIncomplete(PapersError):
    """A document without what makes it findable."""

    code = "papers.document_incomplete"
    template = _("Still wanted: %(wanted)s.")


class DocumentExists(PapersError):
    """A congress has one document of a kind."""

    code = "papers.document_exists"
    template = _(
        "The congress of %(unit)s has a document of this kind already (%(kind)s), begun by %(who)s"
        " at %(at)s. Add a version to it, or have it withdrawn first."
    )


class OtherCongress(PapersError):
    """A body prepares the documents of its own congress."""

    code = "papers.other_congress"
    template = _("This is not the congress of %(unit)s. Choose that of the same unit.")


class TextsHeld(PapersError):
    """A document whose grade rises above the approval while its texts are held."""

    code = "papers.texts_held"
    template = _(
        "“%(title)s” has %(count)s versions here, and texts marked “%(grade)s” may not be held."
        " Take the texts out: that marks the document and lets them go in one act."
    )


class NothingToTakeOut(PapersError):
    """A document that says nothing any more."""

    code = "papers.nothing_to_take_out"
    template = _("“%(title)s” holds no text; there is nothing to take out.")


class SeriesAboveDocument(PapersError):
    """Copies of a grade that may not be held, of a document that is."""

    code = "papers.series_above_document"
    template = _(
        "Copies marked “%(grade)s” may not be tied to a document that is held here (“%(title)s”)."
        " Enter the series without it, and have the document marked and its texts taken out."
    )


class VersionStale(PapersError):
    """The second of two people who save a version."""

    code = "papers.version_stale"
    template = _(
        "%(who)s saved version %(number)s at %(at)s, after you opened the text. Yours is not lost:"
        " compare it with that version, then save it again."
    )


class VersionUnchanged(PapersError):
    """A version that says what the last one says."""

    code = "papers.version_unchanged"
    template = _("The text is the same as that of version %(number)s, so there is nothing to save.")


class VersionEmpty(PapersError):
    """A version without a word."""

    code = "papers.version_empty"
    template = _("There is no text. Type it, or choose a file.")


class VersionTooLong(PapersError):
    """More than a document can be."""

    code = "papers.version_too_long"
    status = 413
    template = _(
        "The text has %(paragraphs)s paragraphs and %(letters)s letters; at most"
        " %(most_paragraphs)s and %(most_letters)s are taken. Divide it into several documents."
    )


class DocumentEnded(PapersError):
    """An adopted or withdrawn document takes no version."""

    code = "papers.document_ended"
    template = _("“%(title)s” is %(state)s since %(at)s (%(who)s); it takes no new version.")


class DocumentChanged(PapersError):
    """The second of two people who change a document."""

    code = "papers.document_changed"
    template = _(
        "%(who)s changed this document at %(at)s, after you opened it. Look at it again, then save."
    )


class NothingToAdopt(PapersError):
    """What is adopted is a text."""

    code = "papers.nothing_to_adopt"
    template = _("“%(title)s” has no version yet, so there is nothing to adopt.")


class NotAdopted(PapersError):
    """Only what was adopted is opened again."""

    code = "papers.not_adopted"
    template = _("“%(title)s” is %(state)s; only an adopted document is opened again.")


class DocumentWithdrawn(PapersError):
    """A document is withdrawn once."""

    code = "papers.document_withdrawn"
    template = _("“%(title)s” was withdrawn by %(who)s at %(at)s already: %(reason)s")


class ReasonMissing(PapersError):
    """An act that must say why."""

    code = "papers.reason_missing"
    template = _("Say why: this is kept with your name.")


class VersionsTooLarge(PapersError):
    """More than is compared word by word."""

    code = "papers.versions_too_large"
    status = 413
    template = _(
        "The two versions are too large to be compared: one of them has %(found)s %(what)s, and at"
        " most %(limit)s are compared. Each of them can be read as it is."
    )


class VersionsTooDifferent(PapersError):
    """Texts that have hardly a word in common."""

    code = "papers.versions_too_different"
    template = _(
        "Versions %(old)s and %(new)s of “%(title)s” are too different for tracked changes: they"
        " share less than a tenth of their words. Choose versions nearer to each other, or read"
        " each as it is."
    )
