/** What a person takes along of what a screen shows: into the clipboard, as a table in a file, as a page in a file. */
export type Taking =
  | { readonly what: 'copy'; readonly as: string }
  | { readonly what: 'export'; readonly as: string; readonly file: string | undefined }
  | { readonly what: 'report'; readonly file: string | undefined };

/** What is copied. The form that was taken last is remembered for each. */
export type CopyOf = 'answer' | 'text';

/** One form in which something can be copied. */
export interface CopyForm {
  /** As `:copy` takes it, where it does. */
  readonly id: string;
  readonly title: string;
  /** The text, where it is at hand; else it is made when it is wanted. */
  readonly text?: string;
}

/** The forms of what is on the screen; there is at least one. */
export interface CopyForms {
  readonly of: CopyOf;
  readonly forms: readonly [CopyForm, ...CopyForm[]];
}
