import { describe, expect, test } from 'vitest';
import { netpol } from '../cli/command-line.ts';
import { open } from '../tui/driver.ts';
import { type Denial, readDenials } from './denials.ts';

/** What one answer says, whoever says it. */
interface Facts {
  readonly verdict: string;
  readonly message: string;
  /** `egress denied`, worst group only. */
  readonly sides: readonly string[];
  readonly nearMisses: readonly string[];
  readonly caveats: readonly string[];
  readonly dns: readonly string[];
}

interface SideJson {
  readonly verdict: string;
  readonly nearMisses?: readonly {
    readonly message: string;
    readonly failures: readonly { readonly message: string }[];
  }[];
  readonly notes?: readonly { readonly message: string }[];
}

interface AnswerJson {
  readonly verdict: string;
  readonly message: string;
  readonly egress: SideJson;
  readonly ingress: SideJson;
  readonly caveats?: readonly { readonly message: string }[];
  /** Where they differ. */
  readonly families?: readonly { readonly caveats?: readonly { readonly message: string }[] }[];
  readonly dns?: { readonly message: string };
}

async function asJson({ manifests, from, to }: Denial): Promise<AnswerJson> {
  const { out } = await netpol(['check', '-f', 'test.yaml', from, to, '-o', 'json'], {
    files: { 'test.yaml': manifests },
  });
  return JSON.parse(out) as AnswerJson;
}

async function asText({ manifests, from, to }: Denial): Promise<string> {
  const { out } = await netpol(['check', '-f', 'test.yaml', from, to], { files: { 'test.yaml': manifests } });
  return out;
}

function asScreen({ manifests, from, to }: Denial): string {
  const app = open(manifests, { columns: 900, rows: 120 });
  return app.press(':').paste(`reach ${from} ${to}`).press('enter').text();
}

function factsOfJson({ verdict, message, egress, ingress, caveats = [], families, dns }: AnswerJson): Facts {
  return {
    verdict,
    message,
    sides: [`egress ${egress.verdict}`, `ingress ${ingress.verdict}`],
    nearMisses: [egress, ingress].flatMap(({ nearMisses = [] }) => nearMisses.map((miss) => miss.message)),
    caveats: (families?.flatMap((family) => family.caveats ?? []) ?? caveats).map((caveat) => caveat.message),
    dns: dns === undefined ? [] : [dns.message],
  };
}

const VERDICT = /^ ?([✓✗?]) (denied|allowed|unknown|DENIED|ALLOWED|UNKNOWN) {2}/;
const GLYPHS: Readonly<Record<string, string>> = { '✓': 'allowed', '✗': 'denied', '?': 'unknown' };

/** Read back from lines as a person reads them; what stands for one family only is passed over. */
function factsOfLines(text: string): Facts {
  const lines = text.split('\n').map((line) => line.trim());
  const matches = (pattern: RegExp) => lines.flatMap((line) => pattern.exec(line)?.slice(1) ?? []);
  const sides = lines.flatMap((line) => {
    const [, glyph = '', direction] = /^([✓✗?]) (egress|ingress) of /.exec(line) ?? [];
    return direction === undefined ? [] : [`${direction} ${GLYPHS[glyph]}`];
  });
  const dns = matches(/^[✓✗▲] DNS: (.*)$/);
  return {
    verdict: lines.flatMap((line) => VERDICT.exec(line)?.[2]?.toLowerCase() ?? [])[0] ?? '',
    message: lines.find((line) => / (is|are) (isolated|denied) by /.test(line))?.replace(VERDICT, '') ?? '',
    sides,
    nearMisses: matches(/^\d+\. (.*)$/),
    caveats: matches(/^▲ (?!DNS: )(.*)$/),
    dns,
  };
}

describe('text, screen and JSON say the same', () => {
  test.each(readDenials())('$file: $name', async (denial) => {
    const json = await asJson(denial);
    const text = await asText(denial);
    const screen = asScreen(denial);
    const wanted = factsOfJson(json);
    for (const shown of [text, screen]) {
      const facts = factsOfLines(shown);
      expect({ ...facts, sides: [], nearMisses: [] }).toEqual({ ...wanted, sides: [], nearMisses: [] });
      expect(facts.sides).toEqual(expect.arrayContaining([...wanted.sides]));
      // The list is left out where it would repeat the only rule, and cut where it is long.
      expect(wanted.nearMisses).toEqual(expect.arrayContaining([...facts.nearMisses]));
      for (const side of [json.egress, json.ingress]) {
        const [nearest] = side.nearMisses ?? [];
        for (const said of [...(nearest?.failures ?? []), ...(side.notes ?? [])]) expect(shown).toContain(said.message);
      }
    }
    expect(factsOfLines(screen)).toEqual(factsOfLines(text));
  });
});
