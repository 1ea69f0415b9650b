"""What is appraised in a round: as handed in, or as it came with the answers."""

from muster import packs
from muster.papers.models import Appraisal, DossierPaper


def papers_in_round(row: Appraisal, number: int) -> list[DossierPaper]:
    """The documents that lie before an appraisal in a round, each at its fixed version.

    Of later rounds: what came with the answers. A team sees what a team of its kind appraises.
    """
    papers = DossierPaper.objects.select_related("version", "document").order_by("place")
    if number > 1:
        return list(papers.filter(appraisal=row, round=number))
    dossier = row.dossier
    rules = packs.load(dossier.pack, dossier.pack_version).appraisal
    kind = rules.teams[row.team.kind]
    found = papers.filter(dossier=dossier, round=1, scored=True)
    return [one for one in found if kind.takes(one.kind)]
