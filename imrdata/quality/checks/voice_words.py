"""The words by which one hears who speaks: bodies and illnesses, doctors, kin, care.

Part of `imrdata.quality.checks.voice_mixed`.
"""

from __future__ import annotations

from typing import Final

#: Parts of the body that stand in few idioms, and those that need a complaint beside them.
BODY: Final = (
    r"(?:knees?|back|hips?|legs?|thighs?|shoulders?|elbows?|wrists?|ankles?|foot|feet|toes|neck|spine|skin|stomach"
    r"|belly|bowels?|colon|gut|bladder|lungs?|kidneys?|liver|jaw|joints?|bones?|muscles|nerves|chest|throat|breasts?"
    r"|prostate|thyroid|scalp|blood (?:pressure|sugar)|heart (?:rate|failure|attack|valve)|sugars?|body|weight"
    r"|appetite|balance|eyesight|vision|hearing|memory|strength|breath)"
)
MOBILE_BODY: Final = r"(?:hands?|fingers?|arms?|eyes?|ears?|head|heart|face|brain|mind|teeth|hair|voice)"
COMPLAINT: Final = (
    r"(?:hurts?|aches?|throbs?|burns?|swells?|shakes?|trembles?|tingles?|cramps?|stiffens?|go(?:es)? numb|gives?"
    r" (?:way|out)|gave (?:way|out)|locks? up|spasms?|itch(?:es)?|bleeds?|tightens?|races?|falls? out|fails?|(?:is"
    r"|are|was|were|feels?|felt|has been|have been|gets?|got|became|becomes?) (?:\w+ )?(?:weak|numb|stiff|sore"
    r"|swollen|painful|bad|worse|cold|blurry|tired|raw|useless|crooked|fused|deformed|damaged|injured|broken"
    r"|failing))"
)
#: What one has, gets or develops.
SICK: Final = (
    r"(?:[a-z]{3,}(?:itis|osis(?<!diagnosis)(?<!prognosis)|oma|omas|emia|opathy|plegia|algia|lepsy|trophy|sclerosis"
    r"|stenosis)|pains?|sores?|seizures?|convulsions?|spells?|headaches?|migraines?|cramps?|spasms?|tremors?|hives"
    r"|rash(?:es)?|welts|blisters?|ulcers?|wounds?|bruises|swelling|numbness|tingling|weakness|fatigue|nausea"
    r"|diarrhea|vomiting|fevers?|chills|sweats|palpitations|dizziness|vertigo|fainting|insomnia|nightmares?"
    r"|flashbacks|panic(?: attacks?)?|depression|anxiety|attacks?|episodes?|hallucinations|tics|cough|wheezing"
    r"|breathlessness|lows?|highs|falls?|fits|clots?|bleeding|bleeds|stones|cysts?|lumps?|nodules?|lesions?|tumou?rs?"
    r"|cancer|leukemia|lymphoma|melanoma|diabetes|arthritis|asthma|epilepsy|lupus|gout|eczema|copd|ms|als|hiv|ibs"
    r"|gerd|reflux|apnea|parkinson'?s|crohn'?s|alzheimer's|hernia|strokes?|heart (?:attacks?|failure|disease)"
    r"|infections?|pneumonia|sepsis|fractures?|broken \w+|disease|syndrome|disorder|condition|illness|disability"
    r"|relapses?|flares?|flare-?ups?|symptoms?|side effects|reactions?|allerg(?:y|ies)|surger(?:y|ies)|operations?"
    r"|transplants?|chemo(?:therapy)?|radiation|dialysis|[a-z]{4,}(?:ectomy|plasty|ostomy))"
)
#: What one calls one's own, besides.
ILLNESS: Final = (
    rf"(?:{SICK}|suffering|injur(?:y|ies)|accident|procedure|recovery|health|medications?|medicines?|meds|pills"
    r"|prescriptions?|inhalers?|insulin|infusions?|injections?|wheelchair|walker|cane|crutches|brace|oxygen|feeding"
    r" tube|independence|mobility|life back|quality of life|medical history|own body|daily life|(?:last |latest "
    r"|first )?(?:scans?|mri|biops(?:y|ies)|x-rays?|blood (?:work|tests?)|a1c|creatinine|hemoglobin))"
)
LIFE: Final = (
    r"(?:kids|children|grandchildren|grandkids|house|apartment|bed|stairs|kitchen|clothes|shirt|shoes|boss|employer"
    r"|job|paycheck|shifts?|route|school|teachers?|classes|classroom|church|garden|friends|neighbou?rs?|premiums?"
    r"|co-?pays?|savings|ability to (?:walk|work|stand|sleep|eat|breathe)|(?:own )?life(?!time| in medicine| saving))"
)
DOCTOR: Final = (
    r"(?:doctors?|physicians?(?! assistant| extender| colleague)|surgeons?|specialists?|clinicians?|provider"
    r"|internist|pediatrician|psychologist|orthopedist|therapist|nurse practitioner|gp|[a-z]{2,}ologist"
    r"|[a-z]{3,}iatrist|(?:physical|occupational|speech) therapist)"
)
OFFSPRING: Final = r"(?:sons?|daughters?|child|children|kids?|baby|toddler|infant|(?:little )?(?:boy|girl)|teenager)"
SPOUSE: Final = r"(?:wife|husband|spouse|partner|fianc[eé]e?)"
PARENT: Final = r"(?:(?:step|foster )?(?:mother|father|parents?)|mom|mum|dad)"
SIBLING: Final = r"(?:(?:step|half-)?(?:brother|sister))"
RELATIVE: Final = (
    r"(?:grand(?:mother|father|ma|pa|parents?|son|daughter|child)|nephew|niece|aunt|uncle|cousin|(?:\w+-in-law))"
)
CLINICIAN: Final = (
    r"(?:nurse|(?:social|case) worker|case manager|dietitian|midwife|pharmacist|audiologist|counselor|prosthetist)"
)
CHILD: Final = rf"(?:{OFFSPRING}|grandson|granddaughter)"
KIN: Final = rf"(?:{CHILD}|{SPOUSE}|{PARENT}|{SIBLING}|{RELATIVE})"
#: What kin call themselves.
AS_KIN: Final = rf"(?:{PARENT}|{SPOUSE}|sons?|daughters?|{SIBLING}|{RELATIVE}|guardian|caregiver|(?<!the )family)"
#: A role ends here: no verb makes it somebody else's, as in "as his doctor notes".
ROLE_ENDS: Final = (
    r"(?! (?:says?|said|told|tells|reports?|reported|describes?|described|puts?|can|will|has|have|did|does|notes?"
    r"|noted|writes?|wrote|states?|stated|explain\w*|recommend\w*|advis\w*|wants?|asks?|asked|once|knows?)\b)"
)
FOND: Final = (
    r"(?:(?:own|young|younger|youngest|older|oldest|elderly|late|dear|sweet|poor|beloved|only|[\w-]+-year-old|little"
    r"|teenage|adult) )*"
)
CARE: Final = (
    r"(?:brace|surgery|operation|procedure|treatments?|therapy|medications?|medicine|drug|infusions?|injections?"
    r"|tests?|scan|mri|rehab\w*|wheelchair|device|inpatient care|stay|fourteen days|these days|days to recover|care"
    r" to|pump|implant|transplant|biopsy|visits|sessions|hearing aids?|prosthesis|monitor)"
)
WRITER: Final = r"\bi(?:'m|'ve|'d)?\b"
OFTEN: Final = (
    r"(?:(?:have|had|now|still|often|always|also|just|sometimes|even|then|already|recently|constantly|barely|hardly"
    r"|first|personally|myself|never|finally|since|again|therefore|once|twice|initially|carefully|repeatedly) )*"
)
#: What is done to the writer, or what the writer is.
I_AM: Final = (
    r"\b(?:i'm|i(?:'ve| have| had|'d)? (?:\w+ )?been|i (?:\w+ )?(?:was|am)) (?:(?:now|still|often|always|also|first"
    r"|then|again|recently|finally|since|so|not|never|being|once) )*"
)
#: The ones who are ill, as a relative or a physician speaks of them.
THEM: Final = (
    r"(?:her|him|them|(?:the|this|our|my|that) (?:\w+ )?(?:patients?|man|woman|gentleman|lady|boy|girl|child|infant"
    r"|young (?:man|woman))|\[patient_name\]|\[member_name\])"
)
WITH_THEM: Final = (
    r"\b(?:he|she|him|her|his|hers|they|them|son|daughter|child|children|baby|boy|girl|wife|husband|spouse|partner"
    r"|patient|\[patient_name\]|\[member_name\])\b"
)
#: The same where the one who is ill is no child and no spouse.
WITH_ELDERS: Final = (
    rf"\b(?:he|she|him|her|his|hers|they|them|{PARENT}|{SIBLING}|{RELATIVE}|patient|\[patient_name\]|\[member_name\])\b"
)
#: A relative who is not alone with it.
TOGETHER: Final = r"\b(?:we|our|us|both of us|my family|mother's|father's|parent's)\b"
#: Whose words a sentence reports.
REPORTS: Final = (
    r"\b(?:your|the) (?:\w+ ){0,2}?(?:letter|notice|denial|decision|reviewer|doctor|company|policy|criteria|criterion"
    r"|guidelines?|rules?|form|records?|notes?|report|label|handbook|plan|insurer)\b|\b(?:rule|criteria|criterion"
    r"|polic\w+|guideline\w*|handbook|requires?|asks?|whether|if|when|must|should|wrote|writes|says?|said|states?"
    r"|stated|notes? that|according to|records?|chart|report)\b"
)
#: Nobody's illness or family, only thought of: "if I take a pill and my fever drops, is it cured?"
SUPPOSED: Final = (
    r"\bif (?:i|my)\b[^.]*\?|\bif (?:i|my) (?:[\w']+ ){0,3}?were\b|\b(?:suppose|imagine|as if|as though)\b|\bwould"
    r" (?:want|ask|do|choose|recommend|not want)\b[^.;]{0,50}\b(?:for|same|if)\b|\bif (?:she|he|it|this) were my\b"
)
