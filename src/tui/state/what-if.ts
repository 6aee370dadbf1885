import type { WhatIfEdit } from '../../cluster/what-if.ts';
import type { ObjectName } from '../../engine/watch/object-changes.ts';
import type { Diagnostic } from '../../model/diagnostics.ts';
import type { ObjectEvent } from '../../model/raw-object.ts';
import type { TextPlace } from './screens.ts';

/** Text as it was written in the editor, or as it is applied. */
export interface Written {
  /** What its lines are counted in; not a path. */
  readonly file: string;
  readonly text: string;
}

/** One edit that is in force in memory. */
export interface MadeEdit {
  /** From 1, never used again. */
  readonly id: number;
  /** `edit NetworkPolicy shop/db-allow`. */
  readonly title: string;
  /** The object it is about, when it is one. */
  readonly name: ObjectName | undefined;
  readonly edits: readonly WhatIfEdit[];
  readonly written: Written | undefined;
  /** What its objects' positions are counted in. */
  readonly files: readonly string[];
  /** What could not be read of them. */
  readonly remarks: readonly Diagnostic[];
}

/** What is edited: a whole object, or only the labels of one; `undefined` for one that is new. */
export interface EditTarget {
  readonly name: ObjectName | undefined;
  readonly reads: 'object' | 'labels';
}

/** A text that could not be applied. */
export interface Draft extends Written {
  readonly target: EditTarget;
  readonly problems: readonly Diagnostic[];
}

export interface WhatIf {
  /** In the order they were made. */
  readonly made: readonly MadeEdit[];
  readonly draft: Draft | undefined;
  readonly nextId: number;
}

export const NOTHING_EDITED: WhatIf = { made: [], draft: undefined, nextId: 1 };

/** Where the text to begin with comes from. */
export type TextToEdit = { readonly from: 'text'; readonly text: string } | TextPlace;

/** How it ended in the editor, and what was read of the text. */
export type EditorEnd =
  | {
      readonly kind: 'written';
      readonly text: string;
      readonly events: readonly ObjectEvent[];
      readonly diagnostics: readonly Diagnostic[];
    }
  | { readonly kind: 'unchanged' }
  /** `why` is a sentence's end. */
  | { readonly kind: 'failed'; readonly why: string };
