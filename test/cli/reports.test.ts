import { describe, expect, test } from 'vitest';
import { FILES, netpol, READ } from './command-line.ts';

const HOSTILE = '<script>alert("1")</script>';
const files = {
  ...FILES,
  'hostile.yaml': `{apiVersion: v1, kind: Pod, metadata: {name: evil, namespace: shop, labels: {app: '${HOSTILE}'}}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: x, namespace: payments}, spec: {podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: nobody}}}]}]}}
`,
};

function isWholePage(html: string): boolean {
  const fetched = /<(?:script|link|img|iframe|object|embed)|url\(|@import|https?:/i;
  return html.startsWith('<!doctype html>') && html.endsWith('</html>\n') && !fetched.test(html);
}

describe('pages', () => {
  test('a verdict, with its explanation and nothing to fetch', async () => {
    const { out, code } = await netpol(`check ${READ} shop/checkout payments/ledger-0:8080 -o html`, { files });
    expect(isWholePage(out)).toBe(true);
    expect(out).toContain('<title>shop/checkout → payments/ledger-0:8080/TCP: denied</title>');
    expect(out).toContain('<span class="denied">✗ denied</span>');
    expect(out).toContain('shop.yaml, policies.yaml; read 2031-02-03T04:05:06.000Z by netpol-tui 1.2.3');
    expect(code).toBe(1);
  });

  test('names from the input are text, whatever they hold', async () => {
    const { out } = await netpol(`check ${READ} -f hostile.yaml shop/evil payments/ledger-0:8080 -o html`, { files });
    expect(isWholePage(out)).toBe(true);
    expect(out).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
  });

  test.each(['list', 'lint'])('%s', async (command) => {
    const { out } = await netpol(`${command} ${READ} -f hostile.yaml -o html`, { files });
    expect(isWholePage(out)).toBe(true);
  });
});

describe('graphs', () => {
  test('for Graphviz', async () => {
    const { out } = await netpol(`list ${READ} -o dot`, { files });
    expect(out).toMatch(/^digraph connections \{\n/);
    expect(out).toContain('label="payments";');
    expect(out).toMatch(/n\d+ -> n\d+ \[label="TCP 8080; some pods: .*", style=dashed\];/);
    expect(out.split('{').length).toBe(out.split('}').length);
  });

  test('for Mermaid', async () => {
    const { out } = await netpol(`list ${READ} -o mermaid`, { files });
    expect(out).toMatch(/^flowchart LR\n/);
    expect(out).toMatch(/n\d+ -\.->\|"TCP 8080; some pods: .*"\| n\d+/);
    expect(out.match(/ subgraph /g)?.length).toBe(out.match(/^ {2}end$/gm)?.length);
  });
});

describe('tables and answers', () => {
  test('get as CSV, Markdown and lines of JSON', async () => {
    const csv = await netpol(`get pods ${READ} -o csv`, { files });
    expect(csv.out.split('\n')[0]).toMatch(/^namespace,/);
    expect(csv.out.trimEnd().split('\n')).toHaveLength(5);
    const md = await netpol(`get ns ${READ} -o md`, { files });
    expect(md.out).toMatch(/^\| NAME/);
    const lines = await netpol(`get svc ${READ} -o jsonl`, { files });
    expect(JSON.parse(lines.out)).toMatchObject({ name: 'ledger' });
  });

  test('effective, a record for each rule', async () => {
    const { out } = await netpol(`effective ${READ} payments/ledger-0 -o csv`, { files });
    expect(out.split('\n').slice(0, 2)).toEqual([
      'pods,direction,isolation,peer,ports,rule',
      expect.stringMatching(/^payments\/ledger-0,ingress,rules,app=checkout in namespaces team=shop,TCP 8080,/),
    ]);
    expect(out).toContain('payments/ledger-0,egress,open,,,\n');
    const md = await netpol(`effective ${READ} payments/ledger-0 -o md`, { files });
    expect(md.out).toContain('| payments/ledger-0 | egress | open |');
  });

  test('check as Markdown', async () => {
    const { out } = await netpol(`check ${READ} -f hostile.yaml shop/evil payments/ledger-0:8080 -o md`, { files });
    expect(out).toContain('| shop/evil | payments/ledger-0:8080/TCP | denied |');
    // What is not in a block of code is escaped.
    const text = out.split('\n').filter((line) => !line.startsWith('    '));
    expect(text.join('\n')).not.toContain('<script>');
  });
});
