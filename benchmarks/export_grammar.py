"""What the export generator says: the words, sentences and specialties that its fictional Findings are made of.

Data, and the small compiler that turns a line of it into parts. `export_generator.py` composes rows from it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

Parts = tuple[tuple[str, str | None], ...]
Pool = tuple[str | Parts, ...]


def _compile(text: str) -> str | Parts:
    """Return a text without slots as it is, another as (words, the slot behind them)."""
    if "{" not in text:
        return text
    pieces = re.split(r"\{([^}]+)\}", text)
    return tuple(zip(pieces[::2], [*pieces[1::2], None], strict=True))


def _pool(text: str) -> Pool:
    return tuple(_compile(entry.strip()) for entry in text.split(";"))


def _sentences(text: str) -> Pool:
    """Return a list of sentences, each behind a dash."""
    return tuple(_compile(" ".join(entry.split())) for entry in re.split(r"^\s*- ", text, flags=re.M) if entry.strip())


def _sections(text: str) -> dict[str, dict[str, str]]:
    """Return the slots of each section of a vocabulary; an indented line goes on with the one before."""
    sections: dict[str, dict[str, str]] = {}
    slots: dict[str, str] = {}
    for line in re.sub(r"\n {2,}", " ", text.strip()).splitlines():
        if line.startswith("["):
            slots = sections[line.strip("[]")] = {}
        elif line:
            slot, _, alternatives = line.partition(": ")
            slots[slot] = alternatives
    return sections


#: Names that no guideline, trial or article has: every start with every end.
_SURNAME_STARTS: Final = "Ard Bel Cor Dun Eth Fal Gor Hol Ing Jor Kel Lor Mar Nor Oth Pel Quill Ros Sel Ulm Ves Wil Yar"
_SURNAME_ENDS: Final = "ander bury combe dahl enko feld gate holm issen kowe lund mere"

#: Slots that all specialties share. "value" is of the measure drawn last: one for each, in the same order.
_SHARED: Final = """
[general]
span: {2-23} months; {2-11} years; {3-19} weeks; about {2-9} months; more than {2-8} years; nearly {3-17} weeks
time: {2-23} months; {2-11} years; {3-19} weeks; {10-88} days
month: January; February; March; April; May; June; July; August; September; October; November; December
realm: Pacific; Lakeland; Continental; Interstate; Northern; Atlantic; Midland; Sierra; Coastal; Prairie; Harbor;
  Highland
kind: Society; College; Consortium; Academy; Council; Association; Federation; Working Group
body: {realm} {kind} of {subject}; {realm} {kind} for {subject}; {kind} of {realm} Physicians in {subject}
journal: {realm} Journal of {subject}; {realm} Archives of {subject}; {subject} Letters; Annals of {realm} {subject}
study: randomized trial; prospective cohort; retrospective series; crossover study; registry analysis;
  placebo-controlled trial; case-control study; pooled analysis; multicenter trial; single-arm study
group: adults; older adults; patients with early disease; patients with advanced disease; veterans; women; men;
  adolescents; patients with relapse; previously untreated patients; patients in primary care; rural patients;
  patients with two or more failures; patients referred to surgery; patients with comorbid depression
harm: nausea; dizziness; a rash; weight gain; raised liver enzymes; low blood pressure; bleeding; infection; headache;
  insomnia; a fall; kidney injury; palpitations; constipation; sedation; hair loss; tremor; edema; shortness of
  breath; numbness in the hands; blurred vision; a severe allergic reaction; bone loss; vomiting
response: no lasting benefit; partial relief; an initial response that was lost; little change; a modest gain; some
  relief for {3-9} days; worsening after {2-8} weeks; good tolerance but no effect; a return of symptoms; improvement
  of about {10-45}%; relief at night only; no change in the {measure}; relief until {month}
activity: climb stairs; dress; drive; carry groceries; sleep through the night; sit through a class; lift a child;
  cook; bathe; walk {1-6} blocks; stand for {5-40} minutes; work a full shift; use a keyboard; hold a cup; eat solid
  food; read; garden; travel by bus; attend meetings; keep appointments; write; shop; climb out of bed; swallow pills
kin: a spouse; two children; an elderly mother; a brother; grandparents; a roommate; {his} family in {place}; a
  caregiver; an aunt; a disabled partner; three siblings; a cousin; foster parents; a retired father
place: Alder Creek; Marlow Bay; Sandpoint Ridge; Quillan; East Harrow; Santa Merida; Fort Linden; Ashby Flats;
  Dunmore; Rio Alto; Port Winslow; Cedar Gulch; Vale Verde; Lower Benton; Tamarack; San Orlo; Kestrel Lake; Orrin
comorbid: hypertension; diabetes; asthma; anemia; hypothyroidism; migraine; depression; anxiety; gout; glaucoma;
  chronic kidney disease; atrial fibrillation; sleep apnea; reflux; osteoporosis; an ulcer; a heart murmur; epilepsy;
  obesity; psoriasis; fatty liver; a clotting disorder; hearing loss; neuropathy; allergy to {tried}; vitamin
  deficiency
