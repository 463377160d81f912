"""Fine points of single rules: what must fail, and beside it what comes near and must not."""

from __future__ import annotations

import polars as pl
import pytest

from imrdata.quality.check import assess
from imrdata.quality.checks import default_checks

CHECKS = {check.name: check for check in default_checks()}


def verdict_of(check: str, kind: str, text: str, **source: str | None) -> str:
    letters = pl.DataFrame({"letter_id": ["a"], "kind": [kind], "text": [text]})
    sources = pl.DataFrame({"letter_id": "a", **source}, schema_overrides=dict.fromkeys(source, pl.String))
    return assess(letters, sources=sources, checks=[CHECKS[check]])["verdict"].item()


VIEW = "A 40-year-old woman has migraine. She takes rizatriptan. The plan denied the injections as not medically"
" necessary."
TUBE = "He is suctioned every hour, ventilated for some twenty hours and fed by tube"

#: check, kind, Type of the case, words, whether they fail
POINTS = (
    ("decision_missing", "denial", "", "The records do not show that the criteria are met. You can appeal.", True),
    ("decision_missing", "denial", "", "Investigational services are excluded under your contract.", True),
    ("decision_missing", "denial", "", "The records do not show need, and so we cannot approve the brace.", False),
    ("decision_missing", "denial", "", "We say: NO. The records do not show that the criteria are met.", False),
    ("markdown_residue", "denial", "", "We deny the brace. ## What you can do You can appeal.", True),
    ("markdown_residue", "denial", "", "We deny the brace.\n\n---\n\nYou can appeal.", True),
    ("markdown_residue", "denial", "", "Total\n---\n$20", False),
    ("markdown_residue", "denial", "", "We deny the brace.\n-----\nYou can appeal. See item # 2 below.", False),
    ("language_encoding", "appeal", "", "I don?t know why.", True),
    ("language_encoding", "appeal", "", "I ask you to c o v e r the brace.", True),
    ("language_encoding", "appeal", "", "Icannotwalkwithoutthebracewhichmydoctorasked you for.", True),
    ("language_encoding", "appeal", "", "The pl\u0430n said no.", True),
    ("language_encoding", "appeal", "", "It is=20in my file, it=E2=80=99s there.", True),
    ("language_encoding", "appeal", "", "It\\u2019s in my file.", True),
    (
        "language_encoding",
        "appeal",
        "",
        "I ask you to cover the brace, since I fall.\n\nLos registros muestran que el dolor no se quita con las"
        " pastillas y "
        "que la rodilla se dobla, y por eso no puede ir al trabajo ni subir las escaleras de la casa.",
        True,
    ),
    (
        "language_encoding",
        "denial",
        "",
        "We deny the brace, since the records do not show that you need it.\n\n\u00bfPuede leer este aviso? Si no,"
        " alguien le "
        "puede ayudar a leerlo. Adem\u00e1s, es posible que reciba este aviso escrito en su propio idioma, sin costo"
        " para "
        "usted.\n\nCall [PLAN_PHONE].",
        False,
    ),
    (
        "language_encoding",
        "denial",
        "",
        "We deny the brace, since the records do not show that you need it.\n\n\u0418\u0432\u0430\u043d\u043e\u0432"
        " \u0418\u0432\u0430\u043d",
        False,
    ),
    ("language_encoding", "denial", "", "See https://www.example.gov/form?id=4 and plan.example/a%20b.", False),
    (
        "language_encoding",
        "appeal",
        "",
        "My EF=20% and BMI=20; panel A B C D E; options a b c d e; D E N I E D.",
        False,
    ),
    (
        "language_encoding",
        "appeal",
        "",
        "Take \u00bd \u00bc \u00be \u00bd \u00bc of it; alpha1antitrypsin; yes|no.",
        False,
    ),
    ("decision_missing", "denial", "", "This request does not meet the criteria for medical necessity.", False),
    ("decision_missing", "denial", "", "The treatment is investigational and therefore is not a benefit.", False),
    ("decision_missing", "denial", "", "Coverage is not available for this drug.", False),
    ("pii_format", "appeal", "", "Write to r.castellanos at mailbox dot com.", True),
    ("pii_format", "appeal", "", "We met at the clinic and sent a dot of it.", False),
    ("pii_format", "appeal", "", "My number is 541229087.", True),
    ("pii_format", "appeal", "", "It cost $120,500,000 and 1,234,567 people had it.", False),
    ("pii_format", "appeal", "", "The clinic's NPI is 1538229071.", True),
    ("pii_format", "appeal", "", "My card ends in 4471.", True),
    ("pii_format", "appeal", "", "SS# xxx-xx-9087 is mine.", True),
    ("pii_format", "appeal", "", "I was born on the fourth of March.", True),
    ("pii_format", "appeal", "", "I was born with one kidney, and my child was born in May.", False),
    ("pii_format", "appeal", "", "I live at 4127 Broadway, near the clinic.", True),
    ("pii_format", "appeal", "", "I have lived at 40 percent of my strength.", False),
    ("language_encoding", "appeal", "", "The plan den#ied my brace.", True),
    ("language_encoding", "appeal", "", "I read it.\\nI ask you again.", True),
    ("language_encoding", "appeal", "", "The planDenied my brace.", True),
    ("language_encoding", "appeal", "", "My kneee hurts.", True),
    ("language_encoding", "appeal", "", "My brxtkz hurts.", True),
    (
        "language_encoding",
        "appeal",
        "",
        "The mRNA test, MyChart, stage iii, www.example.org, C:\\notes and hmm.",
        False,
    ),
    ("decision_missing", "denial", "", "We find that the brace is not needed.", False),
    ("decision_missing", "denial", "", "We could not conclude that the brace meets the criteria.", False),
    ("decision_missing", "denial", "", "The records are silent, so we can't say that it is met.", True),
    ("decision_missing", "denial", "", "NOTICE OF ACTION\n\nAbout the brace.", False),
    ("decision_missing", "denial", "", "We can only pay for 6 of the 12 visits.", False),
    ("decision_missing", "denial", "", "No authorization will be issued for the brace.", False),
    ("decision_missing", "denial", "", "Guidelines used to authorize, modify, or deny care are enclosed.", True),
    ("language_encoding", "appeal", "", "TNF\u03b1 and 5 \u03bcg; HbA1c 7.1; BRCA1; 20%; A B C; Why?I ask.", False),
    ("repetition", "appeal", "", f"{TUBE}. That is nursing, for {TUBE.lower()}.", True),
    ("repetition", "appeal", "", f"{TUBE}. That is nursing, for he is suctioned every hour and fed by tube.", False),
    ("failed_treatment_not_in_view", "appeal", "", "I completed a trial of a beta blocker, and it failed.", True),
    (
        "failed_treatment_not_in_view",
        "appeal",
        "",
        "You wrote that I must first complete a trial of a beta blocker such as propranolol.",
        False,
    ),
    ("real_name", "appeal", "", "Ridgemont Clinic\n[ADDRESS]", True),
    ("real_name", "appeal", "", "Neuromuscular Clinic\n[ADDRESS]", False),
    ("evidence_not_in_view", "denial", "", "The one head-to-head comparison let its volunteers go after a year.", True),
    (
        "evidence_not_in_view",
        "denial",
        "",
        "People in published series lived some weeks longer for years of needles.",
        True,
    ),
    ("evidence_not_in_view", "denial", "", "We found no head-to-head comparison in your records.", False),
    ("ground_mismatch", "denial", "Urgent Care", "We deny this claim, since the care was not needed.", True),
    ("ground_mismatch", "denial", "Urgent Care", "We deny this claim: an appointment the next day would do.", False),
    (
        "ground_mismatch",
        "denial",
        "Experimental/Investigational",
        "We deny the laser as investigational. Surgery is standard treatment here; the laser is still investigational.",
        False,
    ),
    (
        "ground_mismatch",
        "denial",
        "Experimental/Investigational",
        "We deny the laser as investigational. The laser is standard treatment here, and no longer experimental.",
        True,
    ),
    (
        "ground_mismatch",
        "denial",
        "Experimental/Investigational",
        "We deny the laser as investigational. The laser is well established, neither experimental nor"
        " investigational.",
        True,
    ),
    (
        "ground_mismatch",
        "denial",
        "Experimental/Investigational",
        "We deny the laser as investigational. The laser is mainstream treatment, nor is it experimental.",
        True,
    ),
    (
        "ground_mismatch",
        "denial",
        "Experimental/Investigational",
        "We deny the laser as investigational. The laser is standard treatment, and its experimental status is not"
        " asserted.",
        True,
    ),
    (
        "ground_mismatch",
        "denial",
        "Experimental/Investigational",
        "We deny the laser as investigational. The laser is standard treatment. You may ask for an independent medical"
        " review if we called it experimental.",
        True,
    ),
    ("evidence_not_in_view", "denial", "", "This was looked at in June and by June and the panel of nurses.", False),
    ("evidence_not_in_view", "denial", "", "This was looked at by the Ridgemont and the national panel.", True),
    (
        "ground_mismatch",
        "denial",
        "Medical Necessity",
        "You may ask for an independent medical review where we said that a service is: 1. not medically necessary, 2. "
        "experimental, or 3. not an emergency. We deny it as not medically necessary.",
        False,
    ),
    ("approval", "denial", "", "If we approve claim no. A1234 we will tell you that your request is approved.", False),
    ("repetition", "appeal", "", "Alpha beta gamma alpha beta gamma alpha beta gamma alpha beta gamma alpha.", False),
    ("statute_invented", "appeal", "", "Ins. Code section 99199.9 gives me this right.", True),
    ("statute_invented", "appeal", "", "H. & S. Code section 99199.9 gives me this right.", True),
    ("statute_invented", "appeal", "", "Ins. Code section 10169 gives me this right.", False),
    ("outcome_known", "appeal", "", "Your agent said no. Thank you for approving the lift.", True),
    ("decision_missing", "denial", "", "We must turn the lenses down for now.", False),
    ("decision_missing", "denial", "", "Both bills, we are sorry to say, stay with you.", False),
    ("decision_missing", "denial", "", "The treatment was unsuccessful and she did not get the vaccine.", True),
    ("decision_missing", "denial", "", "You must meet the criteria. No referral is needed. She cannot do it.", True),
    ("placeholder_unknown", "denial", "", "Call us at [10 digit phone number] or [see name of doctor].", True),
    ("placeholder_unknown", "denial", "", "It is meant {for the name of member}.", True),
    ("statute_invented", "appeal", "", "H.R. 676 to expand care gives me this right.", True),
    (
        "broken_words",
        "appeal",
        "",
        "He took 4 tablets on Monday, then 5 tablets and then 6 tablets, said Jane, PhD.",
        False,
    ),
    ("decision_missing", "denial", "", "We read the notes. You have to pay a copay at each visit, as always.", True),
    ("markdown_residue", "denial", "", r"\textbf{Please keep this letter.} See \S\,3.", True),
    ("markdown_residue", "denial", "", r"{\rtf1\ansi Please keep this letter.\par }", True),
    ("markdown_residue", "denial", "", "Thank you, \u00abLast_Name\u00bb, for being a member.", True),
    ("markdown_residue", "denial", "", "You may ask for [Deleted: a copy] [Inserted: copies] of it.", True),
    ("markdown_residue", "denial", "", "See [[Denial letter|your letter]].<ref>Notes</ref>", True),
    ("markdown_residue", "denial", "", "[b]One more thing:[/b] call us.", True),
    ("markdown_residue", "denial", "", '{"decision": "denied"}', True),
    ("markdown_residue", "denial", "", "{% if urgent %}Call us at once.{% endif %}", True),
    ("markdown_residue", "denial", "", "On Monday she wrote:\nplease call.\nSent from my iPad", True),
    (
        "markdown_residue",
        "denial",
        "",
        "The cutoff is < 5 and > 3; see (a) [PLAN_NAME] {for the reader} -- thank you.",
        False,
    ),
    ("markdown_residue", "denial", "", "Reason: the notes do not show it.\nOptions: call or write.", False),
    ("language_encoding", "denial", "", "A second opin\u200bion is a benefit.", True),
    ("language_encoding", "denial", "", "\u0120Your \u0120daughter may send notes.", True),
    ("language_encoding", "denial", "", "We would be \uff47\uff4c\uff41\uff44 to answer.", True),
    ("language_encoding", "denial", "", "I know that Guillain-Barr? syndrome is rare.", True),
    ("language_encoding", "denial", "", "I hope comma as anybody would comma that you pay.", True),
    ("language_encoding", "denial", "", "A call can be Page 2 of 4 Continued on next page set up.", True),
    ("language_encoding", "denial", "", "You will red^H^H^Hread it.", True),
    ("language_encoding", "denial", "", "Please send me the \u89c4\u5219 that you used.", True),
    (
        "language_encoding",
        "denial",
        "",
        "Is it safe? We think so. See page 2 of 4. Naïve, Ménière, Sjögren, OÜ.",
        False,
    ),
    ("pii_format", "appeal", "", "My social is 433 61 2078.", True),
    ("pii_format", "appeal", "", "You opened it from 73.92.118.45 with Chrome.", True),
    ("pii_format", "appeal", "", "Find us at 37.3361 N, 121.8907 W.", True),
    ("pii_format", "appeal", "", "Here are the plate 8TRK442 and the VIN 1FTEW1EP7KFA20931.", True),
    ("pii_format", "appeal", "", "The MBI is 4HV7-RK2-WD95.", True),
    ("pii_format", "appeal", "", "I post about it as @deb_and_henk_67.", True),
    ("pii_format", "appeal", "", "Call five-three-oh, five-five-five, and ask.", True),
    ("pii_format", "appeal", "", "The security word is her maiden name, Castellanos.", True),
    (
        "pii_format",
        "appeal",
        "",
        "He was born in Vallejo three days before Christmas of the year nineteen fifty-one.",
        True,
    ),
    (
        "pii_format",
        "appeal",
        "",
        "In 2024 1370.45 was cited; I took it one, two, three times and am on your card.",
        False,
    ),
    ("placeholder_unknown", "denial", "", "Your list\n[ ] I have read this\n[ ] I have called", False),
    (
        "placeholder_unknown",
        "denial",
        "",
        "Your letter [see page 2] says 9 % [6 wk @ 20 mg/kg/d] {for the convenience of all}.",
        False,
    ),
    ("placeholder_unknown", "denial", "", "My doctor, [ ], says so.", True),
    (
        "truncation",
        "denial",
        "",
        "It is a rule that the law lets you ask for\n\n* write to us if you do not agree with it.",
        False,
    ),
    (
        "ground_mismatch",
        "denial",
        "Experimental/Investigational",
        "We deny the laser as investigational. There is a standard treatment, surgery.",
        False,
    ),
    ("events_after", "denial", "", "You may ask for a review. The application is with this letter.", False),
    ("real_name", "denial", "", "Ask Pharmacy Services for a free copy.", False),
    ("statute_invented", "appeal", "", "The chart reads: BMI 17, HR 46/min.", False),
    ("term_not_in_view", "appeal", "", "I spent six days in a hospital bed.", False),
    ("failed_treatment_not_in_view", "appeal", "", "I have stopped taking baths because of the getting out.", False),
    ("failed_treatment_not_in_view", "appeal", "", "The list is of what I gave up and a questionnaire.", False),
    ("failed_treatment_not_in_view", "appeal", "", "The night splint had to be dropped after a month.", True),
    ("pii_format", "denial", "", "We reviewed the device E0601 and the order 97110.", False),
    ("pii_format", "denial", "", "The PIN: none. Your password is safe with us.", False),
    ("pii_format", "denial", "", "The pump's address is a4:5e:60:c2:1b:7f.", True),
    ("pii_format", "appeal", "", "Write to r.castellanos58 (at) gmail when you can.", True),
    ("number_not_in_view", "appeal", "", "The bakery opens at two in the morning, and on my fingers: 11:00.", False),
    ("guarantee_or_threat", "appeal", "", "From next month he works nights and will not be there.", False),
    ("guarantee_or_threat", "appeal", "", "Your office knows where it is, and on Friday I will be there.", True),
    ("term_not_in_view", "appeal", "", "A smaller procedure was thought of and done.", False),
    ("evidence_not_in_view", "denial", "", "For a threat to life we offer a faster review of 72 hours.", False),
    ("evidence_not_in_view", "denial", "", "According to national survey data this is seldom needed.", True),
    ("evidence_not_in_view", "denial", "", "A technology assessment from Ohio rated it low.", True),
    ("citation_not_in_view", "appeal", "", "In 2018 Nicolini and Mollica compared the two.", True),
    (
        "citation_not_in_view",
        "appeal",
        "",
        "You stated that controlled trials with long-term follow-up are lacking.",
        False,
    ),
    (
        "ground_mismatch",
        "denial",
        "Experimental/Investigational",
        "We deny embolization as investigational. Transurethral resection is the accepted treatment.",
        False,
    ),
    (
        "ground_mismatch",
        "denial",
        "Experimental/Investigational",
        "We deny embolization as investigational. It is the accepted treatment.",
        True,
    ),
)


