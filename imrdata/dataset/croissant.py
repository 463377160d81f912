"""The dataset described for machines: ``croissant.json``, Croissant 1.1 with RAI and provenance fields.

In: what the card is told. Out: JSON-LD that says the same in a vocabulary that dataset search and loaders read. It has
no date of publication: nothing here knows one, and none is invented; whoever publishes the set adds it.

Source: Croissant Format Specification 1.1 and Croissant RAI 1.0, MLCommons; PROV-O, W3C.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import polars as pl

from imrdata.cases.fetch import CITATION
from imrdata.dataset.card import DATASET_PAGE, INTENDED_USE, LIMITS, CardFacts, forbidden_use, hub_license
from imrdata.dataset.formats import FORMATS
from imrdata.dataset.manifest import ManifestFacts, ProofFacts, count_records, licensed, split_file
from imrdata.dataset.split import SPLITS
from imrdata.llm.spdx import conjuncts, license_expression

__all__ = ["CROISSANT_VERSION", "render_croissant"]

CROISSANT_VERSION: Final = "http://mlcommons.org/croissant/1.1"
_RAI_VERSION: Final = "http://mlcommons.org/croissant/RAI/1.0"
_SPDX: Final = "https://spdx.org/licenses"

#: The context that the specification asks for, and the two vocabularies beside it.
_CONTEXT: Final[Mapping[str, Any]] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "prov": "http://www.w3.org/ns/prov#",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def render_croissant(
    records: pl.DataFrame,
    *,
    pairs: pl.DataFrame | None = None,
    card_facts: CardFacts,
    manifest_facts: ManifestFacts,
    files: Mapping[str, str],
    proof: ProofFacts | None = None,
) -> str:
    """Render the Croissant description of a dataset.

    Parameters
    ----------
    records
        RECORD_SCHEMA.
    pairs
        PAIR_SCHEMA; None: there are none.
    card_facts, manifest_facts
        What the run knows.
    files
        SHA-256 of each split's file, by name.
    proof
        What the proof holds; None: there is none.

    Returns
    -------
    str
        JSON-LD, indented, with a line feed at its end.
    """
    per_split, _ = count_records(records)
    filled = [name for name in SPLITS if per_split[name]]
    given = licensed(records, pairs)
    license_ = license_expression(given["license"]) if given.height else ""
    paired = set() if pairs is None else set(pairs["split"])
    pair_files = {name: FORMATS["dpo"].file(name) for name in SPLITS if name in paired}
    described = {
        "@context": dict(_CONTEXT),
        "@type": "sc:Dataset",
        "name": f"imrdata-{manifest_facts.recipe}",
        "description": _description(records, card_facts),
        "conformsTo": [CROISSANT_VERSION, _RAI_VERSION],
        "version": "1.0.0",
        "license": _licenses(license_, fictional=card_facts.fictional),
        "usageInfo": f"SPDX: {license_ or 'none'}. {' '.join(f'Not for: {words}' for words in _forbidden(card_facts))}",
        "url": DATASET_PAGE,
        "creator": [
            {"@type": "sc:Organization", "name": author.author, "description": _kind(author.rule_based)}
            for author in card_facts.authors
        ],
        "citeAs": CITATION,
        "inLanguage": "en",
        "keywords": ["health insurance", "appeal letters", "synthetic", "modified", "non-official"],
        "isLiveDataset": False,
        "distribution": [_file(name, files[name]) for name in (*map(split_file, filled), *pair_files.values())],
        "recordSet": [
            *(_record_set(name, split_file(name), "record", _RECORD_FIELDS) for name in filled),
            *(_record_set(f"preference-{name}", file, "pair", _PAIR_FIELDS) for name, file in pair_files.items()),
        ],
        **_rai(records, card_facts),
        **_provenance(card_facts, manifest_facts, proof),
    }
    return json.dumps(described, ensure_ascii=False, indent=2) + "\n"


def _description(records: pl.DataFrame, facts: CardFacts) -> str:
    what = f"Appeals of health-plan denials, for fine-tuning: {records.height} records. "
    if facts.plumbing:
        what = f"A plumbing dataset: it shows that the pipes hold, and nothing else. {what}"
    made = "All letters were made for this set; no plan wrote the denials and nobody sent the appeals. "
    if facts.fictional:
        return f"{what}{made}The cases are fictional."
    return f"{what}{made}Modified, non-official: derived from public data of the State of California and changed."


def _licenses(expression: str, *, fictional: bool) -> list[str] | str:
    found = [
        f"{_SPDX}/{part}" if " " not in part and not part.startswith("LicenseRef-") else part
        for part in sorted(conjuncts(expression))
    ]
    found += [] if fictional else [DATASET_PAGE]
    return found or hub_license(expression, fictional=fictional)["license"]


def _forbidden(facts: CardFacts) -> tuple[str, ...]:
    return forbidden_use(plumbing=facts.plumbing)


def _kind(rule_based: bool) -> str:
    return "rule-based, no model" if rule_based else "a language model"


def _file(name: str, digest: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "contentUrl": name,
        "encodingFormat": "application/jsonlines",
        "sha256": digest,
    }


#: What a line says: key, words, and of what it is; the first is the line's own id.
_RECORD_FIELDS: Final = (
    ("record_id", "SHA-256 of the messages as canonical JSON.", "text"),
    ("messages", "The turns of one conversation, each with role and content.", "turns"),
)
_PAIR_FIELDS: Final = (
    ("pair_id", "SHA-256 of the pair as canonical JSON.", "text"),
    ("messages", "The turns that are answered, each with role and content.", "turns"),
    ("chosen", "The answer that is preferred, a turn.", "turn"),
    ("rejected", "The answer that is not, a turn.", "turn"),
)


def _record_set(name: str, file: str, what: str, fields: Sequence[tuple[str, str, str]]) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": f"The {name} split, one {what} a line.",
        "key": {"@id": f"{name}/{fields[0][0]}"},
        "field": [_field(name, file, *each) for each in fields],
    }


def _field(record_set: str, file: str, key: str, about: str, of: str) -> dict[str, Any]:
    field: dict[str, Any] = {
        "@type": "cr:Field", "@id": f"{record_set}/{key}", "name": key, "description": about
    }  # fmt: skip
    source = {"fileObject": {"@id": file}, "extract": {"column": key}}
    if of == "text":
        return field | {"dataType": "sc:Text", "source": source}
    if of == "turns":
        field["repeated"] = True
    parts = [
        {
            "@type": "cr:Field",
            "@id": f"{record_set}/{key}/{part}",
            "name": part,
            "description": words,
            "dataType": "sc:Text",
            "source": source | {"transform": {"jsonPath": part}},
        }
        for part, words in (("role", "system, user or assistant."), ("content", "What is said."))
    ]
    return field | {"subField": parts}


def _rai(records: pl.DataFrame, facts: CardFacts) -> dict[str, Any]:
    """Return what the RAI vocabulary asks for; the words are the card's."""
    writers = "; ".join(f"{author.author} ({_kind(author.rule_based)})" for author in facts.authors)
    sampled = records.filter(pl.col("ground_source") == "sampled").height
    limits = [
        f"The plan's reason was sampled, not reconstructed, in {sampled} of {records.height} records.",
        *LIMITS,
    ]
    return {
        "rai:dataCollection": (
            "Public decisions of independent medical reviews were read, cut into sentences and given roles by rule; "
            f"denials and appeals were written from what was known before the denial. Who wrote: {writers}."
        ),
        "rai:dataCollectionType": ["Secondary Data analysis", "Software Collection"],
        "rai:dataPreprocessingProtocol": [
            "A writer sees only sentences that are positively recognised as the request or a fact before the denial."
        ],
        "rai:dataAnnotationProtocol": (
            "Each letter is judged by rule-based checks; the card has their verdicts, recall and false alarms."
        ),
        "rai:dataAnnotationAnalysis": [
            f"{row.check}@{row.version}: {row.passed} pass, {row.failed} fail, {row.unmeasured} unmeasured"
            for row in facts.quality
        ],
        "rai:dataBiases": [
            "Cases that reached an independent review are not a fair picture of all denials; fewer than one denial in "
            "a hundred is appealed (KFF, 2023).",
        ],
        "rai:dataLimitations": limits,
        "rai:dataUseCases": ["Trying out tools only."] if facts.plumbing else list(INTENDED_USE),
        "rai:dataSocialImpact": (
            "A model trained on this can help people to appeal, and can write convincing letters that are wrong. "
            + " ".join(f"Not for: {words}" for words in _forbidden(facts))
        ),
        "rai:personalSensitiveInformation": [
            "None: the cases are fictional."
            if facts.fictional
            else "De-identified public health decisions: age range, gender and medical facts, no names. ReferenceIDs, "
            "which are public, stand in metadata only."
        ],
        "rai:dataReleaseMaintenancePlan": (
            "A case is withdrawn by its id in the recipe and the set written anew; the card lists withdrawn cases."
        ),
    }