therapy: physical therapy; occupational therapy; cognitive therapy; aquatic exercise; supervised exercise;
  acupuncture; nutrition counseling; biofeedback; group therapy; manual therapy; balance training; physical &
  occupational therapy
quality: limited; strong; of moderate quality; of low certainty; mixed; growing; consistent; sparse; insufficient;
  adequate; conflicting; convincing; preliminary; robust; indirect; promising but immature
limit: the follow-up ended at {6-60} months; only {18-240} participants were enrolled; the control arm received
  {tried}; {10-40}% were lost to follow-up; the assessors knew the assignment; the endpoints were not those of this
  {patient}; the doses differed from site to site; most of those studied had {comorbid}; the effect faded after
  {span}; no trial has compared it with {tried}; the authors had ties to the manufacturer; the sample came from
  {place}
effect: reduced {symptom}; relieved {symptom} for {span}; lowered the {measure}; led to fewer admissions; shortened
  the hospital stay by {2-9} days; improved function; delayed progression by {time}; did not change {symptom}; was no
  better than {tried}; was tolerated; improved the quality of life; made {tried} unnecessary; reduced the need for
  surgery
outcome: remission; relapse; durable improvement; loss of function; a second procedure; admission; return to work;
  progression; recovery; complications such as {harm}; a return of {symptom}; independence in self-care; treatment
  failure
aim: restore function; relieve {symptom}; prevent {harm}; slow the disease; confirm the diagnosis; guide further
  treatment; avoid an operation; shorten the recovery; keep the {patient} at home; lower the {measure}; replace
  {tried}; allow {him} to {activity}; prevent another admission
weighs: weighs in favor of the request; weighs against the request; points to active disease; leaves the question
  open; is consistent with {diagnosis}; does not by itself call for {service}; argues for an early decision; is a
  reason for caution; is what one sees before {outcome}; supports a trial of limited length; fits the course described
exception: there is {harm}; the {measure} exceeds {value}; {comorbid} rules it out; it was tried within {time}; the
  {patient} can't take oral medication; {symptom} began suddenly; a specialist documents {sign}; surgery is planned
record: show; do not show; establish; fail to establish; state; leave in doubt; confirm; suggest
judged: an adequate trial; less than an adequate trial; longer than advised; a reasonable attempt; too short to judge
when: at night; in the morning; after meals; on exertion; in cold weather; when seated; since {month}; after work; in
  spite of rest; on most days of the week; after {therapy}; without any warning; during flares; at school or at work
remark: had taken over {his} life; came and went like the tide; were worse than ever; left {him} unable to {activity};
  were under control, more or less; had not improved since {month}; were {7-10} out of 10 on most days; needed more
  than {tried}; kept {him} from {kin}; were what one would expect
lacking: {tried} had not been tried for {span}; the criteria ask for a {measure} above {value}; {therapy} had not been
  completed; there was no record of {sign}; {tried} is the preferred alternative; the {measure} of {value} is within
  limits; it is considered investigational for {diagnosis}; a lower level of care would be sufficient; the records did
  not document {symptom} for {span}; the provider is not in its network; the service is not proven for {group}
number: Twelve; Fifteen; Twenty; Thirty; Forty; Sixty; Ninety; Eight; Nine; Eleven; Eighteen; Two dozen

[adult]
occupied: works as a bus driver; works as a teacher; works as a welder; teaches music; runs a small bakery; is a
  retired carpenter; works nights at a warehouse; is a nurse; studies at a college in {place}; cares for {kin}; drives
  a truck; works in an office; is a farm worker near {place}; is out of work; repairs bicycles; is a librarian; paints
  houses

[child]
occupied: attends school in {place}; is in the {2-8}th grade; is taught at home; plays in a school band; swims for a
  club; goes to a special class; spends the afternoons with {kin}; misses {1-4} days of school a week; is learning to
  read
