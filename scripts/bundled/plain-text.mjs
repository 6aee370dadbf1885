// Bundled in place of what Ink and its helpers do for every string at every start: make an Intl.Segmenter and compile a
// pattern of all emoji (together 40 ms), then walk each line with a frame or an arrow in it cluster by cluster.

import { PLAIN } from '../../src/present/plain-characters.ts';

export { PLAIN };

/** An Intl.Segmenter for graphemes that is made when a text needs it; plain text is cut up without it. */
export function lazySegmenter(make) {
  let segmenter;
  return {
    segment(text) {
      if (PLAIN.test(text)) return plainSegments(text);
      segmenter ??= make();
      return segmenter.segment(text);
    },
  };
}

function plainSegments(text) {
  const segments = Array.from(text, (segment, index) => ({ segment, index }));
  return Object.assign(segments, { containing: (index) => segments[index] });
}

/** A pattern that is compiled when it is first asked. */
export function lazyPattern(make) {
  let pattern;
  return {
    test(text) {
      pattern ??= make();
      return pattern.test(text);
    },
  };
}