@pytest.mark.parametrize(("check", "kind", "case_type", "text", "fails"), POINTS)
def test_fine_points(check: str, kind: str, case_type: str, text: str, fails: bool) -> None:
    verdict = verdict_of(check, kind, text, view_text=VIEW, denial_text=None, type=case_type)
    assert verdict == ("fail" if fails else "pass")


@pytest.mark.parametrize(
    ("text", "fails"),
    [
        ("She describes the throbbing to me, and I have advised her to hold the tablets to eight days.", True),
        ("I find her a good candidate for it.", True),
        ("My doctor advised me to hold the tablets to eight days.", False),
    ],
)
def test_a_clinician_in_a_patients_letter(text: str, fails: bool) -> None:
    assert verdict_of("voice_mixed", "appeal", text, voice="patient") == ("fail" if fails else "pass")


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("It is meant to create a normal appearance, to the extent possible, as the law has it.", "pass"),
        ("Poland syndrome is a defect that one is born with at birth.", "fail"),
    ],
)
def test_what_the_law_says_is_not_the_reviewers(text: str, verdict: str) -> None:
    reviewer = (
        "Surgery to create a normal appearance to the extent possible is covered. Poland syndrome is a defect that"
    )
    reviewer += " one is born with at birth."
    assert verdict_of("reviewer_overlap", "appeal", text, view_text="A girl.", reviewer_text=reviewer) == verdict


