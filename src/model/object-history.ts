/** When an object was made, and what its server noted of the last change to what somebody writes in it (status left out). */
export interface ObjectHistory {
  /** Milliseconds since 1970. */
  readonly created: number | undefined;
  /** How often its specification was changed, from 1. */
  readonly generation: number | undefined;
  readonly edit: ObjectEdit | undefined;
}

/** The last entry of `managedFields`. A server notes who owns a field: a change that only removed some leaves no entry of its own. */
export interface ObjectEdit {
  /** The field manager: `argocd-controller`, `kubectl-edit`. Any text: not safe to print as it is. */
  readonly by: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly operation: 'Apply' | 'Update' | undefined;
}