"""

HISTORY: Final = _sentences(
    """
    - {He} has had {symptom} and {symptom} for {time}, worse {when}.
    - Treatment with {tried} was stopped after {span} because of {harm}.
    - {He} took {tried}, then {tried}, and later {tried}, with {response}.
    - On examination {he} had {sign}, and the {measure} was {value}.
    - A {test} in {month} {year} showed {sign} and {sign}.
    - {He} {occupied} and can no longer {activity} without {symptom}.
    - Over the past {time} {he} has been seen {2-19} times for {symptom}.
    - {His} {specialist} noted {sign} at a visit on {month} {1-28}, {year}.
    - {He} lives with {kin} and needs help to {activity} and to {activity}.
    - An attempt to {activity} in {month} ended in {symptom}, {harm} and a visit to the clinic in {place}.
    - The {measure} went from {value} to {value} over {time}.
    - {He} also has {comorbid} and {comorbid}, for which {he} takes {tried}.
    - There is no history of {comorbid}, {comorbid} or {symptom}.
    - {He} completed {4-48} sessions of {therapy} in {place}, with {response}.
    - Surgery on {month} {1-28}, {year} was followed by {symptom} within {time}.
    - {number} days of {tried} brought {response}; {therapy}, begun in {month}, brought {response}.
    - The {specialist} wrote that the symptoms "{remark}", and ordered a {test}.
    - By {month} {year} {symptom} had returned, with {sign} and a {measure} of {value}.
    """
)

EVIDENCE: Final = _sentences(
    """
    - The {body} advises {service} for {group} who have {sign} after {span} of {tried}.
    - In a {study} of {40-2400} {group}, {author} and {author} ({cite}) found that it {effect} in {11-89}% against
      {3-60}% of controls.
    - {author} et al. ({cite}) followed {23-900} {group} for {span} and saw {outcome} in {4-91}%.
    - A review in the {journal} ({cite}) called the evidence {quality}, since {limit}.
    - Its most frequent adverse events were {harm} and {harm}, at rates of {2-29}% and {1-9}%.
    - According to the {cite} guideline of the {body}, {tried} comes first unless {exception}.
    - Alternatives such as {tried} or {tried} carry a risk of {harm}, and in {group} of {harm}.
    - The records {record} that {tried} had been given for {span}, which is {judged} for {diagnosis}.
    - Studies of {service} in {group} with {comorbid} are {quality}, and {limit}.
    - Without it {group} can be expected to have {outcome} within {time}, as {author} ({cite}) has shown.
    - The finding of {sign}, together with a {measure} of {value}, {weighs}.
    - In this case {symptom} after {span} of {tried} {weighs}.
    - The purpose is to {aim} and to {aim}; in the {study} by {author} ({cite}) it {effect}.
    - The {body} regards the data as {quality}, because {limit}.
    - That {he} has {comorbid} {weighs}, and {tried} could cause {harm}.
    - {author} and {author}, writing in the {journal}, hold that {service} {effect}, although {limit}.
    - A {test} is the standard way to tell {outcome} from {sign}; here it {weighs}.
    - Of {group} given {tried}, {5-60}% stop within {time} on account of {harm} (see {author}, {cite}).
    - Published criteria require {symptom} for {span}, a {measure} of {value}, and failure of {tried}.
    """
)

REQUEST: Final = _sentences(
    """
    - {A_age}-year-old {man} with {diagnosis} has requested {service}.
    - The {patient} is {a_age}-year-old {man} who has requested authorization for {service} for treatment of
      {diagnosis}.
    - The {patient}, {a_age}-year-old {man}, seeks {service} because of {diagnosis} and {symptom}.
    - A {patient} with {diagnosis} has requested reimbursement for {service} provided in {month} {year}.
    - The {specialist} of {a_age}-year-old {man} with {diagnosis} has requested {service}.
    """
)
RECENT_REQUEST: Final = _sentences(
    """
    - A {patient} has requested authorization and coverage for {service}.
    - A {patient} has requested reimbursement for {service} performed on {month} {1-28}, {year}.
    - {A_age}-year-old {man} has requested authorization and coverage for {service} for treatment of {diagnosis}.
    """
)
GROUND: Final = _sentences(
    """
    - The Health Plan denied the request because {lacking}.
    - The {patient}'s Health Plan denied {service} on the ground that {lacking}, and that {lacking}.
    - The Health Plan has denied coverage, stating that {lacking}.
    """
)

TURN: Final = _compile("{sign}, on {symptom} in the past {time}, and on whether {service} {effect}")
CREDENTIALS: Final = _sentences(
    """
    - is board-certified in {specialty} and is actively practicing.
    - is board-certified in {specialty} with added qualifications in the care of {group} and is actively practicing in
      {place}.
    - is certified by the {body} and has treated {diagnosis} for {span}.
    """
)
EXPERT: Final = _sentences(
    """
    - The reviewer is an expert in the treatment of the {patient}'s medical condition and knowledgeable about the
      proposed treatment through recent or current actual clinical experience treating those with the same or a
      similar medical condition.
    - The reviewer is an expert in the treatment of {diagnosis}, has published on {outcome} in {group}, and has recent
      clinical experience with {service}.
    """
)


#: Diagnoses and services are written category > subcategory > words.
_SPECIALTIES: Final = """
[Spine and Joint Medicine]
specialist: orthopedic surgeon
specialty: orthopedic surgery
diagnosis: Orth/Musculoskeletal > Back Pain > chronic low back pain; Orth/Musculoskeletal > Vertebral Disc Problem > a
  lumbar disc herniation; Orth/Musculoskeletal > Osteoarthritis > osteoarthritis of the knee; Trauma/ Injuries >
  Injury > a torn rotator cuff; Trauma/ Injuries > Lasceration > a laceration of the hand; Orth/Musculoskeletal > Back
  Pain > lumbar stenosis
