/** What `JSON.stringify` and the YAML writer take. A field that is undefined is left out. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json | undefined;
}