def _provenance(facts: CardFacts, manifest: ManifestFacts, proof: ProofFacts | None) -> dict[str, Any]:
    """Return where the set comes from, in the words of PROV-O."""
    sources = [
        {
            "@type": "prov:Entity",
            "@id": f"urn:sha256:{source.sha256}",
            "name": "the fictional sample shipped with imrdata" if facts.fictional else CITATION,
            **({} if facts.fictional else {"url": DATASET_PAGE}),
            "sha256": source.sha256,
            **({"version": source.snapshot} if source.snapshot else {}),
        }
        for source in manifest.sources
    ]
    versions = {kind: dict(sorted(found.items())) for kind, found in sorted(manifest.versions.items())}
    return {
        "prov:wasDerivedFrom": sources,
        "prov:wasGeneratedBy": [
            {
                "@type": "prov:Activity",
                # The recipe itself, which the run uses, has its hash as its name.
                "@id": f"urn:imrdata:run:{manifest.recipe_sha256}",
                "name": f"imrdata run of recipe {manifest.recipe}",
                "description": json.dumps(versions, ensure_ascii=False, sort_keys=True),
                "prov:wasAssociatedWith": [
                    {
                        "@type": "prov:SoftwareAgent",
                        "@id": f"urn:imrdata:author:{author.author}",
                        "name": author.author,
                        "version": author.revision,
                        "license": author.license,
                    }
                    for author in facts.authors
                ],
                "prov:used": [
                    {"@id": f"urn:sha256:{digest}"} for digest in sorted((proof.files if proof else {}).values())
                ],
            }
        ],
    }
