import { describe, expect, test } from 'vitest';
import { plainText } from '../../src/present/spans.ts';
import { topicLines } from '../../src/present/topic-text.ts';
import { allTopics, TOPIC_IDS, topicNamed, topicOf } from '../../src/present/topics.ts';

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
