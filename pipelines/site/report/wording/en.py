"""The report in English. What does not belong here: anything but words."""

from __future__ import annotations

WORDS = {
    "title": "Half-year report {day}",
    "final_title": "Final evaluation {day}",
    "programme": "City of Helsinki IT programme · open data indicators",
    "summary": "In short",
    "sealed": "Official: sealed by {by} on {day}.",
    "preliminary": "Preliminary: nobody has sealed these values. They may still change.",
    "off_day": "{day} is not one of the half-year days ({days}); these values are never sealed.",
    "known_at": "As it was known on {moment}.",
    "edition": "Edition",
    "as_of": "As of",
    "made": "Made",
    "status": "Status",
    "status_sealed": "official",
    "status_preliminary": "preliminary",
    "facts_sum": "Checksum of the facts (SHA-256)",
    "head": "Head of the ledger",
    "before": "A half-year before ({day})",
    "headline_change": "{change} since {day}",
    "headline_anchor": (
        "Reported by the programme: {value} ({day}); another definition, not compared"
    ),
    "none": "none",
    "unknown": "n/a",
    "no_value": "the ledger has no value of the day",
    "figures": "The figures",
    "figures_lead": (
        "Values as of the end of {day} in Helsinki, beside those of {before}. A change is given"
        " only where both values are of the same definition."
    ),
    "number": "No",
    "indicator": "Indicator",
    "value": "Value",
    "share_of": "Of",
    "previous": "Before",
    "change": "Change",
    "target": "Target",
    "state": "State",
    "state_on": "on target",
    "state_behind": "behind",
    "state_n/a": "not known",
    "kind": "Kind",
    "kind_computed": "computed",
    "kind_reconstructed": "reconstructed",
    "kind_provisional": "provisional",
    "kind_reported": "reported",
    "kind_n/a": "n/a",
    "other_definition": "definition {before} → {now}",
    "revised": "revision {number}",
    "at_least": "at least {value}",
    "at_most": "at most {value}",
    "goals": "Behind the goals",
    "goals_none": "No goal of {year} is behind.",
    "goals_undeclared": "No goals have been declared for {year}.",
    "goals_unknown": (
        "Of the goals of {year}, {count} cannot be judged: their values are not known."
    ),
    "whole_city": "the whole city",
    "publisher": "Publisher",
    "not_known": "What is not known",
    "not_known_none": "Every indicator is known.",
    "reason": "Reason",
    "changes": "What changed since {day}",
    "changes_none": "Nothing was added or removed.",
    "change_line": "{title}: {before} → {after} ({change})",
    "why": "Why",
    "count": "Count",
    "names": "Datasets",
    "published": "published",
    "withdrawn_sort": "withdrawn",
    "moved_in": "moved to a publisher that counts",
    "moved_out": "moved to a publisher that does not count",
    "definition_added": "added by a new definition",
    "definition_removed": "removed by a new definition",
    "unhealthy": "no longer answers",
    "recovered": "answers again",
    "appeared": "appeared; no date says why",
    "disappeared": "disappeared; no date says why",
    "withdrawn": "Withdrawn datasets",
    "withdrawn_none": "No dataset was withdrawn.",
    "dataset": "Dataset",
    "day": "Day",
    "agencies": "Agencies",
    "agencies_without": "Agencies without open data: {names}.",
    "agencies_all": "Every agency has open data.",
    "agencies_unknown": "The ledger has no counts of agencies as of this day.",
    "datasets": "Datasets",
    "apis": "APIs",
    "datasets_change": "Change",
    "missed": "Days without a count",
    "missed_none": (
        "The catalogue was counted on every day since {day}, or since the half-year began."
    ),
    "missed_days": "Nobody counted on these days, and nothing is guessed of them: {days}.",
    "not_counted_yet": (
        "The catalogue was not counted yet: the counts are reconstructed from the dates of "
        "publication and withdrawal."
    ),
    "before_counting": "not known before counting began on {day}",
    "reported": "Reported figures",
    "reported_lead": (
        "Figures that people reported. They are kept as they were said, have definitions of "
        "their own, and are neither recomputed nor compared with computed ones."
    ),
    "reported_none": "No figures have been reported.",
    "figure": "Figure",
    "evidence": "Evidence",
    "reporter": "Reported by",
    "contradiction": "Contradiction: {note}",
    "definitions": "Definitions",
    "definition": "Definition",
    "version": "Version",
    "how": "How this edition can be checked",
    "how_text": (
        "This edition is number {edition} as of {day}. Its files have checksums of their own, "
        "kept with the edition. `hri indicators verify --head` tells whether the ledger still "
        "holds what it held when this was printed."
    ),
    "aimed": "Was the programme aimed right?",
    "goals_met": "Were the goals met?",
    "success": "Did the implementation succeed?",
    "answer": "{answer} {all} indicators speak to it: {counts}.",
    "answer_yes": "By the indicators that are known: yes.",
    "answer_partly": "By the indicators that are known: in part.",
    "answer_no": "By the indicators that are known: no.",
    "answer_unknown": "The indicators do not tell.",
    "answer_reported": "Reported by the programme: {title} {value} ({day})",
    "answer_by": "Indicators that speak to it",
    "first": "First",
    "last": "Last",
    "verdict": "Verdict",
    "verdict_met": "target reached",
    "verdict_behind": "behind its target",
    "verdict_better": "right way",
    "verdict_worse": "wrong way",
    "verdict_same": "no change",
    "verdict_unknown": "not known",
    "years": "Year by year",
    "years_lead": (
        "Counts at the end of each year, and publishers that had more datasets or APIs than a "
        "year before, of those with any."
    ),
    "years_none": (
        "The ledger has no year's end in this time; `hri indicators backfill` reconstructs them."
    ),
    "grew": "Publishers that grew",
    "per_half-year": "per half-year",
    "per_month": "per month",
    "unit_points": "points",
    "unit_days": "days",
    "unit_persons": "persons",
    "reports": "Half-year reports",
    "reports_lead": (
        "Every edition stays as it was published. A later edition as of the same day takes its "
        "place."
    ),
    "reports_none": "No report has been published yet.",
    "languages": "Language",
    "skip": "Skip to content",
}
