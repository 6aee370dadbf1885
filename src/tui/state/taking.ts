/** What a person takes along of what a screen shows: into the clipboard, as a table in a file, as a page in a file. */
export type Taking =
  | { readonly what: 'copy'; readonly as: string }
  | { readonly what: 'export'; readonly as: string; readonly file: string | undefined }
  | { readonly what: 'report'; readonly file: string | undefined };
