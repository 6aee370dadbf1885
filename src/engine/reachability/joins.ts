import type { Reachable, SideValues } from './side-values.ts';
import { type Openness, SOME } from './tally.ts';

/** Both sides of a connection together, fast enough to be asked for every class after every event. */
export interface Joins {
  /** As `SideValues.join`. */
  readonly join: SideValues['join'];
  /** Whether anything is allowed, by number of the outcome. */
  readonly isOpen: (outcome: number) => boolean;
}

/** Up to so many side values, all pairs of them have a place in a table that stays near the processor. Clusters have some dozens. */
const WIDTH = 128;

interface Tables {
  /** How many values there were when it was filled. */
  values: number;
  readonly outcomes: Int32Array;
}

export function createJoins(values: SideValues, openness: (outcome: number) => Openness): Joins {
  const byEnds: (Tables | undefined)[] = [];
  const isOpen = (outcome: number): boolean => (openness(outcome) & SOME) !== 0;
  const fill = (tables: Tables, source: Reachable, destination: Reachable): void => {
    const count = Math.min(values.count(), WIDTH);
    for (let egress = 0; egress < count; egress++) {
      for (let ingress = 0; ingress < count; ingress++) {
        if (egress < tables.values && ingress < tables.values) continue;
        tables.outcomes[egress * WIDTH + ingress] = values.join(egress, ingress, source, destination);
      }
    }
    tables.values = count;
  };
  const tablesFor = (source: Reachable, destination: Reachable): Tables => {
    const ends = source * 8 + destination;
    const tables = byEnds[ends] ?? emptyTables();
    byEnds[ends] = tables;
    if (tables.values < Math.min(values.count(), WIDTH)) fill(tables, source, destination);
    return tables;
  };
  return {
    join(egress, ingress, source, destination) {
      if (egress >= WIDTH || ingress >= WIDTH) return values.join(egress, ingress, source, destination);
      return tablesFor(source, destination).outcomes[egress * WIDTH + ingress] ?? 0;
    },
    isOpen,
  };
}

function emptyTables(): Tables {
  return { values: 0, outcomes: new Int32Array(WIDTH * WIDTH) };
}