service: Orthopedic Proc > Artificial Disk Replacement > artificial disc replacement at L{3-5}; Pain Management >
  Epidural Injection > {2-4} epidural steroid injections; Elect/Therm/Radfreq > Radiofreq Ablat > radiofrequency
  ablation of the facet joints; Radio Proc > MRI Spine > magnetic resonance imaging of the spine; DME > CPM Machine >
  a continuous passive motion machine; Elect/Therm/Radfreq > IDET > intradiscal electrothermal therapy; Orthopedic
  Proc > Other > revision of a knee replacement
tried: ibuprofen; naproxen; gabapentin; tramadol; a lumbar brace; a knee injection; chiropractic care; duloxetine; bed
  rest; hyaluronate; cyclobenzaprine; an oral steroid; topical diclofenac; a cane; traction
symptom: leg pain; stiffness; burning pain in the calf; weakness of the foot; knee swelling; shoulder pain; numb toes;
  a limp; locking of the joint; pain on bending; neck pain; spasm
sign: a positive straight-leg test; loss of disc height; osteophytes; a full-thickness tear; grade {1-4} slippage; an
  absent ankle reflex; joint space narrowing; an effusion; nerve root contact; Modic changes
test: radiograph; bone scan; discogram; nerve conduction study; CT myelogram; ultrasound of the joint
measure: pain score; Oswestry index; range of flexion; grip strength; walking distance; knee score
value: {3-10}/10; {11-84}%; {15-130}°; {2-60} kg; {30-900} yards; {12-88} points

[Metabolic Medicine]
specialist: endocrinologist
specialty: internal medicine
diagnosis: Endocrine/Metabolic > Obesity > severe obesity; Endocrine/Metabolic > Diabetes > type {1-2} diabetes;
  Morbid Obesity > Hypertension > morbid obesity with hypertension; Endocrine/Metabolic > Growth Hormone Deficiency >
  growth hormone deficiency; Endocrine/Metabolic > Thyroid Problems > Graves disease; Endocrine/Metabolic > Pituitary
  Condition > a pituitary adenoma; Endocrine/Metabolic > Lipedema (Lipoedema) > lipedema of both legs
service: Gen Surg Proc > Bariatric Surgery > laparoscopic sleeve gastrectomy; Gen Surg Proc > Gastric Bypass >
  Roux-en-Y gastric bypass; DME > Insulin Pump > an external insulin pump; DME > Cont Glucose Monitor > a continuous
  glucose monitor; Pharmacy > Weight Control > semaglutide {1-2}.{1-9} mg weekly; Pharmacy > Hormones > somatropin
  {1-3}.{1-9} mg daily; Reconstr/Plast Proc > Liposuction > tumescent liposuction of the legs; Gen Surg proc > Other >
  revision of a gastric band
tried: metformin; glipizide; phentermine; a low-calorie diet; insulin glargine; a commercial weight program;
  liraglutide; levothyroxine; methimazole; compression garments; orlistat; sitagliptin; topiramate; pramlintide
symptom: fatigue; thirst; weight regain; heat intolerance; night sweats; leg swelling; low blood sugar; joint pain;
  snoring; slow growth; bruising; hunger
sign: acanthosis; a goiter; a low IGF-1; a body mass index of {31-62} kg/m2; protein in the urine; a bone age of
  {4-13} years; nodules in the thigh; a sellar mass; retinal changes; a resting pulse of {50-128}
test: stimulation test; thyroid scan; glucose tolerance test; DEXA scan; fasting panel; sleep study
measure: hemoglobin A1c; body mass index; fasting glucose; TSH; peak growth hormone; waist
value: {6-13}.{0-9}%; {28-61}.{0-9} kg/m2; {62-410} mg/dL; {1-9}.{1-9} mIU/L; {1-9}.{1-9} µg/L; {70-160} cm

[Clinical Oncology]
specialist: oncologist
specialty: medical oncology
diagnosis: Cancer > Breast > stage II{1-3} breast cancer; Cancer > Lung > metastatic lung cancer; Cancer > Prostate >
  prostate cancer; Cancer > Brain > glioblastoma; Cancer > Liver > hepatocellular carcinoma; Cancer > Gastric/Stomach
  > gastric cancer; Cancer > Tumor > a neuroendocrine tumor
service: Cancer Care > Proton Beam Ther > proton beam therapy to {30-76} Gy; Cancer Care > Cancer Rx > pembrolizumab
  every {3-6} weeks; Diag Imag & Screen > Genetic/Genomic Test > a {21-523}-gene tumor assay; Diag Imag & Screen > PET
  Scan > positron emission tomography; Cancer Care > Radiation Therapy > stereotactic radiation in {3-5} fractions;
  Medicine Serv Proc > Chemo Admin > heated intraperitoneal chemotherapy; Pharmacy > Non-FDA Approved Use > off-label
  everolimus; Special Proc > Stem Cell Treatment > an autologous stem cell transplant
