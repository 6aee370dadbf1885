import type { NameQueries, NameResolution } from '../engine/why/name-resolution.ts';
import { assertNever } from '../model/errors.ts';
import type { Verdict } from '../model/verdict.ts';
import type { ExplainedLine } from './explained-line.ts';
import { decisionGlyph, type Glyphs } from './glyphs.ts';
import type { Json, JsonObject } from './json.ts';
import { policyName, ruleName } from './rule-text.ts';
import { span } from './spans.ts';
import { enumerate, printable } from './text.ts';

const MOST_NAMED = 2;

/** Whether the source can resolve names, in one sentence, with what decides where it cannot. */
function nameResolutionText(resolution: NameResolution): string {
  const source = resolution.source.key;
  switch (resolution.basis) {
    case 'no-server':
      return printable(
        resolution.decision === 'denied'
          ? `${source} cannot resolve names: no egress rule lets it ask port 53`
          : `whether ${source} can resolve names is not known: the cluster's DNS Service is not in the input`,
      );
    case 'node-local':
      return printable(nodeLocalText(resolution));
    case 'cluster-dns':
      return printable(clusterDnsText(resolution));
    default:
      return assertNever(resolution.basis);
  }
}

/** What is added to the sentence of an answer: nothing where names can be resolved. */
export function nameResolutionOutline({ source, service, decision }: NameResolution): string | undefined {
  if (decision !== 'denied') return undefined;
  const server = service === undefined ? 'anybody' : `${service.namespace}/svc/${service.name}`;
  return printable(`${source.key} cannot resolve names, UDP 53 to ${server} is denied`);
}

function clusterDnsText({ source, service, queries }: NameResolution): string {
  const server = service === undefined ? 'the cluster DNS' : `${service.namespace}/svc/${service.name}`;
  const [udp, tcp] = queries;
  if (udp?.decision === 'allowed') {
    return tcp?.decision === 'denied'
      ? `${source.key} resolves names over UDP only: TCP 53 to ${server}, for long answers, is denied${because(tcp)}`
      : `${source.key} can resolve names: port 53 of ${server} is allowed`;
  }
  if (udp?.decision === 'unknown')
    return `whether ${source.key} can resolve names is not known: UDP 53 to ${server} cannot be told`;
  const protocols = tcp?.decision === 'denied' ? 'UDP and TCP' : 'UDP';
  return `${source.key} cannot resolve names: ${protocols} 53 to ${server} ${protocols === 'UDP' ? 'is' : 'are'} denied${because(udp)}`;
}

function nodeLocalText({ source, decision, queries }: NameResolution): string {
  const [udp] = queries;
  if (decision === 'allowed') return `${source.key} can resolve names: NodeLocal DNS on its node is allowed`;
  return udp?.decision === 'allowed'
    ? `whether ${source.key} can resolve names is not known: the addresses of NodeLocal DNS are allowed, the pods of the cluster DNS are not`
    : `whether ${source.key} can resolve names is not known: the pods of the cluster DNS are allowed, NodeLocal DNS at 169.254.20.10 is not`;
}

function because(queries: NameQueries | undefined): string {
  const verdict = queries?.verdict;
  return verdict === undefined ? '' : `, ${enumerate(sidesDenying(verdict))}`;
}

function sidesDenying({ egress, ingress }: Verdict): readonly string[] {
  return [egress, ingress]
    .filter(({ decision }) => decision === 'denied')
    .map(({ direction, reason }) => {
      if (reason.kind === 'isolated')
        return `${direction} is isolated by ${enumerate(reason.policies.map(policyName), MOST_NAMED)}`;
      return reason.kind === 'rule'
        ? `${direction} by ${enumerate(reason.rules.map(ruleName), MOST_NAMED)}`
        : direction;
    });
}

/** The line that stands below an explanation; a link leads to what keeps the source from its name servers. */
export function nameResolutionLine(resolution: NameResolution, glyphs: Glyphs): ExplainedLine {
  const { decision, queries } = resolution;
  const glyph = decision === 'unknown' ? `${glyphs.warning} ` : `${decisionGlyph(decision, glyphs)} `;
  const egress = queries[0]?.verdict?.egress.reason;
  const policy = egress?.kind === 'isolated' ? egress.policies[0] : undefined;
  return {
    indent: 0,
    spans: [span(`${glyph}DNS: `, decision === 'unknown' ? 'warning' : decision), span(nameResolutionText(resolution))],
    ...(policy === undefined ? {} : { link: { policy } }),
    topic: 'dns',
  };
}

/** The `dns` field of an answer. */
export function nameResolutionJson(resolution: NameResolution): JsonObject {
  const { source, decision, basis, service, queries } = resolution;
  return {
    from: source.key,
    verdict: decision,
    basis,
    service: service === undefined ? undefined : `${service.namespace}/service/${service.name}`,
    queries: queries.map(({ protocol, decision: verdict }): Json => ({ protocol, port: 53, verdict })),
    message: nameResolutionText(resolution),
  };
}
