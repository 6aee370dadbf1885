import type { RecipeName } from '../../engine/fix/read-recipe.ts';
import type { Finding } from '../../engine/lint/finding.ts';
import type { Direction } from '../../model/policies.ts';
import type { TopicId } from '../../present/topic-names.ts';
import { AT_START, type Cursor, type Place } from './cursor.ts';
import { EMPTY_FIELD, fieldOf, type TextField } from './text-field.ts';
import type { Work, Worked } from './work.ts';

/** What a row or line stands for: what enter, `y`, `d`, `c`, `r` and `R` act on. */
export type Subject =
  | { readonly kind: 'namespace'; readonly name: string }
  | { readonly kind: 'pod'; readonly key: string }
  | { readonly kind: 'workload'; readonly key: string }
  | { readonly kind: 'service'; readonly key: string }
  | { readonly kind: 'policy'; readonly id: string }
  /** A rule, or one peer of it by its position. */
  | {
      readonly kind: 'rule';
      readonly policy: string;
      readonly direction: Direction;
      readonly index: number;
      readonly peer?: number;
    }
  | { readonly kind: 'finding'; readonly finding: Finding }
  /** An address, a range or `external`, as an end of a connection; `statesPod`: what is said is how the screen's pod stands to it. */
  | { readonly kind: 'outside'; readonly text: string; readonly statesPod?: true }
  /** A connection one can ask about. */
  | { readonly kind: 'question'; readonly from: string; readonly to: string }
  /** A context of the kubeconfig. */
  | { readonly kind: 'context'; readonly name: string }
  /** A rule of network policies that can be read about. */
  | { readonly kind: 'topic'; readonly id: TopicId }
  /** A policy to begin with: by a recipe, or one that is blank; without a text while more has to be known for it. */
  | {
      readonly kind: 'recipe';
      readonly name: RecipeName | 'blank';
      readonly of: string;
      readonly yaml: string | undefined;
    }
  /** A key of the help screen. */
  | { readonly kind: 'key'; readonly key: string };

export interface Sort {
  /** `Column.id`. */
  readonly column: string;
  readonly descending: boolean;
}

/** What a screen remembers of how it is looked at. */
export interface View {
  readonly cursor: Cursor;
  /** First line shown. */
  readonly top: number;
  readonly filter: string;
  readonly sort: Sort | undefined;
  /** Ids of rows that are opened. */
  readonly expanded: ReadonlySet<string>;
  /** Where the other panes of the screen were left, by pane. */
  readonly places: Readonly<Record<string, Place>>;
}

export const FRESH_VIEW: View = {
  cursor: AT_START,
  top: 0,
  filter: '',
  sort: undefined,
  expanded: new Set(),
  places: {},
};

/** The question being written, and the one that was asked last. */
export interface ReachForm {
  readonly from: TextField;
  readonly to: TextField;
  readonly focus: 'from' | 'to' | 'answer';
  /** Position in the list of completions; undefined when none is chosen. */
  readonly choice: number | undefined;
  /** Whether completions are offered. */
  readonly offering: boolean;
  readonly asked: { readonly from: string; readonly to: string } | undefined;
  /** Whether what is asked is pinned too. */
  readonly pins?: boolean;
}

/** Which part of a file is shown: the object that begins on a line, or the document around one. */
export interface SourcePlace {
  readonly part: 'object' | 'document';
  readonly line: number;
  /** The line of interest. */
  readonly focus: number;
}

/** An object as a cluster is asked for it; without a version, in the one in which its kind is read. */
export interface AskedObject {
  readonly apiVersion: string | undefined;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
}

/** Where the text of an object is to be had. */
export type TextPlace =
  | { readonly from: 'file'; readonly file: string; readonly place: SourcePlace }
  | {
      readonly from: 'cluster';
      readonly object: AskedObject;
      /** What the object means, as a text to fall back on where the cluster cannot be asked; undefined where there is none. */
      readonly held: string | undefined;
      /** The rule of interest. */
      readonly rule: { readonly direction: Direction; readonly index: number } | undefined;
    };

/** Text of an object, as far as it has been read. */
export type SourceText =
  | { readonly state: 'reading' }
  /** `firstLine` is the number of the first of `lines` in its file; `unfolded`: in the file they are one line, written otherwise. */
  | {
      readonly state: 'read';
      readonly firstLine: number;
      readonly lines: readonly string[];
      readonly unfolded?: true;
      /** Why it is not what the cluster has. */
      readonly note?: string;
    }
  | { readonly state: 'unavailable'; readonly why: string };

