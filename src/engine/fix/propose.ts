import type { Direction } from '../../model/policies.ts';
import { DIRECTIONS } from '../../model/policies.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { SideVerdict } from '../../model/verdict.ts';
import { type CheckAnswer, type CheckProblem, type CheckQuery, check, isProblem, type PairAnswer } from '../check.ts';
import type { Effects } from '../difference-rows.ts';
import { finished, type InSteps } from '../in-steps.ts';
import { closingCandidates } from './closing.ts';
import { type CompiledOnce, compiledOnce } from './compiled-once.ts';
import { changesOf, type Edit, type PolicyChange, snapshotAfter } from './edit.ts';
import { effectsInSteps } from './effects.ts';
import { type Candidate, openingCandidates } from './opening.ts';
import { byMerit } from './rank.ts';
import { sidesOf, subjectOf } from './sides.ts';

export type Wanted = 'allowed' | 'denied';

/** Edits that do what was asked for: evaluated, not guessed. */
export interface Proposal {
  readonly edits: readonly Edit[];
  readonly changes: readonly PolicyChange[];
  /** The question, asked again of the cluster with the edits. */
  readonly answer: CheckAnswer;
  readonly effects: Effects;
}

/** One side of one pair that no edit of a NetworkPolicy was found to change. */
export interface Obstacle {
  readonly pair: PairAnswer;
  readonly side: SideVerdict;
}

/** How to make a connection what it should be. */
export interface FixAnswer {
  readonly wanted: Wanted;
  /** As it is now. */
  readonly answer: CheckAnswer;
  /** It is so already: nothing to propose. */
  readonly already: boolean;
  /** Best first. */
  readonly proposals: readonly Proposal[];
  /** What stands in the way, when there is no proposal. */
  readonly obstacles: readonly Obstacle[];
}

/** Why no fix can be asked for. */
export type FixProblem = CheckProblem | { readonly problem: 'no-port' };

export interface FixRequest {
  readonly query: CheckQuery;
  /** Where unqualified names are looked up. */
  readonly namespace: string;
  readonly wanted: Wanted;
}

const MOST_TRIED = 80;
const MOST_OF_A_SIDE = 4;
const MOST_PROPOSALS = 4;

/**
 * The smallest edits of NetworkPolicies that make a connection allowed, or denied, each evaluated on a snapshot that has it and
 * listed with everything else it changes, best first (`rank.ts`). What does not do it is not proposed; nothing is written anywhere.
 */
export function proposeFixes(snapshot: Snapshot, request: FixRequest): FixAnswer | FixProblem {
  return finished(fixesInSteps(snapshot, request));
}

/** The same by and by. */
export function* fixesInSteps(snapshot: Snapshot, request: FixRequest): InSteps<FixAnswer | FixProblem> {
  const { query, namespace, wanted } = request;
  const answer = check(snapshot, query, namespace);
  if (isProblem(answer)) return answer;
  if (answer.port === undefined) return { problem: 'no-port' };
  const task: Task = { snapshot, request, answer, compiledBefore: compiledOnce(snapshot) };
  const already = holds(answer, wanted);
  const candidates = already ? [] : wanted === 'allowed' ? yield* opening(task) : closing(task);
  const proposals = yield* ranked(task, candidates);
  const obstacles = already || proposals.length > 0 ? [] : obstaclesIn(answer, wanted);
  return { wanted, answer, already, proposals, obstacles };
}

export function isFixProblem(answer: FixAnswer | FixProblem): answer is FixProblem {
  return 'problem' in answer;
}

interface Task {
  readonly compiledBefore: CompiledOnce;
  readonly snapshot: Snapshot;
  readonly request: FixRequest;
  readonly answer: CheckAnswer;
}

function holds({ pairs }: CheckAnswer, wanted: Wanted): boolean {
  return pairs.length > 0 && pairs.every(({ decision }) => decision === wanted);
}

/** Candidates for the sides that deny; where both do, every one of the best of the one with every one of the other. */
function* opening(task: Task): InSteps<readonly Candidate[]> {
  const egress = yield* openingOneSide(task, 'egress');
  const ingress = yield* openingOneSide(task, 'ingress');
  if (egress === undefined) return ingress ?? [];
  if (ingress === undefined) return egress;
  const ofEgress = yield* bestOfASide(task, egress);
  const ofIngress = yield* bestOfASide(task, ingress);
  return ofEgress.flatMap((first) => ofIngress.map((second) => [...first, ...second]));
}

