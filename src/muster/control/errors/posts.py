"""What command posts refuse to each other.

DomainError
├── PostCopiesNot, PostCopyNotHere, PostFolderTaken, TooManyPosts,
│   PostNotACopy, PostBegunAlready, PostKeyUnreadable, PostKeyKnown,
│   FingerprintDiffers, PostUnknown, PostNotEnrolled                  beginning
├── PostOpensNoRoom, NumberOfAnotherPost                              at a further post
├── BundleOfStranger, BundleOfOurs, BundleNeedsOther, BundleUnfit     bundles
└── ConflictDecided, ConflictMoved, SideUnknown                       conflicts
"""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from muster.errors import DomainError


class PostCopiesNot(DomainError):
    """Copies for further posts are made at the first one, which gives out the thousands."""

    code: ClassVar[str] = "control.post_copies_not"
    template = _("A copy for a further command post is made at the first post, not at this one.")


class PostCopyNotHere(DomainError):
    """A copy is a file; a database server is copied by its own means."""

    code: ClassVar[str] = "control.post_copy_not_here"
    template = _(
        "This installation keeps its data on a database server: no copy can be carried away as"
        " a file. Run the command post from a laptop installation."
    )


class PostFolderTaken(DomainError):
    """A copy goes into a folder of its own."""

    code: ClassVar[str] = "control.post_folder_taken"
    template = _("%(folder)s is not empty. Name a new folder for the copy.")


class TooManyPosts(DomainError):
    """Numbers are dealt out to ten posts."""

    code: ClassVar[str] = "control.too_many_posts"
    template = _("There are %(most)d command posts already; there are no numbers for another one.")


class PostNotACopy(DomainError):
    """Only a copy that was made for a post can begin as one."""

    code: ClassVar[str] = "control.post_not_a_copy"
    template = _(
        "This data directory is no copy that was made for a command post. Make one at the first"
        " post and begin from it."
    )


class PostBegunAlready(DomainError):
    """A post begins once, before anything is recorded with its key."""

    code: ClassVar[str] = "control.post_begun_already"
    template = _("This installation has recorded under a key of its own already: %(log)s.")


class PostKeyUnreadable(DomainError):
    """What was entered is no key."""

    code: ClassVar[str] = "control.post_key_unreadable"
    status: ClassVar[int] = 422
    template = _("This is no key of a command post. Copy the whole line that the post shows.")


class PostKeyKnown(DomainError):
    """One key belongs to one post."""

    code: ClassVar[str] = "control.post_key_known"
    template = _("%(post)s has a key already, or this key belongs to another post.")


class FingerprintDiffers(DomainError):
    """What was read out is not the fingerprint of the key."""

    code: ClassVar[str] = "control.fingerprint_differs"
    status: ClassVar[int] = 422
    template = _(
        "The key has the fingerprint %(found)s, not %(said)s. Do not go on: compare again by"
        " telephone or face to face; if it differs again the key was changed on the way."
    )


class PostUnknown(DomainError):
    """No command post is called so."""

    code: ClassVar[str] = "control.post_unknown"
    status: ClassVar[int] = 404
    template = _("There is no command post %(given)s here. Known: %(known)s.")


class PostNotEnrolled(DomainError):
    """Bundles go to posts whose key was compared."""

    code: ClassVar[str] = "control.post_not_enrolled"
    template = _("The key of %(post)s was not compared yet. Enter it first.")


class PostOpensNoRoom(DomainError):
    """Rooms are opened at the first post alone, so that an event never has two."""

    code: ClassVar[str] = "control.post_opens_no_room"
    template = _(
        "Control rooms are opened and closed at the first command post. Here the rooms that came"
        " with the copy go on; the day of every event can be kept."
    )


class NumberOfAnotherPost(DomainError):
    """A team's number is chosen out of the own thousand."""

    code: ClassVar[str] = "control.number_of_another_post"
    status: ClassVar[int] = 422
    template = _(
        "%(number)d belongs to the numbers of another command post. Choose one from %(first)d to"
        " %(last)d."
    )


class BundleOfStranger(DomainError):
    """A bundle of a node that nobody enrolled."""

    code: ClassVar[str] = "control.bundle_of_stranger"
    template = _(
        "This bundle was signed by %(log)s (fingerprint %(fingerprint)s), which is no command post"
        " known here. Nothing was changed. If it should be known, compare its key first."
    )


class BundleOfOurs(DomainError):
    """Somebody brought our own bundle back."""

    code: ClassVar[str] = "control.bundle_of_ours"
    template = _("This bundle is of this post itself. Nothing was changed.")


class BundleNeedsOther(DomainError):
    """A bundle builds on entries of a third post that are not here."""

    code: ClassVar[str] = "control.bundle_needs_other"
    template = _(
        "This bundle builds on entries of %(log)s up to %(size)d, which are not here. Take a"
        " bundle of that post first. Nothing was changed."
    )


class BundleUnfit(DomainError):
    """Rightly signed, but not to be put into the tables."""

    code: ClassVar[str] = "control.bundle_unfit"
    template = _(
        "This bundle is rightly signed, but does not fit into the tables here: %(reason)s."
        " Nothing was changed. Both posts need the same version of muster."
    )


class ConflictDecided(DomainError):
    """A conflict is decided once."""

    code: ClassVar[str] = "control.conflict_decided"
    template = _("This conflict was decided by %(who)s at %(at)s.")


class ConflictMoved(DomainError):
    """One of the sides has changed since the page was shown."""

    code: ClassVar[str] = "control.conflict_moved"
    template = _("One side of this conflict has changed since. Look at it again.")


class SideUnknown(DomainError):
    """What was chosen is none of the two sides."""

    code: ClassVar[str] = "control.side_unknown"
    status: ClassVar[int] = 422
    template = _("Choose one of the sides, or that both stand.")