/** One key of the help screen. */
export interface HelpRow {
  readonly group: string;
  /** As they are shown: `j ↓`. */
  readonly keys: string;
  /** The one that enter presses. */
  readonly press: string;
  readonly title: string;
  /** Why it does nothing now. */
  readonly disabled?: string | undefined;
}

/** A view of the stack. Each carries its own cursor, filter and scroll, and finds them again when one comes back to it. */
export type Screen = ScreenPlace & { readonly view: View };

export type ScreenPlace =
  | { readonly at: 'namespaces' }
  | { readonly at: 'pods'; readonly by: 'pod' | 'workload' }
  | { readonly at: 'pod'; readonly of: { readonly kind: 'pod' | 'workload'; readonly key: string } }
  | { readonly at: 'policies' }
  /** With what its removal would change, when that is known or being found out. */
  | { readonly at: 'policy'; readonly id: string; readonly work?: Work; readonly worked?: Worked }
  | { readonly at: 'services' }
  | { readonly at: 'reach'; readonly form: ReachForm }
  /** How to open a connection that is denied, or close one that is allowed. */
  | { readonly at: 'fixes'; readonly work: Extract<Work, { kind: 'fixes' }>; readonly worked?: Worked }
  /** A policy that many write, for what was selected, with what it would change. */
  | { readonly at: 'recipe'; readonly work: Extract<Work, { kind: 'recipe' }>; readonly worked?: Worked }
  /** Policies to begin with, for what was selected. */
  | {
      readonly at: 'recipes';
      readonly subject: Subject | undefined;
      readonly work: Extract<Work, { kind: 'recipes' }>;
      readonly worked?: Worked;
    }
  | { readonly at: 'findings' }
  | { readonly at: 'exposure' }
  | { readonly at: 'changes' }
  | { readonly at: 'pins' }
  | { readonly at: 'contexts' }
  | {
      readonly at: 'matrix';
      readonly of: MatrixOf;
      /** As it was written: `443`, `53/UDP`; undefined for all. */
      readonly port: string | undefined;
      /** Whether destinations are the rows. */
      readonly turned: boolean;
      /** The column the cursor is in, and where it was last seen. */
      readonly column: { readonly key: string | undefined; readonly index: number };
    }
  | { readonly at: 'what-if' }
  | { readonly at: 'help'; readonly rows: readonly HelpRow[] }
  | {
      readonly at: 'yaml';
      readonly title: string;
      readonly of: TextPlace;
      readonly source: SourceText;
    }
  | { readonly at: 'describe'; readonly of: Subject }
  /** The workloads of a namespace, and who may connect to whom. */
  | { readonly at: 'topology'; readonly namespace: string }
  /** A rule of network policies explained; without one, the list of them. */
  | { readonly at: 'topic'; readonly id: TopicId | undefined };

export type ScreenName = Screen['at'];

/** What a matrix compares: all namespaces, or the workloads of one with those of another. */
export type MatrixOf =
  | { readonly by: 'namespace' }
  | { readonly by: 'workload'; readonly from: string; readonly to: string };

/** A matrix with the cursor in its first cell. */
export function matrixPlace(of: MatrixOf, port?: string): Extract<ScreenPlace, { at: 'matrix' }> {
  return { at: 'matrix', of, port, turned: false, column: { key: undefined, index: 0 } };
}

/** A screen seen for the first time. */
export function freshScreen(place: ScreenPlace, view: Partial<View> = {}): Screen {
  return { ...place, view: { ...FRESH_VIEW, ...view } };
}

/** An empty form, or one with an end filled in; the cursor goes to the first field that is still empty. */
export function reachForm({ from = '', to = '' }: { readonly from?: string; readonly to?: string }): ReachForm {
  const isComplete = from !== '' && to !== '';
  return {
    from: from === '' ? EMPTY_FIELD : fieldOf(from),
    to: to === '' ? EMPTY_FIELD : fieldOf(to),
    focus: isComplete ? 'answer' : from === '' ? 'from' : 'to',
    choice: undefined,
    offering: !isComplete,
    asked: isComplete ? { from, to } : undefined,
  };
}

/** The pane a line of a screen with panes belongs to: the first part of its id. */
export function paneOf(id: string | undefined): string {
  return id?.split('/', 1)[0] ?? '';
}