@pytest.mark.parametrize(("case_type", "verdict"), [("Foo", "unmeasured"), ("Medical Necessity", "pass")])
def test_a_type_that_is_none_of_the_three_is_unmeasured(case_type: str, verdict: str) -> None:
    assert verdict_of("ground_mismatch", "denial", "We deny the laser.", type=case_type) == verdict


@pytest.mark.parametrize(
    ("text", "fails"),
    [
        ("We at the plan have seen many such claims, and we look first at the office hours.", True),
        ("Our members are told so on the card.", True),
        ("You say that your members are told so. I never was.", False),
    ],
)
def test_nobody_who_appeals_speaks_for_the_plan(text: str, fails: bool) -> None:
    assert verdict_of("voice_mixed", "appeal", text, voice="patient") == ("fail" if fails else "pass")


@pytest.mark.parametrize(
    ("text", "view", "fails"),
    [
        ("The curve went up 17 degrees.", "The curve was 31 degrees and is 48 degrees.", False),
        ("The curve went up 19 degrees.", "The curve was 31 degrees and is 48 degrees.", True),
        ("Her fever was above 103.", "She had a temperature of 103.1 degrees.", False),
        ("Her liver enzymes were at five times their level.", "Azathioprine raised her liver enzymes fivefold.", False),
        ("Her liver enzymes were at five times their level.", "Azathioprine raised her liver enzymes.", True),
        ("Light case: 49 days at two attacks is 98 attacks.", "Bouts last 49 days, with two attacks a day.", False),
        ("Light case: 49 days at two attacks is 90 attacks.", "Bouts last 49 days, with two attacks a day.", True),
        ("The clindamycin was 300 mg.", "She takes secukinumab 300 mg and took clindamycin.", True),
        ("The secukinumab is 300 mg.", "She takes secukinumab 300 mg and took clindamycin.", False),
    ],
)
def test_numbers_that_follow_from_the_view(text: str, view: str, fails: bool) -> None:
    verdict = verdict_of("number_not_in_view", "appeal", text, view_text=view, denial_text="We deny it.")
    assert verdict == ("fail" if fails else "pass")