tried: carboplatin; paclitaxel; tamoxifen; letrozole; docetaxel; bevacizumab; temozolomide; sorafenib; leuprolide;
  external radiation; capecitabine; octreotide; watchful waiting; a partial resection; cisplatin
symptom: weight loss; bone pain; cough; jaundice; headaches; seizures; loss of appetite; fevers; early satiety;
  fatigue; urinary frequency; flushing
sign: {2-9} hepatic lesions; a {1-7}.{1-9} cm mass; positive nodes; a rising marker; microsatellite instability; a new
  brain lesion; perineural invasion; a Gleason score of {6-9}; stable disease; uptake in the {3-11}th rib
test: biopsy; staging CT; bone scan; liquid biopsy; mediastinoscopy; marker panel
measure: tumor marker; performance status; PSA; ejection fraction; Ki-67; lesion diameter
value: {101-940} U/mL; {1-3}; {1-99}.{1-9} ng/mL; {24-68}%; {4-88}%; {6-79} mm

[Psychiatry and Addiction]
specialist: psychiatrist
specialty: psychiatry
diagnosis: Mental Disorder > Depression > recurrent major depression; Mental Disorder > Eating Disorder > anorexia
  nervosa; Mental Disorder > Substance Abuse/ Addiction > alcohol dependence; Mental Disorder > Obsessive-Compulsive >
  obsessive-compulsive disorder; Mental Disorder > Gender Dysphoria > gender dysphoria; Autism Spectrum > Autistic
  Disorder > autistic disorder; Autism Spectrum > Autism-PDD-NOS > a pervasive developmental disorder
service: Mental Health > RTC/ Admit > {14-90} days of residential treatment; Mental Health > Drug Rehab Program >
  inpatient rehabilitation; Elect/Therm/Radfreq > Transcran Magn Stim > {20-40} sessions of transcranial magnetic
  stimulation; Autism Related Tx > ABA > {10-40} hours a week of applied behavior analysis; Autism Related Tx > Speech
  Therapy > speech therapy twice a week; Pharmacy > Other > intranasal esketamine; Reconstr/Plast Proc > Hair Removal
  > electrolysis of the face
tried: sertraline; escitalopram; bupropion; lithium; aripiprazole; weekly psychotherapy; an outpatient program;
  naltrexone; venlafaxine; quetiapine; a partial hospital program; lamotrigine; clomipramine; exposure therapy; a
  sober living home
symptom: panic; low mood; insomnia; cravings; self-harm; restriction of food; rituals; tantrums; hopelessness;
  flashbacks; irritability; withdrawal from friends
sign: passive suicidal thoughts; a flat affect; {60-88}% of ideal weight; relapse within {2-60} days; intact memory;
  scars on the forearm; poor eye contact; a pulse of {38-58}; loss of {8-60} words; a sad affect
test: structured interview; toxicology screen; developmental assessment; sleep diary; rating scale; family assessment
measure: Hamilton score; PHQ-9; weight; Y-BOCS score; blood alcohol; adaptive score
value: {5-38}; {5-27}; {68-155} pounds; {10-38}; 0.{10-39}%; {40-96} points

[Gastroenterology]
specialist: gastroenterologist
specialty: gastroenterology
diagnosis: Digestive System/ GI > Crohn's Disease > Crohn's disease; Digestive System/ GI > Inflammatory Bowel >
  ulcerative colitis; Digestive System/ GI > GERDs/ Reflux Disorders > refractory reflux; Digestive System/ GI > Other
  > gastroparesis; Infectious Disease > Hepatitis > chronic hepatitis C; GU/ Kidney Disorder > Kidney Stones >
  recurrent kidney stones
service: Pharmacy > Biologics > infliximab {5-10} mg/kg every {4-8} weeks; Pharmacy > Biologics > ustekinumab {45-90}
  mg; Pharmacy > Anti-virals > {8-24} weeks of sofosbuvir and velpatasvir; Diag Imag & Screen > CT Scan > CT
  enterography; Gen Surg Proc > Other > magnetic sphincter augmentation; Home Health Care > Injections/ Infusions >
  home parenteral nutrition; Urology Proc > Other > percutaneous stone removal
tried: mesalamine; prednisone; azathioprine; adalimumab; omeprazole; budesonide; metoclopramide; a low-residue diet;
  ribavirin; famotidine; methotrexate; probiotics; tamsulosin; domperidone; vedolizumab
symptom: abdominal cramps; bloody stools; vomiting; heartburn; {4-19} stools a day; weight loss; bloating; flank pain;
  dysphagia; itching; fatigue; fever
sign: a stricture of {2-14} cm; deep ulcers; a hiatal hernia; grade {1-4} fibrosis; delayed emptying at {2-4} hours; a
  perianal fistula; friable mucosa; anti-drug antibodies; an elevated calprotectin; a {4-19} mm stone
