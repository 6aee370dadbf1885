import { applyEvents, emptySnapshot } from '../../src/cluster/fold.ts';
import type { Diagnostic } from '../../src/model/diagnostics.ts';
import type { CompiledPolicy } from '../../src/model/policies.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { readManifestText } from '../../src/sources/manifest-text.ts';

/** The snapshot of a text in a file called `f.yaml`. */
export function snapshotOf(text: string, defaultNamespace?: string): Snapshot {
  const { events } = readManifestText(text, 'f.yaml');
  return applyEvents(emptySnapshot(), events, defaultNamespace === undefined ? {} : { defaultNamespace });
}

/** A NetworkPolicy `shop/p` with this `spec:` (indented by two), or with whatever else stands in the text. The spec begins on line 4. */
export function policyText(spec: string): string {
  return `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: shop}\n${spec}\n`;
}

/** What becomes of one policy; namespaces that are implied are not spoken of. */
export function decodePolicy(text: string): {
  readonly policy: CompiledPolicy | undefined;
  readonly refused: boolean;
  readonly diagnostics: readonly Diagnostic[];
} {
  const { policies, refused, diagnostics } = snapshotOf(text);
  return {
    policy: policies[0],
    refused: refused.length > 0,
    diagnostics: diagnostics.filter(({ code }) => code !== 'implied-namespace'),
  };
}

/** A policy in short: who it selects, what it isolates, and each rule as `direction peers | ports`. */
export function inShort(policy: CompiledPolicy | undefined): readonly string[] {
  if (policy === undefined) return ['refused'];
  const rules = (which: CompiledPolicy['rules'], prefix: string): readonly string[] =>
    which.map(({ ref, peers, ports }) => {
      const who = peers === 'any' ? 'any' : `[${peers.map(peerInShort).join('; ')}]`;
      return `${prefix}${ref.direction} ${who} | ${ports === 'any' ? 'any' : JSON.stringify(ports.map(portInShort))}`;
    });
  return [
    `${policy.subject.pods.text} -> ${policy.isolates.join(',')}`,
    ...rules(policy.rules, ''),
    ...rules(policy.inert, 'inert '),
  ];
}

type Peer = Exclude<CompiledPolicy['rules'][number]['peers'], 'any'>[number];
type Port = Exclude<CompiledPolicy['rules'][number]['ports'], 'any'>[number];

function peerInShort(peer: Peer): string {
  if (peer.kind === 'addresses') return peer.text;
  if (peer.kind !== 'endpoints') return peer.kind;
  const { namespaces, pods } = peer.select;
  return `${namespaces.kind === 'named' ? `in ${namespaces.name}` : `where ${namespaces.selector.text}`}: ${pods.text}`;
}

function portInShort(port: Port): string {
  if (port.kind === 'protocol') return port.protocol;
  return port.kind === 'named' ? `${port.protocol}/${port.name}` : `${port.protocol}/${port.first}-${port.last}`;
}
