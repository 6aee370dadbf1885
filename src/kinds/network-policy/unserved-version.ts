import type { Decode } from '../decoded.ts';
import { diagnosticOf } from '../field-problem.ts';
import { quoted } from '../quoting.ts';

/** A NetworkPolicy under an API version that no server has: "no matches for kind" (semantics §3.4). Not evaluated. */
export const decodeUnservedPolicy: Decode = (raw, { id }) => {
  const since = id.apiVersion === 'extensions/v1beta1' ? ', not served since Kubernetes 1.16' : '';
  const problem = {
    code: 'unsupported-version',
    severity: 'error',
    path: ['apiVersion'],
    message: `${quoted(id.apiVersion)} is no API version of NetworkPolicy${since}; this policy is not evaluated`,
    strict: `no matches for kind "NetworkPolicy" in version ${quoted(id.apiVersion)}`,
    lenient: 'refused as well',
    remedy: 'write `apiVersion: networking.k8s.io/v1`',
    refuses: true,
  } as const;
  return { decoded: { kind: 'refused' }, diagnostics: [diagnosticOf(problem, { id, origin: raw.origin })] };
};