test: colonoscopy; upper endoscopy; pH study; gastric emptying study; liver elastography; capsule study
measure: C-reactive protein; albumin; drug trough; viral load; calprotectin; weight
value: {1-98} mg/L; {2-4}.{1-9} g/dL; {1-14}.{1-9} µg/mL; {1-9}.{1-9} million IU/mL; {120-2900} µg/g; {88-240} pounds

[Neurology]
specialist: neurologist
specialty: neurology
diagnosis: CNS/ Neuromusc Dis > Migraine > chronic migraine; CNS/ Neuromusc Dis > Parkinson Disease > Parkinson
  disease; CNS/ Neuromusc Dis > ALS > amyotrophic lateral sclerosis; CNS/ Neuromusc Dis > Muscular Dystrophy >
  muscular dystrophy; CNS/ Neuromusc Dis > Alzheimer's Diease > early Alzheimer's disease; CNS/ Neuromusc Dis > Other
  > chronic inflammatory demyelinating polyneuropathy; Chron Pain Synd > > complex regional pain
service: Pharmacy > Migraine > erenumab {70-140} mg monthly; Neurosugery > Other > deep brain stimulation; DME >
  Electric Wheelchair > a power wheelchair with tilt; Pharmacy > IVIG Therapy > immune globulin {1-2} g/kg; Diag Imag
  & Screen > PET Scan > amyloid imaging; Home Health Care > Private Duty Nursing > {8-24} hours a day of private duty
  nursing; Diag Imag & Screen > MRI > magnetic resonance imaging of the brain; Pharmacy > Non-FDA Approved Use >
  off-label rituximab
tried: topiramate; propranolol; levodopa; amantadine; riluzole; donepezil; valproate; onabotulinum toxin; sumatriptan;
  pregabalin; a manual wheelchair; memantine; plasma exchange; a nerve block; rizatriptan
symptom: {5-28} headaches a month; tremor; falls; weakness; memory lapses; slurred speech; light sensitivity; numb
  feet; freezing; burning pain; cramps; choking
sign: rigidity; {2-4}/5 strength; a wide gait; fasciculations; white matter lesions; hippocampal atrophy; absent
  reflexes; a masked face; a vital capacity of {31-88}%; allodynia
test: electromyogram; lumbar puncture; sleep study; memory test; nerve biopsy; EEG
measure: headache days; motor score; forced vital capacity; MMSE score; walking time; CK level
value: {4-29} a month; {12-88} points; {30-96}%; {9-29}; {9-140} seconds; {180-4200} U/L

[Skin, Vision and Hearing]
specialist: dermatologist
specialty: dermatology
diagnosis: Skin Disorders > Psoriasis > plaque psoriasis; Skin Disorders > Eczema > atopic dermatitis; Skin Disorders
  > Rash > chronic hives; Vision > Eyelid Droop > ptosis of both lids; Ears/Nose/Throat > Hearing Problem >
  sensorineural hearing loss; Ears/Nose/Throat > Obstructive Airway > nasal obstruction
service: Pharmacy > Biologics > dupilumab {200-300} mg every {2-4} weeks; Pharmacy > Biologics > adalimumab {40-80} mg
  every {2-4} weeks; Reconstr/Plast Proc > Blepharoplasty > upper blepharoplasty; Ear-Nose-Thro Proc > Cochlear
  Implant > a cochlear implant; Reconstr/Plast Proc > Other > septorhinoplasty; DME > Other > home phototherapy
tried: clobetasol; calcipotriene; cyclosporine; narrow-band light; tacrolimus ointment; cetirizine; omalizumab;
  hearing aids; a nasal steroid; acitretin; wet wraps; triamcinolone; eye drops; apremilast; lid taping
symptom: itching; cracked hands; sleep loss; blurred upper vision; ringing; missed speech; oozing; mouth breathing;
  scaling; brow ache; flares; nosebleeds
sign: plaques over {4-61}% of the body; a margin distance of {0-3} mm; lichenified skin; a deviated septum; {8-52}%
  word recognition; dermatographism; nail pitting; pustules; excoriations; thresholds of {60-110} dB
test: skin biopsy; visual field test; audiogram; patch test; nasal endoscopy; photograph series
measure: PASI score; EASI score; itch score; speech score; field loss; IgE level
value: {6-44}.{1-9}; {11-70}.{1-9}; {2-10}/10; {9-61}%; {12-58}%; {140-5200} kU/L

[Heart, Lung and Sleep Medicine]
specialist: cardiologist
specialty: cardiovascular disease
diagnosis: Cardiac/Circ Problem > Cardiomyopathy > dilated cardiomyopathy; Cardiac/Circ Problem > Varicose Veins >
  symptomatic varicose veins; Cardiac/Circ Problem > Stroke/ CVA > a recent stroke; Respiratory System > COPD >
  advanced COPD; Respiratory System > Sleep Apnea > obstructive sleep apnea; Cardiac/Circ Problem > Chest pain >
  unexplained chest pain
