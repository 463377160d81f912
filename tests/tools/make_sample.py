"""Derive the other dialects of the fictional sample from its source of truth.

In: ``imrdata/data/sample/fictional_v1.csv`` (portal form, 14 columns, UTF-8), written by hand. Out, beside it:
``fictional_v2.csv`` (the 11-column form of 2016: old age spellings, long category names, every value quoted) and
``fictional_v1.cp1252.csv`` (the same text as cp1252 bytes).

Run ``python tests/tools/make_sample.py`` after every edit of the V1 file; with ``--check`` nothing is written and the
exit status is 1 if a derived file differs from what would be written.
"""

import argparse
import csv
import io
import sys
from pathlib import Path

SAMPLE = Path(__file__).resolve().parents[2] / "imrdata" / "data" / "sample"
SOURCE = SAMPLE / "fictional_v1.csv"

# V2 header -> V1 column
COLUMNS = {
    "Reference ID": "ReferenceID",
    "Report Year": "ReportYear",
    "Diagnosis Category": "DiagnosisCategory",
    "Diagnosis Sub Category": "DiagnosisSubCategory",
    "Treatment Category": "TreatmentCategory",
    "Treatment Sub Category": "TreatmentSubCategory",
    "Determination": "Determination",
    "Type": "Type",
    "Age Range": "AgeRange",
    "Patient Gender": "PatientGender",
    "Findings": "Findings",
}

AGES = {
    "": "",
    "0 to 10": "0-10",
    "11 to 20": "11_20",  # sic: the real export spells this one bucket so
    "21 to 30": "21-30",
    "31 to 40": "31-40",
    "41 to 50": "41-50",
    "51 to 64": "51-64",
    "65+": "65+",
}

# Short name -> long name of 2016, only where the long name occurs in the real 2016 export. A name that is missing
# here (the vocabulary of 2026, newer subcategories) goes through as it is.
LONG_NAMES = {
    "DiagnosisCategory": {
        "CNS/ Neuromusc Dis": "Central Nervous System/ Neuromuscular",
        "Cardiac/Circ Problem": "Cardiac/Circulatory",
        "Chron Pain Synd": "Chronic Pain",
        "Dental Problems": "Dental",
        "Digestive System/ GI": "Digestive System/ Gastrointestinal",
        "Ears/Nose/Throat": "Ears, Nose, Throat",
        "Endocrine/Metabolic": "Endocrine/ Metabolic",
        "GU/ Kidney Disorder": "Genitourinary/ Kidney",
        "Immuno Disorders": "Immunologic",
        "Infectious Disease": "Infectious",
        "Mental Disorder": "Mental",
        "OB-GYN/ Pregnancy": "OB-Gyn/ Pregnancy",
        "Orth/Musculoskeletal": "Orthopedic/ Musculoskeletal",
        "Prevention/Good Hlth": "Prevention/Good Health",
        "Skin Disorders": "Skin",
        "Trauma/ Injuries": "Trauma/Injuries",
    },
    "DiagnosisSubCategory": {
        "ALS": "ALS- Amyotrophic Lateral Sclerosis - Lou Gehrig's Disease",
        "Brain": "Brain Cancer",
        "Breast": "Breast Cancer",
        "COPD": "COPD - Chronic Obstructive Lung Disease",
        "Liver": "Liver Cancer",
        "Lung": "Lung Cancer",
        "Obsessive-Compulsive": "Obsessive-Compulsive Disorder",
        "Prostate": "Prostate Cancer",
    },
    "TreatmentCategory": {
        "Autism Related Tx": "Autism Related Treatment",
        "Cancer Care": "Cancer Treatment",
        "Cardio-Vasc Proc": "Cardio Vascular",
        "DME": "Durable Medical Equipment",
        "Dent/Orthodont Proc": "Dental/Orthodontic",
        "Diag Imag & Screen": "Diagnostic Imaging, Screening and Testing",
        "Ear-Nose-Thro Proc": "Ear, Nose and Throat Procedures",
        "Elect/Therm/Radfreq": "Electrical/ Thermal/ Radiofreq. Interventions",
        "Emergency/Urg Care": "Emergency/Urgent Care",
        "Gen Surg Proc": "General Surgery",
        "Gen Surg proc": "General Surgery",
        "Mental Health": "Mental Health Treatment",
        "Ob-Gyn Proc": "OB/GYN Procedures",
        "Orthopedic Proc": "Orthopedic",
        "Pharmacy": "Pharmacy/Prescription Drugs",
        "Reconstr/Plast Proc": "Reconstructive/Plastic Surgery",
        "Rehab/ Svc - Outpt": "Rehabilitation Services - Outpatient",
        "Rehab/Svcs SNF Inpt": "Rehabilitation Services - Skilled Nursing Facility - Inpatient",
        "Special Proc": "Special Procedure",
        "Urology Proc": "Urology",
    },
    "TreatmentSubCategory": {
        "ABA": "ABA-Applied Behavioral Analysis",
        "Artificial Repro Tech": "Artificial Reproduction Technique",
        "Cont Glucose Monitor": "Continuous Glucose Monitor",
        "Drug Rehab Program": "Drug Rehabilitation Program",
        "Migraine": "Treatment for Migraine",
        "Proton Beam Ther": "Proton Beam Therapy",
        "RTC/ Admit": "Residential Treatment Center - Admission",
        "Radiofreq Ablat": "Radiofrequency Ablation",
        "Transcran Magn Stim": "Transcranial Magnetic Stimulation",
        "Uterine Artery Embol": "Uterine Artery Embolization",
    },
}


def to_v2(text: str) -> str:
    """Return the V1 text in V2 form: CRLF line ends, every value quoted."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(COLUMNS), quoting=csv.QUOTE_ALL)
    writer.writeheader()
    for row in csv.DictReader(io.StringIO(text, newline=""), strict=True):
        row["AgeRange"] = AGES[row["AgeRange"]]
        for column, names in LONG_NAMES.items():
            row[column] = names.get(row[column], row[column])
        writer.writerow({new: row[old] for new, old in COLUMNS.items()})
    return out.getvalue()


def main() -> int:
    """Write the derived files, or with ``--check`` compare them."""
    parser = argparse.ArgumentParser(description="Derive the fictional sample's other dialects.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file is out of date")
    check = parser.parse_args().check

    text = SOURCE.read_bytes().decode("utf-8")
    derived = {
        SAMPLE / "fictional_v2.csv": to_v2(text).encode("utf-8"),
        SAMPLE / "fictional_v1.cp1252.csv": text.encode("cp1252"),
    }
    stale = [path for path, data in derived.items() if not path.is_file() or path.read_bytes() != data]
    for path in stale:
        if check:
            print(f"out of date: {path.name}: run python tests/tools/make_sample.py", file=sys.stderr)
        else:
            path.write_bytes(derived[path])
            print(f"wrote {path.name}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
