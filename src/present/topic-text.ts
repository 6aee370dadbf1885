import { type Line, span } from './spans.ts';
import { pad } from './text.ts';
import type { TopicId } from './topic-names.ts';
import { allTopics, type Topic, topicOf } from './topics.ts';

/** A line about a topic. */
export interface TopicLine {
  /** Steps to the right, from 0. */
  readonly indent: number;
  readonly spans: Line;
  /** What a screen can open from it. */
  readonly topic?: TopicId;
  /** How many of the spans stand before the title: what is broken off it stands below it, not below them. */
  readonly before?: number;
}

const BLANK: TopicLine = { indent: 0, spans: [] };

/** A topic in full: what holds, an example, what to read next and where it is written. */
export function topicLines({ title, text, example, see, url }: Topic): readonly TopicLine[] {
  const paragraphs = text.flatMap((sentences) => [{ indent: 0, spans: [span(sentences)] }, BLANK]);
  const lines = (example ?? []).map((line): TopicLine => ({ indent: 1, spans: exampleSpans(line) }));
  return [
    { indent: 0, spans: [span(title, 'title')] },
    BLANK,
    ...paragraphs,
    ...(lines.length === 0 ? [] : [...lines, BLANK]),
    ...see.map((id) => namedLine(topicOf(id), 'see ')),
    BLANK,
    { indent: 0, spans: [span('at length:', 'dim')] },
    { indent: 0, spans: [span(url, 'link')] },
  ];
}

function exampleSpans(line: string): Line {
  const at = line.indexOf('#');
  return at < 0 ? [span(line, 'code')] : [span(line.slice(0, at), 'code'), span(line.slice(at), 'dim')];
}

/** Every topic with its title. */
export function topicIndex(): readonly TopicLine[] {
  return allTopics().map((topic) => namedLine(topic, ''));
}

const NAME_COLUMNS = Math.max(...allTopics().map(({ id }) => id.length));

function namedLine({ id, title }: Topic, before: string): TopicLine {
  const spans = [span(before, 'dim'), span(`${pad(id, NAME_COLUMNS)}  `, 'key'), span(title)];
  return { indent: 0, spans, topic: id, before: 2 };
}