service: DME > Wearable Cardio Defib > a wearable defibrillator for {60-180} days; Cardio-Vasc Proc > VNUS Closure >
  ablation of the {1-2} saphenous veins; Rehab/Svcs SNF Inpt > Inpatient Admission > {7-40} days of acute
  rehabilitation; DME > C-Pap Machine > an auto-titrating positive pressure machine; Ear-Nose-Thro Proc > Hypoglossal
  Stimulat > hypoglossal nerve stimulation; Diag Imag & Screen > CT Scan > coronary CT angiography; Home Health Care >
  Skilled Nursing Visits > {6-36} skilled nursing visits
tried: metoprolol; sacubitril; compression stockings; tiotropium; an oral appliance; warfarin; spironolactone; a
  fixed-pressure mask; leg elevation; oxygen at night; amiodarone; prednisone bursts; clopidogrel; weight reduction; a
  holter monitor
symptom: breathlessness; chest tightness; ankle swelling; snoring; daytime sleepiness; aching legs; dizziness; cough;
  palpitations; night waking; weakness on the left; heaviness
sign: reflux of {1-9}.{1-9} seconds; an ejection fraction of {14-49}%; crackles; a skin ulcer; left bundle block;
  {12-88} apneas an hour; a neglect of the left side; wheezing; a clot; desaturation to {66-88}%
test: echocardiogram; duplex scan; polysomnogram; stress test; spirometry; event monitor
measure: ejection fraction; apnea index; FEV1; vein diameter; six-minute walk; blood pressure
value: {14-62}%; {8-92} an hour; {24-78}% of predicted; {3-14} mm; {90-510} m; {101-189} mm Hg

[Women's and Children's Health]
specialist: pediatrician
specialty: pediatrics
diagnosis: OB-GYN/ Pregnancy > Infertility > infertility; OB-GYN/ Pregnancy > Fibroids > uterine fibroids; Pediatrics
  > Delayed Speech > a speech delay; Pediatrics > Congenital Anomaly > a congenital anomaly of the ear; Genetic
  Diseases > Other > an undiagnosed genetic syndrome; GU/ Kidney Disorder > Interstitial Cystitis > interstitial
  cystitis; Dental Problems > Overbite/ Underbite > a class {2-3} malocclusion
service: Ob-Gyn Proc > Artificial Repro Tech > {1-4} cycles of in vitro fertilization; Ob-Gyn Proc > Uterine Artery
  Embol > uterine artery embolization; Rehab/ Svc - Outpt > Speech Therapy > {12-96} visits of speech therapy; Diag
  Imag & Screen > Genetic/Genomic Test > whole exome sequencing; Reconstr/Plast Proc > Other > reconstruction of the
  outer ear; Orthopedic Proc > Jaw Surgery > a two-jaw osteotomy; Dent/Orthodont Proc > Dental Anesthesia > general
  anesthesia for dental work; Diag/ MD Eval > SCP Consult Refer > an out-of-network consultation
tried: clomiphene; intrauterine insemination; oral contraceptives; a school program; amitriptyline; braces; bladder
  instillations; early intervention; a microarray; leuprolide depot; a splint; pelvic floor therapy; iron; a home
  program; pentosan
symptom: heavy bleeding; pelvic pain; poor articulation; urgency; feeding trouble; jaw pain; delayed milestones;
  teasing at school; seizures; anemia; frustration; cramps
sign: a {3-14} cm fibroid; blocked tubes; an overjet of {5-16} mm; a vocabulary of {4-60} words; low tone; an absent
  canal; glomerulations; a short stature; an uncertain variant; a low follicle count
test: pelvic ultrasound; language assessment; chromosome study; cystoscopy; cephalogram; hormone panel
measure: hemoglobin; language score; follicle count; overjet; voids a day; uterine volume
value: {6-12}.{1-9} g/dL; {52-84} points; {2-9}; {5-16} mm; {6-28}; {180-940} mL

[Infection and Immunity]
specialist: infectious disease specialist
specialty: infectious disease
diagnosis: Infectious Disease > Lyme Disease > chronic Lyme disease; Infectious Disease > AIDS/HIV > HIV infection;
  Immuno Disorders > Chronic Fatigue Syndrome > chronic fatigue syndrome; Immuno Disorders > Other > common variable
  immunodeficiency; Infectious Disease > Hepatitis > hepatitis B; Prevention/Good Hlth > Other > exposure before
  travel
service: Pharmacy > Antibiotics > {4-26} weeks of intravenous ceftriaxone; Pharmacy > IVIG Therapy > subcutaneous
  immune globulin {6-14} g a week; Pharmacy > Anti-virals > entecavir {1-2} mg; Pharmacy > Hormones > testosterone
  gel; Home Health Care > Injections/ Infusions > home infusion for {10-60} days; DME > Special Bed > an air-fluidized
  bed; Pharmacy > Other > rifaximin
