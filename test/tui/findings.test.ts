import { describe, expect, test } from 'vitest';
import { open } from './driver.ts';
import { SHOP } from './shop.ts';

/** The shop with a misspelt field, a peer that means another namespace, and a front door that is meant. */
const FLAWED = `${SHOP}---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: typo, namespace: shop }
spec:
  podSelector: {}
  ingress: [{ form: [{ podSelector: {} }] }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: far
  namespace: data
spec:
  podSelector: { matchLabels: { app: db } }
  policyTypes: [Ingress]
  ingress:
    - from: [{ podSelector: { matchLabels: { app: db } } }]
    - from:
        - podSelector: { matchLabels: { app: db } }
        - podSelector: { matchLabels: { app: web } }
`;

describe('the findings screen', () => {
  test('worst first, and below it what the selected one means and what to do', () => {
    const app = open(FLAWED).workEnds().press('L');
    expect(app.rows()[3]).toMatch(/^ ✗ error +shop\/typo/);
    expect(app.text()).toMatch(/✗ unknown-field +shop\/typo +test\.yaml:\d+/);
    expect(app.text()).toMatch(/found: .*"form"/);
    expect(app.text()).toMatch(/to do: .*from/);
    expect(app.text()).toContain('why: ');
    app.press('/').type('peer-other').press('enter');
    expect(app.text()).toContain("looks only in the policy's own namespace");
  });

  test('enter leads to the policy, at the peer that is meant; d describes with the place of the field', () => {
    const app = open(FLAWED).workEnds().press('L', '/').type('peer-other').press('enter', 'd');
    expect(app.text()).toMatch(/field +spec\.ingress\[1\]\.from\[1\]/);
    expect(app.text()).toMatch(/netpol-tui\.dev\/ignore:\s+"peer-other-namespace: REASON"/);
    app.press('esc', 'enter');
    expect(app.rows()[1]).toContain('data/far');
    expect(app.selected()).toMatch(/app=web.*#2/);
  });

  test('a namespace has some as well, and enter describes it', () => {
    const app = open(FLAWED).workEnds().press('L', '/').type('no-default-deny').press('enter', 'enter');
    expect(app.rows()[1]).toMatch(/namespace data/);
  });

  test('only those of the namespace one is in', () => {
    const app = open(FLAWED, { namespace: 'data' }).workEnds().press('L');
    expect(app.text()).toContain('data/far');
    expect(app.text()).not.toContain('shop/typo');
    expect(app.press('0').text()).toContain('shop/typo');
  });

  test('their number stands at the top with the sign of the worst', () => {
    expect(open(FLAWED).workEnds().rows()[0]).toMatch(/✗ \d+ findings/);
    const warned = FLAWED.replace('form:', 'from:');
    expect(open(warned).workEnds().rows()[0]).toMatch(/▲ \d+ finding/);
  });

  test('notes are no problems', () => {
    const app = open(FLAWED).workEnds().press('L');
    expect(app.text()).toContain('· info');
    expect(app.press('!').text()).not.toContain('· info');
  });

  test('nothing to report', () => {
    const calm = SHOP.slice(0, SHOP.indexOf('---\napiVersion: networking'));
    const app = open(calm, { namespace: 'data' }).workEnds().press('L');
    expect(app.text()).toContain('no-default-deny');
    expect(app.rows()[0]).toContain('no findings');
  });

  test('on a low terminal the rows come first', () => {
    const app = open(FLAWED, { columns: 80, rows: 14 }).workEnds().press('L');
    expect(app.text()).not.toContain('found: ');
    expect(app.press('G').selected()).toContain('info');
  });
});

describe('looking for findings', () => {
  test('comes after the first frame, and again after a change', () => {
    const app = open(FLAWED);
    expect(app.rows()[0]).toMatch(/✗ \d+ findings?…/);
    expect(app.press('L').text()).toContain('Looking at everything');
    app.workEnds();
    expect(app.rows()[0]).toMatch(/✗ \d+ findings$/);
    app.worldChanges(SHOP);
    expect(app.rows()[0]).toMatch(/findings…$/);
    expect(app.workEnds().rows()[0]).toMatch(/▲ \d+ findings?$/);
    expect(app.text()).not.toContain('typo');
  });

  test('does not begin while manifests are being read', () => {
    const app = open(FLAWED, { loading: { files: 1, objects: 9, done: false } })
      .workEnds()
      .workEnds();
    expect(app.state().linted).toBeUndefined();
  });
});

describe('findings elsewhere', () => {
  test('are counted for namespaces and policies, and are what ! shows', () => {
    const app = open(FLAWED, { columns: 120 });
    expect(app.text()).toMatch(/FINDINGS/);
    app.workEnds();
    expect(app.text()).toMatch(/shop .* ✗ [23]/);
    app.type(':policies').press('enter');
    expect(app.text()).toMatch(/typo .* ✗ 2/);
    expect(app.press('!').text()).toContain('nobody');
    expect(app.press('F', 'F', 'g').selected()).toContain('typo');
  });

  test('stand on the screen of their policy', () => {
    const app = open(FLAWED, { rows: 40 })
      .workEnds()
      .type(':policies data')
      .press('enter', '/')
      .type('far')
      .press('enter', 'enter');
    expect(app.text()).toMatch(/FINDINGS +\d/);
    expect(app.text()).toContain('peer-other-namespace (ingress #2): ');
    expect(app.text()).toContain('to do: ');
  });
});
