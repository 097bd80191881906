"""The dashboard, written to the site: what it shows is gathered here from ledger, catalogue, state.

What does not belong here: figures, charts and words (site.dashboard), and when it is made (assets).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pipelines import measure
from pipelines.errors import NothingCounted
from pipelines.measure import Evidence, GoalState, NotKnown
from pipelines.measure.days import day_in_helsinki
from pipelines.orchestration import failures
from pipelines.orchestration.measuring import evidence_of, ledger_of
from pipelines.orchestration.scores import score_row
from pipelines.orchestration.workplace import Workplace
from pipelines.site import SiteFiles
from pipelines.site.dashboard.facts import DatasetPage, Facts, Failing, Miss, Scored
from pipelines.site.dashboard.figures import Figures
from pipelines.site.dashboard.page import FOLDER, dashboard
from pipelines.site.language import LANGUAGES

ALWAYS_NAMED = "timely_data"
"""Datasets that are overdue are named even where no goal is declared."""


def dashboard_written(work: Workplace) -> int:
    """Write the dashboard to the site; return how many files changed.

    Nothing is written where the settings name no site. Raises NothingCounted, CatalogueRefused and
    CatalogueUnavailable.
    """
    site = work.site
    if site is None:
        return 0
    made = dict(dashboard(facts_of(work, site)))
    changed = sum(site.write(path, content) for path, content in made.items())
    for language in LANGUAGES:
        # A chart that has nothing to show any more must not stay as it was.
        for path in set(site.paths(f"{language}/{FOLDER}")) - set(made):
            site.remove(path)
    return changed


def facts_of(work: Workplace, site: SiteFiles) -> Facts:
    """Return all that the dashboard shows. Raises NothingCounted where the ledger is empty."""
    evidence, ledger = evidence_of(work), ledger_of(work.state)
    programme = work.declarations.programme
    if not ledger.days():
        raise NothingCounted("nothing has been counted yet", remedy="`hri run` counts")
    seals = measure.seals(ledger)
    rows = measure.shown(ledger, ledger.rows(), programme, evidence.today)
    sealed = [each.as_of for each in seals]
    figures = Figures(rows, sealed=sealed, missing=ledger.missing_days())
    day = figures.as_of
    goals = measure.judge(programme, ledger.rows_on(day), day)
    since = programme.half_year_before(day)
    return Facts(
        figures=figures,
        rows=rows,
        programme=programme,
        register=work.declarations.publishers,
        head=ledger.head(),
        seals=seals,
        goals=goals,
        since=since,
        explanations=measure.explain(ledger, evidence, since, day),
        datasets=dict(_pages(work, site, evidence)),
        scores=list(_scores(work, evidence)),
        failing=list(_failing(work)),
        wanting=dict(_wanting(evidence, goals, day)),
    )


def _pages(
    work: Workplace, site: SiteFiles, evidence: Evidence
) -> Iterator[tuple[str, DatasetPage]]:
    """Yield (name, page) of every dataset and API: the site's page of it, or else the portal's."""
    written = set(site.paths("fi/datasets"))
    shown = {str(package["id"]) for package in evidence.packages}
    for entry in evidence.entries:
        own = f"datasets/{entry.permanent_id}.html"
        portal = f"{work.catalogue.url}/dataset/{entry.name}" if entry.id in shown else None
        titles = entry.package.get("title_translated") or {"fi": entry.package.get("title")}
        known = {language: str(text) for language, text in titles.items() if text}
        address = own if f"fi/{own}" in written else portal
        yield entry.name, DatasetPage(known or {"fi": entry.name}, address)


def _scores(work: Workplace, evidence: Evidence) -> Iterator[Scored]:
    """Yield the scores of the declared datasets that the catalogue shows; APIs have none."""
    shown = {str(package.get("name")) for package in evidence.packages}
    for dataset in work.declarations.datasets.values():
        if dataset.has_table and dataset.name in shown:
            row = score_row(work, dataset)
            misses = tuple(Miss(each["what"], each["points"]) for each in row["missing"])
            yield Scored(dataset.name, row["score"], misses)


def _failing(work: Workplace) -> Iterator[Failing]:
    for dataset in work.declarations.datasets.values():
        failure = failures.last(work.state, dataset)
        if failure is not None:
            since = day_in_helsinki(dt.datetime.fromisoformat(failure["at"]))
            yield Failing(dataset.name, str(failure["stage"]), since)


def _wanting(
    evidence: Evidence, goals: list[GoalState], day: dt.date
) -> Iterator[tuple[str, list[str]]]:
    """Yield (indicator, datasets) of those that keep a goal of the whole city from being met."""
    behind = {str(each.goal.indicator) for each in goals if each.state == "behind"}
    names = {entry.id: entry.name for entry in evidence.entries}
    for identifier, indicator in measure.indicators().items():
        if indicator.unit != "%" or identifier not in behind | {ALWAYS_NAMED}:
            continue
        try:
            cases = list(indicator.cases(evidence, day))
        except NotKnown:
            continue
        counted = (case for case in cases if evidence.register.counts(case.publisher, day))
        found = {names[case.thing] for case in counted if not case.value and case.thing in names}
        if found:
            yield identifier, sorted(found)