tried: doxycycline; azithromycin; amoxicillin; tenofovir; valganciclovir; graded exercise; cefuroxime; trimethoprim;
  interferon; monthly antibiotics; fluconazole; modafinil; a vaccine series; hydroxychloroquine; low-dose naltrexone
symptom: fatigue; aching joints; fevers; sinus infections; night sweats; poor memory; swollen nodes; diarrhea; sore
  throats; rashes; brain fog; chills
sign: {2-5} IgG bands; an IgG of {180-690} mg/dL; lipoatrophy; a negative culture; a CD4 count of {40-610};
  bronchiectasis; a stage {2-4} ulcer; an equivocal ELISA; a detectable load; absent titers
test: Western blot; tilt table test; sinus CT; culture; vaccine challenge; lymph node biopsy
measure: IgG level; CD4 count; viral load; sedimentation rate; ferritin; fatigue score
value: {120-1100} mg/dL; {22-840}; {40-90000} copies/mL; {3-110} mm/h; {4-900} ng/mL; {2-10}/10

[Emergency Medicine]
specialist: emergency physician
specialty: emergency medicine
diagnosis: Cardiac/Circ Problem > Chest pain > sudden chest pain; Digestive System/ GI > Other > acute abdominal pain;
  Trauma/ Injuries > Injury > a head injury; Skin Disorders > Rash > a spreading rash; Trauma/ Injuries > Lasceration
  > a deep laceration; CNS/ Neuromusc Dis > Migraine > a severe headache
service: Emergency/Urg Care > Emergency Room > emergency room services in {place}; Emergency/Urg Care > Urgent Care >
  urgent care out of the service area; Emergency/Urg Care > Ambulance/Transport > transport by ambulance over {3-90}
  miles; Transportation > Air Ambulance > an air ambulance from {place}; Rehab/Svcs SNF Inpt > Inpatient Admission >
  {1-5} days of hospital observation
tried: aspirin; ibuprofen; rest at home; a call to the advice line; antacids; ice; acetaminophen; a visit to a walk-in
  clinic; fluids; an inhaler; a bandage; diphenhydramine; nitroglycerin; sleep; heat
symptom: vomiting; a racing heart; fainting; sharp pain; sweating; a stiff neck; swelling; fever; confusion; bleeding;
  numbness of the arm; breathlessness
sign: a temperature of {99-104}.{1-9}°F; a normal troponin; guarding; a {2-14} cm wound; a pulse of {96-164}; hives;
  dry mucosa; a drooping face; clear lungs; a white count of {11-24}.{1-9}
test: head CT; electrocardiogram; chest film; blood count; abdominal CT; urine test
measure: heart rate; systolic pressure; temperature; oxygen saturation; pain score; lactate
value: {58-164}; {84-210} mm Hg; {97-104}.{1-9}°F; {84-100}%; {3-10}/10; {1-6}.{1-9} mmol/L
"""


class Named(NamedTuple):
    """A diagnosis or a service, with the categories that it is published under."""

    category: str
    subcategory: str
    words: str | Parts


@dataclass(frozen=True, slots=True)
class Specialty:
    """A field of medicine, ready to be drawn from."""

    diagnoses: tuple[Named, ...]
    services: tuple[Named, ...]
    pools: Mapping[str, Mapping[str, Pool]]  # adult | child → slot → alternatives


def _named(text: str) -> tuple[Named, ...]:
    rows = ([cell.strip() for cell in entry.split(">")] for entry in text.split(";"))
    return tuple(Named(category, subcategory, _compile(words)) for category, subcategory, words in rows)


def _specialties() -> dict[str, Specialty]:
    shared = _sections(_SHARED)
    surnames = "; ".join(start + end for start in _SURNAME_STARTS.split() for end in _SURNAME_ENDS.split())
    found: dict[str, Specialty] = {}
    for subject, own in _sections(_SPECIALTIES).items():
        slots = {**shared["general"], **own, "subject": subject, "author": surnames}
        diagnoses, services = _named(slots.pop("diagnosis")), _named(slots.pop("service"))
        pools = {
            who: {slot: _pool(text) for slot, text in {**slots, **shared[who]}.items()} for who in ("adult", "child")
        }
        assert all(len(each["measure"]) == len(each["value"]) for each in pools.values())
        found[subject] = Specialty(diagnoses, services, pools)
    return found


_BY_SUBJECT: Final = _specialties()
URGENT: Final = (_BY_SUBJECT["Emergency Medicine"],)
OTHERS: Final = tuple(specialty for specialty in _BY_SUBJECT.values() if specialty not in URGENT)


@cache
def numbers(slot: str) -> Pool:
    """Return the pool of a slot such as ``3-14``."""
    first, last = map(int, slot.split("-"))
    return tuple(str(number) for number in range(first, last + 1))


# --- One row ----------------------------------------------------------------------------------------------------------
