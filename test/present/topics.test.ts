import { describe, expect, test } from 'vitest';
import { INPUT_CODES, LINT_CODES } from '../../src/engine/lint/codes.ts';
import type { Finding } from '../../src/engine/lint/finding.ts';
import type { Note } from '../../src/engine/notes.ts';
import type { Caveat, ClauseFailure, Reason, Unknown } from '../../src/model/verdict.ts';
import { plainText } from '../../src/present/spans.ts';
import { TOPIC_IDS } from '../../src/present/topic-names.ts';
import {
  topicOfCaveat,
  topicOfCode,
  topicOfFailure,
  topicOfNote,
  topicOfSide,
  topicOfUnknown,
} from '../../src/present/topic-of.ts';
import { topicLines } from '../../src/present/topic-text.ts';
import { allTopics, topicNamed, topicOf } from '../../src/present/topics.ts';

// A kind that is new has to be named here, or this does not compile.
const REASONS: Readonly<Record<Reason['kind'], true>> = {
  'not-isolated': true,
  'not-a-subject': true,
  rule: true,
  isolated: true,
  exempt: true,
  'no-common-family': true,
  'not-enforced': true,
  unknown: true,
};
const UNKNOWNS: Readonly<Record<Unknown['kind'], true>> = {
  'address-not-known': true,
  'same-node-not-known': true,
  'finished-pod': true,
  hairpin: true,
  'client-hidden': true,
  'node-port': true,
  'node-labels-not-known': true,
  'unsupported-peer': true,
  'foreign-policy': true,
  'not-readable': true,
  'equal-precedence': true,
};
const CAVEATS: Readonly<Record<Caveat['kind'], true>> = {
  'ip-block-matches-pod': true,
  'own-node-egress': true,
  'implied-namespace': true,
  'duplicate-named-port': true,
  'host-network': true,
  'start-window': true,
  'enforcement-not-known-yet': true,
  'bare-pod': true,
  'first-port-only': true,
  'baseline-other-direction': true,
  'open-connections': true,
  ping: true,
  'refused-policy': true,
};
const CLAUSES: Readonly<Record<ClauseFailure['clause'], true>> = {
  'pod-label': true,
  'namespace-label': true,
  namespace: true,
  'not-a-pod': true,
  address: true,
  except: true,
  family: true,
  'no-address': true,
  'not-a-node': true,
  'node-label': true,
  protocol: true,
  port: true,
  'named-port': true,
};
const NOTES: Readonly<Record<Note['kind'], true>> = {
  'slices-not-read': true,
  'pods-not-read': true,
  'not-ready': true,
  'only-draining': true,
  'no-target-port': true,
  'no-local-endpoint': true,
  'node-not-known': true,
  'not-translated': true,
  'names-service-address': true,
  'client-address': true,
  'not-exposed': true,
  'called-through': true,
  'exposure-address': true,
  'replicas-differ': true,
};

test('every topic is there once, and leads only to others that are', () => {
  expect(allTopics().map(({ id }) => id)).toEqual([...TOPIC_IDS]);
  for (const { id, see } of allTopics()) {
    expect(see.length, id).toBeGreaterThan(0);
    expect(see, id).not.toContain(id);
  }
});

test('every topic can be reached from the first by what it says to read next', () => {
  const reached = new Set(['rules']);
  for (const id of reached) for (const next of topicOf(id as 'rules').see) reached.add(next);
  expect([...TOPIC_IDS].filter((id) => !reached.has(id))).toEqual([]);
});

describe('what can be met has a rule behind it', () => {
  test.each([...Object.keys(LINT_CODES), ...Object.keys(INPUT_CODES)])('finding %s', (code) => {
    const topic = topicOf(topicOfCode(code as Finding['code']));
    expect(topic.url).toMatch(/^https:\/\/(kubernetes\.io|network-policy-api\.sigs\.k8s\.io)\//);
  });

  test.each(Object.keys(REASONS))('reason %s', (kind) => {
    const reason = { kind, is: 'node', action: 'accept', because: [] } as unknown as Reason;
    expect(TOPIC_IDS).toContain(topicOfSide({ reason, trace: [] }));
  });

  test.each(Object.keys(UNKNOWNS))('what is unknown for %s', (kind) => {
    expect(TOPIC_IDS).toContain(topicOfUnknown({ kind } as Unknown));
  });

  test.each(Object.keys(CAVEATS))('caveat %s', (kind) => {
    expect(TOPIC_IDS).toContain(topicOfCaveat({ kind } as Caveat));
  });

  test.each(Object.keys(CLAUSES))('clause %s', (clause) => {
    expect(TOPIC_IDS).toContain(topicOfFailure({ clause, is: 'node' } as ClauseFailure));
  });

  test.each(Object.keys(NOTES))('note %s', (kind) => {
    expect(TOPIC_IDS).toContain(topicOfNote({ kind } as Note));
  });
});

test('every topic is behind something that can be met, or another leads to it', () => {
  const met = new Set<string>([
    ...Object.keys({ ...LINT_CODES, ...INPUT_CODES }).map((code) => topicOfCode(code as Finding['code'])),
    ...Object.keys(CAVEATS).map((kind) => topicOfCaveat({ kind } as Caveat)),
    ...Object.keys(UNKNOWNS).map((kind) => topicOfUnknown({ kind } as Unknown)),
  ]);
  for (const id of ['outside', 'timing', 'strictness', 'input', 'dns', 'tiers', 'enforcement'])
    expect(met).toContain(id);
});

test('a topic is a minute, and says where it is written', () => {
  for (const topic of allTopics()) {
    const words = topic.text.join(' ').split(' ').length;
    expect(words, topic.id).toBeLessThan(160);
    expect(
      topicLines(topic)
        .map(({ spans }) => plainText(spans))
        .join('\n'),
    ).toMatch(/at length:\nhttps:\/\//);
  }
});

describe('what a person calls it', () => {
  test.each([
    ['AND', 'and-or'],
    ['ipblock', 'ip-block'],
    ['service ports', 'service-ports'],
    ['tier', 'tiers'],
    ['isol', 'isolation'],
    ['cidr', 'ip-block'],
  ])('%s is %s', (name, id) => {
    expect(topicNamed(name)?.id).toBe(id);
  });

  test('what could be several is none', () => {
    expect(topicNamed('n')).toBeUndefined();
    expect(topicNamed('')).toBeUndefined();
  });
});
