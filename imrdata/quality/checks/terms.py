"""Drugs, procedures and treatments that the writer of an appeal was not given."""

from __future__ import annotations

import re
from typing import Final

from imrdata.quality.check import Check, Finding
from imrdata.quality.normalise import read
from imrdata.quality.patterns import seen, words

#: Endings of nonproprietary names (WHO's stems and common older ones), long enough to meet few other words.
_STEMS: Final = words(
    "mab nib ciclib parib gliptin gliflozin glutide statin pril sartan olol azole azine cillin mycin "
    "micin floxacin vir prazole setron triptan gepant lukast oxetine azepam azolam barbital caine cept "
    "tidine dronate parin xaban gatran platin taxel rubicin trexate fenac coxib profen oxicam codone "
    "morphone fentanil sone solone onide thiazide semide dipine zosin dafil pentin gabalin triptyline "
    "ipramine apine peridone piprazole idone formin glitazone terol tropium phylline grastim poetin "
    "cycline bendazole thioprine purine salamine salazine lamide cetam racetam afenib imod limus ersen "
    "mide rasib terone relin tecan"
)
_NOT_DRUGS: Final = frozenset(
    words(
        "april except accept concept intercept percept precept statin statins spine alpine supine lupine "
        "opine mezzanine magazine azole provide bromide oxide peroxide amide medicine routine limestone "
        "hydrochloride elixir turpentine outside inside beside cyanide chloride dioxide nib bib crib "
        "terrapin anyone someone reason season person online incept discipline pyramid timide mab vir "
        "april's cornice"
    )
)
_WORD: Final = re.compile(r"\b[a-z]{5,}\b")
_ENDINGS: Final = tuple(_STEMS)
#: Brand names and drugs without a telling ending that appear often in appeals.
DRUGS: Final = words(
    "humira enbrel remicade stelara cosentyx skyrizi rinvoq xeljanz entyvio otezla dupixent taltz "
    "tremfya simponi cimzia orencia actemra botox ozempic wegovy mounjaro trulicity saxenda insulin "
    "metformin lithium aspirin tylenol acetaminophen ibuprofen naproxen gabapentin lyrica cymbalta "
    "lexapro zoloft prozac wellbutrin abilify seroquel lamictal topamax depakote xanax ativan klonopin "
    "adderall ritalin vivitrol suboxone methadone buprenorphine naltrexone plaquenil hydroxychloroquine "
    "methotrexate prednisone prednisolone cortisone dexamethasone mesalamine sulfasalazine leflunomide "
    "cyclosporine tacrolimus emgality aimovig ajovy nurtec imitrex keytruda opdivo herceptin avastin "
    "revlimid ibrance lupron harvoni epclusa sovaldi tecfidera copaxone ocrevus tysabri gilenya aubagio "
    "xolair nucala spinraza zolgensma ketamine spravato esketamine morphine oxycodone fentanyl tramadol "
    "warfarin heparin estrogen testosterone levothyroxine steroids opioids antibiotics antidepressants"
)
PROCEDURES: Final = (
    "mri|magnetic resonance imaging",
    "ct scan|computed tomography",
    "pet scan|positron emission",
    "x-ray|radiograph",
    "ultrasound|sonogra",
    "biops",
    "colonoscop",
    "endoscop",
    "epidural",
    "nerve block",
    "ablation",
    "physical therapy",
    "occupational therapy",
    "speech therapy",
    "chiropract",
    "acupuncture",
    "chemotherapy",
    "radiation",
    "radiotherapy",
    "proton beam",
    "dialysis",
    "transplant",
    "fusion",
    "resection",
    "bypass",
    "cognitive behavioral therapy|cbt",
    "dialectical",
    "electroconvulsive|ect",
    "transcranial magnetic|tms",
    "residential treatment",
    "partial hospitalization",
    "intensive outpatient",
    "home health",
    "wheelchair",
    "cpap",
    "massage",
    "genetic test",
    "electromyogra|emg",
    "electroencephalogra|eeg",
    "echocardiogra",
    "angiogra",
    "catheter",
    "stent",
    "injection",
    "spinal cord stimulat",
    "hyperbaric",
    "infusion pump",
    "prosthe",
    "orthosis|orthotic",
    "hospice",
    "detox",
    "lumpectomy",
    "shots",
)
#: Operations by their ending.
_OPERATION: Final = re.compile(r"\b[a-z]{3,}(?:ectomy|ostomy|otomy|plasty|scopy|pexy|desis)\b")
_DRUGS: Final = frozenset(DRUGS)


def _is_drug(word: str) -> bool:
    """Tell a drug by its name or ending, with or without a plural's s; the ending alone is no name."""
    if word in _NOT_DRUGS:
        return False
    bare = word.removesuffix("s")
    return word in _DRUGS or any(one.endswith(_ENDINGS) and one not in _ENDINGS for one in (word, bare))


#: Short names stand for themselves; of longer ones the ending is open (biops-y, biops-ies).
_OPEN: Final = [
    "|".join(name if len(name) < 4 else f"{name}[a-z]*" for name in names.split("|")) for names in PROCEDURES
]
_PROCEDURES: Final = [re.compile(rf"\b(?:{names})\b") for names in _OPEN]
_ANY_PROCEDURE: Final = re.compile(rf"\b(?:{'|'.join(_OPEN)})\b")


class TermNotInView(Check):
    """Every drug, procedure and treatment in an appeal must be in what its writer saw.

    Rule: drugs by the endings of nonproprietary names and a short list, operations by their endings,
    procedures by a list with synonyms; each must occur in the view or the denial.
    Why: an invented failed treatment is a false statement in a patient's name.
    Source: domain.md §7; endings after the WHO's list of stems for nonproprietary names (from memory).
    Limits: tier B. Diagnoses are not read yet; brand and generic names are not known to be the same drug;
    words outside the lexicon pass. Issue 6 replaces the lists by a lexicon built from open vocabularies.
    """

    name = "term_not_in_view"
    kinds = ("appeal",)
    needs = ("view_text", "denial_text")
    tier = "B"

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        """Return the first term without a source."""
        text = read(letter["text"])
        source = seen(letter)
        found = [
            match for match in _WORD.finditer(text.text) if _is_drug(match[0]) and match[0].rstrip("s") not in source
        ]
        found += [match for match in _OPERATION.finditer(text.text) if match[0].rstrip("s") not in source]
        for match in _ANY_PROCEDURE.finditer(text.text):
            form = next(one for one in _PROCEDURES if one.fullmatch(match[0]))
            if not form.search(source):
                found.append(match)
        if not found:
            return None
        first = min(found, key=lambda match: match.span())
        return "names a treatment that is not in the view", text.span(*first.span())
