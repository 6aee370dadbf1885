import { remember } from '../../model/memo.ts';
import type { Direction } from '../../model/policies.ts';
import type { Compiled } from './compiled.ts';
import type { PeerId } from './peer-table.ts';
import type { PodClass } from './pod-classes.ts';
import type { Profile } from './profiles.ts';
import { hangsOnOther, isCovered, saidBy, type WideRule, wideRules, wideValue } from './wide-peers.ts';

/**
 * The groups of `WidePeers` for the profiles of one direction, and what classes are to them, for as long as the same selectors are taken
 * as wide: profiles and classes may come.
 */
export interface GrowingGroups {
  /** Takes in profiles that were made since. */
  readonly enterProfiles: () => void;
  /** Takes in the class with the next number. */
  readonly enterClass: (own: PodClass) => void;
  /** By profile. */
  readonly groupOf: readonly number[];
  /** By class. */
  readonly endOf: readonly number[];
  /** What a group says about an end, as a number of `SideValues`. */
  readonly valueAt: (group: number, end: number) => number;
  /** What a group says about every end alike, where it does. */
  readonly valueOfAll: (group: number) => number | undefined;
  /** Whether what the profile says by this selector is part of what its group says. */
  readonly covers: (profile: Profile, peer: PeerId) => boolean;
}

const NO_RULES: readonly WideRule[] = [];

/** Far more ends than there can be; a product with it is still an exact number. */
const MOST_ENDS = 2 ** 24;

export function createGrowingGroups(
  compiled: Compiled,
  direction: Direction,
  wide: ReadonlySet<PeerId>,
): GrowingGroups {
  const { all } = compiled.profiles[direction];
  const groupOf: number[] = [];
  const endOf: number[] = [];
  const groups = new Map<string, number>();
  const ends = new Map<string, number>();
  /** Of each group some profile, and of each end some class. */
  const profiles: Profile[] = [];
  const others: PodClass[] = [];
  const values = new Map<number, number>();
  const hangs = (profile: Profile): boolean => wideRules(profile, wide).some(({ rule }) => hangsOnOther(profile, rule));
  // The ports of a class tell ends apart then. Should the first profile that asks for them come later, its wide selectors count as all others.
  const byPorts = all.some(hangs);
  const isGrouped: boolean[] = [];
  const baseOf = ({ id }: Profile): number => compiled.uses[direction].bases[id] ?? 0;
  const rulesOf = (profile: Profile): readonly WideRule[] =>
    isGrouped[profile.id] === true ? wideRules(profile, wide) : NO_RULES;
  const groupKey = (profile: Profile): string => {
    const said = rulesOf(profile).map((use) => saidBy(profile, use));
    return `${baseOf(profile)} ${[...new Set(said)].sort().join(' ')}`;
  };
  const endKey = ({ matched, ports }: PodClass): string =>
    `${byPorts ? ports.id : ''} ${matched.filter((peer) => wide.has(peer)).join(' ')}`;
  return {
    groupOf,
    endOf,
    enterProfiles() {
      for (let id = groupOf.length; id < all.length; id++) {
        const profile = all[id];
        if (profile === undefined) continue;
        isGrouped.push(isCovered(profile) && (byPorts || !hangs(profile)));
        groupOf.push(remember(groups, groupKey(profile), () => profiles.push(profile) - 1));
      }
    },
    enterClass(own) {
      endOf.push(remember(ends, endKey(own), () => others.push(own) - 1));
    },
    valueAt(group, end) {
      return remember(values, group * MOST_ENDS + end, () => {
        const [profile, other] = [profiles[group], others[end]];
        if (profile === undefined || other === undefined) return 0;
        return isGrouped[profile.id] === true ? wideValue(compiled, wide, profile, other) : baseOf(profile);
      });
    },
    valueOfAll(group) {
      const profile = profiles[group];
      return profile === undefined || rulesOf(profile).length > 0 ? undefined : baseOf(profile);
    },
    covers: (profile, peer) => wide.has(peer) && isGrouped[profile.id] === true,
  };
}