/** Candidates that open this side of every pair; undefined when it is open. */
function* openingOneSide(task: Task, direction: Direction): InSteps<readonly Candidate[] | undefined> {
  const failing = task.answer.pairs.filter((pair) => !isOpen(pair, direction));
  if (failing.length === 0) return undefined;
  const proved: Candidate[] = [];
  for (const edits of distinct(openingCandidates(task.snapshot, failing, direction)).slice(0, MOST_TRIED)) {
    if (opens(task, edits, direction)) proved.push(edits);
    yield;
  }
  return proved;
}

function* bestOfASide(task: Task, candidates: readonly Candidate[]): InSteps<readonly Candidate[]> {
  const proposals: Proposal[] = [];
  for (const edits of candidates) proposals.push(yield* measured(task, edits));
  return varied(proposals.sort(byMerit), MOST_OF_A_SIDE).map(({ edits }) => edits);
}

function isOpen(pair: PairAnswer, direction: Direction): boolean {
  return sidesOf([pair], direction).every(({ sides }) => sides.every(({ decision }) => decision === 'allowed'));
}

function opens(task: Task, edits: Candidate, direction: Direction): boolean {
  const answer = askedAgain(task, edits);
  return answer?.pairs.every((pair) => isOpen(pair, direction)) ?? false;
}

/** To close one side is enough. */
function closing({ snapshot, answer }: Task): readonly Candidate[] {
  const open = answer.pairs.filter(({ decision }) => decision !== 'denied');
  return distinct(DIRECTIONS.flatMap((direction) => closingCandidates(snapshot, open, direction))).slice(0, MOST_TRIED);
}

function askedAgain({ snapshot, request }: Task, edits: Candidate): CheckAnswer | undefined {
  const answer = check(snapshotAfter(snapshot, changesOf(snapshot, edits)), request.query, request.namespace);
  return isProblem(answer) ? undefined : answer;
}

/** The candidates that really do it, best first. */
function* ranked(task: Task, candidates: readonly Candidate[]): InSteps<readonly Proposal[]> {
  const proved: Proposal[] = [];
  for (const edits of candidates) {
    if (edits.length === 0) continue;
    const proposal = yield* measured(task, edits);
    if (holds(proposal.answer, task.request.wanted)) proved.push(proposal);
  }
  return varied(proved.sort(byMerit), MOST_PROPOSALS);
}

function* measured({ snapshot, request, answer, compiledBefore }: Task, edits: Candidate): InSteps<Proposal> {
  const changes = changesOf(snapshot, edits);
  const after = snapshotAfter(snapshot, changes);
  const again = check(after, request.query, request.namespace);
  const effects = yield* effectsInSteps({ before: snapshot, after, changes, asked: answer.pairs, compiledBefore });
  return { edits, changes, answer: isProblem(again) ? answer : again, effects };
}

/** The best of each manner: a rule added to thirty policies is one proposal. */
function varied(proposals: readonly Proposal[], most: number): readonly Proposal[] {
  const manners = new Set<string>();
  const chosen = proposals.filter(({ edits }) => {
    const manner = edits.map(({ kind }) => kind).join();
    return !manners.has(manner) && manners.add(manner);
  });
  return chosen.slice(0, most);
}

function distinct(candidates: readonly Candidate[]): readonly Candidate[] {
  const seen = new Set<string>();
  return candidates.filter((edits) => {
    const text = JSON.stringify(edits, withoutOrigins);
    return !seen.has(text) && seen.add(text);
  });
}

function withoutOrigins(key: string, value: unknown): unknown {
  if (key === 'origin') return undefined;
  return typeof value === 'bigint' ? String(value) : value;
}

function obstaclesIn({ pairs }: CheckAnswer, wanted: Wanted): readonly Obstacle[] {
  const pair = pairs.find(({ decision }) => decision !== wanted);
  if (pair === undefined) return [];
  return DIRECTIONS.flatMap((direction) =>
    sidesOf([pair], direction)
      .flatMap(({ sides }) => sides.filter(({ decision }) => decision !== wanted).slice(0, 1))
      .map((side) => ({ pair, side })),
  );
}

/** The end whose policies the obstacle's side asks. */
export function subjectOfObstacle({ pair, side }: Obstacle): ReturnType<typeof subjectOf> {
  return subjectOf(pair, side.direction);
}
