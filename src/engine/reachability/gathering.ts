import type { PortSetId } from './port-sets.ts';
import type { Tables } from './side-of-class.ts';

/** Classes, or profiles, by number, and of each a number of `SideValues`. */
export interface Gathered {
  readonly ids: Int32Array;
  readonly values: Int32Array;
}

/** Nothing at all. */
export const NOTHING_GATHERED = new Int32Array(0);

/** Gathers which ports each of many classes, or profiles, is allowed. Keeps scratch space, so that it costs what is gathered. */
export interface Gathering {
  /** To be told before anything is gathered: there are so many numbers. */
  readonly begin: (numbers: number) => void;
  /** Adds ports to what each of these is allowed; `first` is what it was allowed before anything was gathered. */
  readonly uniteAll: (ids: readonly number[], first: PortSetId, added: PortSetId) => void;
  readonly unite: (id: number, first: PortSetId, added: PortSetId) => void;
  /** Ports do not say it all: it is to be asked in the end. */
  readonly toAsk: (id: number) => void;
  /** What came together, each once. */
  readonly end: (asked: (id: number) => number) => Gathered;
}

const TO_ASK = -1;

export function createGathering({ ports, values }: Pick<Tables, 'ports' | 'values'>): Gathering {
  /** By number: one more than the number of its ports so far, or `TO_ASK`; all zero before and after. */
  let marks = new Int32Array(0);
  let met = new Int32Array(0);
  let found = new Int32Array(0);
  let count = 0;
  const meet = (id: number): void => {
    met[count] = id;
    count += 1;
  };
  return {
    begin(numbers) {
      if (marks.length >= numbers) return;
      marks = new Int32Array(numbers * 2);
      met = new Int32Array(numbers * 2);
      found = new Int32Array(numbers * 2);
    },
    uniteAll(ids, first, added) {
      const alone = 1 + ports.unite(first, added);
      let next = count;
      for (let index = 0; index < ids.length; index++) {
        const id = ids[index] ?? 0;
        const before = marks[id] ?? 0;
        if (before === 0) {
          marks[id] = alone;
          met[next++] = id;
        } else if (before !== alone && before !== TO_ASK) marks[id] = 1 + ports.unite(before - 1, added);
      }
      count = next;
    },
    unite(id, first, added) {
      const before = marks[id] ?? 0;
      if (before === TO_ASK) return;
      if (before === 0) meet(id);
      marks[id] = 1 + ports.unite(before === 0 ? first : before - 1, added);
    },
    toAsk(id) {
      if (marks[id] === 0) meet(id);
      marks[id] = TO_ASK;
    },
    end(asked) {
      const length = count;
      count = 0;
      for (let index = 0; index < length; index++) {
        const id = met[index] ?? 0;
        const mark = marks[id] ?? 0;
        marks[id] = 0;
        found[index] = mark === TO_ASK ? asked(id) : values.uniform(mark - 1, mark - 1);
      }
      return { ids: met.slice(0, length), values: found.slice(0, length) };
    },
  };
}