@pytest.mark.parametrize(
    ("undecided", "verdict"),
    [
        ("The ALPINE trial compared zanubrutinib with ibrutinib.", "fail"),
        ("She took ibrutinib for a year.", "pass"),
    ],
)
def test_a_study_of_others_grounds_no_failed_treatment(undecided: str, verdict: str) -> None:
    said, known = "Ibrutinib did not work for her.", {"view_text": "She has leukemia.", "undecided_text": undecided}
    assert verdict_of("failed_treatment_not_in_view", "appeal", said, **known) == verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Your letter says no. She works hard at the bars. Please pay.", "fail"),
        ("Your letter says that she has reached a plateau. She has not.", "pass"),
        ('Your letter says "no more days of this will be paid for". She works hard.', "pass"),
        ("Your letter says so. You told us so again. The plan wrote so twice. She works hard.", "pass"),
    ],
)
def test_an_answer_has_a_word_of_the_reason(text: str, verdict: str) -> None:
    view = (
        "She broke her hip.\nThe Health Plan denied the days because a plateau was reached and her care is custodial."
    )
    known = {"view_text": view, "ground": "lower_level_adequate"}
    assert verdict_of("ground_unanswered", "appeal", text, **known) == verdict


def test_a_line_of_signs_hides_no_sender() -> None:
    text = "\u2709\n[PHYSICIAN_NAME]\n[DATE]\n\nTo the plan:\n\nPlease pay for the scan. My wife has been ill."
    assert verdict_of("voice_mixed", "appeal", text) == "fail"
