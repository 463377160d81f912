"""Check this folder: ids, spans, families, grounding, reviewer-side overlap. Plain python3."""
import json, os, re, collections
H = os.path.dirname(os.path.abspath(__file__))


def load(n):
    with open(os.path.join(H, n), encoding='utf-8') as f:
        return [json.loads(l) for l in f]


def toks(s):
    return re.findall(r"[a-z0-9]+", s.lower().replace('-', ' '))


def grams(s, n=8):
    t = toks(s)
    return {tuple(t[i:i + n]) for i in range(len(t) - n + 1)}


cases = {c['case_id']: c for c in load('cases.jsonl')}
den, app, bad = load('clean_denials.jsonl'), load('clean_appeals.jsonl'), load('defects.jsonl')
D = {d['letter_id']: d for d in den}
A = {a['letter_id']: a for a in app}
ids = [r['letter_id'] for r in den + app + bad]
assert len(ids) == len(set(ids)), 'ids not unique'
texts = [r['text'] for r in den + app + bad]
assert len(texts) == len(set(texts)), 'texts not unique'
for r in den + app + bad:
    assert r['case_id'] in cases, r['letter_id']
for a in app:
    assert a['answers'] in D and D[a['answers']]['case_id'] == a['case_id'], a['letter_id']
for r in bad:
    assert r['text'][r['start']:r['end']] == r['defect'] and r['defect'], r['letter_id']
    assert r['base'] in D or r['base'] in A
    base = (D.get(r['base']) or A.get(r['base']))
    assert base['kind'] == r['kind'] and base['text'] != r['text']
CLOSED = {'[MEMBER_NAME]', '[DATE]', '[PLAN_NAME]', '[REFERENCE_NUMBER]', '[PROVIDER_NAME]', '[REVIEWER_NAME]', '[SIGNATURE]'}
for r in den + app:
    assert set(re.findall(r'\[[^\]]*\]', r['text'])) <= CLOSED, r['letter_id']
    for p in re.findall(r'\d{3}-\d{4}', r['text']):
        assert p in ('466-2219', '688-9891', '689-9891') or p.startswith('555-01') or p == '877-688', (r['letter_id'], p)
    v = cases[r['case_id']]
    view = ' '.join(v['request'] + v['patient_facts'] + v['plan_ground'] + v['literature'])
    leak = grams(' '.join(v['reviewer_side'])) if False else set().union(*[grams(s) for s in v['reviewer_side']])
    assert not (grams(r['text']) & leak) - grams(view), r['letter_id']
for r in bad:
    if r['family'] == 'den_reviewer_overlap':
        v = cases[r['case_id']]
        leak = set().union(*[grams(s) for s in v['reviewer_side']])
        if not grams(r['defect']) & leak:
            print('NO OVERLAP', r['letter_id'], r['base'], r['defect'])
    elif set().union(*[grams(s) for s in cases[r['case_id']]['reviewer_side']]) & grams(r['defect']):
        print('overlap in other family', r['letter_id'])
c = collections.Counter(r['family'] for r in bad)
print(len(cases), 'cases', len(den), 'denials', len(app), 'appeals', len(bad), 'defects')
for k, n in sorted(c.items()):
    pos = collections.Counter('bme'[min(2, int(3 * r['start'] / len(r['text'])))] for r in bad if r['family'] == k)
    print('%-28s %3d  begin %d middle %d end %d' % (k, n, pos['b'], pos['m'], pos['e']))
assert min(c.values()) >= 12
